# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The files of ufw, firewalld and nftables with ports opened in them: text in, text out, and nothing of others taken away."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_ports import Port, port
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import OWNED

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RULES = "### RULES ###"
END_RULES = "### END RULES ###"
CHAINS = ("input", "output", "forward", "limit", "limit-accept")
INCLUDE = 'include "/etc/nftables/groundwork*.nft"'
NFT_PORT = re.compile(r"^\s*(tcp|udp) dport (\S+) accept$", re.MULTILINE)


def ufw_rules(text: str, chain: str, anywhere: str, ports: Iterable[Port]) -> str:
    """user.rules or user6.rules with these ports allowed from anywhere, after the rules that are there."""
    new = [rule for rule in (_ufw_rule(each, chain, anywhere) for each in ports) if rule.splitlines()[0] not in text.splitlines()]
    if not new:
        return text
    if RULES not in text:
        declared = "".join(f":{chain}-user-{each} - [0:0]\n" for each in CHAINS)
        text = f"*filter\n{declared}{RULES}\nCOMMIT\n"
    if END_RULES not in text:
        # as the package brings it, before ufw wrote it for the first time
        text = text.replace(f"{RULES}\n", f"{RULES}\n\n{END_RULES}\n", 1)
    before, after = text.split(END_RULES, 1)
    return f"{before}{''.join(new)}{END_RULES}{after}"


def _ufw_rule(each: Port, chain: str, anywhere: str) -> str:
    """A rule as ufw writes it, behind the comment that it reads it from."""
    match = f"--dport {each.low}" if each.low == each.high else f"-m multiport --dports {each.span(':')}"
    tuple_ = f"### tuple ### allow {each.protocol} {each.span(':')} {anywhere} any {anywhere} in"
    return f"{tuple_}\n-A {chain}-user-input -p {each.protocol} {match} -j ACCEPT\n\n"


def ufw_defaults(text: str) -> str:
    """/etc/default/ufw with a default that denies, for both families; one that rejects stays."""
    return _set(_set(text, "DEFAULT_INPUT_POLICY", "DROP", quote='"', good=("DROP", "REJECT")), "IPV6", "yes", good=("yes", "YES"))


def ufw_switched_on(text: str) -> str:
    """ufw.conf with ufw switched on."""
    return _set(text, "ENABLED", "yes", good=("yes", "YES"))


def ufw_sysctl(text: str) -> str:
    """ufw's kernel settings without those that take back what a baseline asks for: ufw sets them each time that it starts, after all others."""
    return re.sub(r"^(\s*net/ipv4/conf/\w+/log_martians\s*=\s*0\s*)$", r"#\1", text, flags=re.MULTILINE)


def _set(text: str, key: str, value: str, good: tuple[str, ...], quote: str = "") -> str:
    """A file that a shell reads with a variable set, unless the last line that sets it says something good."""
    lines = text.splitlines(keepends=True)
    places = [(at, found[1]) for at, found in ((at, re.match(rf"\s*{key}=[\"']?(\w*)", line)) for at, line in enumerate(lines)) if found]
    if places and places[-1][1] in good:
        return text
    line = f"{key}={quote}{value}{quote}\n"
    if places:
        lines[places[-1][0]] = line
        return "".join(lines)
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{line}"


def zone(text: str, name: str, ports: Sequence[Port]) -> str:
    """The file of a zone of firewalld with these ports open, and what comes in otherwise not accepted."""
    if not text and not ports:
        return text
    text = text or f'<?xml version="1.0" encoding="utf-8"?>\n<zone>\n  <short>{name}</short>\n  <service name="dhcpv6-client"/>\n</zone>\n'
    text = re.sub(r"(<zone\b[^>]*?)\s+target=(\"ACCEPT\"|'ACCEPT')", r"\1", text)
    new = [f'  <port port="{each.span("-")}" protocol="{each.protocol}"/>\n' for each in ports if not _has(text, each)]
    return text.replace("</zone>", f"{''.join(new)}</zone>") if new else text


def _has(text: str, each: Port) -> bool:
    """Whether a zone opens a port; 22 also by the service of that name."""
    if (each.low, each.high, each.protocol) == (22, 22, "tcp") and re.search(r"<service\s+name=[\"']ssh[\"']", text):
        return True
    own = (dict(re.findall(r"(\w+)=[\"']([^\"']*)[\"']", tag)) for tag in re.findall(r"^  <port\s([^>]*)/>", text, re.MULTILINE))
    return any(tag.get("port") == each.span("-") and tag.get("protocol") == each.protocol for tag in own)


def nft_included(text: str) -> str:
    """nftables.conf with our file read at its end."""
    if any(line.strip() == INCLUDE for line in text.splitlines()):
        return text
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{INCLUDE}\n"


def nft_ports(text: str) -> list[Port]:
    """The ports that our file opens."""
    return [found for found in (port(f"{span}/{protocol}") for protocol, span in NFT_PORT.findall(text)) if found]


def nft(text: str, ports: Iterable[Port]) -> str:
    """Our file with these ports open and those that were: it makes the table anew in one step. Numbers stand where names would ask /etc/protocols."""
    every = dict.fromkeys([*ports, *nft_ports(text)])
    opened = "".join(f"\t\t{each.protocol} dport {each.span('-')} accept\n" for each in every)
    return f"""{OWNED}
table inet groundwork
delete table inet groundwork
table inet groundwork {{
\tchain input {{
\t\ttype filter hook input priority filter; policy drop;
\t\tct state established,related accept
\t\tiifname "lo" accept
\t\tip saddr 127.0.0.0/8 drop
\t\tip6 saddr ::1 drop
\t\tct state invalid drop
\t\tmeta l4proto {{ 1, 58 }} accept
\t\tudp sport 67 udp dport 68 accept
\t\tip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
{opened}\t}}
}}
"""
