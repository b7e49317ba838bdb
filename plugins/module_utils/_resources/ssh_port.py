# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The ports of the SSH server: those it is told, those it listens on, and what has to make way for others."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils import _runtime_ports
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, NotApplicable, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import connected
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_state, firewall, sshd
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._listeners import listeners
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_packets import ACCEPT
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import daemon
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_edits import DROP_IN
from ansible_collections.groundwork.baseline.plugins.module_utils._selinux import has_policy

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import Line

# It writes down for ssh.socket what sshd's configuration says, each time that systemd reads its units anew.
GENERATORS = ("/usr/lib/systemd/system-generators/sshd-socket-generator", "/lib/systemd/system-generators/sshd-socket-generator")
SERVER = "sshd"


class Known(t.NamedTuple):
    """What a plan has to know. lines: of others, Port and ListenAddress; socket: the unit that listens for sshd, "" for none.

    follows: whether the socket follows sshd's configuration. held: port -> who listens there but sshd. types: what semanage prints of
    ports; None where there is no SELinux, "" where there is no semanage. closed: a port that would be turned away -> by whom.
    """

    operator: Operator | None
    lines: tuple[Line, ...]
    socket: str
    follows: bool
    held: t.Callable[[int], str]
    types: t.Callable[[], str | None]
    closed: t.Callable[[int], str]
    firewall: t.Callable[[], list[firewall.Seen]]


@dataclass(frozen=True)
class Seen(Reading):
    """A reading with what its plan has to know, which does not travel."""

    known: t.Callable[[], Known | None] = field(default=lambda: None, compare=False, repr=False)

    def to_dict(self) -> dict[str, t.Any]:
        """The reading alone."""
        return {"value": self.value, "source": self.source, "aspect": self.aspect}


def observe(host: Host, managers: t.Sequence[str] = _firewall_state.MANAGERS, semanage: t.Sequence[str] = ()) -> list[Seen]:
    """Two lists of ports: where sshd, or systemd for it, listens now, and where it will after the next boot. Needs root.

    managers: of the packet filter, in the order of this family. semanage: the packages that bring it, of which a plan speaks.
    """
    source = sshd.observe(host, "port")[0].source
    told, socket = _firewall_state.told_ports(host), _firewall_state.sockets(host)
    follows = any(host.stat(path) for path in GENERATORS)
    bound = {port for ports in socket.values() for port in ports}
    boot = bound if socket and not follows else told
    now = bound if socket else {each.port for each in listeners(host) if each.process == SERVER and (not each.local or each.port in told)}
    by = ", ".join(socket)

    def known() -> Known:
        return host.remember("ssh ports known", lambda: _known(host, by, follows, now | boot, managers))

    later = Seen(sorted(boot), source if boot is told else by, BOOT, known)
    return [Seen(sorted(now), by or "where sshd listens", RUNTIME, known), later] if now else [later]


def _known(host: Host, socket: str, follows: bool, ours: set[int], managers: t.Sequence[str]) -> Known:
    lines = tuple(line for line in daemon(host).lines if line.keyword in ("port", "listenaddress") and not line.source.startswith(f"{DROP_IN}:"))

    def held(port: int) -> str:
        return next((str(each) for each in listeners(host) if (each.protocol, each.port) == ("tcp", port) and port not in ours), "")

    def types() -> str | None:
        if not has_policy(host):
            return None
        return _runtime_ports.known(host) if host.which("semanage") else ""

    def closed(port: int) -> str:
        with contextlib.suppress(NotApplicable):
            facts = _firewall_state.facts(host, managers)
            fates = [firewall.everyday(facts, family, "tcp", port) for family in facts.families] if facts.ruleset else []
            return next((source for verdict, source in fates if verdict != ACCEPT), "")
        return ""

    return Known(connected(host), lines, socket, follows, held, types, closed, lambda: firewall.observe(host, "open", managers))
