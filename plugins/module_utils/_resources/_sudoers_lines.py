# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The lines of sudo's rules taken apart, as sudo's own lexer does it: continued lines, comments, quotes, lists, and what a line gives to whom."""

from __future__ import annotations

import re
import typing as t

INCLUDE = re.compile(r'\s*[@#](include|includedir)\s+(?:"([^"]+)"|((?:\\.|\S)+))\s*(?:#.*)?')
DEFAULTS = re.compile(r"\s*Defaults(?:([@:!>])(.*)|(?=\s)(.*))", re.DOTALL)
PARAMETER = re.compile(r"(!*)\s*([A-Za-z_]+)\s*(?:(\+=|-=|=)\s*(.*))?", re.DOTALL)
ALIAS = re.compile(r"\s*(User|Runas|Host|Cmnd|Cmd)_Alias\s+(.*)", re.DOTALL)
OPTION = re.compile(r'(?:ROLE|TYPE|PRIVS|LIMITPRIVS|TIMEOUT|NOTBEFORE|NOTAFTER|CWD|CHROOT|APPARMOR_PROFILE)\s*=\s*(?:"[^"]*"|\S+)\s*')
TAG = re.compile(r"(!?[A-Z_]+)\s*:\s*")
BEFORE_COLON = re.compile(r"(?:(?:NO)?(?:PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|MAIL|FOLLOW|INTERCEPT)|sha(?:224|256|384|512))\s*$")
# What may stand before a # that is a user's or group's number and no comment.
BEFORE_NUMBER = " \t,=(!:%>"


class Broken(Exception):
    """A line that is none of sudo's."""


class Spec(t.NamedTuple):
    """A command that a rule gives: as whom (None where the rule does not say it), whether without a password, and which."""

    runas: tuple[str, ...] | None
    nopasswd: bool
    command: str


class Privilege(t.NamedTuple):
    """What a rule gives on some hosts."""

    hosts: tuple[str, ...]
    specs: tuple[Spec, ...]


def logical(text: str) -> list[tuple[int, str]]:
    """(number of its first line, text) of all that is no comment; a backslash at the end joins a line with the next."""
    found: list[tuple[int, str]] = []
    joined, first = "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        said = raw if not joined and INCLUDE.fullmatch(raw) else without_comment(raw)
        first = first if joined else number
        if said == raw and raw.endswith("\\"):
            joined += f"{raw[:-1]} "
            continue
        if (joined + said).strip():
            found.append((first, (joined + said).strip()))
        joined = ""
    return found + ([(first, joined.strip())] if joined.strip() else [])


def without_comment(line: str) -> str:
    """A line up to its comment. A # before a digit is a number, as in #1000 and %#27."""
    quoted = escaped = False
    for at, sign in enumerate(line):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"':
            quoted = not quoted
        elif sign == "#" and not quoted and not (re.match(r"#-?\d", line[at:]) and (at == 0 or line[at - 1] in BEFORE_NUMBER)):
            return line[:at]
    return line


def split(text: str, separators: str) -> list[str]:
    """The parts of a text between separators that are neither quoted, nor escaped, nor in brackets; stripped."""
    parts, depth, quoted, escaped = [""], 0, False, False
    for sign in text:
        if not (escaped or quoted or depth) and sign in separators:
            parts.append("")
            continue
        parts[-1] += sign
        if escaped or sign == "\\":
            escaped = not escaped
        elif sign == '"':
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
    return [part.strip() for part in parts]


def plain(text: str) -> str:
    """A word without its quotes and escapes."""
    return re.sub(r"\\(.)", r"\1", text.strip().replace('"', "") if '"' in text else text.strip())


def listed(text: str) -> tuple[str, ...]:
    """The members of a list, each with its ! where an odd number of them stands before it."""
    return tuple(_signed(part) for part in split(text, ",") if part)


def _signed(text: str) -> str:
    word = text.lstrip("! \t")
    return ("!" if text[: len(text) - len(word)].count("!") % 2 else "") + plain(word)


def _tight(text: str) -> str:
    """A text without the blanks that may stand around commas and after an exclamation mark."""
    pieces = re.split(r'("[^"]*")', text)
    return "".join(piece if at % 2 else re.sub(r"!\s+", "!", re.sub(r"\s*,\s*", ",", piece)) for at, piece in enumerate(pieces))


def defaults(text: str) -> tuple[str, str, list[tuple[str, str | bool]]] | None:
    """(sign of the scope, the scope, [(option, value)]) of a Defaults line; None where it is another. A plain option is True, a negated one False."""
    found = DEFAULTS.fullmatch(text)
    if found is None:
        return None
    sign, scope, rest = found[1] or "", "", found[3] or ""
    if sign:
        words = [word for word in split(_tight(found[2]), " \t") if word]
        scope, rest = (words or [""])[0], " ".join(words[1:])
    pairs = [_parameter(part) for part in split(rest, ",")]
    return sign, scope, [pair for pair in pairs if pair]


def _parameter(text: str) -> tuple[str, str | bool] | None:
    found = PARAMETER.fullmatch(text)
    if found is None:
        raise Broken
    if found[3] in ("+=", "-="):
        return None
    negated = len(found[1]) % 2 == 1
    return found[2], (plain(found[4]) if found[3] and not negated else not negated)


def aliases(text: str) -> tuple[str, dict[str, tuple[str, ...]]] | None:
    """(User, Runas, Host or Cmnd, name -> members) of a line that defines aliases; None where it is another."""
    found = ALIAS.fullmatch(text)
    if found is None:
        return None
    known = {}
    for part in re.split(r"\s:\s*(?=[A-Z][A-Z0-9_]*\s*=)", found[2]):
        name, equals, members = part.partition("=")
        if not equals:
            raise Broken
        known[name.strip()] = listed(members)
    return found[1].replace("Cmd", "Cmnd"), known


def rule(text: str) -> tuple[tuple[str, ...], list[Privilege]]:
    """(users, what each is given) of a rule; Broken where it is none."""
    left, *right = split(text, "=")
    words = [word for word in split(_tight(left), " \t") if word]
    if len(words) != 2 or not right:
        raise Broken
    given = text[text.index("=", text.index(left) + len(left)) + 1 :]
    first, *more = _privileges(given)
    return listed(words[0]), [Privilege(listed(words[1]), _specs(first)), *(_privilege(part) for part in more)]


def _privilege(text: str) -> Privilege:
    hosts, _equals, specs = text.partition("=")
    return Privilege(listed(hosts), _specs(specs))


def _privileges(text: str) -> list[str]:
    """The parts of a rule for different hosts: a colon stands between them, but also after a tag, a digest and in arguments."""
    found = [""]
    for part in split(text, ":"):
        joins = not found[-1] or BEFORE_COLON.search(found[-1]) or "=" not in part
        if joins:
            found[-1] += f"{':' if found[-1] else ''}{part}"
        else:
            found.append(part)
    return found


def _specs(text: str) -> tuple[Spec, ...]:
    """The commands of a rule; as whom, and with or without a password, goes on from one to the next."""
    found: list[Spec] = []
    runas: tuple[str, ...] | None = None
    nopasswd = False
    for part in split(text, ","):
        if part.startswith("("):
            inside, _bracket, part = part[1:].partition(")")
            runas = listed(inside.partition(":")[0])
        part = part.strip()
        while OPTION.match(part) or TAG.match(part):
            tag = TAG.match(part)
            nopasswd = {"NOPASSWD": True, "PASSWD": False}.get(tag[1], nopasswd) if tag else nopasswd
            part = (OPTION if OPTION.match(part) else TAG).sub("", part, count=1)
        if not part:
            raise Broken
        found.append(Spec(runas, nopasswd, plain(part)))
    return tuple(found)
