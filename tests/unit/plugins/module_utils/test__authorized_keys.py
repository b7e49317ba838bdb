# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import base64
import calendar
import time

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._authorized_keys import Terms, moment, objection, parse

NOW = calendar.timegm((2026, 6, 1, 12, 0, 0))
TERMS = Terms("192.0.2.7", "ssh-ed25519,ecdsa-sha2-nistp256,sk-ssh-ed25519@openssh.com,rsa-sha2-512", 2048, NOW)


def public_key(kind: str, *parts: bytes, inside: str = "", extra: bytes = b"") -> str:
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in ((inside or kind).encode(), *parts))
    return f"{kind} {base64.b64encode(blob + extra).decode()}"


def rsa(bits: int) -> str:
    return public_key("ssh-rsa", b"\1\0\1", (1 << (bits - 1)).to_bytes(bits // 8 + 1, "big"))


ED25519 = public_key("ssh-ed25519", b"k" * 32)
ECDSA = public_key("ecdsa-sha2-nistp256", b"nistp256", b"\4" + b"k" * 64)
SK = public_key("sk-ssh-ed25519@openssh.com", b"k" * 32, b"ssh:")


@pytest.mark.parametrize(
    "line",
    [
        ED25519,
        f"{ED25519} comment with words",
        f" \t{ED25519}\r",
        ECDSA,
        rsa(2048),
        SK,
        f"verify-required,no-touch-required {SK}",
        f"no-pty,RESTRICT,Port-Forwarding {ED25519}",
        f'environment="A=b c, \\"d\\"" {ED25519}',
        f'permitopen="[::1]:*",permitopen="host:80",permitlisten="8080",tunnel="any" {ED25519}',
        f"restrict,\t{ED25519}",
        f"restrict,,pty {ED25519}",
        f'from="192.0.2.0/24" {ED25519}',
        f'from="10.0.0.1,192.0.2.*" {ED25519}',
        f'from="!10.0.0.0/8,*" {ED25519}',
        f'from="2001:db8::/32,192.0.2.7" {ED25519}',
        f'expiry-time="20260602" {ED25519}',
        f'expiry-time="202606011300Z" {ED25519}',
        f'EXPIRY-TIME="20260601120001utc" {ED25519}',
    ],
)
def test_a_way_in(line: str) -> None:
    found = parse(f"# note\n\n{line}\n")
    assert [(each.number, objection(each, TERMS)) for each in found] == [(3, "")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f'command="echo \\"no\\", sorry" {ED25519}', "has a forced command, which is no way in for a person"),
        (f"cert-authority {ED25519}", "is for certificates"),
        (f'principals="deploy" {ED25519}', "principals without cert-authority"),
        (f'from="10.0.0.0/8" {ED25519}', 'is for other addresses (from="10.0.0.0/8") than 192.0.2.7'),
        (f'from="!192.0.2.7,*" {ED25519}', "is for other addresses"),
        (f'from="192.0.2.0/24,!192.0.2.0/28" {ED25519}', "is for other addresses"),
        (f'from="192.0.2.7/24" {ED25519}', "is for other addresses"),
        (f'from="192.0.2.0/255.255.255.0" {ED25519}', "is for other addresses"),
        (f'from="192.0.2.7," {ED25519}', "is for other addresses"),
        (f'from="" {ED25519}', "is for other addresses"),
        (f'from="*",from="*" {ED25519}', "has an option from that sshd does not take"),
        (f'expiry-time="20260531" {ED25519}', "has expired (20260531)"),
        (f'expiry-time="20990101",expiry-time="202606011159Z" {ED25519}', "has expired (202606011159Z)"),
        (f'expiry-time="soon" {ED25519}', "an expiry-time that sshd does not take (soon)"),
        (f"nothing {ED25519}", "has an option that sshd does not know: nothing"),
        (f"restrict=x {ED25519}", "does not know: restrict"),
        (f"command=x {ED25519}", "has an option command that sshd does not take"),
        (f'pty"x" {ED25519}', "does not know: no word at all"),
        (f'command="x"pty {ED25519}', "has something after its option command"),
        (f'command="x {ED25519}', "a quote that does not end"),
        (f'command="x\\" {ED25519}', "a quote that does not end"),
        (f'environment="1 2" {ED25519}', "has an option environment"),
        (f'permitopen="host" {ED25519}', "has an option permitopen"),
        (f'tunnel="x" {ED25519}', "has an option tunnel"),
        (f"restrict, pty {ED25519}", "has no key of a type that is known"),
        ("restrict", "has no key of a type that is known"),
        ("ssh-ed25519", "has no key of a type that is known"),
        ("ssh-dss AAAA", "has no key of a type that is known"),
        ("ssh-ed25519 AAA", "it is no base64"),
        ("ssh-ed25519 A%AA", "it is no base64"),
        (ED25519.replace("ssh-ed25519", "ssh-rsa"), "inside it is not what ssh-rsa is"),
        (public_key("ssh-ed25519", b"k" * 31), "too short or too long"),
        (public_key("ssh-ed25519", b"k" * 32, extra=b"x"), "inside it is not what ssh-ed25519 is"),
        (public_key("ssh-ed25519", b"k" * 32, b"more"), "inside it is not what ssh-ed25519 is"),
        (public_key("ecdsa-sha2-nistp256", b"nistp384", b"\4"), "its curve is not that of its type"),
        (rsa(1024), "has an RSA key of 1024 bits, and sshd wants 2048 (RequiredRSASize)"),
        (public_key("ecdsa-sha2-nistp521", b"nistp521", b"\4"), "PubkeyAcceptedAlgorithms has no ecdsa-sha2-nistp521"),
    ],
)
def test_no_way_in(line: str, why: str) -> None:
    assert [why in objection(each, TERMS) for each in parse(line)] == [True]


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (TERMS._replace(algorithms="ssh-ed25519,rsa-sha2-*"), ""),
        (TERMS._replace(algorithms="rsa-sha2-256,ssh-rsa"), "has a key of type ssh-rsa, and PubkeyAcceptedAlgorithms has no rsa-sha2-512"),
        (TERMS._replace(algorithms=""), "PubkeyAcceptedAlgorithms has no rsa-sha2-512"),
        (TERMS._replace(rsa_bits=3072), "sshd wants 3072"),
        (TERMS._replace(rsa_bits=0), ""),
    ],
)
def test_terms_of_an_rsa_key(terms: Terms, why: str) -> None:
    said = objection(parse(rsa(2048))[0], terms)
    assert why in said
    assert bool(why) == bool(said)


def test_sshd_has_a_least_size_of_its_own() -> None:
    assert "wants 1024" in objection(parse(rsa(768))[0], TERMS._replace(rsa_bits=0))


@pytest.mark.parametrize(
    ("patterns", "address", "dns", "counts"),
    [
        ("192.0.2.7", "", False, False),
        ("host.example", "192.0.2.7", False, False),
        ("host.example", "192.0.2.7", True, False),
        ("host.example,192.0.2.7", "192.0.2.7", True, True),
        ("!bad.example,192.0.2.7", "192.0.2.7", True, False),
        ("!bad.example,192.0.2.7", "192.0.2.7", False, True),
        ("2001:db8::/32", "2001:db8::5", False, True),
        ("2001:DB8::5", "2001:db8::5", False, True),
    ],
)
def test_names_of_hosts(patterns: str, address: str, dns: bool, counts: bool) -> None:
    line = parse(f'from="{patterns}" {ED25519}')[0]
    assert (not objection(line, TERMS._replace(address=address, dns=dns))) == counts


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20260601Z", NOW - 12 * 3600),
        ("202606011200Z", NOW),
        ("20260601120001utc", NOW + 1),
        ("20260601", time.mktime((2026, 6, 1, 0, 0, 0, 0, 0, -1))),
        ("20261301", None),
        ("2026060112", None),
        ("-2026060", None),
        ("Z", None),
        ("", None),
    ],
)
def test_moment(text: str, seconds: float | None) -> None:
    assert moment(text) == seconds
