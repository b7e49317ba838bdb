# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_edits, _systemd, firewall
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

NFT = pathlib.Path(__file__).parents[3] / "fixtures" / "nft"
LIST = "nft -j list ruleset"
UNITS = (" ".join(_systemd.LIST), " ".join(_systemd.SHOW))
NOTHING: dict[str, t.Any] = {"nftables": [{"metainfo": {}}]}
FILES = {
    "/proc/self/status": "CapEff:\t000001ffffffffff\n",
    "/proc/net/if_inet6": "00000000000000000000000000000001 01 80 10 80 lo\n",
    "/proc/net/tcp": "head\n   0: 00000000:0016 00000000:0000 0A 0:0 00:0 0 0 0 1 1 0\n   0: 00000000:1F90 00000000:0000 0A 0:0 00:0 0 0 0 2 1 0\n",
    "/sys/class/net/lo/": "",
    "/sys/class/net/eth0/": "",
    "/etc/nftables.conf": "flush ruleset\ntable inet filter {\n chain input {\n  type filter hook input priority 0;\n }\n}\n",
}
SSHD = {"sshd -t": "", "sshd -T": "port 22\nlistenaddress 0.0.0.0:22\n"}
OWN = {"family": "inet", "table": "filter", "name": "input", "type": "filter", "hook": "input", "prio": 0, "policy": "accept"}


def rule(expr: list[t.Any], **where: str) -> dict[str, t.Any]:
    return {"rule": {"family": "inet", "table": "filter", "chain": "input", "expr": expr, **where}}


OPENS_WEB = rule([{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 443}}, {"accept": None}])
DOCKER = [
    {"chain": {"family": "ip", "table": "nat", "name": "DOCKER"}},
    rule(
        [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 8080}}, {"dnat": {"addr": "172.17.0.2", "port": 80}}],
        family="ip",
        table="nat",
        chain="DOCKER",
    ),
]


def host(tmp_path: pathlib.Path, ruleset: str | list[t.Any], files: dict[str, str] | None = None, **more: t.Any) -> FixtureHost:
    """A host without systemd, with these rules: those of a fixture by name, or as nft lists them."""
    if isinstance(ruleset, str):
        text = (NFT / f"{ruleset}.json").read_text(encoding="utf-8")
        spelt_out = NFT / f"{ruleset}.txt"
        more["nft -a list ruleset"] = spelt_out.read_text(encoding="utf-8") if spelt_out.exists() else ""
    else:
        text = json.dumps({"nftables": [*NOTHING["nftables"], *ruleset]})
    return FixtureHost(make_root(tmp_path, {**FILES, **(files or {})}), {LIST: text, **SSHD, **more})


def values(tmp_path: pathlib.Path, question: str, ruleset: str | list[t.Any], **more: t.Any) -> list[t.Any]:
    return [reading.value for reading in firewall.observe(host(tmp_path, ruleset, **more), question)]


@pytest.mark.parametrize(
    ("question", "ruleset", "wanted"),
    [
        ("active", "ufw", ["ufw"]),
        ("active", [], ["none"]),
        ("boot", [], ["disabled"]),
        ("default_in", "ufw", ["drop"]),
        ("default_in", "firewalld", ["reject"]),
        ("default_in", [], ["accept"]),
        ("default_in", [{"chain": OWN}], ["accept"]),
        ("default_in", [{"chain": {**OWN, "policy": "drop"}}], ["drop"]),
        ("ipv6", "ufw", ["drop"]),
        ("ipv6", [{"chain": {**OWN, "family": "ip", "policy": "drop"}}], ["accept"]),
        ("loopback", "ufw", [{"accepted": True, "forged_accepted": False}] * 2),
        ("loopback", [{"chain": {**OWN, "policy": "drop"}}], [{"accepted": False, "forged_accepted": False}] * 2),
        ("covered", "ufw", [[]]),
        ("covered", [], [["22/tcp", "8080/tcp"]]),
        ("open", "ufw", [["ssh", "22/tcp", "2222/tcp"]]),
        ("open", "firewalld", [["ssh", "22/tcp"]]),
        ("open", [{"chain": {**OWN, "policy": "drop"}}, OPENS_WEB], [["443/tcp"]]),
        ("open", [{"chain": OWN}, OPENS_WEB], [[]]),
        ("published", DOCKER, [["8080/tcp"]]),
        ("published", "ufw", [[]]),
    ],
)
def test_observe(tmp_path: pathlib.Path, question: str, ruleset: str | list[t.Any], wanted: list[t.Any]) -> None:
    """What is loaded, asked of the kernel."""
    assert values(tmp_path, question, ruleset) == wanted


def test_forged_where_the_kernel_lets_it(tmp_path: pathlib.Path) -> None:
    """With route_localnet the kernel itself no longer turns 127.0.0.1 from outside away."""
    loose = {"/proc/sys/net/ipv4/conf/all/route_localnet": "1\n"}
    assert values(tmp_path, "loopback", [], files=loose)[0] == {"accepted": True, "forged_accepted": True}


@pytest.mark.parametrize(
    ("question", "files", "error", "words"),
    [
        ("nonsense", {}, ObservationError, "cannot ask nonsense of a firewall: there is active"),
        ("ipv6", {"/proc/net/if_inet6": ""}, NotApplicable, "no IPv6 address"),
        ("matches", {}, NotApplicable, "no manager filters here"),
        ("active", {"/proc/self/status": "CapEff:\t00000000800405fb\n"}, NotApplicable, "CAP_NET_ADMIN"),
    ],
)
def test_no_answer(tmp_path: pathlib.Path, question: str, files: dict[str, str], error: type[Exception], words: str) -> None:
    """What is none of a pass or a fail."""
    with pytest.raises(error, match=words):
        firewall.observe(host(tmp_path, [], files), question)


def steps(tmp_path: pathlib.Path, ruleset: str | list[t.Any], want: list[str], files: dict[str, str] | None = None, **more: t.Any) -> list[t.Any]:
    args: dict[str, t.Any] = {"question": "open" if want else "default_in", "managers": ["nftables", "ufw", "firewalld"]}
    return _firewall_edits.plan(list(firewall.observe(host(tmp_path, ruleset, files, **more), **args)), want, {}, args)


def test_plan_nftables(tmp_path: pathlib.Path) -> None:
    """A table of our own, read at the end of what is there; the unit, then the table in the kernel."""
    found = steps(tmp_path, [], ["ssh", "443/tcp"])
    assert [step.path for step in found] == ["/etc/nftables/groundwork.nft", "/etc/nftables.conf", "unit nftables.service", "table inet groundwork"]
    text = found[0].edit("")
    assert text.index("tcp dport 22 accept") < text.index("tcp dport 443 accept")


def test_plan_ufw(tmp_path: pathlib.Path) -> None:
    """ufw's own files for both families, then the kernel."""
    found = steps(tmp_path, "ufw", ["8000-8010/udp"])
    edits = {step.path: step.edit("") for step in found if isinstance(step, Edit)}
    assert sorted(edits) == ["/etc/default/ufw", "/etc/ufw/sysctl.conf", "/etc/ufw/ufw.conf", "/etc/ufw/user.rules", "/etc/ufw/user6.rules"]
    assert "-A ufw6-user-input -p udp -m multiport --dports 8000:8010 -j ACCEPT" in edits["/etc/ufw/user6.rules"]
    assert [step.path for step in found[5:]] == ["unit ufw.service", "the rules of ufw in the kernel"]


def test_plan_where_nothing_is_installed(tmp_path: pathlib.Path) -> None:
    """The family's own manager, which is about to be installed, is planned for without its files."""
    bare = FixtureHost(make_root(tmp_path, FILES), {})
    args: dict[str, t.Any] = {"question": "default_in", "managers": ["firewalld", "nftables", "ufw"]}
    readings: list[t.Any] = list(firewall.observe(bare, **args))
    assert [reading.value for reading in readings] == ["accept"]
    found = _firewall_edits.plan(readings, "drop", {}, args)
    assert [step.path for step in found] == ["unit firewalld.service"]


@pytest.mark.parametrize(
    ("ruleset", "want", "more", "words"),
    [
        (DOCKER, [], {}, r"left alone, for this host serves containers or virtual machines \(there is the chain DOCKER"),
        ([], ["70000/tcp"], {}, '"70000/tcp" is no port such as'),
        ([], ["443/sctp"], {}, '"443/sctp" is no port such as'),
        ([], [], {"sshd -T": {"rc": 255, "stderr": "Bad configuration option: Prot"}}, "which ports are for ssh: sshd -T ended with 255: Bad configuration"),
        ([{"chain": {**OWN, "table": "mine"}}, {**OPENS_WEB, "rule": {**OPENS_WEB["rule"], "table": "mine"}}], [], {}, "would flush, when it starts, rules"),
        (
            [],
            [],
            {"files": {"/etc/nftables.conf": "table inet x {\n tcp dport 80 accept\n}\n"}},
            "/etc/nftables.conf:2 has a rule of your own that is not loaded",
        ),
    ],
)
def test_left_alone(tmp_path: pathlib.Path, ruleset: list[t.Any], want: list[str], more: dict[str, t.Any], words: str) -> None:
    """One clause says why, and what to do."""
    with pytest.raises(Unfixable, match=words):
        steps(tmp_path, ruleset, want, **more)
