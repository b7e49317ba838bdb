# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_ports import Port
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_texts as texts

SSH, WEB, CALLS = Port(22, 22, "tcp"), Port(443, 443, "tcp"), Port(8000, 8010, "udp")
SHIPPED = "*filter\n:ufw-user-input - [0:0]\n### RULES ###\n-A ufw-user-limit -j REJECT\nCOMMIT\n"
RULE = "### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp --dport 22 -j ACCEPT\n\n"
RANGE = "### tuple ### allow udp 8000:8010 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p udp -m multiport --dports 8000:8010 -j ACCEPT\n\n"
THEIRS = "### tuple ### deny tcp 23 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp --dport 23 -j DROP\n\n"


@pytest.mark.parametrize(
    ("text", "ports", "wanted"),
    [
        (SHIPPED, [SSH], f"*filter\n:ufw-user-input - [0:0]\n### RULES ###\n\n{RULE}### END RULES ###\n-A ufw-user-limit -j REJECT\nCOMMIT\n"),
        (f"*filter\n### RULES ###\n\n{THEIRS}### END RULES ###\nC\n", [CALLS], f"*filter\n### RULES ###\n\n{THEIRS}{RANGE}### END RULES ###\nC\n"),
        (f"### RULES ###\n{RULE}### END RULES ###\n", [SSH], f"### RULES ###\n{RULE}### END RULES ###\n"),
        (SHIPPED, [], SHIPPED),
    ],
)
def test_ufw_rules(text: str, ports: list[Port], wanted: str) -> None:
    """New rules come after those of others, once, and nothing else changes."""
    found = texts.ufw_rules(text, "ufw", "0.0.0.0/0", ports)
    assert found == wanted
    assert texts.ufw_rules(found, "ufw", "0.0.0.0/0", ports) == found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('IPV6=no\nDEFAULT_INPUT_POLICY="ACCEPT"\nX=1\n', 'IPV6=yes\nDEFAULT_INPUT_POLICY="DROP"\nX=1\n'),
        ('DEFAULT_INPUT_POLICY="REJECT"\nIPV6=yes\n', 'DEFAULT_INPUT_POLICY="REJECT"\nIPV6=yes\n'),
        ("IPV6=yes\nIPV6=no", 'IPV6=yes\nIPV6=yes\nDEFAULT_INPUT_POLICY="DROP"\n'),
        ("", 'DEFAULT_INPUT_POLICY="DROP"\nIPV6=yes\n'),
    ],
)
def test_ufw_defaults(text: str, wanted: str) -> None:
    """The last line of a variable counts; what denies already stays."""
    found = texts.ufw_defaults(text)
    assert sorted(found.splitlines()) == sorted(wanted.splitlines())
    assert texts.ufw_defaults(found) == found


def test_ufw_switched_on() -> None:
    """One word changes, and the comment before it stays."""
    assert texts.ufw_switched_on("# on boot?\nENABLED=no\nLOGLEVEL=low\n") == "# on boot?\nENABLED=yes\nLOGLEVEL=low\n"


def test_ufw_sysctl() -> None:
    """What ufw would set again at each start, and only that."""
    text = "net/ipv4/conf/all/accept_redirects=0\nnet/ipv4/conf/all/log_martians=0\n#net/ipv4/conf/all/rp_filter=1\n"
    assert texts.ufw_sysctl(text) == text.replace("net/ipv4/conf/all/log", "#net/ipv4/conf/all/log")
    assert texts.ufw_sysctl(texts.ufw_sysctl(text)) == texts.ufw_sysctl(text)
    assert texts.ufw_sysctl("") == ""


@pytest.mark.parametrize(
    ("text", "ports", "wanted"),
    [
        ('<zone>\n  <service name="ssh"/>\n</zone>\n', [SSH], '<zone>\n  <service name="ssh"/>\n</zone>\n'),
        ("<zone>\n</zone>\n", [SSH, CALLS], '<zone>\n  <port port="22" protocol="tcp"/>\n  <port port="8000-8010" protocol="udp"/>\n</zone>\n'),
        ('<zone target="ACCEPT" version="1">\n</zone>\n', [], '<zone version="1">\n</zone>\n'),
        ('<zone target="DROP">\n</zone>\n', [], '<zone target="DROP">\n</zone>\n'),
        ('<zone>\n  <port protocol="tcp" port="443"/>\n</zone>\n', [WEB], '<zone>\n  <port protocol="tcp" port="443"/>\n</zone>\n'),
        (
            '<zone>\n  <rule>\n    <port port="443" protocol="tcp"/>\n    <drop/>\n  </rule>\n</zone>\n',
            [WEB],
            '<zone>\n  <rule>\n    <port port="443" protocol="tcp"/>\n    <drop/>\n  </rule>\n  <port port="443" protocol="tcp"/>\n</zone>\n',
        ),
    ],
)
def test_zone(text: str, ports: list[Port], wanted: str) -> None:
    """A port of a rich rule is none of the zone's own."""
    found = texts.zone(text, "public", ports)
    assert found == wanted
    assert texts.zone(found, "public", ports) == found


def test_nft() -> None:
    """Ports that were opened before stay; ssh's come first."""
    first = texts.nft("", [SSH, CALLS])
    second = texts.nft(first, [SSH, WEB])
    assert texts.nft_ports(second) == [SSH, WEB, CALLS]
    assert texts.nft(second, [SSH, WEB]) == second
    assert texts.nft("", [SSH]).count("policy drop") == 1
    assert texts.nft_included("flush ruleset") == 'flush ruleset\ninclude "/etc/nftables/groundwork*.nft"\n'
    assert texts.nft_included(texts.nft_included("x\n")) == texts.nft_included("x\n")
