# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whose the packet filter of a host is: ufw, firewalld or nftables.service, and what else is to be known before it is changed."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _workloads
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import connected
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _nft_ruleset, _systemd, sshd, unit

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_ruleset import Ruleset

UFW, FIREWALLD, NFTABLES = MANAGERS = ("ufw", "firewalld", "nftables")
PROGRAMS = {UFW: "ufw", FIREWALLD: "firewall-cmd", NFTABLES: "nft"}
OTHERS = (
    *("netfilter-persistent", "iptables", "ip6tables", "shorewall", "shorewall6", "shorewall-lite", "ferm", "csf", "lfd", "apf", "firehol"),
    *("nftables-persistent", "opensnitch", "vuurmuur", "uruk"),
)
UFW_CONF = "/etc/ufw/ufw.conf"
UFW_CHAIN = ("ip", "filter", "ufw-user-input")
SOCKETS = ("ssh.socket", "sshd.socket")
# what a host remembers of ports that ssh is about to get
EXPECTED = "ssh ports expected"
# Tables and chains by which programs are known that keep rules of their own and expect to find them.
CONTAINERS = re.compile(r"DOCKER|KUBE-|CNI-|NETAVARK|LIBVIRT_|cali-|CILIUM|FLANNEL|ISTIO", re.ASCII)
CONTAINER_TABLES = re.compile(r"netavark|libvirt_network|kube-proxy|docker-bridges|podman|incus|lxd|cilium|cni|flannel", re.ASCII)
# Tables that come and go while the host runs, whatever its files say.
PASSING = re.compile(r"(f2b-|fail2ban|sshguard|crowdsec)", re.ASCII)
IGNORED_INTERFACES = ("veth", "docker", "br-", "podman", "cni", "virbr", "vnet", "lxdbr", "lxcbr", "incusbr", "cali", "flannel", "cilium")


class State(t.NamedTuple):
    """A manager: whether its program is there, it filters now, and it will after the next boot; its unit's own state in systemd's words."""

    installed: bool
    active: bool
    enabled: bool
    running: bool
    startable: str


class Facts(t.NamedTuple):
    """What is to be known of a host's packet filter. owner: the manager that rules it, or would; "" where there is none."""

    ruleset: Ruleset | None
    states: dict[str, State]
    active: tuple[str, ...]
    owner: str
    interfaces: tuple[str, ...]
    families: tuple[str, ...]


def facts(host: Host, managers: t.Sequence[str]) -> Facts:
    """The facts, gathered once. managers: in the order in which a host of this family prefers them."""
    return host.remember("firewall facts", lambda: _facts(host, managers))


def _facts(host: Host, managers: t.Sequence[str]) -> Facts:
    ruleset = _nft_ruleset.ask(host)
    units = _units(host)
    states = {name: _state(host, name, units, ruleset) for name in MANAGERS}
    active = tuple(name for name in managers if states[name].active) or tuple(name for name in managers if states[name].running and name == NFTABLES)
    others = tuple(name for name in OTHERS if units.get(f"{name}.service", {}).get("active"))
    enabled = [name for name in managers if states[name].enabled]
    installed = [name for name in managers if states[name].installed]
    owner = next(iter((*active, *enabled, *installed)), "")
    return Facts(ruleset, states, active + others, owner, _interfaces(host), _families(host))


def _units(host: Host) -> dict[str, dict[str, t.Any]]:
    """What systemd says of the units of managers, by name; nothing where it does not run the host."""
    names = [f"{name}.service" for name in (*MANAGERS, *OTHERS)]
    try:
        return {each.aspect: each.value for each in unit.observe(host, names)}
    except (NotApplicable, SubjectMissing):
        return {}


def _state(host: Host, name: str, units: dict[str, dict[str, t.Any]], ruleset: Ruleset | None) -> State:
    said = units.get(f"{name}.service", {})
    running, enabled = bool(said.get("active")), said.get("enabled") in unit.ENABLED
    active = running
    if name == UFW:
        active = ruleset is not None and UFW_CHAIN in ruleset.chains
        enabled = enabled and ufw_enabled(host.read(UFW_CONF) or "")
    elif name == NFTABLES:
        active = running and ruleset is not None and own_filter(ruleset)
    installed = host.which(PROGRAMS[name]) is not None and (name == UFW or said.get("enabled", unit.NOT_FOUND) != unit.NOT_FOUND)
    return State(installed, active, enabled, running, str(said.get("enabled", unit.NOT_FOUND)))


def ufw_enabled(text: str) -> bool:
    """Whether ufw.conf, which a shell reads, switches it on; the last line wins."""
    said = [found[1] for found in re.finditer(r"""^\s*ENABLED=["']?(\w*)""", text, re.MULTILINE)]
    return bool(said) and said[-1].lower() == "yes"


def foreign(family: str, table: str) -> bool:
    """Whether a table is not one that nftables.conf would hold."""
    of_iptables = family in ("ip", "ip6") and table in ("filter", "nat", "mangle", "raw", "security")
    return of_iptables or table == "firewalld" or bool(PASSING.match(table) or CONTAINER_TABLES.match(table))


def own_filter(ruleset: Ruleset) -> bool:
    """Whether a table that is nobody else's filters what comes in."""
    bases = [each for each in ruleset.chains.values() if each.hook == "input" and not foreign(each.family, each.table)]
    return any(each.rules or each.policy != "accept" for each in bases)


def _interfaces(host: Host) -> tuple[str, ...]:
    found = [name for name in host.listdir("/sys/class/net") or () if name not in ("lo", "bonding_masters") and not name.startswith(IGNORED_INTERFACES)]
    return tuple(found) or ("(any)",)


def _families(host: Host) -> tuple[str, ...]:
    """ip, and ip6 where the kernel has an address of it."""
    return ("ip", "ip6") if (host.read("/proc/net/if_inet6") or "").strip() else ("ip",)


def owned_by(host: Host, ruleset: Ruleset | None) -> str:
    """Who else needs the packet filter as it is, in words; nothing where it may be changed."""
    for chain in ruleset.chains.values() if ruleset else ():
        if CONTAINERS.match(chain.name) or CONTAINER_TABLES.match(chain.table):
            return f"containers or virtual machines (there is the chain {chain.name} in the table {chain.family} {chain.table})"
    return _workloads.found(host)


def ssh_ports(host: Host, operator: Operator | None = None) -> tuple[int, ...]:
    """Where sshd or its socket listens, where it will once this run has come to its end, and the port by which the operator came in."""
    found = {int(operator.lport)} if operator and operator.lport else set()
    found.update(host.remember(EXPECTED, tuple))
    if host.which("sshd"):
        found.update(told_ports(host))
    return tuple(sorted(found.union(*sockets(host).values())))


def expect_ssh(host: Host, ports: t.Iterable[int]) -> None:
    """Let all that is planned for this host from here on know that ssh gets these ports."""
    host.remember(EXPECTED, lambda: tuple(ports))


def told_ports(host: Host) -> set[int]:
    """Where sshd would listen by its configuration."""
    done = sshd.execute(host, "-T")
    if done.returncode:
        raise ObservationError(f"cannot tell which ports are for ssh: sshd -T ended with {done.returncode}: {' '.join(done.stderr.split())[:200]}")
    return ports_of(sshd.parse(done.stdout))


def ports_of(said: dict[str, list[str]]) -> set[int]:
    """The ports in what sshd -T prints: those of its addresses, which come before all others."""
    addressed = {port for port in (each.rpartition(":")[2] for each in said.get("listenaddress", ())) if port.isdigit()}
    return {int(port) for port in addressed or set(said.get("port", ())) if port.isdigit()}


def sockets(host: Host) -> dict[str, set[int]]:
    """Each unit by which systemd listens for sshd, and its ports."""
    if not _systemd.booted(host):
        return {}
    names = [name for name in SOCKETS if _systemd.has_file(host, name)]
    shown = host.run("systemctl", "show", "--property=Id", "--property=Listen", "--property=ActiveState", "--", *names) if names else ""
    active = [block for block in shown.split("\n\n") if "ActiveState=active" in block]
    units = {(re.findall(r"^Id=(.+)$", block, re.MULTILINE) or [""])[0]: block for block in active}
    return {unit: {int(port) for port in re.findall(r"^Listen=\S*?:?(\d+) \(Stream\)$", block, re.MULTILINE)} for unit, block in units.items()}


def operator_of(host: Host) -> Operator | None:
    """Who is connected by ssh, found once."""
    return host.remember("firewall operator", lambda: connected(host))
