# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import boot
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

CMDLINE = "/proc/cmdline"
MENU = "menuentry 'x' {\n\tlinux /vmlinuz root=/dev/vda1 ro quiet\n}\nmenuentry 'y' {\n\tlinux\t/vmlinuz-1 mitigations=off nopti\n}\n"
GRUB, GRUB2 = "/boot/grub/grub.cfg", "/boot/grub2/grub.cfg"
PASSWORD = 'set superusers="root"\npassword_pbkdf2 root grub.pbkdf2.sha512.10000.AB\n'
BUILT = {"/proc/sys/kernel/osrelease": "6.1.0\n", CMDLINE: "quiet\n"}
SIGNED = {boot.SECURE_BOOT: "\x06\x00\x00\x00\x01"}


@pytest.mark.parametrize(
    ("question", "files", "values"),
    [
        ("mitigations", {CMDLINE: "quiet mitigations=auto,nosmt spectre_v2=on\n"}, [[]]),
        ("mitigations", {CMDLINE: "mds=off nospectre_v1 l1tf=off,force\n"}, [["mds=off", "nospectre_v1"]]),
        ("mitigations", {CMDLINE: "quiet\n", GRUB: MENU}, [[], ["mitigations=off", "nopti"]]),
        ("mitigations", {CMDLINE: "quiet\n", "/boot/loader/entries/a.conf": "title x\noptions root=x retbleed=off\n"}, [[], ["retbleed=off"]]),
        ("mitigations", {CMDLINE: "quiet\n", "/etc/kernel/cmdline": "root=x ssbd=force-off\n"}, [[], ["ssbd=force-off"]]),
        ("init_on_alloc", {CMDLINE: "init_on_alloc=0 init_on_alloc=1\n"}, [True]),
        ("init_on_alloc", {**BUILT, "/boot/config-6.1.0": "CONFIG_INIT_ON_ALLOC_DEFAULT_ON=y\n"}, [True]),
        ("init_on_alloc", {**BUILT, "/boot/config-6.1.0": "# CONFIG_INIT_ON_ALLOC_DEFAULT_ON is not set\n"}, [False]),
        ("secure_boot", SIGNED, [True]),
        ("secure_boot", {boot.SECURE_BOOT: "\x06\x00\x00\x00\x00"}, [False]),
        ("lockdown", {**SIGNED, boot.LOCKDOWN: "none [integrity] confidentiality\n"}, ["integrity"]),
        ("lockdown", SIGNED, ["none"]),
        ("loader_password", {GRUB: MENU}, [False]),
        ("loader_password", {GRUB: PASSWORD + MENU}, [True]),
        ("loader_password", {GRUB: "set superusers=\n" + MENU}, [False]),
        ("loader_password", {GRUB2: MENU, "/boot/grub2/user.cfg": "GRUB2_PASSWORD=grub.pbkdf2.sha512.1\n"}, [True]),
    ],
)
def test_observe(tmp_path: Path, question: str, files: dict[str, str], values: list[t.Any]) -> None:
    assert [each.value for each in boot.observe(FixtureHost(make_root(tmp_path, files), {}), question)] == values


RUNS = "ExecStart={{ path={0} ; argv[]={0} {1} ; ignore_errors=yes ; pid=0 }}\nEnvironment=HOME=/root{2}\nId={1}.service\nLoadState=loaded\n"
SULOGIN = boot.ASKS


def shown(first: tuple[str, str] = (SULOGIN, ""), second: tuple[str, str] = (SULOGIN, "")) -> str:
    return RUNS.format(first[0], "rescue", first[1]) + "\n" + RUNS.format(second[0], "emergency", second[1])


@pytest.mark.parametrize(
    ("cmdline", "says", "values"),
    [
        ("quiet", shown(), [True, True]),
        ("quiet", shown((SULOGIN, " SYSTEMD_SULOGIN_FORCE=1")), [False, True]),
        ("quiet", shown((SULOGIN, " SYSTEMD_SULOGIN_FORCE=1 SYSTEMD_SULOGIN_FORCE=0")), [True, True]),
        ("quiet", shown(second=("/bin/sh", "")), [True, False]),
        ("quiet", shown(second=("/sbin/sulogin --force", "")), [True, False]),
        ("systemd.setenv=SYSTEMD_SULOGIN_FORCE=1", shown((SULOGIN, " SYSTEMD_SULOGIN_FORCE=0")), [True, False]),
        ("quiet", "Id=rescue.service\nLoadState=masked\n\n" + RUNS.format(SULOGIN, "emergency", ""), [True, True]),
    ],
)
def test_single_user(tmp_path: Path, cmdline: str, says: str, values: list[bool]) -> None:
    host = FixtureHost(make_root(tmp_path, {CMDLINE: cmdline, "/run/systemd/system/": ""}), {" ".join((*boot.SHOW, *boot.RESCUE)): says})
    assert [(each.aspect, each.value) for each in boot.observe(host, "single_user")] == list(zip(boot.RESCUE, values))


@pytest.mark.parametrize(
    ("question", "files", "error", "message"),
    [
        ("why", {}, ObservationError, "known are init_on_alloc, loader_password"),
        ("mitigations", {}, ObservationError, "there is no /proc/cmdline"),
        ("init_on_alloc", BUILT, ObservationError, "there is no /boot/config-6"),
        ("secure_boot", {}, NotApplicable, "was not started by UEFI"),
        ("secure_boot", {"/sys/firmware/efi/": ""}, ObservationError, "or efivarfs is not mounted"),
        ("lockdown", {boot.SECURE_BOOT: "\x06\x00\x00\x00\x00"}, NotApplicable, "Secure Boot is off"),
        ("lockdown", {**SIGNED, boot.LOCKDOWN: "what\n"}, ObservationError, "cannot make sense of"),
        ("loader_password", {}, SubjectMissing, "so GRUB does not start this host"),
        ("single_user", {CMDLINE: ""}, NotApplicable, "systemd does not run this host"),
        ("single_user", {CMDLINE: "", "/run/systemd/system/": ""}, ObservationError, "cannot run systemctl show"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, question: str, files: dict[str, str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        boot.observe(FixtureHost(make_root(tmp_path, files), {}), question)


def test_plan() -> None:
    readings = [Reading(False, "x", "rescue.service"), Reading(True, "x", "emergency.service")]
    text = f"[Service]\nEnvironment=SYSTEMD_SULOGIN_FORCE=0\nExecStart=\nExecStart=-{SULOGIN} rescue"
    assert boot.plan(readings, True, {}, {"question": "single_user"}) == [Lines("/etc/systemd/system/rescue.service.d/zz-groundwork.conf", text)]


def test_what_is_for_people() -> None:
    with pytest.raises(Unfixable, match="only people can settle this"):
        boot.plan([Reading(["nopti"], "x")], [], {}, {"question": "mitigations"})
