# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Lines of authorized_keys as sshd reads them, and whether each is a way in. Nothing is asked of the host here."""

from __future__ import annotations

import calendar
import re
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._login_blobs import RSA, RSA_LEAST_BITS, TYPES, Malformed, key
from ansible_collections.groundwork.baseline.plugins.module_utils._login_lists import comes_from
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_match import in_list

FLAGS = frozenset(
    (
        *("restrict", "cert-authority", "port-forwarding", "agent-forwarding", "x11-forwarding", "touch-required", "verify-required"),
        *("pty", "user-rc", "no-port-forwarding", "no-agent-forwarding", "no-x11-forwarding", "no-touch-required", "no-verify-required"),
        *("no-pty", "no-user-rc"),
    )
)
# Those that sshd takes once only, and the others that have a value, with what it has to look like.
ONCE = frozenset(("command", "principals", "from"))
VALUES = {
    **dict.fromkeys((*ONCE, "expiry-time"), re.compile(r".*", re.DOTALL)),
    "environment": re.compile(r"[A-Za-z0-9_]+=.*", re.DOTALL),
    "permitopen": re.compile(r".+:(\*|[0-9]+)"),
    "permitlisten": re.compile(r"(.*:)?(\*|[0-9]+)"),
    "tunnel": re.compile(r"(any|[0-9]+)(:(any|[0-9]+))?", re.IGNORECASE),
}
INSIDE = r'(?:\\"|[^"\\]|\\(?!"))*'
QUOTED = re.compile(rf'"({INSIDE})"')
OPTIONS = re.compile(rf'(?:\\"|"{INSIDE}"|[^ \t"\\]|\\(?!"))*')

WORD = re.compile(r"[a-z0-9@.-]{1,40}")

TIME_FORMATS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


class Line(t.NamedTuple):
    """A line that is not empty and no comment.

    number: where it stands. fault: why sshd would not take it, whoever comes; the rest is empty then.
    options: name in lower case and value, "" for a flag. bits: the length of an RSA key's modulus, else 0.
    """

    number: int
    fault: str = ""
    options: tuple[tuple[str, str], ...] = ()
    type: str = ""
    blob: bytes = b""
    bits: int = 0


class Terms(t.NamedTuple):
    """On what terms sshd takes a key: from which address, signed with which algorithms, how long, and when; dns is UseDNS."""

    address: str
    algorithms: str
    rsa_bits: int
    now: float
    dns: bool = False


def parse(text: str) -> list[Line]:
    """All lines that sshd would try (auth_check_authkeys_file of OpenSSH)."""
    numbered = ((number, line.strip(" \t\r")) for number, line in enumerate(text.split("\n"), start=1))
    return [_line(number, line) for number, line in numbered if line and not line.startswith("#")]


def _line(number: int, text: str) -> Line:
    """As auth_check_authkey_line: a key, or options and a key."""
    try:
        found = key(text)
        options: tuple[tuple[str, str], ...] = ()
        if found is None:
            words = OPTIONS.match(text)
            rest = text[words.end() if words else 0 :]
            if rest.startswith('"'):
                raise Malformed("has an option with a quote that does not end")
            found = key(rest.lstrip(" \t"))
            if found is None:
                raise Malformed("has no key of a type that is known")
            options = tuple(_options(text[: len(text) - len(rest)]))
    except Malformed as exc:
        return Line(number, fault=str(exc))
    return Line(number, "", options, *found)


def _options(text: str) -> t.Iterator[tuple[str, str]]:
    """The options before a key (sshauthopt_parse): names of any case, a value always in quotes, in which \\" is a quote."""
    seen = set()
    while text:
        name = re.match(r"[^=,]*", text)[0].lower()  # type: ignore[index]
        rest = text[len(name) :]
        value = ""
        if rest.startswith("=") and name in VALUES:
            quoted = QUOTED.match(rest, 1)
            value = quoted[1].replace('\\"', '"') if quoted else ""
            if quoted is None or not VALUES[name].fullmatch(value) or (name in ONCE and name in seen):
                raise Malformed(f"has an option {name} that sshd does not take")
            rest = rest[quoted.end() :]
        elif rest.startswith("=") or (name and name not in FLAGS):
            raise Malformed(f"has an option that sshd does not know: {name if WORD.fullmatch(name) else 'no word at all'}")
        if rest and rest[0] != ",":
            raise Malformed(f"has something after its option {name} that is no further option")
        seen.add(name)
        text = rest[1:]
        yield name, value


def moment(text: str) -> float | None:
    """The time an expiry-time names, in the host's own zone without Z or UTC at its end (parse_absolute_time); None where it names none."""
    said = re.fullmatch(r"([0-9]+)(Z|UTC)?", text, re.IGNORECASE)
    if said is None or len(said[1]) not in TIME_FORMATS:
        return None
    try:
        parts = time.strptime(said[1], TIME_FORMATS[len(said[1])])
        return calendar.timegm(parts) if said[2] else time.mktime(parts)
    except (ValueError, OverflowError):
        return None


def objection(line: Line, terms: Terms) -> str:
    """Why a line is no way in for a person on these terms; nothing where it is one (auth_authorise_keyopts, userauth_pubkey)."""
    return line.fault or _by_option(line, terms) or _by_key(line, terms)


def _by_option(line: Line, terms: Terms) -> str:
    names = {name for name, _value in line.options}
    if "cert-authority" in names:
        return "is for certificates (cert-authority), which prove nothing here"
    if "principals" in names:
        return "has principals without cert-authority, which sshd refuses"
    if "command" in names:
        return "has a forced command, which is no way in for a person"
    for name, value in line.options:
        if name == "expiry-time":
            end = moment(value)
            if not end or end < terms.now:
                return f"has expired ({value})" if end else f"has an expiry-time that sshd does not take ({value})"
        if name == "from" and not comes_from(terms.address, value, terms.dns):
            return f'is for other addresses (from="{value}") than {terms.address or "one that is not known"}'
    return ""


def _by_key(line: Line, terms: Terms) -> str:
    if line.type == RSA:
        least = max(terms.rsa_bits, RSA_LEAST_BITS)
        if line.bits < least:
            return f"has an RSA key of {line.bits} bits, and sshd wants {least} (RequiredRSASize)"
    algorithm = TYPES[line.type][1]
    if not in_list(algorithm, terms.algorithms):
        return f"has a key of type {line.type}, and PubkeyAcceptedAlgorithms has no {algorithm}"
    return ""
