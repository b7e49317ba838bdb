# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""auditd.conf: the value that counts, and the file with another."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import key_value
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PATH = "/etc/audit/auditd.conf"
KEY = "disk_full_action"


@pytest.mark.parametrize(
    ("text", "value", "after"),
    [
        ("", "suspend", f"{KEY} = syslog\n"),
        ("# x\n", "suspend", f"# x\n{KEY} = syslog\n"),
        ("disk_full_action = SUSPEND\n", "suspend", f"{KEY} = syslog\n"),
        ("Disk_Full_Action=Halt \nx = 1\n", "halt", "Disk_Full_Action=syslog \nx = 1\n"),
        (f"{KEY} = halt\n##{KEY} = x\n {KEY} = ignore\n", "ignore", f"{KEY} = halt\n##{KEY} = x\n {KEY} = syslog\n"),
    ],
)
def test_value(tmp_path: Path, text: str, value: str, after: str) -> None:
    (reading,) = key_value.observe(FixtureHost(make_root(tmp_path, {PATH: text}), {}), "auditd", KEY, default="suspend")
    assert reading.value == value
    (step,) = key_value.plan([reading], "syslog", {}, {"format": "auditd", "key": KEY})
    assert isinstance(step, Edit)
    assert (step.path, step.edit(text)) == (PATH, after)


def test_absent(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="the audit daemon is not installed"):
        key_value.observe(FixtureHost(tmp_path, {}), "auditd", KEY)
