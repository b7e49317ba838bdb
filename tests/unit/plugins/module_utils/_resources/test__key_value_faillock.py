# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""When failures lock an account: the file, an argument that wins over it, and what is refused."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import key_value
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

CONF, VENDOR, LOGIN = "/etc/security/faillock.conf", "/usr/lib/security/faillock.conf", "/etc/pam.d/login"
UNSET = f"default of faillock (not set in {CONF})"


@pytest.mark.parametrize(
    ("files", "key", "found"),
    [
        ({CONF: "# deny = 9\n"}, "deny", [(3, UNSET, "")]),
        ({CONF: "deny = 9\ndeny=4 # x\n"}, "deny", [(4, f"{CONF}:2", "")]),
        ({CONF: "deny 4\ndeny = many\n"}, "deny", [(4, f"{CONF}:1", "")]),
        ({CONF: "unlock_time = never\n"}, "unlock_time", [(604800, f"{CONF}:1", "")]),
        ({CONF: "unlock_time = 0\n"}, "unlock_time", [(604800, f"{CONF}:1", "")]),
        ({CONF: "even_deny_root\n"}, "even_deny_root", [(1, f"{CONF}:1", "")]),
        ({VENDOR: "deny = 2\n"}, "deny", [(2, f"{VENDOR}:1", "")]),
        ({CONF: "deny = 2\n", LOGIN: "auth required pam_faillock.so preauth deny=7\n"}, "deny", [(7, f"{LOGIN}:1", f"{LOGIN}:1")]),
        ({CONF: "deny = 2\n", LOGIN: "auth required pam_faillock.so deny=no\n"}, "deny", [(2, f"{CONF}:1", "")]),
        ({CONF: "deny = 2\n", "/etc/f.conf": "deny = 8\n", LOGIN: "auth required pam_faillock.so conf=/etc/f.conf\n"}, "deny", [(8, "/etc/f.conf:1", "")]),
        (
            {LOGIN: "auth required pam_faillock.so even_deny_root\naccount required pam_faillock.so\n"},
            "even_deny_root",
            [(1, f"{LOGIN}:1", f"{LOGIN}:1"), (3, UNSET, "")],
        ),
    ],
)
def test_read(tmp_path: Path, files: dict[str, str | None], key: str, found: list[t.Any]) -> None:
    host = FixtureHost(make_root(tmp_path, files))
    assert [(each.value, each.source, each.aspect) for each in key_value.observe(host, "faillock", key, default=3)] == found


def test_not_here(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match=r"neither /etc/security/faillock\.conf nor pam_faillock\.so"):
        key_value.observe(FixtureHost(make_root(tmp_path, {})), "faillock", "deny")


@pytest.mark.parametrize(
    ("key", "want", "before", "after"),
    [
        ("deny", 5, "# deny = 3\n", "# deny = 3\ndeny = 5\n"),
        ("deny", 5, "deny = 3\nx\ndeny = 9\ny", "deny = 3\nx\ndeny = 5\ny"),
        ("deny", 5, "silent", "silent\ndeny = 5\n"),
        ("even_deny_root", 1, "", "even_deny_root\n"),
    ],
)
def test_plan(key: str, want: int, before: str, after: str) -> None:
    steps = key_value.plan([Reading(0, f"{CONF}:1")], want, {}, {"format": "faillock", "key": key})
    assert [(step.path, step.edit(before), step.edit(after)) for step in steps if isinstance(step, Edit)] == [(CONF, after, after)]


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Reading(7, f"{LOGIN}:1", f"{LOGIN}:1"), "the argument of pam_faillock.so in /etc/pam.d/login:1 wins"),
        (Reading(8, "/etc/f.conf:1"), "/etc/f.conf is what pam_faillock.so is told to read"),
    ],
)
def test_left_alone(reading: Reading, said: str) -> None:
    with pytest.raises(Unfixable, match=said):
        key_value.plan([reading], 5, {}, {"format": "faillock", "key": "deny"})
