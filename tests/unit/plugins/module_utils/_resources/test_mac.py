# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""SELinux and AppArmor: who is asked, what is in force, and what puts it right."""

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import mac
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_selinux import SelinuxMode
from ansible_collections.groundwork.baseline.plugins.module_utils._selinux import ENFORCE
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

CONFIG, CMDLINE, CURRENT = mac.CONFIG, "/proc/cmdline", "/proc/self/attr/current"
SELINUX = {ENFORCE: "1", CMDLINE: "quiet\n", CONFIG: "SELINUX=enforcing\nSELINUXTYPE=targeted\n"}
APPARMOR = {mac.APPARMOR: "Y\n"}


def ask(tmp_path: Path, files: t.Mapping[str, str | None], question: str, usual: str = "selinux", **host: t.Any) -> list[Reading]:
    return mac.observe(FixtureHost(make_root(tmp_path, files), {}, **host), question, usual)


@pytest.mark.parametrize(
    ("files", "usual", "expected"),
    [
        ({}, "selinux", "selinux"),
        ({}, "apparmor", "apparmor"),
        (APPARMOR, "selinux", "apparmor"),
        ({ENFORCE: "0", mac.APPARMOR: "N\n"}, "apparmor", "selinux"),
        ({CONFIG: "SELINUX=disabled\n", mac.APPARMOR: "N\n"}, "apparmor", "selinux"),
    ],
)
def test_chosen(tmp_path: Path, files: dict[str, str | None], usual: str, expected: str) -> None:
    assert mac.chosen(FixtureHost(make_root(tmp_path, files), {}), usual) == expected


def test_the_other_one(tmp_path: Path) -> None:
    with pytest.raises(NotApplicable, match="this host uses AppArmor, not SELinux"):
        ask(tmp_path, APPARMOR, "selinux_boot")
    with pytest.raises(NotApplicable, match="this host uses SELinux, not AppArmor"):
        ask(tmp_path, SELINUX, "apparmor_enabled", "apparmor")
    with pytest.raises(ObservationError, match="cannot answer smack"):
        ask(tmp_path, SELINUX, "smack")


@pytest.mark.parametrize(("files", "value"), [(APPARMOR, True), ({mac.APPARMOR: "N\n"}, False), ({}, False)])
def test_apparmor(tmp_path: Path, files: dict[str, str | None], value: bool) -> None:
    assert [each.value for each in ask(tmp_path, files, "apparmor_enabled", "apparmor")] == [value]


def test_profiles(tmp_path: Path) -> None:
    """A program that is older than its profile runs without it; one that has ended meanwhile is passed over."""
    files = {
        **APPARMOR,
        mac.PROFILES: "/usr/sbin/cupsd (enforce)\n/usr/sbin/ntpd (enforce)\n/usr/bin/man (complain)\nfirefox (unconfined)\n",
        "/proc/1/attr/current": "unconfined\n",
        "/proc/2/attr/current": "/usr/sbin/ntpd (enforce)\n",
        "/proc/self/x": "",
    }
    host = FixtureHost(make_root(tmp_path, files), {}, is_root=True)
    for pid, program in (("1", "/usr/sbin/cupsd"), ("2", "/usr/sbin/ntpd")):
        os.symlink(program, os.path.join(host.root, "proc", pid, "exe"))
    os.mkdir(os.path.join(host.root, "proc/3"))
    (reading,) = mac.observe(host, "apparmor_profiles", "apparmor")
    assert reading.value == {"unconfined": ["/usr/sbin/cupsd"], "complain": ["/usr/bin/man"]}


def test_profiles_that_cannot_be_told(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="no profile is loaded"):
        ask(tmp_path, APPARMOR, "apparmor_profiles")
    with pytest.raises(ObservationError, match="root may"):
        ask(tmp_path, {**APPARMOR, mac.PROFILES: "/x (enforce)\n"}, "apparmor_profiles", is_root=False)


@pytest.mark.parametrize(
    ("files", "now", "boot"),
    [
        ({}, "enforcing", "enforcing"),
        ({ENFORCE: "0"}, "permissive", "enforcing"),
        ({CONFIG: "# SELINUX=permissive\nSELINUX=nonsense\nSELINUX= Permissive \nSELINUX=enforcing\n"}, "enforcing", "permissive"),
        ({CONFIG: " SELINUX=enforcing\n"}, "enforcing", "disabled"),
        ({CMDLINE: "enforcing=0"}, "enforcing", "permissive"),
        ({CMDLINE: "selinux=1 enforcing=1"}, "enforcing", "enforcing"),
        ({CMDLINE: "selinux=0"}, "enforcing", "disabled"),
        ({ENFORCE: None, CONFIG: "SELINUX=disabled\n"}, "disabled", "disabled"),
        ({CURRENT: "kernel\0"}, "disabled", "enforcing"),
        ({CURRENT: "unconfined_u:unconfined_r:unconfined_t:s0\0"}, "enforcing", "enforcing"),
    ],
)
def test_mode(tmp_path: Path, files: dict[str, str | None], now: str, boot: str) -> None:
    given = {path: text for path, text in {**SELINUX, **files}.items() if text is not None}
    assert [each.value for each in ask(tmp_path, given, "selinux_enforcing")] == [now, boot]


@pytest.mark.parametrize(("text", "value"), [("SELINUXTYPE=targeted\n", "targeted"), ("#SELINUXTYPE=x\n SELINUXTYPE= mls\n", "mls"), ("", "")])
def test_policy(tmp_path: Path, text: str, value: str) -> None:
    assert ask(tmp_path, {**SELINUX, CONFIG: text}, "selinux_policy")[0].value == value


def test_a_kernel_without_a_policy(tmp_path: Path) -> None:
    """It may say that it enforces; there is nothing to enforce."""
    files = {**SELINUX, CURRENT: "kernel\0"}
    assert ask(tmp_path, files, "selinux_policy") == [Reading("", mac.NO_POLICY)]
    assert ask(tmp_path, files, "selinux_enforcing")[0] == Reading("disabled", mac.NO_POLICY, "runtime")


def test_boot(tmp_path: Path) -> None:
    files = {**SELINUX, CMDLINE: "selinux=0 enforcing=0", "/boot/grub2/grub.cfg": "linux /v selinux=1\nlinux /v enforcing=0\n"}
    assert [each.value for each in ask(tmp_path, files, "selinux_boot")] == [["selinux=0", "enforcing=0"], [], ["enforcing=0"]]


def test_unconfined_services(tmp_path: Path) -> None:
    label = "system_u:system_r:{}:s0-s0:c0.c1023\0"
    files = {**SELINUX, "/proc/7/attr/current": label.format("sshd_t"), "/proc/8/attr/current": label.format("unconfined_service_t"), "/proc/8/comm": "agent\n"}
    assert ask(tmp_path, files, "selinux_unconfined_services", is_root=True)[0].value == ["agent"]


def readings(now: str, boot: str, where: str = f"{CONFIG}:2") -> list[Reading]:
    return [Reading(now, "now", "runtime"), Reading(boot, where, "boot")]


@pytest.mark.parametrize(
    ("now", "boot", "kinds"),
    [("permissive", "enforcing", [SelinuxMode]), ("enforcing", "permissive", [Edit]), ("permissive", "permissive", [Edit, SelinuxMode])],
)
def test_plan(now: str, boot: str, kinds: list[type]) -> None:
    steps = mac.plan(readings(now, boot), "enforcing", {}, {"question": "selinux_enforcing"})
    assert [type(step) for step in steps] == kinds
    edits = [step.edit("# x\nSELINUX=permissive\nSELINUXTYPE=targeted\n") for step in steps if isinstance(step, Edit)]
    assert edits in ([], ["# x\nSELINUX=enforcing\nSELINUXTYPE=targeted\n"])


@pytest.mark.parametrize(
    ("now", "boot", "where", "words"),
    [
        ("disabled", "disabled", CONFIG, "touch /.autorelabel"),
        ("permissive", "disabled", CONFIG, "touch /.autorelabel"),
        ("enforcing", "permissive", "/proc/cmdline (enforcing=0)", "take that parameter away"),
    ],
)
def test_what_is_left(now: str, boot: str, where: str, words: str) -> None:
    with pytest.raises(Unfixable, match=words):
        mac.plan(readings(now, boot, where), "enforcing", {}, {"question": "selinux_enforcing"})


def test_switched(tmp_path: Path) -> None:
    """It is read and written where the kernel has it."""
    root = make_root(tmp_path, {ENFORCE: "0"})
    wanted = SelinuxMode(mac.MODE, "enforcing")
    assert wanted.now(str(root)).value == "permissive"
    wanted.put(str(root))
    assert wanted.now(str(root)) == wanted
