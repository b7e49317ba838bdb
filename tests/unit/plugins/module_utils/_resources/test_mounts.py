# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import mounts
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Remount
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

ASK = mounts.QUESTION
UNIT = "/etc/systemd/system/srv.mount"


def host(tmp_path: Path, live: str, **files: str) -> FixtureHost:
    every = {"/proc/self/mounts": live, "/run/systemd/system/": "", **{{"fstab": "/etc/fstab", "unit": UNIT}[name]: text for name, text in files.items()}}
    return FixtureHost(make_root(tmp_path, every), commands={}, stats={})


@pytest.mark.parametrize(
    ("live", "files", "expected"),
    [
        ("/dev/a / ext4 rw,relatime 0 0\n", {"fstab": "/dev/a / ext4 errors=remount-ro 0 1\n"}, []),
        ("tmpfs /tmp tmpfs rw,nodev 0 0\n", {"fstab": "tmpfs /tmp tmpfs nodev,nosuid 0 0\n"}, ["/tmp has no nosuid, which /etc/fstab:1 gives it"]),
        # stricter than boot is no matter, nor is what nothing says anything of
        ("tmpfs /tmp tmpfs rw,nodev,nosuid,noexec 0 0\n", {"fstab": "tmpfs /tmp tmpfs nodev 0 0\n"}, []),
        ("tmpfs /mnt tmpfs rw 0 0\n", {"fstab": ""}, []),
        # the last mount on a path is the one in force
        ("a /tmp tmpfs rw,nosuid 0 0\nb /tmp tmpfs rw 0 0\n", {"fstab": "a /tmp tmpfs nosuid 0 0\n"}, ["/tmp has no nosuid, which /etc/fstab:1 gives it"]),
        ("a /srv ext4 rw 0 0\n", {"unit": "[Mount]\nWhat=a\nWhere=/srv\nOptions=noexec\n"}, []),
        ("a /boot ext4 rw 0 0\n", {"fstab": "a /boot ext4 ro,nodev 0 0\n"}, ["/boot has no nodev, ro, which /etc/fstab:1 gives it"]),
    ],
)
def test_observed(tmp_path: Path, live: str, files: dict[str, str], expected: list[str]) -> None:
    assert mounts.observe(host(tmp_path, live, **files), ASK)[0].value == expected


def test_planned(tmp_path: Path) -> None:
    """What it has stays, and what boot would give comes to it."""
    readings = mounts.observe(host(tmp_path, "a /tmp tmpfs rw,nodev 0 0\n", fstab="a /tmp tmpfs nosuid,noexec 0 0\n"), ASK)
    assert mounts.plan(readings, [], {}, {}) == [Remount("/tmp", "nodev,noexec,nosuid")]
    assert "known" not in readings[0].to_dict()


def test_a_mount_that_is_to_be_read_only_is_for_people(tmp_path: Path) -> None:
    """Somebody may be at work there."""
    readings = mounts.observe(host(tmp_path, "a /boot ext4 rw 0 0\n", fstab="a /boot ext4 ro 0 0\n"), ASK)
    with pytest.raises(Unfixable, match="/boot has no ro; find out who mounted it so"):
        mounts.plan(readings, [], {}, {})


@pytest.mark.parametrize(("question", "files"), [("others", {"/proc/self/mounts": ""}), (ASK, {})])
def test_untold(tmp_path: Path, question: str, files: dict[str, str]) -> None:
    with pytest.raises(ObservationError):
        mounts.observe(FixtureHost(make_root(tmp_path, files), commands={}, stats={}), question)
