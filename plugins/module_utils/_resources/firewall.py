# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The packet filter as the kernel has it: what becomes of a new connection, by whose rules, and whether the next boot brings the same."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_ports import SSH, Port
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_saved, _firewall_state
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._listeners import listeners
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_packets import ACCEPT, Packet, fate
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_ports import named_ports

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_state import Facts

NAMES = {"ip": "ipv4", "ip6": "ipv6"}
LOOPBACK = {"ip": "127.0.0.1", "ip6": "::1"}
PROTOCOLS = ("tcp", "udp")
NOBODY = "no ufw, firewalld or nftables.service that is switched on"


@dataclass(frozen=True)
class Seen(Reading):
    """A reading with what its plan has to know, found out where it is planned, which does not travel."""

    known: t.Callable[[], dict[str, t.Any]] = field(default=dict, compare=False, repr=False)

    def to_dict(self) -> dict[str, t.Any]:
        """The reading alone."""
        return {"value": self.value, "source": self.source, "aspect": self.aspect}


def observe(host: Host, question: str, managers: t.Sequence[str] = _firewall_state.MANAGERS) -> list[Seen]:
    """The answer to one of QUESTIONS. managers: in the order in which a host of this family prefers them.

    ObservationError for who is not root, NotApplicable in a container that has no say in its packet filter.
    """
    if question not in QUESTIONS:
        raise ObservationError(f"cannot ask {question} of a firewall: there is {', '.join(QUESTIONS)}")
    facts = _firewall_state.facts(host, managers)

    def known() -> dict[str, t.Any]:
        return host.remember("firewall known", lambda: _firewall_saved.known(host, facts))

    return [Seen(each.value, each.source, each.aspect, known) for each in QUESTIONS[question](host, facts)]


def everyday(facts: Facts, family: str, protocol: str, port: int | None = None, source: str = "") -> tuple[str, str]:
    """(the verdict on a new connection from outside, by whom): accept where one interface lets it in."""
    fates = [fate(facts.ruleset, Packet(family, protocol, name, port, source)) for name in facts.interfaces]
    return next((each for each in fates if each.verdict == ACCEPT), fates[0])


def _active(host: Host, facts: Facts) -> list[Reading]:
    return [Reading(" and ".join(facts.active) or "none", ", ".join(facts.active) or NOBODY)]


def _boot(host: Host, facts: Facts) -> list[Reading]:
    if not facts.owner:
        return [Reading("disabled", f"{NOBODY} is installed")]
    state = facts.states[facts.owner]
    said = f"systemctl is-enabled {facts.owner}: {state.startable}"
    conf = f"; {_firewall_state.UFW_CONF}" if facts.owner == _firewall_state.UFW else ""
    return [Reading("enabled" if state.enabled else "disabled", f"{said}{conf}", facts.owner)]


def _default(facts: Facts, family: str) -> Reading:
    found = [everyday(facts, family, protocol) for protocol in PROTOCOLS]
    verdict, source = next((each for each in found if each[0] == ACCEPT), found[0])
    return Reading(verdict, source, NAMES[family])


def _default_in(host: Host, facts: Facts) -> list[Reading]:
    return [_default(facts, "ip")]


def _ipv6(host: Host, facts: Facts) -> list[Reading]:
    if "ip6" not in facts.families:
        raise NotApplicable("the kernel has no IPv6 address here (/proc/net/if_inet6 is empty)")
    return [_default(facts, "ip6")]


def _loopback(host: Host, facts: Facts) -> list[Reading]:
    readings = []
    for family in facts.families:
        own = fate(facts.ruleset, Packet(family, "tcp", "lo", None, LOOPBACK[family]))
        forged = everyday(facts, family, "tcp", None, LOOPBACK[family])
        # without route_localnet the kernel itself takes no such source from outside, and for IPv6 it never does
        loose = [name for name in ("all", *facts.interfaces) if family == "ip" and _route_localnet(host, name)]
        value = {"accepted": own.verdict == ACCEPT, "forged_accepted": forged[0] == ACCEPT and bool(loose)}
        readings.append(Reading(value, own.source, NAMES[family]))
    return readings


def _route_localnet(host: Host, name: str) -> bool:
    return (host.read(f"/proc/sys/net/ipv4/conf/{name}/route_localnet") or "0").strip() == "1"


def _covered(host: Host, facts: Facts) -> list[Reading]:
    """What is reached from outside only because nothing was said of it."""
    open_by_default = {(family, protocol): everyday(facts, family, protocol)[0] == ACCEPT for family in facts.families for protocol in PROTOCOLS}
    family_of = {"/proc/net/tcp6": ("ip6",), "/proc/net/udp6": ("ip6",)}
    bare = [
        each
        for each in listeners(host)
        if not each.local and any(open_by_default.get((family, each.protocol)) for family in family_of.get(each.table, ("ip",)))
    ]
    return [Reading(sorted({each.name for each in bare}), ", ".join(map(str, bare)) or "every listener is behind a default that denies")]


def opened(facts: Facts) -> list[Port]:
    """The ports that a rule opens to everybody, in each family that the host has."""
    if facts.ruleset is None:
        return []
    found = []
    for protocol in PROTOCOLS:
        if any(everyday(facts, family, protocol)[0] == ACCEPT for family in facts.families):
            continue
        for low, high in sorted(named_ports(facts.ruleset)):
            ends = [everyday(facts, family, protocol, port)[0] for family in facts.families for port in (low, high)]
            found += [Port(low, high, protocol)] if set(ends) == {ACCEPT} else []
    return found


def _open(host: Host, facts: Facts) -> list[Reading]:
    ports = opened(facts)
    ssh = _firewall_state.ssh_ports(host, _firewall_state.operator_of(host))
    has_ssh = [SSH] if all(any(each.low <= port <= each.high and each.protocol == "tcp" for each in ports) for port in ssh) and ports else []
    where = ", ".join(map(str, ssh)) or "no port"
    return [Reading([*has_ssh, *map(str, ports)], f"rules of the kernel; ssh is {where}")]


def _matches(host: Host, facts: Facts) -> list[Reading]:
    if not facts.active:
        raise NotApplicable("no manager filters here, so that there are no saved rules to compare with")
    return [_firewall_saved.differences(host, facts)]


def _published(host: Host, facts: Facts) -> list[Reading]:
    found = _firewall_saved.published(facts.ruleset) if facts.ruleset else []
    return [Reading(sorted({name for name, _chain in found}), ", ".join(sorted({chain for _name, chain in found})) or "no rule sends a port elsewhere")]


QUESTIONS: dict[str, t.Callable[[Host, Facts], list[Reading]]] = {
    "active": _active,
    "boot": _boot,
    "default_in": _default_in,
    "ipv6": _ipv6,
    "loopback": _loopback,
    "covered": _covered,
    "open": _open,
    "matches": _matches,
    "published": _published,
}
