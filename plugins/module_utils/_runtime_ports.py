# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Under which type SELinux knows a TCP port: a server may listen on ports of its own types alone, and one of its own is given by semanage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live

SSH = "ssh_port_t"
# What a port has to which nobody gave another type.
ANYBODYS = ("port_t", "reserved_port_t", "hi_reserved_port_t", "unreserved_port_t", "ephemeral_port_t")
# Where libsemanage keeps what was given on this host, on both families; asking semanage itself takes seconds.
LOCAL = "/var/lib/selinux/*/active/ports.local"
GIVEN = re.compile(r"^\s*portcon\s+tcp\s+(\d+)\s+[^:\s]+:[^:\s]+:([^:\s]+)", re.MULTILINE)
# semanage builds the whole policy anew: nine seconds on an idle machine without hardware virtualisation, ten times as long on a busy one
SECONDS = 300.0


def types(text: str, port: int) -> list[str]:
    """The types of a TCP port in what semanage port -l prints, without those that are anybody's."""
    found = []
    for line in text.splitlines():
        words = line.replace(",", " ").split()
        if len(words) > 2 and words[1] == "tcp" and words[0] not in ANYBODYS and any(_spans(word, port) for word in words[2:]):
            found.append(words[0])
    return found


def _spans(word: str, port: int) -> bool:
    low, _dash, high = word.partition("-")
    return low.isdigit() and int(low) <= port <= int(high if high.isdigit() else low)


def known(host: Host) -> str:
    """What semanage prints of all ports."""
    return host.run("semanage", "port", "-l", "-n", seconds=SECONDS)


@dataclass(frozen=True)
class PortType(Live):
    """path: "SELinux type of the port N/tcp"; value: the type that was given to it on this host, "" for none."""

    @property
    def port(self) -> int:
        """Its number."""
        return int(self.path.rsplit(" ", 1)[1].partition("/")[0])

    def now(self, root: str) -> PortType:
        """What it was given."""
        host = Host(root)
        try:
            given = [name for path in host.glob(LOCAL) for number, name in GIVEN.findall(host.read(path) or "") if int(number) == self.port]
        except ObservationError as exc:
            raise OSError(str(exc)) from exc
        return PortType(self.path, given[-1] if given else "")

    def put(self, root: str) -> None:
        """Give it, or take it back; OSError where semanage refuses."""
        if self.now(root) == self:
            return
        argv = ("semanage", "port", *(("-a", "-t", self.value) if self.value else ("-d",)), "-p", "tcp", str(self.port))
        try:
            Host(root).run(*argv, seconds=SECONDS)
        except ObservationError as exc:
            raise OSError(str(exc)) from exc


def typed(port: int) -> PortType:
    """A port that sshd may listen on."""
    return PortType(f"SELinux type of the port {port}/tcp", SSH)
