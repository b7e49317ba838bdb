# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import mac
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

SYS = {"/sys/kernel/": ""}
APPARMOR = {**SYS, "/sys/module/apparmor/parameters/enabled": "Y\n"}
PROFILES = "/sys/kernel/security/apparmor/profiles"
LSM = "/sys/kernel/security/lsm"
SELINUX = {"/etc/selinux/config": "# This file\nSELINUX=enforcing\nSELINUXTYPE=targeted\n"}


@pytest.mark.parametrize(
    ("files", "system", "state"),
    [
        ({**SYS, "/sys/fs/selinux/enforce": "1"}, "selinux", "enforcing"),
        ({**SYS, "/sys/fs/selinux/enforce": "0"}, "selinux", "permissive"),
        ({**SYS, "/sys/fs/selinux/enforce": "1", "/proc/self/attr/current": "kernel\0"}, "selinux", "disabled"),
        ({**SYS, **SELINUX}, "selinux", "disabled"),
        ({**APPARMOR, PROFILES: "/usr/sbin/chronyd (enforce)\nlsb_release (complain)\n"}, "apparmor", "enforcing"),
        ({**APPARMOR, PROFILES: "firefox (complain)\nbusybox (unconfined)\n"}, "apparmor", "permissive"),
        ({**APPARMOR, PROFILES: ""}, "apparmor", "disabled"),
        (APPARMOR, "apparmor", "unknown"),
        ({**SYS, "/sys/module/apparmor/parameters/enabled": "N\n"}, "none", "none"),
        ({**SYS, LSM: "lockdown,capability,smack"}, "smack", "unknown"),
        ({**SYS, LSM: "lockdown,capability,landlock,yama,bpf"}, "none", "none"),
        (SYS, "none", "none"),
    ],
)
def test_mac(files: dict[str, str], system: str, state: str, tmp_path: Path) -> None:
    assert mac.mac(FixtureHost(make_root(tmp_path, files), commands={})) == {"system": system, "state": state}


def test_profiles_that_only_root_may_read(tmp_path: Path) -> None:
    class Ordinary(FixtureHost):
        def _read(self, path: str) -> str | None:
            if path == PROFILES:
                raise ObservationError(f"cannot read {path}: Permission denied")
            return super()._read(path)

    assert mac.mac(Ordinary(make_root(tmp_path, APPARMOR))) == {"system": "apparmor", "state": "unknown"}


def test_installed_apparmor_that_the_kernel_does_not_run(tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, SYS), commands={"apparmor_parser": ""})
    assert mac.mac(host) == {"system": "apparmor", "state": "disabled"}


@pytest.mark.parametrize(
    ("files", "why"),
    [({}, "mount sysfs"), ({**SYS, **SELINUX, "/run/systemd/container": "podman"}, "belongs to the container's host")],
)
def test_what_cannot_be_told(files: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match=why):
        mac.mac(FixtureHost(make_root(tmp_path, files), commands={}))


@pytest.mark.parametrize(("files", "system"), [(SELINUX, "selinux"), ({}, "unknown")])
def test_an_unpacked_file_system_has_no_state(files: dict[str, str], system: str, tmp_path: Path) -> None:
    assert mac.mac(FixtureHost(make_root(tmp_path, files), commands={}, live=False)) == {"system": system, "state": "unknown"}
