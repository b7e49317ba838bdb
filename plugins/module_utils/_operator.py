# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Who is connected to this process over ssh, read from the processes above it."""

from __future__ import annotations

import ipaddress
import os
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# As the kernel names the processes of OpenSSH's server; the longer ones since 9.8.
SERVERS = frozenset(("sshd", "sshd-session", "sshd-auth"))
MAX_ANCESTORS = 256


class Operator(t.NamedTuple):
    """Somebody who is connected over ssh, as whom, and from where to where; "" for what is not known."""

    user: str
    address: str
    laddr: str = ""
    lport: str = ""


def connected(host: Host, pid: int | None = None) -> Operator | None:
    """Who is connected to a process (this one) over ssh; None where nobody is: a console, a container's runtime, or the host itself.

    What sudo and su make of it in between changes nothing: the process just below the innermost sshd is the login's own.
    """
    login, _server = _login(host, os.getpid() if pid is None else pid)
    uid = None if login is None else _field(host, login, "Uid")
    if login is None or uid is None:
        return None
    said = dict(pair.partition("=")[::2] for pair in _read(host, login, "environ").split("\0"))
    user = _named(host, uid, said.get("USER", ""))
    if user is None:
        return None
    address, _port, laddr, lport = [*said.get("SSH_CONNECTION", "").split(), "", "", "", ""][:4]
    return Operator(user, plain_address(address), plain_address(laddr), lport if lport.isdecimal() else "")


def came_in_at(host: Host, pid: int | None = None) -> float | None:
    """When somebody who is connected over ssh came in, in seconds since the kernel started (CLOCK_BOOTTIME); None where nobody is.

    It is the connection that counts: commands that follow over one that is open already came in with it.
    """
    _below, server = _login(host, os.getpid() if pid is None else pid)
    # the name in brackets may hold anything; what follows it is numbers from the third field on, and the 22nd is the start: proc(5)
    fields = _read(host, server, "stat").rpartition(")")[2].split() if server else []
    return int(fields[19]) / os.sysconf("SC_CLK_TCK") if len(fields) > 19 else None


def plain_address(text: str) -> str:
    """An address without its scope, and of an IPv4 address in IPv6 only that (ipv64_normalise_mapped of OpenSSH); "" where it is none."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def _login(host: Host, pid: int) -> tuple[int | None, int | None]:
    """(the process that sshd started for the login, the sshd of this connection): the first sshd on the way up, and the one just below."""
    below = None
    for _step in range(MAX_ANCESTORS):
        if _read(host, pid, "comm").strip() in SERVERS:
            return below, pid
        above = _field(host, pid, "PPid")
        if not above:
            return None, None
        below, pid = pid, above
    return None, None


def _named(host: Host, uid: int, login: str) -> str | None:
    """The name of a uid; of several that share it, that of the login."""
    identities = Identities(host)
    found = identities.user(login) if login else None
    return login if found is not None and found.uid == uid else identities.user_name(uid)


def _field(host: Host, pid: int, name: str) -> int | None:
    """The first number of a line of status; the real one of the four uids."""
    found = re.search(rf"^{name}:\s*([0-9]+)", _read(host, pid, "status"), re.MULTILINE)
    return int(found[1]) if found else None


def _read(host: Host, pid: int, name: str) -> str:
    try:
        return host.read(f"/proc/{pid}/{name}") or ""
    except ObservationError:
        return ""
