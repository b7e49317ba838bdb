# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The files that say who exists: passwd, shadow, group, gshadow, shells and login.defs. No password hash leaves this file."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

PASSWD, SHADOW, GROUP, GSHADOW = "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow"
SHELLS, LOGIN_DEFS = "/etc/shells", "/etc/login.defs"

# What a password field is said to be; else the name of its scheme, as crypt(5) spells it.
EMPTY, SHADOWED, LOCKED, LOCKED_HASH, MISSING, UNKNOWN = "empty", "shadowed", "locked", "locked hash", "no entry", "unknown"
UNUSABLE = frozenset((LOCKED, LOCKED_HASH, MISSING))

SCHEMES = (
    ("$y$", "yescrypt"),
    ("$gy$", "gost-yescrypt"),
    ("$7$", "scrypt"),
    ("$2a$", "bcrypt"),
    ("$2b$", "bcrypt"),
    ("$2y$", "bcrypt"),
    ("$6$", "sha512crypt"),
    ("$5$", "sha256crypt"),
    ("$sm3$", "sm3crypt"),
    ("$sha1", "sha1crypt"),
    ("$md5", "sunmd5"),
    ("$1$", "md5crypt"),
    ("$3$", "nt"),
    ("_", "bsdicrypt"),
)
DES = re.compile(r"[./0-9A-Za-z]{13}")

# getusershell(3) and shadow's own defaults where the file or the key is missing.
DEFAULT_SHELLS = ("/bin/sh", "/bin/csh")
DEFAULT_UID_MIN = 1000


class User(t.NamedTuple):
    """A line of passwd; password says what kind of field stood there."""

    name: str
    password: str
    uid: int
    gid: int
    home: str
    shell: str
    where: str


class Shadow(t.NamedTuple):
    """A line of shadow; changed and longest in days, None where the field is empty."""

    name: str
    password: str
    changed: int | None
    longest: int | None
    where: str


class Group(t.NamedTuple):
    """A line of group (gid set) or gshadow (gid None)."""

    name: str
    password: str
    gid: int | None
    members: tuple[str, ...]
    where: str


def scheme(field: str) -> str:
    """The scheme of a hash, by its shape."""
    named = next((name for prefix, name in SCHEMES if field.startswith(prefix)), None)
    return named or ("descrypt" if DES.fullmatch(field) else UNKNOWN)


def password_kind(field: str) -> str:
    """What kind of password field this is; a lock before a hash is told from a lock alone, for the hash is still there."""
    if field in ("", "x"):
        return SHADOWED if field else EMPTY
    if field[0] in "!*":
        return LOCKED if scheme(field.lstrip("!*")) == UNKNOWN else LOCKED_HASH
    return scheme(field)


def _damaged(path: str, number: int, what: str) -> ObservationError:
    check = "grpck -r" if path in (GROUP, GSHADOW) else "pwck -r"
    return ObservationError(f"cannot make sense of {path}:{number}: {what}; see {check} and put the line right")


def _printable(text: str) -> str:
    """The text with bytes that are no UTF-8 spelled out, so that names can travel."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _lines(text: str, path: str, least: int) -> t.Iterator[tuple[int, list[str]]]:
    """Number and fields of each line that the C library reads as an entry: no blanks, comments or NIS lines."""
    for number, line in enumerate(_printable(text).split("\n"), start=1):
        line = line.lstrip()
        if not line or line[0] in "#+-":
            continue
        fields = line.split(":")
        if len(fields) < least:
            raise _damaged(path, number, f"a line of {len(fields)} fields where at least {least} belong")
        if not fields[0].strip():
            raise _damaged(path, number, "an entry without a name")
        yield number, fields


def _number(field: str, path: str, number: int, what: str) -> int:
    """A decimal number as strtoul(3) takes it, so that " 0" and "00" are seen for the zeros they are."""
    if not re.fullmatch(r"[ \t]*[+]?[0-9]+", field):
        raise _damaged(path, number, f"the {what} is not a number")
    return int(field)


@functools.lru_cache(maxsize=8)
def parse_passwd(text: str) -> tuple[User, ...]:
    """The accounts of a passwd text. Short lines count from four fields on, as the C library takes them."""
    found = []
    for number, fields in _lines(text, PASSWD, 4):
        padded = [*fields, *[""] * (7 - len(fields))]
        ids = _number(fields[2], PASSWD, number, "uid"), _number(fields[3], PASSWD, number, "gid")
        found.append(User(fields[0], password_kind(fields[1]), *ids, padded[5], ":".join(padded[6:]), f"{PASSWD}:{number}"))
    return tuple(found)


@functools.lru_cache(maxsize=8)
def parse_shadow(text: str) -> tuple[Shadow, ...]:
    """The entries of a shadow text."""
    found = []
    for number, fields in _lines(text, SHADOW, 2):
        changed, longest = ([*fields, "", "", "", "", ""][place].strip() for place in (2, 4))
        days = [None if field in ("", "-1") else _number(field, SHADOW, number, "number of days") for field in (changed, longest)]
        kind = password_kind(fields[1])
        found.append(Shadow(fields[0], UNKNOWN if kind == SHADOWED else kind, days[0], days[1], f"{SHADOW}:{number}"))
    return tuple(found)


@functools.lru_cache(maxsize=8)
def parse_group(text: str) -> tuple[Group, ...]:
    """The groups of a group text."""
    return tuple(
        Group(fields[0], password_kind(fields[1]), _number(fields[2], GROUP, number, "gid"), _names(fields[3:4]), f"{GROUP}:{number}")
        for number, fields in _lines(text, GROUP, 3)
    )


@functools.lru_cache(maxsize=8)
def parse_gshadow(text: str) -> tuple[Group, ...]:
    """The groups of a gshadow text; its members, for administrators are none."""
    return tuple(Group(fields[0], password_kind(fields[1]), None, _names(fields[3:4]), f"{GSHADOW}:{number}") for number, fields in _lines(text, GSHADOW, 2))


def _names(fields: list[str]) -> tuple[str, ...]:
    return tuple(name.strip() for field in fields for name in field.split(",") if name.strip())


def _must(host: Host, path: str) -> str:
    text = host.read(path)
    if text is None:
        raise ObservationError(f"cannot read {path}: there is no such file on a host that has accounts")
    return text


def users(host: Host) -> tuple[User, ...]:
    """All local accounts."""
    return parse_passwd(_must(host, PASSWD))


def groups(host: Host) -> tuple[Group, ...]:
    """All local groups."""
    return parse_group(_must(host, GROUP))


def shadows(host: Host) -> tuple[Shadow, ...]:
    """All shadow entries; none where no account points to a shadow file that is not there. Needs root."""
    text = host.read(SHADOW)
    if text is None and any(user.password == SHADOWED for user in users(host)):
        raise ObservationError(f"cannot tell passwords: {PASSWD} points to {SHADOW}, which is not there; pwconv makes it")
    return parse_shadow(text or "")


def group_shadows(host: Host) -> tuple[Group, ...]:
    """All gshadow entries; not every host has that file. Needs root."""
    return parse_gshadow(host.read(GSHADOW) or "")


def nis_lines(host: Host, path: str) -> list[tuple[str, str]]:
    """The + lines of a file, as (name field, file:line): accounts that a network directory would add."""
    numbered = enumerate(_printable(host.read(path) or "").split("\n"), start=1)
    return [(line.strip().split(":")[0], f"{path}:{number}") for number, line in numbered if line.lstrip().startswith("+")]


def listed_shells(host: Host) -> frozenset[str]:
    """The shells that count as valid ones."""
    text = host.read(SHELLS)
    if text is None:
        return frozenset(DEFAULT_SHELLS)
    return frozenset(line.split("#")[0].strip() for line in text.splitlines() if line.strip().startswith("/"))


def uid_min(host: Host) -> int:
    """The first uid that a person gets."""
    found = DEFAULT_UID_MIN
    for number, line in enumerate((host.read(LOGIN_DEFS) or "").splitlines(), start=1):
        words = line.split("#")[0].split()
        if words[:1] == ["UID_MIN"]:
            if len(words) != 2 or not words[1].isdigit():
                raise ObservationError(f"cannot tell system accounts from people: {LOGIN_DEFS}:{number} gives UID_MIN no number")
            found = int(words[1])
    return found
