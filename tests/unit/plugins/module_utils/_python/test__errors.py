# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import masked


@pytest.mark.parametrize(
    ("text", "secrets", "shown"),
    [
        ("https://index.example/simple", [], "https://index.example/simple"),
        ("https://user:secret@host/simple", [], "https://****@host/simple"),
        ("https://token@host/simple and http://a:b@c", [], "https://****@host/simple and http://****@c"),
        ("a p@ss/word as p%40ss%2Fword and p%40ss/word", ["p@ss/word"], "a **** as **** and ****"),
        ("nothing to hide", ["", "secret"], "nothing to hide"),
        ("long secret2 and secret", ["secret", "secret2"], "long **** and ****"),
        ("mail@host.example is no login", [], "mail@host.example is no login"),
    ],
)
def test_masked(text: str, secrets: list[str], shown: str) -> None:
    assert masked(text, secrets) == shown
