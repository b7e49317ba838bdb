# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import contextlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import mount
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

OLD = "mount from util-linux 2.38.1 (libmount 2.38.1: selinux, smack, btrfs, namespaces, assert, debug)\n"
NEW = "mount from util-linux 2.41 (libmount 2.41.0: selinux, smack, btrfs, namespaces, idmapping, fd-based-mount, statmount, assert, debug)\n"
SYSTEMD: dict[str, str | None] = {"/run/systemd/system/": ""}
OTHER: dict[str, str | None] = {"/run/systemd/system/": None}
TMP_UNIT = "[Unit]\nDescription=Temporary\n\n[Mount]\nWhat=tmpfs\nWhere=/tmp\nType=tmpfs\nOptions=mode=1777,strictatime,nosuid,nodev,size=50%%\n"
WANTED = {"/etc/systemd/system/local-fs.target.wants/tmp.mount": "-> /usr/lib/systemd/system/tmp.mount"}
VENDOR = {"/usr/lib/systemd/system/tmp.mount": TMP_UNIT}
TMPFS = "tmpfs /tmp tmpfs rw,nosuid,nodev,relatime,size=100k 0 0\n"


def fstab(line: str) -> dict[str, str]:
    return {"/etc/fstab": f"# <device> <path>\n\n{line}\n"}


def ask(tmp_path: Path, path: str, mounts: str | None, files: t.Mapping[str, str | None], version: str = OLD) -> dict[str, tuple[str, str]]:
    host = FixtureHost(make_root(tmp_path, {**SYSTEMD, "/proc/self/mounts": mounts, **files}), {"mount --version": version})
    return {reading.aspect: (",".join(reading.value), reading.source) for reading in mount.observe(host, path)}


@pytest.mark.parametrize(
    ("path", "mounts", "options", "line"),
    [
        ("/tmp", TMPFS, "nodev,nosuid,relatime,rw,size=100k", 1),
        ("/tmp/", TMPFS, "nodev,nosuid,relatime,rw,size=100k", 1),
        ("/tmp", f"{TMPFS}tmpfs /tmp tmpfs ro,noexec 0 0\n", "noexec,ro", 2),
        ("/srv/my data", "/dev/x /srv/my\\040data ext4 rw,nodev 0 0\n", "nodev,rw", 1),
        ("/", "rootfs / rootfs rw 0 0\n/dev/vda1 / ext4 rw,relatime 0 0\n", "relatime,rw", 2),
        ("/proc", "proc /proc proc rw,nosuid,hidepid=2,gid=4 0 0\n", "gid=4,hidepid=invisible,nosuid,rw", 1),
        ("/proc", "proc /proc proc rw,hidepid=off 0 0\n", "rw", 1),
    ],
)
def test_the_options_in_force(tmp_path: Path, path: str, mounts: str, options: str, line: int) -> None:
    assert ask(tmp_path, path, mounts, OTHER) == {"runtime": (options, f"/proc/self/mounts:{line}")}


@pytest.mark.parametrize(
    ("files", "boot"),
    [
        ({}, None),
        (fstab("tmpfs /tmp tmpfs defaults 0 0"), ("relatime,rw,size=100k", "/etc/fstab:3 (defaults)")),
        (fstab("tmpfs /tmp tmpfs"), ("relatime,rw,size=100k", "/etc/fstab:3 (defaults)")),
        (fstab("tmpfs /tmp/ tmpfs defaults,noexec,nodev 0 0"), ("nodev,noexec,relatime,rw,size=100k", "/etc/fstab:3 (defaults,noexec,nodev)")),
        (fstab("tmpfs /tmp tmpfs ro,nosuid,suid 0 0"), ("relatime,ro,size=100k", "/etc/fstab:3 (ro,nosuid,suid)")),
        (fstab("LABEL=x /tmp ext4 user,exec 0 0"), ("nodev,nosuid,relatime,rw,size=100k", "/etc/fstab:3 (user,exec)")),
        (fstab("LABEL=x /tmp ext4 exec,users,rw 0 0"), ("nodev,noexec,nosuid,relatime,rw,size=100k", "/etc/fstab:3 (exec,users,rw)")),
        (fstab("host:/x /tmp fuse.sshfs noauto,suid 0 0"), ("nodev,relatime,rw,size=100k", "/etc/fstab:3 (noauto,suid)")),
        (fstab("tmpfs /tmp tmpfs nodev 0 0\ntmpfs /tmp tmpfs noexec 0 0"), ("nodev,relatime,rw,size=100k", "/etc/fstab:3 (nodev)")),
        (fstab("#tmpfs /tmp tmpfs nodev 0 0\n/dev/x none swap sw,nodev 0 0"), None),
        (fstab("/srv /tmp none bind,nosuid 0 0"), ("nosuid,relatime,rw,size=100k", "/etc/fstab:3 (bind,nosuid)")),
        (
            fstab("/srv/a/b /tmp none bind 0 0\n/dev/x /srv/a ext4 nodev,noexec 0 0\n/dev/y / ext4 nosuid 0 0"),
            ("nodev,noexec,relatime,rw,size=100k", "/etc/fstab:3 (bind)"),
        ),
        (
            fstab("/srv /tmp none rw,rbind 0 0\n/dev/x /srv/a ext4 nodev 0 0\n/dev/y / ext4 nosuid 0 0"),
            ("nosuid,relatime,rw,size=100k", "/etc/fstab:3 (rw,rbind)"),
        ),
        (fstab("/srv /tmp none bind 0 0"), None),
        (fstab("/srv /tmp none bind 0 0\n/tmp /srv none bind 0 0"), None),
        (VENDOR, None),
        ({**VENDOR, **WANTED, **OTHER}, None),
        (
            {"/etc/systemd/system/tmp.mount": "-> /dev/null", **OTHER, **fstab("tmpfs /tmp tmpfs noexec 0 0")},
            ("noexec,relatime,rw,size=100k", "/etc/fstab:3 (noexec)"),
        ),
        ({**VENDOR, **WANTED}, ("nodev,nosuid,relatime,rw,size=100k", "/usr/lib/systemd/system/tmp.mount:8 (mode=1777,strictatime,nosuid,nodev,size=50%%)")),
        (
            {**VENDOR, "/usr/lib/systemd/system/local-fs.target.wants/tmp.mount": "-> ../tmp.mount"},
            ("nodev,nosuid,relatime,rw,size=100k", "/usr/lib/systemd/system/tmp.mount:8 (mode=1777,strictatime,nosuid,nodev,size=50%%)"),
        ),
        ({**VENDOR, **WANTED, **fstab("tmpfs /tmp tmpfs noexec 0 0")}, ("noexec,relatime,rw,size=100k", "/etc/fstab:3 (noexec)")),
        (
            {**VENDOR, **WANTED, **fstab("tmpfs /tmp tmpfs noexec 0 0"), "/etc/systemd/system/tmp.mount": "[Mount]\n# x\nOptions=ro\n"},
            ("relatime,ro,size=100k", "/etc/systemd/system/tmp.mount:3 (ro)"),
        ),
        ({**VENDOR, **WANTED, "/etc/systemd/system/tmp.mount": "-> /dev/null"}, None),
        ({**fstab("tmpfs /tmp tmpfs noexec 0 0"), "/etc/systemd/system/tmp.mount": "-> /dev/null"}, None),
        (
            {
                **VENDOR,
                **WANTED,
                "/etc/systemd/system/tmp.mount.d/x.conf": "[Mount]\nOptions=noexec\n",
                "/usr/lib/systemd/system/tmp.mount.d/x.conf": "[Mount]\nOptions=ro\n",
            },
            ("noexec,relatime,rw,size=100k", "/etc/systemd/system/tmp.mount.d/x.conf:2 (noexec)"),
        ),
        (
            {**fstab("tmpfs /tmp tmpfs noexec 0 0"), "/etc/systemd/system/tmp.mount.d/x.conf": "[Unit]\nOptions=ro\n[Mount]\nOptions=\n"},
            ("relatime,rw,size=100k", "/etc/systemd/system/tmp.mount.d/x.conf:4 (no options)"),
        ),
        (
            {"/run/systemd/generator.late/tmp.mount": "[Mount]\nWhat=/dev/x\nOptions=nodev\n"},
            ("nodev,relatime,rw,size=100k", "/run/systemd/generator.late/tmp.mount:3 (nodev)"),
        ),
        ({"/etc/systemd/system/tmp.mount": "-> /usr/share/systemd/tmp.mount", "/usr/share/systemd/tmp.mount": TMP_UNIT}, None),
        (
            {"/etc/systemd/system/tmp.mount": "-> /usr/share/systemd/tmp.mount", "/usr/share/systemd/tmp.mount": TMP_UNIT, **WANTED},
            ("nodev,nosuid,relatime,rw,size=100k", "/etc/systemd/system/tmp.mount:8 (mode=1777,strictatime,nosuid,nodev,size=50%%)"),
        ),
    ],
)
def test_the_options_that_boot_will_give(tmp_path: Path, files: dict[str, str | None], boot: tuple[str, str] | None) -> None:
    found = ask(tmp_path, "/tmp", TMPFS, files)
    assert found["runtime"][0] == "nodev,nosuid,relatime,rw,size=100k"
    assert found.get("boot") == boot


@pytest.mark.parametrize(
    ("options", "old", "new"),
    [
        ("bind", "nodev,nosuid", "nodev,nosuid"),
        ("bind,noexec", "noexec", "nodev,noexec,nosuid"),
        ("bind,suid", "nodev,nosuid", "nodev"),
        ("bind,noexec,dev", "noexec", "noexec,nosuid"),
    ],
)
def test_what_a_bind_takes_over_depends_on_the_version_of_mount(tmp_path: Path, options: str, old: str, new: str) -> None:
    files = fstab(f"/srv /tmp none {options} 0 0\n/dev/x /srv ext4 nodev,nosuid 0 0")
    for version, found in ((OLD, old), (NEW, new)):
        assert ask(tmp_path, "/tmp", "/dev/x /tmp ext4 rw 0 0\n", files, version)["boot"][0] == f"{found},rw"
    with pytest.raises(ObservationError, match="mount --version names no version") if options != "bind" else contextlib.nullcontext():
        ask(tmp_path, "/tmp", "/dev/x /tmp ext4 rw 0 0\n", files, "mount from busybox\n")


@pytest.mark.parametrize(
    ("files", "boot"),
    [
        (SYSTEMD, ("nodev,nosuid,rw", "systemd's own mount (nosuid,nodev)")),
        (OTHER, None),
        ({"/run/systemd/container": "podman"}, None),
        ({**OTHER, **fstab("tmpfs /dev/shm tmpfs noexec 0 0")}, ("noexec,rw", "/etc/fstab:3 (noexec)")),
        ({**fstab("tmpfs /dev/shm tmpfs defaults,noexec 0 0")}, ("noexec,rw", "/etc/fstab:3 (defaults,noexec)")),
        ({"/usr/lib/systemd/system/dev-shm.mount": TMP_UNIT}, ("nodev,nosuid,rw", "systemd's own mount (nosuid,nodev)")),
    ],
)
def test_what_systemd_mounts_itself(tmp_path: Path, files: dict[str, str | None], boot: tuple[str, str] | None) -> None:
    found = ask(tmp_path, "/dev/shm", "tmpfs /dev/shm tmpfs rw,nosuid,nodev,noexec 0 0\n", files)
    assert found["runtime"][0] == "nodev,noexec,nosuid,rw"
    assert found.get("boot") == boot


def test_a_path_whose_unit_name_is_escaped(tmp_path: Path) -> None:
    name = "srv-my\\x2ddata.mount"
    files = {
        f"/etc/systemd/system/{name}": "[Mount]\nWhat=/dev/x\nOptions=nodev\n",
        f"/etc/systemd/system/local-fs.target.wants/{name}": f"-> ../{name}",
        f"/etc/systemd/system/{name}.d/x.conf": "[Mount]\nOptions=noexec\n",
    }
    found = ask(tmp_path, "/srv/my-data", "/dev/x /srv/my-data ext4 rw 0 0\n", files)
    assert found["boot"] == ("noexec,rw", f"/etc/systemd/system/{name}.d/x.conf:2 (noexec)")


def test_hidepid_of_fstab_is_told_in_the_kernel_s_word(tmp_path: Path) -> None:
    found = ask(tmp_path, "/proc", "proc /proc proc rw,hidepid=invisible 0 0\n", fstab("proc /proc proc nosuid,hidepid=2 0 0"))
    assert (found["runtime"][0], found["boot"][0]) == ("hidepid=invisible,rw", "hidepid=invisible,nosuid,rw")


@pytest.mark.parametrize(
    ("mounts", "files", "error", "words"),
    [
        ("/dev/x / ext4 rw 0 0\n", {}, SubjectMissing, "/tmp is not a mount of its own"),
        ("/dev/x / ext4 rw 0 0\n", fstab("tmpfs /tmp tmpfs nodev 0 0"), SubjectMissing, "/tmp is not a mount of its own, although /etc/fstab:3 has one"),
        (None, {}, ObservationError, "cannot tell what is mounted: there is no /proc/self/mounts"),
        (TMPFS, {"/etc/fstab/": ""}, ObservationError, "cannot read /etc/fstab"),
    ],
)
def test_what_has_no_answer(tmp_path: Path, mounts: str | None, files: dict[str, str | None], error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        ask(tmp_path, "/tmp", mounts, files)
    assert words in str(caught.value)
