# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _distro
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._distro import Running
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path


LINUX = Running("Linux", "6.1.0", "#1 SMP", "aarch64")

FAMILIES = {"debian": "debian", "ubuntu": "debian", "rhel": "redhat", "fedora": "redhat"}


@pytest.mark.parametrize(
    ("name", "like", "expected"),
    [
        ("debian", [], "debian"),
        ("pop", ["ubuntu", "debian"], "debian"),
        ("ubuntu", ["rhel"], "debian"),
        ("new", ["stranger", "rhel"], "redhat"),
        ("new", ["stranger"], "other"),
        ("unknown", [], "other"),
    ],
)
def test_family(name: str, like: list[str], expected: str) -> None:
    assert _distro.family({"id": name, "id_like": like}, FAMILIES) == expected


@pytest.mark.parametrize(
    ("uname", "files", "expected"),
    [
        (LINUX._replace(system="FreeBSD", release="14.1-RELEASE-p3"), {}, ("freebsd", "14.1", 14)),
        (LINUX._replace(system="FreeBSD", release="14.1-RELEASE"), {"/etc/os-release": "NAME=FreeBSD\nID=freebsd\nVERSION_ID=14.0\n"}, ("freebsd", "14.0", 14)),
        (LINUX._replace(system="OpenBSD", release="7.5"), {}, ("openbsd", "7.5", 7)),
        (LINUX._replace(system="Darwin", release="24.1.0"), {}, ("macos", None, None)),
        (LINUX._replace(system="Darwin", release="24.1.0"), {_distro.MAC_VERSION: "<key>ProductVersion</key>\n\t<string>15.1</string>"}, ("macos", "15.1", 15)),
        (LINUX._replace(system="Windows", release="2022Server", version="10.0.20348"), {}, ("windows", "10.0.20348", 10)),
        (LINUX, {}, ("unknown", None, None)),
        (LINUX._replace(system="Haiku"), {}, ("unknown", None, None)),
    ],
)
def test_other_systems(uname: Running, files: dict[str, str], expected: tuple[t.Any, ...], tmp_path: Path) -> None:
    facts = _distro.identify(FixtureHost(make_root(tmp_path, files), commands={}), running=uname)
    assert (facts["id"], facts["version"], facts["major"]) == expected
    assert (facts["kernel"], facts["architecture"]) == (uname.release, uname.machine)


def test_a_running_host(tmp_path: Path) -> None:
    files = {
        "/etc/os-release": 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
        "/run/systemd/system/": "",
        "/usr/lib/systemd/system/ssh.service": "[Service]\n",
        "/usr/bin/python3.13": "x",
        "/usr/bin/python3": "-> python3.13",
        "/sys/fs/selinux/enforce": "1",
    }
    host = FixtureHost(make_root(tmp_path, files), commands={"apt-get": ""})
    facts = _distro.identify(host, ["ssh.service", "sshd.service"], LINUX)
    assert facts == {
        "id": "debian",
        "id_like": [],
        "name": "Debian GNU/Linux",
        "pretty_name": "Debian GNU/Linux 13",
        "version": "13",
        "major": 13,
        "codename": "trixie",
        "variant": None,
        "kernel": "6.1.0",
        "architecture": "aarch64",
        "container": "none",
        "package_manager": "apt",
        "service_manager": "systemd",
        "mac": {"system": "selinux", "state": "enforcing"},
        "python": {"path": "/usr/bin/python3", "version": "3.13"},
        "unit_files": {"ssh.service": False},
        "unknown": {},
    }


def test_an_unpacked_file_system(tmp_path: Path) -> None:
    facts = _distro.identify(FixtureHost(make_root(tmp_path, {"/etc/os-release": "ID=debian\n"}), live=False))
    assert (facts["id"], facts["kernel"], facts["architecture"], facts["container"]) == ("debian", None, "unknown", "unknown")
    assert (facts["service_manager"], facts["mac"], facts["unit_files"]) == ("unknown", {"system": "unknown", "state": "unknown"}, None)
    assert set(facts["unknown"]) == {"container", "service_manager"}


def test_what_breaks_is_unknown_and_says_why(tmp_path: Path) -> None:
    class Broken(FixtureHost):
        def _read(self, path: str) -> str | None:
            raise ObservationError(f"cannot read {path}: Input/output error")

    facts = _distro.identify(Broken(make_root(tmp_path, {}), commands={}), running=LINUX)
    assert (facts["id"], facts["container"], facts["mac"]["state"], facts["service_manager"]) == ("unknown",) * 4
    assert facts["unknown"]["id"] == "cannot read /etc/os-release: Input/output error"
    assert set(facts["unknown"]) == {"id", "container", "service_manager", "mac"}
