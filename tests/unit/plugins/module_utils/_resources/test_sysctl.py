# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sysctl import DROP_IN as OWN
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sysctl import observe, plan, typed
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Setting
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

NAME, PROC = "kernel.kptr_restrict", "/proc/sys/kernel/kptr_restrict"
DROP_IN = "/etc/sysctl.d/60-a.conf"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1\n", 1),
        ("-1", -1),
        ("0", 0),
        ("0x10", 16),
        ("010", 8),
        ("09", "09"),
        ("1_000", "1_000"),
        ("32768\t60999\n", "32768 60999"),
        ("|/usr/share/apport/apport %p", "|/usr/share/apport/apport %p"),
        ("1 # why", "1 # why"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_typed(text: str, value: int | str) -> None:
    assert typed(text) == value


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({PROC: "1\n"}, [Reading(1, PROC, "runtime")]),
        ({PROC: "1\n", DROP_IN: f"{NAME} = 1"}, [Reading(1, PROC, "runtime"), Reading(1, f"{DROP_IN}:1", "boot")]),
        ({PROC: "2\n", DROP_IN: f"\n{NAME} = 0"}, [Reading(2, PROC, "runtime"), Reading(0, f"{DROP_IN}:2", "boot")]),
        ({PROC: "2\n", DROP_IN: f"-{NAME}"}, [Reading(2, PROC, "runtime")]),
    ],
    ids=["runtime alone", "agreeing", "drift", "left alone"],
)
def test_observe(tmp_path: Path, files: dict[str, str], expected: list[Reading]) -> None:
    assert observe(FixtureHost(make_root(tmp_path, files)), NAME) == expected


def test_a_key_with_a_dot_in_a_name(tmp_path: Path) -> None:
    path = "/proc/sys/net/ipv4/conf/eth0.100/rp_filter"
    assert observe(FixtureHost(make_root(tmp_path, {path: "2\n"})), "net.ipv4.conf.eth0/100.rp_filter") == [Reading(2, path, "runtime")]


@pytest.mark.parametrize(
    ("files", "name", "error", "message"),
    [
        ({"/proc/sys/kernel/x": "1"}, NAME, SubjectMissing, f"this kernel has no {NAME}"),
        ({"/etc/": ""}, NAME, ObservationError, "there is no /proc/sys; look at a running host"),
        ({"/etc/shadow": "x"}, "kernel/../../../etc/shadow", ObservationError, "that is no name of a kernel setting"),
        ({"/etc/": ""}, "", ObservationError, "that is no name of a kernel setting"),
        ({f"{PROC}/": ""}, NAME, ObservationError, f"cannot read {PROC}: Is a directory"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, files: dict[str, str], name: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        observe(FixtureHost(make_root(tmp_path, files)), name)


CONF = "/proc/sys/net/ipv4/conf"
RP = "net.ipv4.conf.all.rp_filter"


def rp(**values: int) -> dict[str, str]:
    return {f"{CONF}/{name}/rp_filter": f"{value}\n" for name, value in values.items()}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (rp(all=0, default=2, lo=0, eth0=1), [(1, f"{CONF}/eth0/rp_filter", "eth0")]),
        (rp(all=1, default=0, lo=0, eth0=0, eth1=2), [(1, f"{CONF}/all/rp_filter", "eth0"), (2, f"{CONF}/eth1/rp_filter", "eth1")]),
        (rp(all=0, default=1, lo=0), [(1, f"{CONF}/default/rp_filter", "default")]),
        (
            {**rp(all=0, default=0, lo=0, eth0=0), DROP_IN: f"{RP} = 1"},
            [(0, f"{CONF}/all/rp_filter", "eth0"), (1, f"{DROP_IN}:1", "eth0 at boot")],
        ),
        (
            {**rp(all=1, default=0, lo=0, eth0=0), DROP_IN: f"net.ipv4.conf.*.rp_filter = 2\n-{RP}\n"},
            [(1, f"{CONF}/all/rp_filter", "eth0"), (2, f"{DROP_IN}:1", "eth0 at boot")],
        ),
        (
            {**rp(all=1, default=0, lo=0, eth0=0), DROP_IN: "net.ipv4.conf.default.rp_filter = 0\n"},
            [(1, f"{CONF}/all/rp_filter", "eth0"), (0, f"{DROP_IN}:1", "eth0 at boot")],
        ),
    ],
    ids=["its own", "the larger", "no interface", "all at boot", "a pattern at boot", "default at boot"],
)
def test_what_holds_for_an_interface(tmp_path: Path, files: dict[str, str], expected: list[tuple[int, str, str]]) -> None:
    assert observe(FixtureHost(make_root(tmp_path, files)), RP, interfaces=True) == [Reading(*each) for each in expected]


def test_an_interface_whose_value_is_no_number(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="cannot tell which is larger: /etc/sysctl"):
        observe(FixtureHost(make_root(tmp_path, {**rp(all=0, eth0=0), DROP_IN: f"{RP} = on"})), RP, interfaces=True)


def test_all_interfaces_are_put_right() -> None:
    steps = plan([Reading(0, "x", "eth0")], 1, {}, {"name": RP, "interfaces": True})
    assert steps == [Lines(OWN, f"{RP} = 1", sets=RP), Setting(f"{CONF}/all/rp_filter", "1")]


@pytest.mark.parametrize(
    ("files", "applies"),
    [
        ({}, True),
        ({"/proc/sys/kernel/other": "0\n"}, True),
        ({"/proc/sys/kernel/other": "1\n"}, False),
        ({"/proc/sys/kernel/other": "1\n", DROP_IN: "kernel.other = 0"}, True),
    ],
    ids=["absent", "another value", "it does", "not at boot"],
)
def test_unless_another_does_it(tmp_path: Path, files: dict[str, str], applies: bool) -> None:
    host = FixtureHost(make_root(tmp_path, {PROC: "1\n", **files}))
    if applies:
        assert observe(host, NAME, unless={"kernel.other": 1, NAME: 1})[0].value == 1
    else:
        with pytest.raises(NotApplicable, match=r"kernel\.other = 1 does this already \(/proc/sys/kernel/other\)"):
            observe(host, NAME, unless={"kernel.other": 1})
