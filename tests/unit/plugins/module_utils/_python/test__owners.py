# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _owners
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost

if t.TYPE_CHECKING:
    from pathlib import Path

RPM = r"rpm -qf --qf %{NAME}\t%{VENDOR}\n "
DPKG = "dpkg -S "
BOTH = ["/usr/bin/python3.11", "/opt/x/bin/python3.12"]
ASKED = f"{DPKG}/usr/bin/python3.11 /bin/python3.11 /opt/x/bin/python3.12"
UNOWNED = {"rc": 1, "stderr": "dpkg-query: no path found matching pattern /opt/x/bin/python3.12\n"}


@pytest.mark.parametrize(
    ("stdout", "owners"),
    [
        ("python3.11-minimal: /usr/bin/python3.11\n", {BOTH[0]: "python3.11-minimal"}),
        ("python3.11-minimal:amd64: /bin/python3.11\n", {BOTH[0]: "python3.11-minimal"}),
        ("one:amd64, two: /usr/bin/python3.11\nlocal-python: /opt/x/bin/python3.12\n", {BOTH[0]: "one", BOTH[1]: "local-python"}),
        ("diversion by other from: /usr/bin/python3.11\ndiversion by other to: /usr/bin/python3.11.distrib\n", {}),
        ("", {}),
    ],
)
def test_dpkg(stdout: str, owners: dict[str, str], tmp_path: Path) -> None:
    host = FixtureHost(tmp_path, commands={ASKED: {**UNOWNED, "stdout": stdout}})
    assert {path: owner.package for path, owner in _owners.owners(host, "dpkg", BOTH).items()} == owners
    assert len(host.ran) == 1


def test_a_path_that_dpkg_would_take_for_a_pattern(tmp_path: Path) -> None:
    host = FixtureHost(tmp_path, commands={r"dpkg -S /opt/\[x]/python3": {"rc": 1}})
    assert _owners.owners(host, "dpkg", ["/opt/[x]/python3"]) == {}


@pytest.mark.parametrize(
    ("commands", "owners"),
    [
        (
            {f"{RPM}{BOTH[0]} {BOTH[1]}": {"rc": 1, "stdout": f"python3.11\tRed Hat, Inc.\nfile {BOTH[1]} is not owned by any package\n"}},
            {BOTH[0]: ("python3.11", "Red Hat, Inc.")},
        ),
        (
            {
                f"{RPM}{BOTH[0]} {BOTH[1]}": {"rc": 0, "stdout": "a\tx\nb\tx\nc\ty\n"},
                f"{RPM}{BOTH[0]}": {"rc": 0, "stdout": "a\tx\nb\tx\n"},
                f"{RPM}{BOTH[1]}": {"rc": 0, "stdout": "c\ty\n"},
            },
            {BOTH[0]: ("a", "x"), BOTH[1]: ("c", "y")},
        ),
    ],
)
def test_rpm(commands: dict[str, t.Any], owners: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    assert _owners.owners(FixtureHost(tmp_path, commands=commands), "rpm", BOTH) == owners


@pytest.mark.parametrize(
    ("database", "command", "reason"),
    [
        ("dpkg", {ASKED: {"rc": 2, "stderr": "dpkg-query: error: failed to open the info directory\n"}}, "dpkg -S ended with 2: dpkg-query: error"),
        ("dpkg", {}, "cannot run dpkg -S"),
        ("rpm", {f"{RPM}{BOTH[0]} {BOTH[1]}": {"rc": 2, "stderr": "error: rpmdb: damaged header\n"}}, "rpm -qf ended with 2: error: rpmdb"),
        ("rpm", {f"{RPM}{BOTH[0]} {BOTH[1]}": {"rc": 0, "stdout": "a\tb\n"}}, "rpm -qf ended with 0: a b"),
    ],
)
def test_a_database_that_cannot_tell(database: str, command: dict[str, t.Any], reason: str, tmp_path: Path) -> None:
    with pytest.raises(ObservationError) as caught:
        _owners.owners(FixtureHost(tmp_path, commands=command), database, BOTH)
    assert reason in str(caught.value)


def test_nothing_to_ask(tmp_path: Path) -> None:
    assert _owners.owners(FixtureHost(tmp_path, commands={}), "rpm", []) == {}


POLICY = """\
python3.13-minimal:
  Installed: 3.13.9-1+noble1
  Candidate: 3.13.10-1+noble1
  Version table:
     3.13.10-1+noble1 500
        500 https://ppa.launchpadcontent.net/deadsnakes/ppa/ubuntu noble/main amd64 Packages
 *** 3.13.9-1+noble1 500
        500 https://mirror.example.com/deadsnakes/ppa/ubuntu noble/main amd64 Packages
        100 /var/lib/dpkg/status
     3.13.8-1 500
        500 http://archive.ubuntu.com/ubuntu noble/universe amd64 Packages
python3.12-minimal:amd64:
  Installed: 3.12.3-1
  Candidate: 3.12.3-1
  Version table:
 *** 3.12.3-1 100
        100 /var/lib/dpkg/status
"""


def test_policy() -> None:
    assert _owners.parse_policy(POLICY) == {"python3.13-minimal": ["https://mirror.example.com/deadsnakes/ppa/ubuntu noble/main amd64 Packages"]}
    assert _owners.parse_policy("") == {}
