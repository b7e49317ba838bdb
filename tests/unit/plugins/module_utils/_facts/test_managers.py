# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import managers
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

DPKG = {"/var/lib/dpkg/status": "Package: base-files\n"}
RPM = {"/var/lib/rpm/rpmdb.sqlite": "SQLite format 3"}


@pytest.mark.parametrize(
    ("commands", "files", "expected"),
    [
        (["apt-get"], DPKG, "apt"),
        (["dnf", "yum"], RPM, "dnf"),
        (["yum"], {"/var/lib/rpm/Packages": "x"}, "yum"),
        (["dnf"], {"/usr/lib/sysimage/rpm/rpmdb.sqlite": "x"}, "dnf"),
        (["microdnf"], RPM, "microdnf"),
        (["rpm-ostree", "dnf"], {**RPM, "/run/ostree-booted": "x"}, "rpm-ostree"),
        (["zypper"], RPM, "zypper"),
        (["apk"], {"/lib/apk/db/installed": "x"}, "apk"),
        # The other family's tools are to be had as packages; the database tells whose system it is.
        (["apt-get", "dnf"], DPKG, "apt"),
        (["apt-get", "dnf"], {**RPM, "/var/lib/dpkg/status": ""}, "dnf"),
        (["rpm-ostree", "dnf"], RPM, "dnf"),
        # An image may come without its database.
        (["pacman"], {}, "pacman"),
        ([], DPKG, "none"),
        ([], {}, "none"),
    ],
)
def test_package_manager(commands: list[str], files: dict[str, str], expected: str, tmp_path: Path) -> None:
    root = make_root(tmp_path, {**files, **{f"/usr/bin/{name}": "#!/bin/sh\n" for name in commands}})
    for name in commands:
        (Path(root) / "usr/bin" / name).chmod(0o755)
    assert managers.package_manager(FixtureHost(root, commands={})) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"/run/systemd/system/": "", "/proc/1/comm": "systemd\n"}, "systemd"),
        ({"/run/openrc/": "", "/proc/1/comm": "init\n"}, "openrc"),
        ({"/proc/1/comm": "runit\n"}, "runit"),
        ({"/proc/1/comm": "init\n"}, "sysvinit"),
        ({"/proc/1/comm": "sleep\n"}, "none"),
        ({}, "none"),
    ],
)
def test_service_manager(files: dict[str, str], expected: str, tmp_path: Path) -> None:
    assert managers.service_manager(FixtureHost(make_root(tmp_path, files))) == expected


def test_service_manager_of_an_unpacked_file_system(tmp_path: Path) -> None:
    files = {"/usr/lib/systemd/systemd": "x", "/usr/sbin/init": "-> ../lib/systemd/systemd", "/sbin": "-> usr/sbin", "/lib": "-> usr/lib"}
    assert managers.service_manager(FixtureHost(make_root(tmp_path, files), live=False)) == "systemd"


@pytest.mark.parametrize("files", [{}, {"/sbin/init": "x"}, {"/sbin/init": "x", "/lib/systemd/systemd": "y"}])
def test_service_manager_that_cannot_be_told(files: dict[str, t.Any], tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="not systemd"):
        managers.service_manager(FixtureHost(make_root(tmp_path, files), live=False))
