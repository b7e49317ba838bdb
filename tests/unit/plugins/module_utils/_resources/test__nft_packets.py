# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _nft_packets, _nft_ports, _nft_ruleset
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_packets import Fate, Packet

FIXTURES = pathlib.Path(__file__).parents[3] / "fixtures" / "nft"
ACCEPT: dict[str, t.Any] = {"accept": None}
DROP: dict[str, t.Any] = {"drop": None}
REJECT: dict[str, t.Any] = {"reject": {"type": "icmpx", "expr": "admin-prohibited"}}


def match(left: t.Any, right: t.Any, op: str = "==") -> dict[str, t.Any]:
    return {"match": {"op": op, "left": left, "right": right}}


def field(protocol: str, name: str) -> dict[str, t.Any]:
    return {"payload": {"protocol": protocol, "field": name}}


def meta(key: str) -> dict[str, t.Any]:
    return {"meta": {"key": key}}


STATE = {"ct": {"key": "state"}}
DPORT = field("tcp", "dport")
FLAGS = {"&": [field("tcp", "flags"), ["fin", "syn", "rst", "ack"]]}


def listed(rules: list[list[t.Any]], policy: str = "drop", more: t.Sequence[dict[str, t.Any]] = (), family: str = "inet") -> str:
    """What nft -j prints of a table with one input chain."""
    where = {"family": family, "table": "t"}
    chain = {"chain": {**where, "name": "input", "type": "filter", "hook": "input", "prio": 0, "policy": policy}}
    return json.dumps({"nftables": [{"metainfo": {}}, chain, *more, *({"rule": {**where, "chain": "input", "handle": 1, "expr": each}} for each in rules)]})


def verdict(text: str, packet: Packet, spelt_out: str = "") -> str:
    return _nft_packets.fate(_nft_ruleset.parse(text, spelt_out), packet).verdict


SSH = Packet("ip", "tcp", "eth0", 22)
REST = Packet("ip", "tcp", "eth0")


@pytest.mark.parametrize(
    ("rules", "packet", "wanted"),
    [
        ([], REST, "drop"),
        ([[ACCEPT]], REST, "accept"),
        ([[REJECT]], REST, "reject"),
        ([[match(DPORT, 22), ACCEPT]], SSH, "accept"),
        ([[match(DPORT, 22), ACCEPT]], REST, "drop"),
        ([[match(DPORT, 22), ACCEPT]], Packet("ip", "udp", "eth0", 22), "drop"),
        ([[match(field("th", "dport"), 22), ACCEPT]], Packet("ip", "udp", "eth0", 22), "accept"),
        ([[match(DPORT, 22, "!="), ACCEPT]], REST, "accept"),
        ([[match(DPORT, 22, "!="), DROP], [ACCEPT]], SSH, "accept"),
        ([[match(DPORT, {"set": [80, {"range": [20, 25]}]}), ACCEPT]], SSH, "accept"),
        ([[match(DPORT, {"range": [23, 25]}), ACCEPT]], SSH, "drop"),
        ([[match(DPORT, 1024, "<"), ACCEPT]], SSH, "accept"),
        ([[match(DPORT, 1024, ">="), ACCEPT]], SSH, "drop"),
        ([[match(meta("iifname"), "lo"), ACCEPT]], REST, "drop"),
        ([[match(meta("iifname"), "lo"), ACCEPT]], Packet("ip", "tcp", "lo"), "accept"),
        ([[match(meta("iifname"), "eth*"), ACCEPT]], REST, "accept"),
        ([[match(meta("iifname"), "lo", "!="), match(field("ip", "saddr"), {"prefix": {"addr": "127.0.0.0", "len": 8}}), DROP], [ACCEPT]], REST, "accept"),
        (
            [[match(field("ip", "saddr"), {"prefix": {"addr": "127.0.0.0", "len": 8}}), DROP], [ACCEPT]],
            Packet("ip", "tcp", "eth0", None, "127.0.0.1"),
            "drop",
        ),
        ([[match(field("ip", "saddr"), {"range": ["10.0.0.1", "10.0.0.9"]}), ACCEPT]], Packet("ip", "tcp", "eth0", 22, "10.0.0.5"), "accept"),
        ([[match(field("ip6", "saddr"), "fe80::1"), ACCEPT]], Packet("ip6", "tcp", "eth0", 22, "fe80:0::1"), "accept"),
        ([[match(field("ip", "saddr"), "10.0.0.1", "!="), ACCEPT]], Packet("ip6", "tcp", "eth0", 22), "drop"),
        ([[match(STATE, ["established", "related"], "in"), ACCEPT]], SSH, "drop"),
        ([[match(STATE, {"set": ["established", "new"]}), match(DPORT, 22), ACCEPT]], SSH, "accept"),
        ([[match(FLAGS, "syn", "!="), match(STATE, "new", "in"), DROP], [ACCEPT]], SSH, "accept"),
        ([[match(meta("l4proto"), 6), ACCEPT]], SSH, "accept"),
        ([[match(meta("l4proto"), {"set": ["icmp", "ipv6-icmp"]}), ACCEPT]], SSH, "drop"),
        ([[match({"concat": [meta("iifname"), DPORT]}, {"set": [{"concat": ["eth0", 22]}]}), ACCEPT]], SSH, "accept"),
        ([[{"vmap": {"key": STATE, "data": {"set": [["established", ACCEPT], ["new", DROP]]}}}], [ACCEPT]], SSH, "drop"),
        ([[{"vmap": {"key": DPORT, "data": {"set": [[80, ACCEPT]]}}}], [REJECT]], SSH, "reject"),
        ([[{"limit": {"rate": 3, "per": "minute"}}, ACCEPT]], SSH, "accept"),
        ([[{"limit": {"rate": 3, "per": "minute", "inv": True}}, DROP], [ACCEPT]], SSH, "accept"),
        ([[{"xt": {"type": "match", "name": "recent"}}, DROP], [{"counter": {}}, {"log": None}, ACCEPT]], SSH, "accept"),
        ([[{"xt": {"type": "target", "name": "REJECT"}}], [ACCEPT]], SSH, "reject"),
        ([[{"queue": {"num": 0}}]], SSH, "drop"),
        ([[{"return": None}], [ACCEPT]], SSH, "drop"),
        ([["counter", ACCEPT]], SSH, "accept"),
        ([[{"jump": {"target": "gone"}}], [ACCEPT]], SSH, "accept"),
    ],
)
def test_verdicts(rules: list[list[t.Any]], packet: Packet, wanted: str) -> None:
    """Rules as nft lists them, behind a policy that drops."""
    assert verdict(listed(rules), packet) == wanted


def chains(*rules: tuple[str, list[t.Any]]) -> list[dict[str, t.Any]]:
    """Further chains a and b, and their rules."""
    where = {"family": "inet", "table": "t"}
    named = [{"chain": {**where, "name": name}} for name in ("a", "b")]
    return [*named, *({"rule": {**where, "chain": name, "expr": expr}} for name, expr in rules)]


@pytest.mark.parametrize(
    ("rules", "more", "wanted"),
    [
        ([[{"jump": {"target": "a"}}], [ACCEPT]], chains(), "accept"),
        ([[{"goto": {"target": "a"}}], [ACCEPT]], chains(), "drop"),
        ([[{"jump": {"target": "a"}}], [ACCEPT]], chains(("a", [{"goto": {"target": "b"}}]), ("a", [DROP])), "accept"),
        ([[{"jump": {"target": "a"}}]], chains(("a", [{"jump": {"target": "b"}}]), ("b", [{"return": None}]), ("a", [ACCEPT])), "accept"),
        ([[{"jump": {"target": "a"}}]], chains(("a", [{"jump": {"target": "a"}}])), "drop"),
        (
            [[match(DPORT, "@ports"), ACCEPT]],
            [{"set": {"family": "inet", "table": "t", "name": "ports", "type": "inet_service", "elem": [{"elem": {"val": 22, "timeout": 9}}]}}],
            "accept",
        ),
        (
            [[{"vmap": {"key": DPORT, "data": "@verdicts"}}]],
            [{"map": {"family": "inet", "table": "t", "name": "verdicts", "type": "inet_service", "elem": [[22, ACCEPT]]}}],
            "accept",
        ),
    ],
)
def test_ways(rules: list[list[t.Any]], more: list[dict[str, t.Any]], wanted: str) -> None:
    """Other chains, sets and maps are followed as the kernel follows them."""
    assert verdict(listed(rules, more=more), SSH) == wanted


def test_every_base_chain_has_to_agree() -> None:
    """An accept ends a chain, not the way; a table of the other family says nothing."""
    second = {"family": "ip", "table": "late", "name": "input", "type": "filter", "hook": "input", "prio": 10, "policy": "drop"}
    text = listed([[ACCEPT]], more=[{"chain": second}])
    assert verdict(text, SSH) == "drop"
    assert verdict(text, SSH._replace(family="ip6")) == "accept"
    assert _nft_packets.fate(None, SSH) == Fate("accept", "nothing filters what comes in")


@pytest.mark.parametrize(
    ("name", "packet", "wanted"),
    [
        ("ufw", SSH, "accept"),
        ("ufw", Packet("ip6", "tcp", "eth0", 22), "accept"),
        ("ufw", Packet("ip", "tcp", "eth0", 2222), "accept"),
        ("ufw", Packet("ip", "tcp", "eth0", 2223), "drop"),
        ("ufw", REST, "drop"),
        ("ufw", Packet("ip6", "udp", "eth0"), "drop"),
        ("ufw", Packet("ip", "tcp", "lo", None, "127.0.0.1"), "accept"),
        ("firewalld", SSH, "accept"),
        ("firewalld", Packet("ip6", "tcp", "eth0", 22), "accept"),
        ("firewalld", REST, "reject"),
        ("firewalld", Packet("ip6", "tcp", "lo", None, "::1"), "accept"),
    ],
)
def test_as_loaded(name: str, packet: Packet, wanted: str) -> None:
    """What ufw and firewalld load, as nft listed it on a host."""
    texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in (FIXTURES / f"{name}.json", FIXTURES / f"{name}.txt")]
    assert verdict(texts[0], packet, texts[1]) == wanted


@pytest.mark.parametrize(
    ("name", "words", "wanted"),
    [
        ("multiport", "meta l4proto tcp tcp dport 20-25 accept", "accept"),
        ("multiport", "meta l4proto tcp tcp dport { 80, 443 } accept", "drop"),
        ("multiport", "", "drop"),
        ("conntrack", "tcp dport 22 ct state new,related accept", "accept"),
        ("conntrack", "tcp dport 22 ct state established accept", "drop"),
        ("addrtype", "fib daddr type local accept", "accept"),
        ("addrtype", "fib daddr type != local accept", "drop"),
    ],
)
def test_spelt_out(name: str, words: str, wanted: str) -> None:
    """Matches of iptables that JSON only names are read from the text of the rule."""
    text = listed([[{"xt": {"type": "match", "name": name}}, ACCEPT]])
    assert verdict(text, SSH, f"table inet t {{ # handle 1\n\tchain input {{\n\t\t{words} # handle 1\n\t}}\n}}\n") == wanted


def test_named_ports() -> None:
    """All that a rule names as a destination: numbers, ranges, sets."""
    named = [{"set": {"family": "inet", "table": "t", "name": "ports", "elem": [53, {"range": [60, 61]}]}}]
    rules = [[match(DPORT, 22), ACCEPT], [match(DPORT, {"set": [80, {"range": [8000, 8010]}]}), ACCEPT], [match(DPORT, "@ports"), ACCEPT]]
    ruleset = _nft_ruleset.parse(listed([*rules, [match(field("tcp", "sport"), 67), ACCEPT]], more=named))
    assert _nft_ports.named_ports(ruleset) == {(22, 22), (53, 53), (60, 61), (80, 80), (8000, 8010)}
