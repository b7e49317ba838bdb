# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._last_login import parse

HEADING = "Username         Port     From             Latest\n"


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("ann              pts/0    192.0.2.7        Thu Jan  1 01:00:10 +0100 1970", {"ann": 10.0}),
        ("ann              tty1                      Fri Jan 02 00:00:00 +0000 1970", {"ann": 86400.0}),
        ("a-very-long-name-indeed pts/0 2001:db8::1  Wed Dec 31 20:30:00 -0330 1969", {"a-very-long-name-indeed": 0.0}),
        ("ann                                        **Never logged in**", {}),
        ("", {}),
    ],
)
def test_a_line(line: str, times: dict[str, float]) -> None:
    assert parse(HEADING + line + "\n", "lastlog").times == times


@pytest.mark.parametrize("line", ["ann pts/0 yesterday", "ann pts/0 Thu Abc  1 01:00:10 +0100 1970", "lastlog: database is locked"])
def test_a_line_that_makes_no_sense(line: str) -> None:
    with pytest.raises(ObservationError, match="line 2 that lastlog printed"):
        parse(HEADING + line + "\n", "lastlog")
