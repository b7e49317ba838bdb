# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What is recorded, now and after the next boot, and the rules that make it so."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import audit_rule
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_audit import AS_IN_FILES, Loaded
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

D = "/etc/audit/rules.d"
AUDITCTL = {"/usr/sbin/auditctl": ""}
WATCH = [{"watch": ["/etc/sudoers", "/etc/sudoers.d", "/etc/nowhere"]}]
HERE = {"/etc/sudoers": "", "/etc/sudoers.d/x": ""}
CALLS = [{"calls": ["chmod", "chown", "fchmodat2"], "people": True}]
BOTH = "-w /etc/sudoers -p wa\n-w /etc/sudoers.d -p wa\n"
MISSING = ["/etc/sudoers", "/etc/sudoers.d"]


def host(tmp_path: Path, files: t.Mapping[str, str | None], rules: str = "No rules\n", enabled: int = 1, machine: str = "x86_64") -> FixtureHost:
    made = FixtureHost(make_root(tmp_path, files), {"auditctl": "", "auditctl -s": f"enabled {enabled}\nfailure 1\n", "auditctl -l": rules})
    made.remember("machine", lambda: machine)
    return made


def values(readings: list[Reading]) -> list[t.Any]:
    return [each.value["unrecorded"] for each in readings]


@pytest.mark.parametrize(
    ("files", "loaded", "expected"),
    [
        ({}, "No rules\n", [MISSING, MISSING]),
        ({f"{D}/a.rules": BOTH}, BOTH, [[], []]),
        ({f"{D}/a.rules": BOTH}, "No rules\n", [MISSING, []]),
        ({f"{D}/a.rules": ""}, BOTH, [[], MISSING]),
        ({f"{D}/a.conf": BOTH, f"{D}/.b.rules": BOTH}, BOTH, [[], MISSING]),
        ({"/etc/audit/audit.rules": BOTH}, BOTH, [[], []]),
        ({f"{D}/a.rules": "", "/etc/audit/audit.rules": BOTH}, BOTH, [[], MISSING]),
        ({f"{D}/20.rules": BOTH, f"{D}/100.rules": "-D\n"}, BOTH, [[], []]),
        ({f"{D}/20.rules": BOTH, f"{D}/100.rules": "-W /etc/sudoers -p wa\n"}, BOTH, [[], ["/etc/sudoers"]]),
        ({f"{D}/a.rules": BOTH, f"{D}/b.rules": "-a task,never\n"}, BOTH, [[], MISSING]),
        ({f"{D}/a.rules": f"{BOTH}-e 0\n"}, BOTH, [[], MISSING]),
        ({f"{D}/a.rules": f"{BOTH}-e 0\n-e 2\n"}, BOTH, [[], []]),
    ],
)
def test_watched(tmp_path: Path, files: dict[str, str | None], loaded: str, expected: list[list[str]]) -> None:
    """The files as augenrules merges them, and what auditctl lists; paths that are not here are not asked for."""
    assert values(audit_rule.observe(host(tmp_path, {**HERE, **AUDITCTL, **files}, loaded), WATCH, "x")) == expected


@pytest.mark.parametrize(
    ("machine", "kernel", "expected"),
    [
        ("x86_64", "6.12.1", ["chmod (b64)", "chown (b64)", "fchmodat2 (b64)", "chmod (b32)", "chown (b32)", "fchmodat2 (b32)"]),
        ("x86_64", "5.14.0-1.el9", ["chmod (b64)", "chown (b64)", "chmod (b32)", "chown (b32)"]),
        ("aarch64", "6.6.0", ["fchmodat2 (b64)"]),
        ("ppc64le", "5.14.0", ["chmod (b64)", "chown (b64)"]),
        ("i686", "5.10.0", ["chmod (b32)", "chown (b32)"]),
    ],
)
def test_machines(tmp_path: Path, machine: str, kernel: str, expected: list[str]) -> None:
    """Only the calls that a machine and its kernel have."""
    asked = host(tmp_path, {**AUDITCTL, "/proc/sys/kernel/osrelease": f"{kernel}\n"}, machine=machine)
    assert values(audit_rule.observe(asked, CALLS, "x"))[0] == expected


@pytest.mark.parametrize(("text", "least"), [("", 1000), ("UID_MIN 500\n", 500), ("#UID_MIN 7\nUID_MIN\t\t2000\n", 2000)])
def test_people(tmp_path: Path, text: str, least: int) -> None:
    """Who is a person is for login.defs to say."""
    asked = host(tmp_path, {**AUDITCTL, "/proc/sys/kernel/osrelease": "6.1.0\n", "/etc/login.defs": text}, machine="ppc64le")
    rules = audit_rule.observe(asked, CALLS, "x")[0].value["rules"]
    assert rules == [f"-a always,exit -F arch=b64 -S chmod,chown -F auid>={least} -F auid!=unset -k groundwork_x"]


def test_nobody_listens(tmp_path: Path) -> None:
    """Without auditctl nothing is recorded, and what would have to be written is known all the same."""
    bare = FixtureHost(make_root(tmp_path, HERE), {})
    bare.remember("machine", lambda: "aarch64")
    readings = audit_rule.observe(bare, WATCH, "x")
    assert values(readings) == [MISSING, MISSING]
    assert "no auditctl" in readings[0].source
    assert audit_rule.plan(readings, {"unrecorded": []}, {}, {"rules": WATCH, "key": "x"}) == [
        Lines(
            audit_rule.OWN,
            "-c\n-a always,exit -F arch=b64 -F path=/etc/sudoers -F perm=wa -k groundwork_x\n"
            "-a always,exit -F arch=b64 -F dir=/etc/sudoers.d -F perm=wa -k groundwork_x",
            0o640,
        )
    ]


def test_our_own_rules_do(tmp_path: Path) -> None:
    """What is written is accepted."""
    groups: list[dict[str, t.Any]] = [
        *WATCH,
        *CALLS,
        {"calls": ["open"], "exits": ["EACCES", "EPERM"], "logged_in": True},
        {"calls": ["execve"], "compare": "uid!=euid"},
    ]
    rules = "\n".join(audit_rule.observe(host(tmp_path, {**HERE, **AUDITCTL}), groups, "x")[0].value["rules"])
    assert values(audit_rule.observe(host(tmp_path, {f"{D}/50.rules": rules}, rules), groups, "x")) == [[], []]


def test_set_id(tmp_path: Path) -> None:
    """Programs that are set-id, not their links, and not other files."""
    stats = {"/usr/bin/su": {"mode": "04755"}, "/usr/bin/write": {"mode": "02755"}, "/usr/bin/id": {"mode": "0755"}}
    made = FixtureHost(make_root(tmp_path, dict.fromkeys(stats, "")), {}, stats)
    made.remember("machine", lambda: "aarch64")
    assert values(audit_rule.observe(made, [{"set_id": ["/usr/bin", "/nowhere"], "perm": "x"}], "x"))[0] == ["/usr/bin/su", "/usr/bin/write"]


@pytest.mark.parametrize(
    ("files", "loaded", "enabled", "told"),
    [
        ({}, "No rules\n", 1, {"lacking": 0, "other": 0}),
        ({f"{D}/a.rules": BOTH}, "-w /etc/sudoers -p aw -k x\n-w /etc/sudoers.d -p wa\n", 1, {"lacking": 0, "other": 0}),
        ({f"{D}/a.rules": BOTH}, "-w /etc/sudoers -p wa\n-w /a -p w\n-w /b -p w\n", 1, {"lacking": 1, "other": 2}),
    ],
)
def test_live(tmp_path: Path, files: dict[str, str | None], loaded: str, enabled: int, told: dict[str, int]) -> None:
    (reading,) = audit_rule.observe(host(tmp_path, {**AUDITCTL, **files}, loaded, enabled), question="live")
    assert reading.value == told


@pytest.mark.parametrize(("rules", "enabled", "told"), [("", 1, [1, 1]), ("-e 2\n", 1, [1, 2]), ("-e 2\n-e 1\n", 2, [2, 1]), ("-e 0\n", 0, [0, 0])])
def test_locked(tmp_path: Path, rules: str, enabled: int, told: list[int]) -> None:
    readings = audit_rule.observe(host(tmp_path, {**AUDITCTL, f"{D}/a.rules": rules}, enabled=enabled), question="locked")
    assert [each.value for each in readings] == told


def test_what_cannot_be_told(tmp_path: Path) -> None:
    """A question without an answer, paths that are not here, an auditctl that fails."""
    with pytest.raises(ObservationError, match="cannot ask the audit rules for everything"):
        audit_rule.observe(host(tmp_path, AUDITCTL), question="everything")
    with pytest.raises(SubjectMissing, match="none of the paths"):
        audit_rule.observe(host(tmp_path, AUDITCTL), WATCH, "x")
    broken = FixtureHost(tmp_path, {"auditctl": "", "auditctl -s": {"rc": 4, "stderr": "You must be root"}})
    with pytest.raises(ObservationError, match="You must be root"):
        audit_rule.observe(broken, WATCH, "x")


def recorded(now: list[str], boot: list[str], blocked: str = "") -> list[Reading]:
    return [Reading({"unrecorded": each, "rules": ["-w /x"], "blocked": blocked}, "somewhere", when) for each, when in ((now, "runtime"), (boot, "boot"))]


LOAD = Loaded(audit_rule.LOADED, AS_IN_FILES)


@pytest.mark.parametrize(
    ("readings", "question", "steps"),
    [
        (recorded(["/x"], ["/x"]), "recorded", [Lines(audit_rule.OWN, "-c\n-w /x", 0o640)]),
        (recorded([], ["/x"]), "recorded", [Lines(audit_rule.OWN, "-c\n-w /x", 0o640)]),
        (recorded(["/x"], []), "recorded", [LOAD]),
        ([Reading({"lacking": 1, "other": 0}, "somewhere")], "live", [LOAD]),
        ([Reading(1, "now", "runtime"), Reading(1, "boot", "boot")], "locked", [Lines(audit_rule.OWN, "-e 2", 0o640, sets="-e")]),
        ([Reading(1, "now", "runtime"), Reading(2, "boot", "boot")], "locked", [LOAD]),
    ],
)
def test_plan(readings: list[Reading], question: str, steps: list[t.Any]) -> None:
    assert audit_rule.plan(readings, 2, {}, {"question": question}) == steps


def test_what_silences_is_left(tmp_path: Path) -> None:
    with pytest.raises(Unfixable, match="-a never,task in somewhere keeps it from being recorded"):
        audit_rule.plan(recorded(["/x"], ["/x"], "-a never,task"), {}, {}, {})
