# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What listens on a host, from the kernel's tables of sockets, and which process holds each."""

from __future__ import annotations

import ipaddress
import os
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# File -> protocol, the state of a socket that waits: LISTEN of TCP, and of UDP one without a peer.
TABLES = {
    "/proc/net/tcp": ("tcp", "0A"),
    "/proc/net/tcp6": ("tcp", "0A"),
    "/proc/net/udp": ("udp", "07"),
    "/proc/net/udp6": ("udp", "07"),
}
EPHEMERAL = "/proc/sys/net/ipv4/ip_local_port_range"
SOCKET = re.compile(r"socket:\[(\d+)\]")


class Listener(t.NamedTuple):
    """A socket that takes what comes: protocol, address, port, the process that holds it ("" where that is not known), and its table."""

    protocol: str
    address: str
    port: int
    process: str
    table: str

    @property
    def name(self) -> str:
        """Port and protocol, as people write it."""
        return f"{self.port}/{self.protocol}"

    @property
    def local(self) -> bool:
        """Whether only this host itself can reach it."""
        return ipaddress.ip_address(self.address).is_loopback

    def __str__(self) -> str:
        where = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.protocol} {where}:{self.port}{f' ({self.process})' if self.process else ''}"


def address(text: str) -> str:
    """An address as the kernel prints it: words of four bytes, each in the byte order of the machine, here little endian."""
    raw = b"".join(bytes.fromhex(text[at : at + 8])[::-1] for at in range(0, len(text), 8))
    found = ipaddress.ip_address(raw)
    return str(getattr(found, "ipv4_mapped", None) or found)


def parse(text: str, table: str) -> list[tuple[Listener, str]]:
    """(each socket that waits, its inode) in one of TABLES. ObservationError for what is no such table."""
    protocol, waiting = TABLES[table]
    found = []
    for line in text.splitlines()[1:]:
        words = line.split()
        try:
            where, _colon, port = words[1].partition(":")
            if words[3] == waiting and int(port, 16):
                found.append((Listener(protocol, address(where), int(port, 16), "", table), words[9]))
        except (IndexError, ValueError) as exc:
            raise ObservationError(f"cannot make sense of {table}: {line.strip()[:80]}") from exc
    return found


def _holders(host: Host) -> dict[str, str]:
    """Inode of a socket -> the name of the process that holds it. Needs root; without it those of others stay unknown."""
    found: dict[str, str] = {}
    for pid in sorted((name for name in host.listdir("/proc") or () if name.isdigit()), key=int):
        try:
            links = [os.readlink(f"{host.path(f'/proc/{pid}/fd')}/{each}") for each in host.listdir(f"/proc/{pid}/fd") or ()]
            sockets = [match[1] for match in map(SOCKET.fullmatch, links) if match]
            command = (host.read(f"/proc/{pid}/comm") or "").strip() if sockets else ""
        except (OSError, ObservationError):
            # it has ended meanwhile, or it is somebody else's
            continue
        for inode in sockets:
            # one that systemd opened belongs to the program that it was handed to
            found[inode] = command if found.get(inode, "systemd") == "systemd" else found[inode]
    return found


def _ephemeral(host: Host) -> tuple[int, int]:
    words = (host.read(EPHEMERAL) or "").split()
    return (int(words[0]), int(words[1])) if len(words) == 2 and all(word.isdigit() for word in words) else (32768, 60999)


def _found(host: Host) -> list[Listener]:
    texts = {table: host.read(table) for table in TABLES}
    if texts["/proc/net/tcp"] is None:
        raise ObservationError("cannot tell what listens: there is no /proc/net/tcp")
    sockets = [each for table, text in texts.items() if text is not None for each in parse(text, table)]
    holders = _holders(host)
    low, high = _ephemeral(host)
    listeners = [socket._replace(process=holders.get(inode, "")) for socket, inode in sockets]
    # a socket that only sends by UDP got one of these ports from the kernel
    return sorted({each for each in listeners if each.protocol == "tcp" or not low <= each.port <= high})


def listeners(host: Host) -> list[Listener]:
    """All that waits for others, TCP and UDP, IPv4 and IPv6."""
    return host.remember("listeners", lambda: _found(host))
