# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What the managers of a packet filter have written down, held against what is loaded; and what a plan has to know of it."""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_state, _nft_ruleset
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_state import FIREWALLD, MANAGERS, NFTABLES, UFW

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_state import Facts
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_ruleset import Chain, Ruleset

NFT_CONF = "/etc/nftables.conf"
UNIT_FOLDERS = ("/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
ZONE_FOLDERS = ("/etc/firewalld/zones", "/usr/lib/firewalld/zones")
FIREWALLD_CONF = "/etc/firewalld/firewalld.conf"
# firewall-cmd is slow to start on a busy host
SECONDS = 30.0
OWN_TABLE = ("inet", "groundwork")
# A place without rules and interfaces, in which saved rules are loaded to see what they come to.
APART = ("unshare", "--net", "--", "/bin/sh", "-c")
NO_RIGHT = re.compile(r"unshare.*(not permitted|cannot)", re.IGNORECASE)


def nft_conf(host: Host) -> str:
    """The file that nftables.service loads."""
    for folder in UNIT_FOLDERS:
        found = re.search(r"^ExecStart=\S*nft\b.*\s-f\s+(/\S+)", host.read(f"{folder}/nftables.service") or "", re.MULTILINE)
        if found:
            return found[1]
    return NFT_CONF


def default_zone(host: Host) -> str:
    """The zone that firewalld gives to interfaces which nobody gave to one."""
    found = re.findall(r"^\s*DefaultZone\s*=\s*(\S+)", host.read(FIREWALLD_CONF) or "", re.MULTILINE)
    return found[-1] if found else "public"


def zones(host: Host, running: bool) -> dict[str, str]:
    """Zone -> the text of its file, of the default one and of those that interfaces or sources are in."""
    names = {default_zone(host)}
    if running:
        names.update(line.split()[0] for line in host.run("firewall-cmd", "--get-active-zones", seconds=SECONDS).splitlines() if line[:1].strip())
    texts = {name: next(filter(None, (host.read(f"{folder}/{name}.xml") for folder in ZONE_FOLDERS)), "") for name in sorted(names)}
    return {name: text for name, text in texts.items() if "<interface " in text or "<source " not in text or name == default_zone(host)}


def known(host: Host, facts: Facts) -> dict[str, t.Any]:
    """What a plan has to know: see _firewall_edits."""
    operator = _firewall_state.operator_of(host)
    try:
        ports: t.Any = _firewall_state.ssh_ports(host, operator)
    except ObservationError as exc:
        ports = str(exc)
    running = facts.states[FIREWALLD].running
    return {
        "facts": facts,
        "ssh": ports,
        "left": _firewall_state.owned_by(host, facts.ruleset),
        "forwards": (host.read("/proc/sys/net/ipv4/ip_forward") or "0").strip() == "1",
        "nft_conf": nft_conf(host),
        "nft_text": host.read(nft_conf(host)) or "",
        "zones": zones(host, running and facts.owner == FIREWALLD),
        "differs": _zones_differ(host) if running and facts.owner == FIREWALLD else "",
    }


def differences(host: Host, facts: Facts) -> Reading:
    """The parts of what is loaded that are not as they are saved."""
    owner = facts.active[0]
    if owner not in MANAGERS:
        raise NotApplicable(f"{owner} filters here, which keeps its rules in its own way; it is left alone")
    if facts.ruleset is None:
        raise ObservationError("cannot tell what is loaded of the packet filter: there is no nft that shows it; install the package nftables")
    if owner == FIREWALLD:
        said = _zones_differ(host)
        return Reading([said] if said else [], "firewall-cmd --list-all-zones, with --permanent and without")
    script, source, shared = SAVED[owner](host)
    saved = _nft_ruleset.parse(_load_apart(host, script, source))
    return Reading(shared(facts.ruleset, saved), source)


def _load_apart(host: Host, script: str, source: str) -> str:
    """What nft lists where nothing but these saved rules is loaded."""
    done = host.execute(*APART, f"{script} && exec nft -j list ruleset")
    if NO_RIGHT.search(done.stderr):
        raise NotApplicable(f"this container may not make a network of its own, in which {source} could be loaded and looked at")
    if done.returncode:
        words = " ".join(done.stderr.split())[:300] or "no message"
        raise ObservationError(f"cannot tell what {source} comes to: loading it in a network of its own ended with {done.returncode}: {words}")
    return done.stdout


def _nft_saved(host: Host) -> tuple[str, str, t.Callable[[Ruleset, Ruleset], list[str]]]:
    conf = nft_conf(host)
    return f"nft -f {conf}", conf, _tables_differ


def _ufw_saved(host: Host) -> tuple[str, str, t.Callable[[Ruleset, Ruleset], list[str]]]:
    script = "iptables-restore /etc/ufw/user.rules && ip6tables-restore /etc/ufw/user6.rules"
    return script, "/etc/ufw/user.rules and user6.rules", _user_chains_differ


SAVED: dict[str, t.Callable[[Host], tuple[str, str, t.Callable[[Ruleset, Ruleset], list[str]]]]] = {NFTABLES: _nft_saved, UFW: _ufw_saved}


def plain(chain: Chain | None, sets: t.Any = None) -> str:
    """A chain in one text without counters and handles, to compare."""
    if chain is None:
        return ""
    rules = [[each for each in statements if not (isinstance(each, dict) and "counter" in each) and each != "counter"] for statements, _text in chain.rules]
    return json.dumps([chain.type, chain.hook, chain.priority, chain.policy, rules], sort_keys=True)


def _tables_differ(live: Ruleset, saved: Ruleset) -> list[str]:
    keys = {*saved.chains, *(key for key in live.chains if not _firewall_state.foreign(key[0], key[1]))}
    return sorted({f"chain {' '.join(key)}" for key in keys if plain(live.chains.get(key)) != plain(saved.chains.get(key))})


def _user_chains_differ(live: Ruleset, saved: Ruleset) -> list[str]:
    keys = [key for key in saved.chains if key[2] in ("ufw-user-input", "ufw6-user-input")]
    return sorted(f"chain {' '.join(key)}" for key in keys if key in live.chains and plain(live.chains[key]) != plain(saved.chains[key]))


def _zones_differ(host: Host) -> str:
    """The first zone of firewalld that is not as its file says; nothing where all are."""
    live, saved = (_blocks(host.run("firewall-cmd", *more, "--list-all-zones", seconds=SECONDS)) for more in ((), ("--permanent",)))
    return next((f"zone {name}" for name in sorted({*live, *saved}) if live.get(name) != saved.get(name)), "")


def listed(text: str) -> dict[str, list[str]]:
    """Zone -> its lines, of what firewall-cmd --list-all-zones prints."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in text.splitlines():
        if line[:1].strip():
            here = found.setdefault(line.split()[0], [])
        elif line.strip():
            here.append(line.strip())
    return found


def _blocks(text: str) -> dict[str, list[str]]:
    """The same to compare, without what the running one alone has: which interfaces are in a zone."""
    own = ("interfaces:", "ingress-priority", "egress-priority")
    return {zone: [" ".join(sorted(line.split())) for line in lines if not line.startswith(own)] for zone, lines in listed(text).items()}


def published(ruleset: Ruleset) -> list[tuple[str, str]]:
    """(port that is sent elsewhere, the chain that says so) for every rule that changes where a packet goes, but from loopback."""
    found = []
    for chain in ruleset.chains.values():
        for statements, _text in chain.rules:
            if not _sends_elsewhere(statements) or '"127.' in json.dumps(statements):
                continue
            for protocol, port in _dports(statements):
                found.append((f"{port}/{protocol}", chain.source))
    return found


def _sends_elsewhere(statements: list[t.Any]) -> bool:
    said = [next(iter(each.items())) for each in statements if isinstance(each, dict) and each]
    return any(kind == "dnat" or (kind == "xt" and isinstance(value, dict) and value.get("name") == "DNAT") for kind, value in said)


def _dports(statements: list[t.Any]) -> t.Iterator[tuple[str, str]]:
    for each in statements:
        match = each.get("match") if isinstance(each, dict) else None
        field = match["left"].get("payload", {}) if isinstance(match, dict) and isinstance(match.get("left"), dict) else {}
        if field.get("field") == "dport" and isinstance(match, dict):
            right = match["right"]
            spans = right["set"] if isinstance(right, dict) and "set" in right else [right]
            for span in spans:
                yield field["protocol"], "-".join(map(str, span["range"])) if isinstance(span, dict) and "range" in span else str(span)
