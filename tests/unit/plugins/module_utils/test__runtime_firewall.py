# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _firewall_programs, _runtime, _runtime_firewall, _runtime_units
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_state
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

FILES = {"/proc/self/status": "CapEff:\t000001ffffffffff\n", "/proc/net/if_inet6": "00 01 80 10 80 lo\n", "/sys/class/net/eth0/": ""}
CHAIN = {"family": "inet", "table": "groundwork", "name": "input", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}
ZONE = "port 443/tcp in the zone public of firewalld"
UNIT = "unit ufw.service"


def opens(port: int, **where: t.Any) -> dict[str, t.Any]:
    match = {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": port}
    return {"rule": {"family": "inet", "table": "groundwork", "chain": "input", "expr": [*where.get("more", ()), {"match": match}, {"accept": None}]}}


def play(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rules: list[t.Any], commands: dict[str, t.Any], files: dict[str, str] | None = None) -> list[str]:
    """A host in place of this one; what it is then told to do."""
    table = {"nft -j list ruleset": json.dumps({"nftables": rules}), "sshd -t": "", "sshd -T": "port 22\n", **commands}
    root = make_root(tmp_path, {**FILES, **(files or {})})
    hosts: list[FixtureHost] = []

    def made() -> FixtureHost:
        hosts.append(FixtureHost(root, table))
        return hosts[-1]

    for module in (_firewall_programs, _runtime_firewall, _runtime_units):
        monkeypatch.setattr(module, "Host", lambda *_root: made())
    ran: list[str] = []

    def run(*argv: str, ok: t.Container[int] = (0,)) -> Completed:
        ran.append(" ".join(argv))
        return Completed(argv, *(0, table[" ".join(argv)], "") if " ".join(argv) in table else (1, "", "no"))

    monkeypatch.setattr(_firewall_programs, "run", run)
    return ran


def test_kinds() -> None:
    """Each comes back from the journal as it went in."""
    for value in (
        _runtime_firewall.Service(UNIT, _runtime_units.ON),
        _runtime_firewall.NftTable("table inet groundwork", _runtime_firewall.LOADED),
        _runtime_firewall.UfwRules("the rules of ufw in the kernel", _runtime_firewall.NOT_LOADED),
        _runtime_firewall.ZonePort(ZONE, _runtime_firewall.OPEN),
    ):
        assert _runtime.from_dict(_runtime.to_dict(value)) == value


@pytest.mark.parametrize(
    ("said", "wanted", "proved"),
    [
        (("inactive", "disabled"), _runtime_units.ON, True),
        (("active", "disabled"), _runtime_units.ON, True),
        (("active", "enabled"), _runtime_units.ON, False),
        (("active", "enabled"), _runtime_units.OFF, False),
        (("active", "enabled"), _runtime_units.BARRED, False),
    ],
)
def test_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: tuple[str, str], wanted: str, proved: bool) -> None:
    """What starts has to let ssh in, once it has started."""
    play(monkeypatch, tmp_path, [], {f"systemctl {word} ufw.service": f"{text}\n" for word, text in zip(("is-active", "is-enabled"), said)})
    told: list[str] = []
    monkeypatch.setattr(_runtime_units.Unit, "put", lambda unit, _root: told.append(unit.value))
    monkeypatch.setattr(_firewall_programs, "prove_ssh", lambda: told.append("ssh"))
    _runtime_firewall.Service(UNIT, wanted).put("/")
    assert told == [wanted, *(["ssh"] if proved else [])]


@pytest.mark.parametrize(
    ("rules", "text", "now"),
    [
        ([], "", "not loaded"),
        ([{"chain": CHAIN}, opens(22)], "policy drop;\n\ttcp dport 22 accept\n", "loaded"),
        ([{"chain": CHAIN}], "\ttcp dport 22 accept\n", "loaded, but not as its files say"),
        ([{"chain": {**CHAIN, "policy": "accept"}}], "", "loaded, but not as its files say"),
    ],
)
def test_nft_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rules: list[t.Any], text: str, now: str) -> None:
    """Our table is what our file says, or it is not."""
    play(monkeypatch, tmp_path, rules, {}, {_firewall_programs.NFT_FILE: text})
    assert _runtime_firewall.NftTable("table inet groundwork", "").now("/").value == now


@pytest.mark.parametrize(
    ("state", "service", "port", "now"),
    [(0, 1, 0, "open"), (0, 1, 1, "closed"), (252, 0, 0, "closed")],
)
def test_zone_port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, state: int, service: int, port: int, now: str) -> None:
    """What a firewalld that runs says; one that does not run has nothing open."""
    play(monkeypatch, tmp_path, [], {"firewall-cmd --state": {"rc": state}})
    codes = {"--query-service=ssh": service, "--query-port=443/tcp": port}
    monkeypatch.setattr(_firewall_programs, "run", lambda *argv, ok=(0,): Completed(argv, codes[argv[-1]], "", ""))
    assert _runtime_firewall.ZonePort(ZONE, "").now("/").value == now


IPV4_ALONE = {"match": {"op": "==", "left": {"meta": {"key": "nfproto"}}, "right": "ipv4"}}
FROM_TEN = {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "10.0.0.0", "len": 8}}}}
DROPS_TEN = {"rule": {**opens(22)["rule"], "expr": [FROM_TEN, {"drop": None}]}}


@pytest.mark.parametrize(
    ("rules", "operator", "why"),
    [
        ([], None, ""),
        ([{"chain": CHAIN}, opens(22)], None, ""),
        ([{"chain": CHAIN}, opens(22)], Operator("root", "10.0.0.7", "10.0.0.1", "22"), ""),
        ([{"chain": CHAIN}], None, "to port 22 would not come in: nft list chain inet groundwork input: policy drop says drop"),
        ([{"chain": CHAIN}, opens(22)], Operator("root", "10.0.0.7", "10.0.0.1", "2222"), "to port 2222 would not come in"),
        ([{"chain": CHAIN}, opens(22, more=[IPV4_ALONE])], None, "to port 22 would not come in"),
        ([{"chain": CHAIN}, DROPS_TEN, opens(22)], Operator("root", "10.0.0.7", "10.0.0.1", "22"), "to port 22 from 10.0.0.7 would not come in"),
    ],
)
def test_prove_ssh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rules: list[t.Any], operator: Operator | None, why: str) -> None:
    """Every port of ssh, in each family, from everywhere and from where the operator is."""
    play(monkeypatch, tmp_path, rules, {})
    monkeypatch.setattr(_firewall_state, "connected", lambda host: operator)
    if not why:
        _firewall_programs.prove_ssh()
        return
    with pytest.raises(OSError, match=why):
        _firewall_programs.prove_ssh()


def test_prove_ssh_cannot_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What cannot be told is not taken for an open door."""
    play(monkeypatch, tmp_path, [], {"sshd -T": {"rc": 255, "stderr": "Bad configuration"}})
    with pytest.raises(OSError, match="cannot tell whether ssh would still be let in"):
        _firewall_programs.prove_ssh()


ZONES = "block\n  target: %%REJECT%%\n  icmp-block-inversion: no\n\npublic (active)\n  target: default\n  interfaces: eth0\n  rich rules: \n"


def test_targets() -> None:
    assert _firewall_programs.targets(ZONES) == {"block": "%%REJECT%%", "public": "default"}


@pytest.mark.parametrize(
    ("file", "reloads"),
    [
        # its own files say so too; what is not said is the default
        ("<zone>\n</zone>\n", []),
        ('<zone target="DROP">\n</zone>\n', ["firewall-cmd --reload"]),
    ],
)
def test_firewalld_is_loaded_anew_where_a_target_differs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, reloads: list[str]) -> None:
    """One question for all zones."""
    commands = {"firewall-cmd --list-all-zones": ZONES, "firewall-cmd --reload": "", "firewall-cmd --state": "running"}
    files = {"/etc/firewalld/zones/public.xml": file, "/usr/lib/firewalld/zones/block.xml": '<?xml version="1.0"?><zone target="%%REJECT%%">'}
    ran = play(monkeypatch, tmp_path, [], commands, files)
    monkeypatch.setattr(_firewall_programs, "prove_ssh", lambda: None)
    _firewall_programs.load_firewalld()
    assert ran == ["firewall-cmd --list-all-zones", *reloads]
