# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""How a host comes to deny what nobody asked for: the steps for each manager, ssh's ports first, nobody else's rules taken away."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _runtime_firewall as live
from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_ports import HIGHEST, SSH, Port, port
from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_programs import NFT_FILE
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_texts as texts
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_saved import OWN_TABLE
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_state import FIREWALLD, MANAGERS, NFTABLES, PASSING, UFW
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import ON

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_state import Facts
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources.firewall import Seen

    Known = dict[str, t.Any]

USER_RULES = {"/etc/ufw/user.rules": ("ufw", "0.0.0.0/0"), "/etc/ufw/user6.rules": ("ufw6", "::/0")}
DEFAULT_UFW = "/etc/default/ufw"
UFW_CONF = "/etc/ufw/ufw.conf"
UFW_SYSCTL = "/etc/ufw/sysctl.conf"
OPENS = re.compile(r"\b(accept|jump|goto|dnat|queue)\b")
HARMLESS = re.compile(r"^(#|type\b.*\bhook\b|policy\b|include\b.*groundwork)")


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The whole way to a default that denies, whichever question failed; with the question "open", also what want names."""
    known: Known = t.cast("Seen", readings[0]).known()
    facts: Facts = known["facts"]
    ports = _ports(known, want if args["question"] == "open" else [])
    managers = args.get("managers", MANAGERS)
    if known["left"]:
        raise Unfixable(f"it is left alone, for this host serves {known['left']}; set the firewall by hand, with rules for that")
    if len(facts.active) > 1:
        raise Unfixable(f"{' and '.join(facts.active)} filter here at the same time; switch off all but one of them (systemctl disable --now)")
    if facts.active and facts.active[0] not in MANAGERS:
        raise Unfixable(f"{facts.active[0]} filters here; add the rules there, or switch it off to have them made")
    return PLANS[facts.owner or managers[0]](known, ports)


def _ports(known: Known, wanted: t.Sequence[str]) -> list[Port]:
    """Those of ssh first, then those that a user asks for."""
    if isinstance(known["ssh"], str):
        raise Unfixable(f"{known['ssh']}; mend that first, or whoever comes by ssh may be shut out")
    found = [Port(each, each, "tcp") for each in known["ssh"]]
    for word in wanted:
        here = port(word)
        if here is None and word != SSH:
            raise Unfixable(f'"{word}" is no port such as 443/tcp or 8000-8010/udp, from 1 to {HIGHEST}; write it so in values')
        found += [here] if here else []
    return list(dict.fromkeys(found))


def _no_router(known: Known) -> None:
    """Both ufw and firewalld drop what a host would forward, from the moment that they start."""
    facts: Facts = known["facts"]
    if known["forwards"] and len(facts.interfaces) > 1 and not facts.active:
        said = ", ".join(facts.interfaces)
        raise Unfixable(f"this host forwards packets between {said} (net.ipv4.ip_forward is 1), and would stop doing so; start the firewall by hand")


def _ufw(known: Known, ports: list[Port]) -> list[Step]:
    _no_router(known)
    _nothing_else(known["facts"], "ufw starts beside")
    steps: list[Step] = [
        Edit(path, functools.partial(texts.ufw_rules, chain=chain, anywhere=anywhere, ports=ports), mode=0o640)
        for path, (chain, anywhere) in USER_RULES.items()
    ]
    steps += [Edit(DEFAULT_UFW, texts.ufw_defaults), Edit(UFW_CONF, texts.ufw_switched_on), Edit(UFW_SYSCTL, texts.ufw_sysctl)]
    return [*steps, live.Service("unit ufw.service", ON), live.UfwRules("the rules of ufw in the kernel", live.LOADED)]


def _firewalld(known: Known, ports: list[Port]) -> list[Step]:
    _no_router(known)
    _nothing_else(known["facts"], "firewalld starts beside")
    edits: list[Step] = []
    opened: list[Step] = []
    for name, text in known["zones"].items():
        path = f"/etc/firewalld/zones/{name}.xml"
        changed = texts.zone(text, name, ports)
        if 'target="ACCEPT"' in text and known["differs"]:
            raise Unfixable(f"firewalld would lose what is set in {known['differs']} until its next start alone; run firewall-cmd --runtime-to-permanent first")
        if changed != text:
            # a zone of the vendor is copied to where an administrator's own one goes before it
            edits.append(Edit(path, functools.partial(_zone, text, name, ports)))
        opened += [live.ZonePort(f"port {each} in the zone {name} of firewalld", live.OPEN) for each in ports]
    return [*edits, live.Service("unit firewalld.service", ON), *opened]


def _zone(vendors: str, name: str, ports: list[Port], text: str) -> str:
    """An administrator's own file of a zone, or what becomes one of the vendor's."""
    return texts.zone(text or vendors, name, ports)


def _nftables(known: Known, ports: list[Port]) -> list[Step]:
    facts: Facts = known["facts"]
    _nothing_else(facts, "nftables.service would flush, when it starts,")
    _no_rules_of_its_own(known)
    steps: list[Step] = [
        Edit(NFT_FILE, lambda text: texts.nft(text, ports), mode=0o644),
        Edit(known["nft_conf"], texts.nft_included, mode=0o644),
    ]
    return [*steps, live.Service("unit nftables.service", ON), live.NftTable("table inet groundwork", live.LOADED)]


def _nothing_else(facts: Facts, words: str) -> None:
    """Rules that no manager answers for, where a manager would be started."""
    if facts.ruleset is None or facts.states[facts.owner or UFW].running or facts.active:
        return
    others = [each for each in facts.ruleset.chains.values() if (each.family, each.table) != OWN_TABLE and (each.rules or each.policy != "accept")]
    if others:
        first = others[0]
        raise Unfixable(f"{words} rules that are loaded already, by whom is not known ({first.source}); take them over or away by hand")


def _no_rules_of_its_own(known: Known) -> None:
    """A second table could only close what an administrator's own one opens."""
    facts: Facts = known["facts"]
    for chain in facts.ruleset.chains.values() if facts.ruleset else ():
        if (chain.family, chain.table) == OWN_TABLE or chain.hook not in ("", "input", "prerouting"):
            continue
        if chain.type in ("", "filter") and not PASSING.match(chain.table) and any(OPENS.search(repr(rule)) for rule, _text in chain.rules):
            cure = "set its policy to drop there, with a rule for ssh before"
            raise Unfixable(f"{known['nft_conf']} has rules of your own ({chain.source}), and what these open a table beside them would close; {cure}")
    for number, line in enumerate(known["nft_text"].splitlines(), start=1):
        if not facts.states[NFTABLES].running and OPENS.search(line.strip()) and not HARMLESS.match(line.strip()):
            raise Unfixable(f"{known['nft_conf']}:{number} has a rule of your own that is not loaded; run systemctl enable --now nftables, and look at it")


PLANS: dict[str, t.Callable[[Known, list[Port]], list[Step]]] = {UFW: _ufw, FIREWALLD: _firewalld, NFTABLES: _nftables}
