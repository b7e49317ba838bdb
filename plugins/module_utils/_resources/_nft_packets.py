# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What becomes of a packet in the kernel's filter: a new connection to a port, followed through all chains as the kernel would.

What a rule asks of a packet that is not known of this one (its source, a mark) singles others out: it does not match, and its opposite does.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_ports import DPORT, plain, ports_in

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_ruleset import Chain, Ruleset

HOOKS = ("prerouting", "input")
ACCEPT, DROP, REJECT, RETURN = "accept", "drop", "reject", "return"
NUMBERS = {"tcp": 6, "udp": 17}
MAX_DEPTH = 32
UNKNOWN = object()
STATE = re.compile(r"\bct state (\S+)")
KIND = re.compile(r"\bfib daddr type (!= )?(\S+)")


class Packet(t.NamedTuple):
    """The first packet of a connection: family ip or ip6, tcp or udp, to which port (None: one that no rule names), from where ("": nowhere named)."""

    family: str
    protocol: str
    interface: str
    port: int | None = None
    source: str = ""


class Fate(t.NamedTuple):
    """accept, drop or reject, and the chain that said so."""

    verdict: str
    source: str


def fate(ruleset: Ruleset | None, packet: Packet) -> Fate:
    """What becomes of a packet to this host."""
    last = "nothing filters what comes in"
    if ruleset is None:
        return Fate(ACCEPT, last)
    for chain in ruleset.base(packet.family, HOOKS):
        verdict = _walk(ruleset, chain, packet, 0)
        if verdict in (DROP, REJECT):
            return Fate(verdict, chain.source)
        if verdict not in (ACCEPT, RETURN, "") or (verdict in ("", RETURN) and chain.policy != ACCEPT):
            return Fate(DROP, f"{chain.source}: {verdict or f'policy {chain.policy}'}")
        last = chain.source
    return Fate(ACCEPT, last)


def _walk(ruleset: Ruleset, chain: Chain, packet: Packet, depth: int) -> str:
    """The verdict of a chain; "" where it comes to its end."""
    for statements, text in chain.rules:
        verdict = _rule(ruleset, chain, statements, text, packet, depth)
        if verdict == RETURN:
            return ""
        if verdict.startswith("goto "):
            return verdict[5:]
        if verdict:
            return verdict
    return ""


def _rule(ruleset: Ruleset, chain: Chain, statements: list[dict[str, t.Any]], text: str, packet: Packet, depth: int) -> str:
    for statement in statements:
        kind, said = next(iter(statement.items())) if isinstance(statement, dict) else (str(statement), None)
        if kind == "vmap":
            found = _looked_up(ruleset, chain, said, packet)
            if found:
                return _verdict(ruleset, chain, found, packet, depth)
        elif kind in VERDICTS:
            return _verdict(ruleset, chain, statement, packet, depth)
        elif kind == "xt" and isinstance(said, dict) and said.get("name") in TARGETS:
            return TARGETS[said["name"]]
        elif not _goes_on(ruleset, chain, kind, said, text, packet):
            return ""
    return ""


# Targets of iptables that are verdicts, as far as JSON has their names alone.
TARGETS = {"REJECT": REJECT, "TARPIT": DROP, "NFQUEUE": "queue"}
VERDICTS = (ACCEPT, DROP, REJECT, RETURN, "jump", "goto", "queue")


def _verdict(ruleset: Ruleset, chain: Chain, statement: dict[str, t.Any], packet: Packet, depth: int) -> str:
    kind, said = next(iter(statement.items()))
    if kind not in ("jump", "goto"):
        return kind if kind in VERDICTS else ""
    target = ruleset.chains.get((chain.family, chain.table, said["target"]))
    if target is None or depth > MAX_DEPTH:
        return ""
    found = _walk(ruleset, target, packet, depth + 1)
    # who goes to a chain does not come back: at its end the caller's caller goes on, or the policy
    return f"goto {found}" if kind == "goto" else found


def _goes_on(ruleset: Ruleset, chain: Chain, kind: str, said: t.Any, text: str, packet: Packet) -> bool:
    """Whether a packet comes past a statement that is no verdict."""
    if kind == "match":
        return _matches(ruleset, chain, said, packet)
    if kind in ("limit", "quota", "ct count"):
        return not (isinstance(said, dict) and said.get("inv"))
    if kind == "xt":
        return _of_iptables(said, text, packet)
    # an element that is added to a set with a limit of its own singles out who comes too often
    return not (kind in ("set", "meter") and isinstance(said, dict) and said.get("stmt"))


def _of_iptables(said: t.Any, text: str, packet: Packet) -> bool:
    """A match or target of iptables; of most JSON has the name alone."""
    said = said if isinstance(said, dict) else {}
    if said.get("type") != "match" or said.get("name") == "comment":
        return True
    if said.get("name") == "multiport":
        found = DPORT.search(text)
        return found is not None and packet.port is not None and any(low <= packet.port <= high for low, high in ports_in(found[1]))
    if said.get("name") in ("conntrack", "state"):
        state = STATE.search(text)
        return state is not None and "new" in state[1].split(",")
    if said.get("name") == "addrtype":
        kind = KIND.search(text)
        return kind is not None and (kind[2] == "local") != bool(kind[1])
    return False


def _looked_up(ruleset: Ruleset, chain: Chain, said: dict[str, t.Any], packet: Packet) -> dict[str, t.Any] | None:
    """The verdict that a verdict map has for a packet."""
    value = _value(said["key"], packet)
    data = said["data"]
    elements = ruleset.sets.get((chain.family, chain.table, data[1:]), []) if isinstance(data, str) else data.get("set", [])
    return next((found for key, found in elements if _equal(ruleset, chain, value, key)), None)


def _matches(ruleset: Ruleset, chain: Chain, said: dict[str, t.Any], packet: Packet) -> bool:
    left, right, operator = said["left"], said["right"], said["op"]
    if not _concerns(left, packet):
        return False
    value = _value(left, packet)
    equal = _equal(ruleset, chain, value, right)
    if operator in ("==", "in"):
        return equal
    if operator == "!=":
        return not equal
    if isinstance(value, int) and isinstance(right, int):
        return {"<": value < right, ">": value > right, "<=": value <= right, ">=": value >= right}.get(operator, False)
    return False


def _concerns(left: t.Any, packet: Packet) -> bool:
    """Whether a packet has such a field at all: what it has not, it neither has equal nor unequal."""
    if not isinstance(left, dict):
        return True
    if "&" in left:
        return _concerns(left["&"][0], packet)
    if "concat" in left:
        return all(_concerns(each, packet) for each in left["concat"])
    protocol = left["payload"].get("protocol", "") if "payload" in left else ""
    return protocol in ("", "th", packet.protocol, packet.family, "ether")


def _value(left: t.Any, packet: Packet) -> t.Any:
    """What a packet has where a match looks; UNKNOWN where that is not known of it."""
    if not isinstance(left, dict) or not left:
        return UNKNOWN
    kind, said = next(iter(left.items()))
    if kind == "&":
        value = _value(said[0], packet)
        mask = said[1] if isinstance(said[1], list) else [said[1]]
        return (value if value in mask else 0) if isinstance(value, str) else UNKNOWN
    if kind == "concat":
        return [_value(each, packet) for each in said]
    if kind == "meta":
        return _of_meta(said["key"], packet)
    if kind == "ct":
        return {"state": "new", "direction": "original", "l3proto": _nfproto(packet)}.get(said.get("key"), UNKNOWN)
    if kind == "fib":
        return "local" if said.get("result") == "type" and "daddr" in said.get("flags", ()) else UNKNOWN
    return _of_header(said, packet) if kind == "payload" else UNKNOWN


def _of_meta(key: str, packet: Packet) -> t.Any:
    known = {"nfproto": _nfproto(packet), "l4proto": packet.protocol, "protocol": packet.family, "pkttype": "host"}
    return packet.interface if key in ("iifname", "iif") else known.get(key, UNKNOWN)


def _of_header(said: dict[str, t.Any], packet: Packet) -> t.Any:
    field = said.get("field")
    if field == "dport":
        return UNKNOWN if packet.port is None else packet.port
    if field == "saddr":
        return packet.source or UNKNOWN
    if field in ("protocol", "nexthdr"):
        return packet.protocol
    return "syn" if field == "flags" and packet.protocol == "tcp" else UNKNOWN


def _nfproto(packet: Packet) -> str:
    return {"ip": "ipv4", "ip6": "ipv6"}[packet.family]


def _equal(ruleset: Ruleset, chain: Chain, value: t.Any, right: t.Any) -> bool:
    """Whether a value is, or is one of, what stands on the right."""
    if isinstance(right, str) and right.startswith("@"):
        return any(_equal(ruleset, chain, value, plain(each)) for each in ruleset.sets.get((chain.family, chain.table, right[1:]), []))
    if isinstance(right, list):
        return any(_equal(ruleset, chain, value, each) for each in right)
    if isinstance(right, dict):
        return _in_mapping(ruleset, chain, value, right)
    if right == "*":
        return True
    if isinstance(value, str) and isinstance(right, str) and right.endswith("*"):
        return value.startswith(right[:-1])
    return value is not UNKNOWN and (value == right or (right is not False and NUMBERS.get(str(value)) == right) or _same_address(value, right))


def _in_mapping(ruleset: Ruleset, chain: Chain, value: t.Any, right: dict[str, t.Any]) -> bool:
    if "set" in right:
        elements = right["set"] if isinstance(right["set"], list) else [right["set"]]
        return any(_equal(ruleset, chain, value, plain(each)) for each in elements)
    if "concat" in right and isinstance(value, list) and len(value) == len(right["concat"]):
        return all(_equal(ruleset, chain, mine, theirs) for mine, theirs in zip(value, right["concat"]))
    if "range" in right:
        low, high = right["range"]
        if isinstance(value, int) and isinstance(low, int):
            return bool(low <= value <= high)
        return _between(value, low, high)
    if "prefix" in right and isinstance(value, str):
        return _within(value, f"{right['prefix']['addr']}/{right['prefix']['len']}")
    return False


def _same_address(value: t.Any, right: t.Any) -> bool:
    return isinstance(value, str) and isinstance(right, str) and ":" in value and _within(value, right)


def _within(value: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _between(value: t.Any, low: t.Any, high: t.Any) -> bool:
    try:
        here, first, last = (ipaddress.ip_address(each) for each in (value, low, high))
        return here.version == first.version == last.version and int(first) <= int(here) <= int(last)
    except ValueError:
        return False
