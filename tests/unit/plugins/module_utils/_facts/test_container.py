# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import container
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

HOST = dict(container.INITIAL)
INSIDE = {"pid": 4026532300, "uts": 4026532301, "ipc": 4026532302}
SHARED_PID = {**INSIDE, "pid": HOST["pid"]}


class NamespaceHost(FixtureHost):
    """A host in namespaces of these numbers; {} where /proc does not show them."""

    namespaces: t.ClassVar[dict[str, int]] = {}
    forbidden: t.ClassVar[tuple[str, ...]] = ()

    def stat(self, path: str, follow: bool = True) -> os.stat_result | None:
        if path.startswith("/proc/self/ns/"):
            number = self.namespaces.get(path.rpartition("/")[2])
            return os.stat_result((0, number, *[0] * 8)) if number else None
        return super().stat(path, follow)

    def _read(self, path: str) -> str | None:
        if path in self.forbidden:
            raise ObservationError(f"cannot read {path}: Permission denied")
        return super()._read(path)


@pytest.mark.parametrize(
    ("files", "namespaces", "expected"),
    [
        ({}, {}, "none"),
        ({}, HOST, "none"),
        ({"/run/systemd/container": "podman\n"}, INSIDE, "podman"),
        ({"/run/systemd/container": "systemd-nspawn"}, {}, "systemd-nspawn"),
        ({"/run/host/container-manager": "lxc-libvirt\n"}, {}, "lxc-libvirt"),
        ({"/run/systemd/container": ""}, HOST, "none"),
        ({"/run/.containerenv": ""}, INSIDE, "podman"),
        ({"/.dockerenv": ""}, INSIDE, "docker"),
        ({"/.dockerenv": ""}, {}, "docker"),
        ({"/.dockerenv": ""}, SHARED_PID, "docker"),
        # A virtual machine made from a container's image keeps the mark.
        ({"/.dockerenv": ""}, HOST, "none"),
        ({"/proc/1/environ": "HOME=/\0container=lxc\0"}, INSIDE, "lxc"),
        ({"/proc/1/environ": "container=\0"}, HOST, "none"),
        ({"/dev/lxd/sock": ""}, INSIDE, "lxc"),
        ({"/proc/1/cgroup": "4:memory:/kubepods/burstable/pod1\n"}, INSIDE, "kubernetes"),
        ({"/proc/1/cgroup": "0::/docker/0123abcd\n"}, INSIDE, "docker"),
        ({"/proc/1/cgroup": "0::/init.scope\n"}, SHARED_PID, "none"),
        ({"/proc/1/cgroup": "0::/\n"}, INSIDE, "other"),
        ({"/proc/vz/": ""}, {}, "openvz"),
        ({"/proc/vz/": "", "/proc/bc/": ""}, HOST, "none"),
        ({"/proc/version": "Linux version 5.15.90.1-microsoft-standard-WSL2"}, HOST, "wsl"),
    ],
)
def test_container(files: dict[str, str], namespaces: dict[str, int], expected: str, tmp_path: Path) -> None:
    host = NamespaceHost(make_root(tmp_path, files))
    host.namespaces = namespaces  # type: ignore[misc]
    assert container.container(host) == expected


def test_what_only_root_may_read_is_not_needed(tmp_path: Path) -> None:
    host = NamespaceHost(make_root(tmp_path, {"/run/.containerenv": ""}))
    host.forbidden = ("/proc/1/environ", "/proc/1/cgroup")  # type: ignore[misc]
    assert container.container(host) == "podman"


def test_an_unpacked_file_system_cannot_tell(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="unpacked file system"):
        container.container(FixtureHost(make_root(tmp_path, {"/.dockerenv": ""}), live=False))
