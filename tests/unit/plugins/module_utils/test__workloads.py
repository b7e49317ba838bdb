# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Who has to be left alone because of what runs here."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _workloads
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PLAIN = {"/proc/1/comm": "systemd\n", "/proc/77/comm": "nginx\n", "/sys/class/net/lo/": "", "/sys/class/net/eth0/": "", "/sys/class/net/br0/": ""}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ""),
        ({"/proc/412/comm": "dockerd\n"}, "containers (dockerd runs, process 412)"),
        ({"/proc/5/comm": "conmon\n"}, "containers (conmon runs, process 5)"),
        ({"/sys/class/net/docker0/": ""}, "containers (there is the interface docker0)"),
        ({"/sys/class/net/wg0/": ""}, "a VPN (there is the interface wg0)"),
        ({"/sys/class/net/virbr0/": ""}, "virtual machines (there is the interface virbr0)"),
        ({"/proc/9/comm": "bird\n"}, "routing (bird runs, process 9)"),
        ({"/var/lib/kubelet/config.yaml": ""}, "containers (there is /var/lib/kubelet)"),
        ({"/var/lib/docker/": ""}, ""),
    ],
)
def test_found(tmp_path: Path, files: dict[str, str], said: str) -> None:
    host = FixtureHost(make_root(tmp_path, {**PLAIN, **files}), {})
    assert _workloads.found(host) == said
    assert _workloads.needs(host, "net.ipv4.conf.default.rp_filter") == said
    assert _workloads.needs(host, "net.ipv4.tcp_syncookies") == ""


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ""),
        ({"/sys/kernel/kexec_crash_size": "0\n", "/sys/kernel/kexec_crash_loaded": "0\n"}, ""),
        ({"/sys/kernel/kexec_crash_size": "268435456\n"}, "dumps of kernel crashes (/sys/kernel/kexec_crash_size is not 0)"),
        ({"/sys/kernel/kexec_crash_loaded": "1\n"}, "dumps of kernel crashes (/sys/kernel/kexec_crash_loaded is not 0)"),
    ],
)
def test_dumps_of_crashes(tmp_path: Path, files: dict[str, str], said: str) -> None:
    host = FixtureHost(make_root(tmp_path, {**PLAIN, **files, "/proc/412/comm": "dockerd\n"}), {})
    assert _workloads.needs(host, "kernel.kexec_load_disabled") == said
