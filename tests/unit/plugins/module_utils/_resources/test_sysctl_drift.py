# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import sysctl_drift
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

OWN = "/etc/sysctl.d/50-site.conf"
COOKIES = "/proc/sys/net/ipv4/tcp_syncookies"
MARTIANS = "/proc/sys/net/ipv4/conf/all/log_martians"


@pytest.mark.parametrize(
    ("files", "defaults", "expected"),
    [
        ({OWN: "net.ipv4.tcp_syncookies = 1\n", COOKIES: "1\n"}, {}, []),
        ({OWN: "net.ipv4.tcp_syncookies = 1\n", COOKIES: "0\n"}, {}, [f"net.ipv4.tcp_syncookies is 0, and 1 after the next boot ({OWN}:1)"]),
        # other areas, what this kernel has not, patterns, what is left alone
        ({OWN: "kernel.x = 1\nnet.none = 1\nnet.ipv4.tcp_* = 1\n-net.ipv4.tcp_syncookies\n", COOKIES: "0\n", "/proc/sys/kernel/x": "0\n"}, {}, []),
        # a file that sysctl.d does not lead to says nothing
        ({"/etc/sysctl.conf": "net.ipv4.tcp_syncookies = 1\n", COOKIES: "0\n"}, {}, []),
        (
            {"/etc/sysctl.conf": "net.ipv4.tcp_syncookies = 1\n", "/etc/sysctl.d/99-sysctl.conf": "-> ../sysctl.conf", COOKIES: "0\n"},
            {},
            ["net.ipv4.tcp_syncookies is 0, and 1 after the next boot (/etc/sysctl.d/99-sysctl.conf:1)"],
        ),
        (
            {MARTIANS: "1\n"},
            {"net.ipv4.conf.all.log_martians": 0},
            ["net.ipv4.conf.all.log_martians is 1, and no file sets it, so that it is 0 after the next boot"],
        ),
        ({MARTIANS: "0\n"}, {"net.ipv4.conf.all.log_martians": 0, "net.none": 1}, []),
        ({MARTIANS: "1\n", OWN: "net.ipv4.conf.all.log_martians=1\n"}, {"net.ipv4.conf.all.log_martians": 0}, []),
    ],
)
def test_observed(tmp_path: Path, files: dict[str, str], defaults: dict[str, int], expected: list[str]) -> None:
    root = make_root(tmp_path, {"/proc/sys/net/": "", **files})
    assert sysctl_drift.observe(FixtureHost(root, commands={}, stats={}), "net", defaults)[0].value == expected


def test_without_proc_it_cannot_be_told(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="there is no /proc/sys/net"):
        sysctl_drift.observe(FixtureHost(make_root(tmp_path, {OWN: "net.x = 1\n"}), commands={}, stats={}), "net")
