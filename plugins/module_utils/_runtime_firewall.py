# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What of a packet filter is live: units of its managers, their rules in the kernel, ports in a running firewalld."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils import _firewall_programs as programs
from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_ports import port
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import Unit

LOADED, NOT_LOADED, OTHERWISE = "loaded", "not loaded", "loaded, but not as its files say"
OPEN, CLOSED = "open", "closed"
POLICY = re.compile(r"""^\s*DEFAULT_INPUT_POLICY=["']?(\w*)""", re.MULTILINE)


@dataclass(frozen=True)
class Service(Unit):
    """The unit of a packet filter."""

    def put(self, root: str) -> None:
        """As any other; what starts has to let ssh in."""
        starts = self.value.startswith("active") and self.now(root) != self
        super().put(root)
        if starts:
            programs.prove_ssh()


@dataclass(frozen=True)
class NftTable(Live):
    """Our table in the kernel: loaded, or not."""

    def now(self, root: str) -> NftTable:
        """Whether it is there with as many rules as our file has."""
        chain = programs.loaded().chains.get(("inet", "groundwork", "input"))
        if chain is None:
            return NftTable(self.path, NOT_LOADED)
        lines = (Host().read(programs.NFT_FILE) or "").splitlines()
        rules = [line for line in lines if line.strip().endswith((" accept", " drop")) and not line.strip().startswith(("type", "policy"))]
        same = chain.policy == "drop" and len(chain.rules) == len(rules)
        return NftTable(self.path, LOADED if same else OTHERWISE)

    def put(self, root: str) -> None:
        """Load our file, or take the table away."""
        if self.value != NOT_LOADED:
            programs.load_nft()
        elif ("inet", "groundwork") in programs.loaded().tables:
            programs.run("nft", "delete", "table", "inet", "groundwork")


@dataclass(frozen=True)
class UfwRules(Live):
    """ufw's chains in the kernel: loaded, or not."""

    def now(self, root: str) -> UfwRules:
        """Whether they are there, and what is not theirs is treated as its file says."""
        chains = programs.loaded().chains
        if ("ip", "filter", "ufw-user-input") not in chains:
            return UfwRules(self.path, NOT_LOADED)
        saved = POLICY.findall(Host().read("/etc/default/ufw") or "") or ["DROP"]
        policy = {"ACCEPT": "accept"}.get(saved[-1].upper(), "drop")
        inputs = [chains.get((family, "filter", "INPUT")) for family in ("ip", "ip6")]
        same = all(chain is not None and chain.rules and chain.policy == policy for chain in inputs)
        return UfwRules(self.path, LOADED if same else OTHERWISE)

    def put(self, root: str) -> None:
        """Load what its files say, or take them away."""
        if self.value == NOT_LOADED:
            if self.now(root) != self:
                programs.unload_ufw()
        else:
            programs.load_ufw()


@dataclass(frozen=True)
class ZonePort(Live):
    """A port in a zone of firewalld by "port PORT in the zone ZONE of firewalld": open, or closed. Where firewalld does not run it is closed."""

    def now(self, root: str) -> ZonePort:
        """What the running firewalld says; 22 may be open by its service."""
        open_ = programs.firewalld_runs() and self._asked()
        return ZonePort(self.path, OPEN if open_ else CLOSED)

    def _words(self) -> tuple[str, str]:
        """(port, zone)."""
        words = self.path.split()
        return words[1], words[5]

    def _asked(self) -> bool:
        wanted, zone = self._words()
        by_service = wanted == "22/tcp" and programs.run("firewall-cmd", f"--zone={zone}", "--query-service=ssh", ok=(0, 1)).returncode == 0
        return by_service or programs.run("firewall-cmd", f"--zone={zone}", f"--query-port={wanted}", ok=(0, 1)).returncode == 0

    def put(self, root: str) -> None:
        """Open or close it until firewalld starts anew; what is to stay stands in the zone's file."""
        wanted, zone = self._words()
        if self.now(root) == self or port(wanted) is None:
            return
        programs.run("firewall-cmd", f"--zone={zone}", f"--{'add' if self.value == OPEN else 'remove'}-port={wanted}")
