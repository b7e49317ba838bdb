# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import kernel_module
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

LIB = "/lib/modules/6.1.0-42-amd64"
BASE = {
    "/proc/modules": "usb_storage 81920 0 - Live 0x0000000000000000\noverlay 163840 0 - Live 0x0\n",
    "/proc/sys/kernel/osrelease": "6.1.0-42-amd64\n",
    "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet\n",
    f"{LIB}/modules.dep": (
        "kernel/fs/cramfs/cramfs.ko: kernel/drivers/mtd/mtd.ko\nkernel/drivers/mtd/mtd.ko:\n"
        "kernel/net/dccp/dccp.ko.xz:\nkernel/net/rds/rds.ko.zst:\nkernel/drivers/usb/storage/usb-storage.ko.gz: kernel/x/scsi_mod.ko\n"
        "kernel/drivers/firewire/firewire-core.ko:\n"
    ),
    f"{LIB}/modules.builtin": "kernel/fs/squashfs/squashfs.ko\nkernel/fs/udf/udf.ko\n",
}
FREE = "no install line in any modprobe.d"


def ask(tmp_path: Path, name: str, files: t.Mapping[str, str | None]) -> tuple[bool, bool, str]:
    (reading,) = kernel_module.observe(FixtureHost(make_root(tmp_path, {**BASE, **files}), {}), name)
    assert sorted(reading.value) == ["loadable", "loaded"]
    return reading.value["loaded"], reading.value["loadable"], reading.source


@pytest.mark.parametrize(
    ("name", "files", "found"),
    [
        ("cramfs", {}, (False, True, FREE)),
        ("dccp", {}, (False, True, FREE)),
        ("rds", {}, (False, True, FREE)),
        ("firewire-core", {}, (False, True, FREE)),
        ("usb-storage", {}, (True, True, f"/proc/modules; {FREE}")),
        ("usb-storage", {"/etc/modprobe.d/a.conf": "install usb-storage /bin/true\n"}, (True, False, None)),
        ("usb_storage", {"/etc/modprobe.d/a.conf": "install usb-storage /bin/true\n"}, (True, False, None)),
        ("cramfs", {"/etc/modprobe.d/a.conf": "# no\n\ninstall cramfs /bin/false\n"}, (False, False, "/etc/modprobe.d/a.conf:3 (install cramfs /bin/false)")),
        ("cramfs", {"/etc/modprobe.d/a.conf": "install cramfs /usr/bin/true\n"}, (False, False, None)),
        ("cramfs", {"/etc/modprobe.d/a.conf": "install cramfs /sbin/false # why\n"}, (False, False, None)),
        ("cramfs", {"/etc/modprobe.d/a.conf": "  install\tcramfs   true\n"}, (False, False, None)),
        ("cramfs", {"/etc/modprobe.d/a.conf": "install cramfs \\\n  /bin/false\n"}, (False, False, "/etc/modprobe.d/a.conf:1 (install cramfs /bin/false)")),
        ("cramfs", {"/etc/modprobe.d/a.conf": "install cram* /bin/false\n"}, (False, False, None)),
        ("cramfs", {"/etc/modprobe.d/a.conf": "install cramfs /bin/true; modprobe -i cramfs\n"}, (False, True, None)),
        ("cramfs", {"/etc/modprobe.d/a.conf": "install cramfs\nblacklist\n"}, (False, True, FREE)),
        (
            "cramfs",
            {"/etc/modprobe.d/a.conf": "install cramfs\ninstall cramfs /bin/false\n"},
            (False, False, "/etc/modprobe.d/a.conf:2 (install cramfs /bin/false)"),
        ),
        ("cramfs", {"/etc/modprobe.d/a.conf": "#install cramfs /bin/false\ninstall cramfsx /bin/false\n"}, (False, True, FREE)),
        ("cramfs", {"/etc/modprobe.d/a": "install cramfs /bin/false\n"}, (False, True, FREE)),
        (
            "cramfs",
            {"/etc/modprobe.d/a.conf": "options cramfs x=1\nblacklist cramfs\nsoftdep cramfs pre: mtd\n"},
            (False, True, "/etc/modprobe.d/a.conf:2 (blacklist alone does not stop modprobe cramfs)"),
        ),
        ("cramfs", {"/proc/cmdline": "quiet module_blacklist=foo,cramfs\n"}, (False, False, None)),
        ("cramfs", {"/proc/cmdline": "quiet modprobe.blacklist=cramfs\n"}, (False, True, FREE)),
        (
            "cramfs",
            {"/etc/modprobe.d/b.conf": "install cramfs /bin/false\n", "/usr/lib/modprobe.d/a.conf": "install cramfs /sbin/modprobe -i cramfs\n"},
            (False, True, "/usr/lib/modprobe.d/a.conf:1 (install runs another command, which may load it)"),
        ),
        (
            "cramfs",
            {"/etc/modprobe.d/a.conf": "", "/lib/modprobe.d/a.conf": "install cramfs /bin/false\n"},
            (False, True, FREE),
        ),
        (
            "cramfs",
            {"/etc/modprobe.d/a.conf": "-> /dev/null", "/run/modprobe.d/a.conf": "install cramfs /bin/false\n"},
            (False, True, FREE),
        ),
        ("cramfs", {"/run/modprobe.d/a.conf": "install cramfs /bin/false\n"}, (False, False, None)),
        ("cramfs", {f"{LIB}/modules.dep": None, "/run/modprobe.d/a.conf": "install cramfs /bin/false\n"}, (False, False, None)),
        ("strange", {"/proc/modules": "strange 1 0 - Live 0x0 (OE)\n"}, (True, True, f"/proc/modules; {FREE}")),
    ],
)
def test_a_module(tmp_path: Path, name: str, files: dict[str, str | None], found: tuple[bool, bool, str | None]) -> None:
    told = ask(tmp_path, name, files)
    assert told[:2] == found[:2]
    assert found[2] in (None, told[2])


@pytest.mark.parametrize(
    ("name", "files", "error", "words"),
    [
        ("hfs", {}, SubjectMissing, "kernel 6.1.0-42-amd64 has no module hfs"),
        ("hfs", {"/etc/modprobe.d/a.conf": "install hfs /bin/false\n"}, SubjectMissing, "has no module hfs"),
        ("squashfs", {}, NotApplicable, "squashfs is built into this kernel"),
        ("cramfs", {"/proc/modules": None}, NotApplicable, "this kernel takes no modules"),
        ("cramfs", {"/run/systemd/container": "podman\n"}, NotApplicable, "belong to the host of this container (podman)"),
        ("cramfs", {f"{LIB}/modules.dep": None}, ObservationError, "no /lib/modules/6.1.0-42-amd64/modules.dep"),
        ("cramfs", {"/etc/modprobe.d/a.conf/": ""}, ObservationError, "cannot read /etc/modprobe.d/a.conf"),
    ],
)
def test_what_has_no_answer(tmp_path: Path, name: str, files: dict[str, str | None], error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        ask(tmp_path, name, files)
    assert words in str(caught.value)
