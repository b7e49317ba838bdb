# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The kernel's packet filter as nft lists it: base chains, rules and sets, with those of iptables-nft among them."""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

LIST = ("nft", "-j", "list", "ruleset")
TEXT = ("nft", "-a", "list", "ruleset")
OLD_TABLES = {"/proc/net/ip_tables_names": "iptables-legacy", "/proc/net/ip6_tables_names": "ip6tables-legacy"}
CAP_NET_ADMIN = 12
# What JSON says of these matches of iptables is their name alone; the text has them in full.
OPAQUE = ("addrtype", "conntrack", "multiport", "state")
TABLE = re.compile(r"^table (\S+) (\S+) \{")
HANDLE = re.compile(r"^\s*(.*\S)\s+# handle (\d+)$")

Key = tuple[str, str, str]


class Chain(t.NamedTuple):
    """A chain by its name; hook is "" for one that is only jumped to. Each rule is its statements, and its text where JSON does not say all."""

    family: str
    table: str
    name: str
    type: str
    hook: str
    priority: int
    policy: str
    rules: list[tuple[list[dict[str, t.Any]], str]]

    @property
    def source(self) -> str:
        """Where to look."""
        return f"nft list chain {self.family} {self.table} {self.name}"


class Ruleset(t.NamedTuple):
    """Chains and the elements of sets and maps, by (family, table, name)."""

    chains: dict[Key, Chain]
    sets: dict[Key, list[t.Any]]
    tables: tuple[tuple[str, str], ...]

    def base(self, family: str, hooks: tuple[str, ...]) -> list[Chain]:
        """The filter chains that packets of a family (ip, ip6) go through at these hooks, in order."""
        found = [each for each in self.chains.values() if each.hook in hooks and each.type == "filter" and each.family in (family, "inet")]
        return sorted(found, key=lambda each: (hooks.index(each.hook), each.priority))


def parse(text: str, spelt_out: str = "") -> Ruleset:
    """What LIST printed. spelt_out: what TEXT printed, for rules that need it. ObservationError where it is no such list."""
    try:
        said = [next(iter(each.items())) for each in json.loads(text)["nftables"]]
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as exc:
        raise ObservationError(f"cannot make sense of what {' '.join(LIST)} printed ({exc})") from exc
    texts = _texts(spelt_out)
    ruleset = Ruleset({}, {}, tuple((each["family"], each["name"]) for kind, each in said if kind == "table"))
    for kind, each in said:
        if kind == "chain":
            hook, policy = each.get("hook", ""), each.get("policy", "accept")
            key = (each["family"], each["table"], each["name"])
            ruleset.chains[key] = Chain(*key, each.get("type", ""), hook, int(each.get("prio", 0)), policy, [])
        elif kind in ("set", "map"):
            ruleset.sets[(each["family"], each["table"], each["name"])] = each.get("elem", [])
    for kind, each in said:
        if kind == "rule":
            chain = ruleset.chains[(each["family"], each["table"], each["chain"])]
            chain.rules.append((each.get("expr", []), texts.get((each["family"], each["table"], str(each.get("handle"))), "")))
    return ruleset


def _texts(text: str) -> dict[Key, str]:
    """The text of each rule by (family, table, handle)."""
    found, family, table = {}, "", ""
    for line in text.splitlines():
        start, rule = TABLE.match(line), HANDLE.match(line)
        if start:
            family, table = start[1], start[2]
        elif rule:
            found[(family, table, rule[2])] = rule[1]
    return found


def may_ask(host: Host) -> None:
    """Raise where this process may not see the packet filter: without root it cannot be told, a container without the right has none of its own."""
    if not host.is_root:
        raise ObservationError("cannot look at the packet filter: only root may; set become: true")
    status = host.read("/proc/self/status") or ""
    found = re.search(r"^CapEff:\s*([0-9a-f]+)", status, re.MULTILINE)
    if found and not int(found[1], 16) >> CAP_NET_ADMIN & 1:
        raise NotApplicable("this container has no say in its packet filter (no CAP_NET_ADMIN); audit the machine that it runs on")


def ask(host: Host) -> Ruleset | None:
    """What is loaded; None where there is no nft to ask and nothing that could have loaded rules. NotApplicable where an older tool filters."""
    return host.remember("nft ruleset", lambda: _ask(host))


def _ask(host: Host) -> Ruleset | None:
    may_ask(host)
    _not_legacy(host)
    if host.which("nft") is None:
        if host.which("iptables-save"):
            raise ObservationError("cannot look at the packet filter: there is iptables here, and no nft that shows its rules; install the package nftables")
        return None
    text = host.run(*LIST)
    return parse(text, host.run(*TEXT) if any(f'"{name}"' in text for name in OPAQUE) and '"xt"' in text else "")


def _not_legacy(host: Host) -> None:
    """What iptables-legacy loaded is not in nft's list."""
    for path, tool in OLD_TABLES.items():
        if "filter" not in (host.read(path) or "").split() or host.which(f"{tool}-save") is None:
            continue
        rules = host.run(f"{tool}-save", "-t", "filter").splitlines()
        if any(line.startswith("-A ") or (line.startswith(":INPUT") and "ACCEPT" not in line) for line in rules):
            raise NotApplicable(f"{tool} filters here, which nft does not show; it is left alone (see {tool}-save)")
