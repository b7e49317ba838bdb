# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The programs of packet filters, asked to load and to unload; afterwards a new connection by ssh has to come in, or OSError."""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_state, _nft_ruleset
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_saved import ZONE_FOLDERS, listed
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_packets import ACCEPT, Packet, fate

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed

NFT_FILE = "/etc/nftables/groundwork.nft"
UFW_INIT = ("/usr/lib/ufw/ufw-init", "/lib/ufw/ufw-init")
SECONDS = 60.0
HOOKS = {"input": "INPUT", "output": "OUTPUT", "forward": "FORWARD"}
STAGES = ("before-logging", "before", "after", "after-logging", "reject", "track")
FAMILIES = (("iptables", "ip", "ufw"), ("ip6tables", "ip6", "ufw6"))


def run(*argv: str, ok: t.Container[int] = (0,)) -> Completed:
    """Run a command that changes something; OSError where it ended badly."""
    try:
        done = Host().execute(*argv, seconds=SECONDS)
    except ObservationError as exc:
        raise OSError(str(exc)) from exc
    if done.returncode not in ok:
        raise OSError(f"{' '.join(argv)} ended with {done.returncode}: {' '.join((done.stderr or done.stdout).split())[:300] or 'no message'}")
    return done


def loaded() -> _nft_ruleset.Ruleset:
    """What the kernel has now; OSError where it cannot be told."""
    try:
        found = _nft_ruleset.ask(Host())
    except (ObservationError, NotApplicable) as exc:
        raise OSError(str(exc)) from exc
    return found or _nft_ruleset.Ruleset({}, {}, ())


def prove_ssh() -> None:
    """By the kernel's own rules, read back: a new connection to each port of ssh comes in, from where the operator is too."""
    host = Host()
    try:
        operator = _firewall_state.operator_of(host)
        ports = _firewall_state.ssh_ports(host, operator)
        facts = _firewall_state.facts(host, _firewall_state.MANAGERS)
    except (ObservationError, NotApplicable) as exc:
        raise OSError(f"cannot tell whether ssh would still be let in: {exc}") from exc
    sources = {("ip6" if ":" in operator.address else "ip"): operator.address} if operator and operator.address else {}
    families = [family for family in ("ip", "ip6") if family in facts.families or family in sources]
    for port in ports:
        for family, source in [(name, each) for name in families for each in sorted({"", sources.get(name, "")})]:
            found = [fate(facts.ruleset, Packet(family, "tcp", name, port, source)) for name in facts.interfaces]
            bad = next((each for each in found if each.verdict != ACCEPT), None)
            if bad:
                raise OSError(f"a new connection by ssh to port {port}{f' from {source}' if source else ''} would not come in: {bad.source} says {bad.verdict}")


def load_nft() -> None:
    """Our table as our file has it; without the file, no table."""
    if os.path.exists(NFT_FILE):
        run("nft", "-f", NFT_FILE)
        prove_ssh()
    elif ("inet", "groundwork") in loaded().tables:
        run("nft", "delete", "table", "inet", "groundwork")


def ufw_init(word: str) -> None:
    """ufw's own script."""
    script = next((path for path in UFW_INIT if os.path.exists(path)), UFW_INIT[0])
    run(script, word)


def load_ufw() -> None:
    """The kernel as ufw's files say: loaded anew where they switch it on, gone where they do not."""
    if _firewall_state.ufw_enabled(Host().read(_firewall_state.UFW_CONF) or ""):
        ufw_init("force-reload")
        prove_ssh()
    elif any(chain[2].startswith("ufw") for chain in loaded().chains):
        unload_ufw()


def unload_ufw() -> None:
    """ufw's script leaves its empty chains and what jumps to them; away with these too, and with tables that were made for them alone."""
    ufw_init("force-stop")
    for program, family, name in FAMILIES:
        if (family, "filter") not in loaded().tables:
            continue
        for hook, builtin in HOOKS.items():
            for stage in STAGES:
                run(program, "-D", builtin, "-j", f"{name}-{stage}-{hook}", ok=(0, 1, 2))
        chains = [key[2] for key in loaded().chains if key[:2] == (family, "filter") and key[2].startswith("ufw")]
        for verb in ("-F", "-X"):
            for chain in chains:
                run(program, verb, chain, ok=(0, 1))
        left = [chain for key, chain in loaded().chains.items() if key[:2] == (family, "filter")]
        if all(not chain.rules and chain.policy == "accept" for chain in left):
            run("nft", "delete", "table", family, "filter")


def targets(text: str) -> dict[str, str]:
    """Zone -> what a running firewalld does with the rest there, by what --list-all-zones prints: each call takes as long as a Python takes to start."""
    said = ((zone, line.partition(": ")) for zone, lines in listed(text).items() for line in lines)
    return {zone: value.strip() for zone, (word, _colon, value) in said if word == "target"}


def _saved_target(zone: str) -> str:
    """The same of its file, which firewalld itself may not have looked at since it changed."""
    text = next(filter(None, (Host().read(f"{folder}/{zone}.xml") for folder in ZONE_FOLDERS)), "")
    found = re.search(r"<zone\b[^>]*\starget=[\"']([^\"']*)", text)
    return found[1] if found else "default"


def load_firewalld() -> None:
    """Zones as their files say, where their target differs; ports are set one by one, for a reload would take away what others set until then."""
    if not firewalld_runs():
        return
    if any(target != _saved_target(zone) for zone, target in targets(run("firewall-cmd", "--list-all-zones").stdout).items()):
        run("firewall-cmd", "--reload")
    prove_ssh()


def firewalld_runs() -> bool:
    """Whether firewalld answers."""
    try:
        return Host().execute("firewall-cmd", "--state", seconds=SECONDS).returncode == 0
    except ObservationError:
        return False
