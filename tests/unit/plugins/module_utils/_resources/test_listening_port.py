# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _listeners, listening_port
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
REST = "00:00000000 00000000     0        0"


def row(where: str, state: str, inode: int) -> str:
    return f"   0: {where} 00000000:0000 {state} 00000000:00000000 {REST} {inode} 1 0 100 0 0 10 0\n"


FILES = {
    "/proc/net/tcp": HEAD + row("00000000:0016", "0A", 1) + row("0100007F:0019", "0A", 2) + row("0100007F:1F90", "01", 3),
    "/proc/net/tcp6": HEAD + row("00000000000000000000000001000000:0277", "0A", 4) + row("0000000000000000FFFF00000100007F:0050", "0A", 5),
    "/proc/net/udp": HEAD + row("00000000:0202", "07", 6) + row("00000000:9C40", "07", 7),
    "/proc/net/udp6": HEAD + row("000080FE00000000FF00005400000001:0222", "07", 8),
    "/proc/1/comm": "systemd\n",
    "/proc/1/fd/3": "-> socket:[1]",
    "/proc/20/comm": "sshd\n",
    "/proc/20/fd/3": "-> socket:[1]",
    "/proc/30/comm": "rsyslogd\n",
    "/proc/30/fd/4": "-> socket:[6]",
}


@pytest.mark.parametrize(
    ("args", "ports", "shown"),
    [
        ({}, ["22/tcp", "514/udp", "546/udp"], "tcp 0.0.0.0:22 (sshd)"),
        ({"ports": [25, 631]}, [], "/proc/net/{tcp,tcp6,udp,udp6}"),
        ({"ports": [514]}, ["514/udp"], "udp 0.0.0.0:514 (rsyslogd)"),
        ({"processes": ["rsyslogd"]}, ["514/udp"], "rsyslogd"),
        ({"processes": ["systemd"]}, [], "/proc/net/"),
    ],
)
def test_observe(tmp_path: Path, args: dict[str, t.Any], ports: list[str], shown: str) -> None:
    """What waits on more than loopback; a socket that only sends by UDP does not, and one of systemd is whose it was made for."""
    (reading,) = listening_port.observe(FixtureHost(make_root(tmp_path, FILES), {}), **args)
    assert reading.value == ports
    assert shown in reading.source


def test_nobody_of_that_name(tmp_path: Path) -> None:
    """A program that does not run is missing, not silent."""
    with pytest.raises(SubjectMissing, match="no dnsmasq runs"):
        listening_port.observe(FixtureHost(make_root(tmp_path, FILES), {}), processes=["dnsmasq"])


@pytest.mark.parametrize(
    ("files", "words"),
    [({"/proc/net/tcp": HEAD + "   0: nonsense\n"}, "make sense of /proc/net/tcp"), ({"/proc/version": ""}, "no /proc/net/tcp")],
)
def test_cannot_tell(tmp_path: Path, files: dict[str, str], words: str) -> None:
    """A table that is not there or not understood is not an empty one."""
    with pytest.raises(ObservationError, match=words):
        listening_port.observe(FixtureHost(make_root(tmp_path, files), {}))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("0100007F", "127.0.0.1"),
        ("00000000", "0.0.0.0"),
        ("00000000000000000000000001000000", "::1"),
        ("0000000000000000FFFF00000100007F", "127.0.0.1"),
        ("000080FE00000000FF00005400000001", "fe80::5400:ff:100:0"),
    ],
)
def test_address(text: str, address: str) -> None:
    """Words in the byte order of the machine; an IPv4 address in IPv6 is that."""
    assert os.name == "posix"
    assert _listeners.address(text) == address
