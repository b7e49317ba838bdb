# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd, aide
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_aide import BEING_MADE, Making
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import ON, Unit
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

CONFIG, DATABASE, NEW = "/etc/aide.conf", "/var/lib/aide/aide.db.gz", "/var/lib/aide/aide.db.new.gz"
USUAL = aide.Files(CONFIG, DATABASE, NEW)
ASK = {"config": CONFIG, "database": DATABASE, "new": NEW}
OWN, THEIRS = f"{aide.CHECK}.timer", "dailyaidecheck.timer"
SHOW = f"systemctl show --property=ActiveState --property=Result {aide.UNIT}"
BOOTED = {"/run/systemd/system/": ""}


def host(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any] | None = None) -> FixtureHost:
    return FixtureHost(make_root(tmp_path, files), commands=commands or {}, stats={})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", USUAL),
        ("# database_in=file:/no\n", USUAL),
        ("database_in=file:/a/db\ndatabase_out=file:/a/new\n", aide.Files(CONFIG, "/a/db", "/a/new")),
        ("database = file:///a/db\n", aide.Files(CONFIG, "/a/db", NEW)),
        ("@@define DIR /a\ndatabase_in=file:@@{DIR}/db\ndatabase_out=file:@@{DIR}/new\n", aide.Files(CONFIG, "/a/db", "/a/new")),
    ],
)
def test_parse(text: str, expected: aide.Files) -> None:
    assert aide.parse(text, USUAL) == expected


def test_a_database_elsewhere() -> None:
    with pytest.raises(NotApplicable, match="has its database_in at https://x/db, which is no file of this host"):
        aide.parse("database_in=https://x/db\n", USUAL)


@pytest.mark.parametrize(
    ("files", "shown", "expected"),
    [
        ({DATABASE: "entries"}, {}, "there"),
        # where the configuration says it is, not where it usually is
        ({DATABASE: "entries", CONFIG: "database_in=file:/a/db\n"}, {}, "absent"),
        ({CONFIG: "database_in=file:/a/db\n", "/a/db": "entries"}, {}, "there"),
        ({DATABASE: ""}, {}, "absent"),
        (BOOTED, "ActiveState=inactive\nResult=success\n", "absent"),
        (BOOTED, "ActiveState=activating\nResult=success\n", "being made"),
        ({**BOOTED, DATABASE: "", NEW: "half"}, "ActiveState=activating\nResult=success\n", "being made"),
        # somebody ended it, so that it is to be begun again; or it ended by its own word
        (BOOTED, "ActiveState=failed\nResult=signal\n", "absent"),
        (BOOTED, "ActiveState=failed\nResult=exit-code\n", "failed"),
    ],
)
def test_database(tmp_path: Path, files: dict[str, str], shown: t.Any, expected: str) -> None:
    assert aide.observe(host(tmp_path, files, {SHOW: shown}), "database", **ASK)[0].value == expected


@pytest.mark.parametrize(
    ("shown", "raised"),
    [
        ("ActiveState=activating\n", "is being made in the background at this moment; look again later"),
        ("ActiveState=failed\nResult=exit-code\n", "failed; mend what"),
    ],
)
def test_a_database_that_is_left_alone(tmp_path: Path, shown: str, raised: str) -> None:
    """One that is being made is not begun again, nor is one that cannot be made."""
    with pytest.raises(Unfixable, match=raised):
        aide.plan(aide.observe(host(tmp_path, BOOTED, {SHOW: shown}), "database", **ASK), "there", {}, {"question": "database"})


def test_a_database_is_begun(tmp_path: Path) -> None:
    """Whether or not AIDE is there yet; under another name until it is whole."""
    steps = aide.plan(aide.observe(host(tmp_path, BOOTED, {SHOW: "ActiveState=inactive\n"}), "database", **ASK), "there", {}, {"question": "database"})
    assert isinstance(steps[0], Lines)
    assert steps[0].path == f"/etc/systemd/system/{aide.UNIT}"
    assert f"ExecStart=/usr/bin/env aide --config={CONFIG} --init\n" in steps[0].text
    assert steps[0].text.endswith(f"ExecStartPost=/bin/mv -f {NEW} {DATABASE}")
    assert steps[1:] == [Making(f"the database of AIDE, {DATABASE}", BEING_MADE)]


def test_a_database_that_is_there(tmp_path: Path) -> None:
    assert aide.plan(aide.observe(host(tmp_path, {DATABASE: "entries"}), "database", **ASK), "there", {}, {"question": "database"}) == []


def test_a_path_that_no_unit_can_have(tmp_path: Path) -> None:
    readings = aide.observe(host(tmp_path, {CONFIG: "database_in=file:/a/%h\n"}), "database", **ASK)
    with pytest.raises(Unfixable, match="/a/%h cannot stand in a unit"):
        aide.plan(readings, "there", {}, {"question": "database"})


def timers(**states: str) -> dict[str, t.Any]:
    """What systemd says of timers, by name: "active enabled"."""
    found: dict[str, t.Any] = {" ".join(_systemd.LIST): "x.service loaded active running x\n"}
    for name, words in states.items():
        active, enabled = words.split()
        found[" ".join(_systemd.LIST)] += f"{name}.timer loaded {active} waiting\n"
        block = f"Id={name}.timer\nNames={name}.timer\nLoadState=loaded\nActiveState={active}\nUnitFileState={enabled}\n"
        found[" ".join((*_systemd.SHOW, f"{name}.timer"))] = block
    return found


@pytest.mark.parametrize(
    ("files", "commands", "expected"),
    [
        (BOOTED, timers(), False),
        (BOOTED, timers(dailyaidecheck="active enabled"), True),
        (BOOTED, timers(dailyaidecheck="active disabled"), False),
        (BOOTED, timers(dailyaidecheck="inactive enabled"), False),
        ({}, {}, False),
        ({"/etc/cron.d/aide": "5 4 * * * root /usr/sbin/aide --check\n"}, {}, True),
        ({"/var/spool/cron/root": "5 4 * * * aide -c /etc/a.conf -C | mail root\n"}, {}, True),
        ({"/etc/cron.d/aide": "# 5 4 * * * root aide --check\n5 4 * * * root aide --init\n"}, {}, False),
    ],
)
def test_scheduled(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any], expected: bool) -> None:
    assert aide.observe(host(tmp_path, files, commands), "scheduled", CONFIG, timers=[THEIRS])[0].value is expected


@pytest.mark.parametrize(
    ("files", "names", "paths"),
    [
        (BOOTED, [OWN], [f"/etc/systemd/system/{aide.CHECK}.service", f"/etc/systemd/system/{OWN}", f"unit {OWN}"]),
        ({**BOOTED, f"/usr/lib/systemd/system/{THEIRS}": "[Timer]\n"}, [THEIRS], [f"unit {THEIRS}"]),
    ],
)
def test_scheduling(tmp_path: Path, files: dict[str, str], names: list[str], paths: list[str]) -> None:
    """A timer of ours, where the family has none; else that of its package."""
    said = timers(**({"dailyaidecheck": "inactive disabled"} if THEIRS in names else {}))
    steps = aide.plan(aide.observe(host(tmp_path, files, said), "scheduled", CONFIG, DATABASE, timers=names), True, {}, {"question": "scheduled"})
    assert [step.path for step in steps] == paths
    assert steps[-1] == Unit(paths[-1], ON)
    if len(steps) > 1:
        assert isinstance(steps[0], Lines)
        assert f"aide --config={CONFIG} --check\n" in steps[0].text
        assert f"ConditionFileNotEmpty={DATABASE}\n" in steps[0].text


def test_a_timer_that_is_not_there_yet(tmp_path: Path) -> None:
    with pytest.raises(Unfixable, match=r"dailyaidecheck\.timer comes with the package and is not there yet"):
        aide.plan(aide.observe(host(tmp_path, BOOTED, timers()), "scheduled", CONFIG, DATABASE, timers=[THEIRS]), True, {}, {"question": "scheduled"})


@pytest.mark.parametrize(
    ("files", "commands", "question", "names"),
    [
        (BOOTED, {SHOW: {"rc": 1, "stderr": "no bus"}}, "database", []),
        (BOOTED, {}, "database", []),
        ({}, {}, "scheduled", []),
        ({}, {}, "colour", [THEIRS]),
        ({f"{CONFIG}/": ""}, {}, "database", []),
    ],
)
def test_untold(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any], question: str, names: list[str]) -> None:
    with pytest.raises(ObservationError):
        aide.observe(host(tmp_path, files, commands), question, CONFIG, DATABASE, NEW, names)
