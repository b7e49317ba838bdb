# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (None, datetime.date.today()),
        ("", datetime.date.today()),
        ("2026-04-23", datetime.date(2026, 4, 23)),
        (datetime.date(2026, 4, 23), datetime.date(2026, 4, 23)),
    ],
)
def test_a_day(text: t.Any, day: datetime.date) -> None:
    assert _days.day(text, "tell") == day


@pytest.mark.parametrize("text", ["2026-02-30", "soon", 20260423])
def test_no_day(text: t.Any) -> None:
    with pytest.raises(AnsibleActionFail, match=rf"^cannot tell: date is {text!r}, which is no day; write it as 2026-04-23$"):
        _days.day(text, "tell")
