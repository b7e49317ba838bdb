# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The lines of sshd's configuration with the Match conditions each stands under, read as sshd reads them."""

from __future__ import annotations

import re
import shlex
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

MAIN = "/etc/ssh/sshd_config"
FOLDER = "/etc/ssh"
# As deep as sshd goes; it refuses a configuration that goes deeper.
MAX_DEPTH = 16

# Where the units of both families keep further arguments of sshd, and those that take a part in its configuration.
ARGUMENTS = (("/etc/default/ssh", "SSHD_OPTS"), ("/etc/sysconfig/sshd", "OPTIONS"))
WITH_VALUE = "bcCEfghkopu"
CONFIGURING = "fhop"

# Other spellings of a keyword, with the one that sshd prints today.
ALIASES = {
    "challengeresponseauthentication": "kbdinteractiveauthentication",
    "dsaauthentication": "pubkeyauthentication",
    "hostbasedacceptedkeytypes": "hostbasedacceptedalgorithms",
    "hostdsakey": "hostkey",
    "keepalive": "tcpkeepalive",
    "pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms",
    "rsaminsize": "requiredrsasize",
    "skeyauthentication": "kbdinteractiveauthentication",
}

KEYWORD = re.compile(r'[ \t\r\n\f]*(?:"([^"]*)"|([^ \t\r\n"=]+))(?:[ \t\r\n]*=[ \t\r\n]*|[ \t\r\n]+)(.*)', re.DOTALL)


class Condition(t.NamedTuple):
    """A Match line: its criteria in order, (name in lower case, patterns), and where it stands."""

    criteria: tuple[tuple[str, str], ...]
    source: str


class Line(t.NamedTuple):
    """A setting: the keyword as sshd prints it, its arguments, where it stands, and the Match lines that all have to hold for it."""

    keyword: str
    words: tuple[str, ...]
    source: str
    conditions: tuple[Condition, ...] = ()


def split(text: str) -> tuple[str, ...]:
    """The words of a line, as sshd's argv_split takes quotes, escapes and a comment at its end."""
    words: list[str] = []
    word: str | None = None
    quote = ""
    at = 0
    while at < len(text):
        sign, following = text[at], text[at + 1 : at + 2]
        if word is None and sign == "#":
            break
        if sign == "\\" and following and (following in "'\"\\" or (following == " " and not quote)):
            word, at = (word or "") + following, at + 1
        elif not quote and sign in " \t":
            words, word = (words if word is None else [*words, word]), None
        elif not quote and sign in "'\"":
            quote, word = sign, word or ""
        elif quote and sign == quote:
            quote = ""
        else:
            word = (word or "") + sign
        at += 1
    return tuple(words if word is None else [*words, word])


def setting(text: str) -> tuple[str, str] | None:
    """The keyword of a line in lower case and what follows it; None where there is none."""
    found = KEYWORD.fullmatch(text.rstrip(" \t\r\n\f"))
    keyword = (found.group(1) or found.group(2)) if found else ""
    return (keyword.lower(), found.group(3)) if found and keyword and not keyword.startswith("#") else None


def criteria(text: str) -> tuple[tuple[str, str], ...]:
    """The criteria of a Match line: "user deploy", "user=deploy", "all", "invalid-user"."""
    words = list(split(text.replace("=", " ")))
    found = []
    while words:
        name = words.pop(0).lower()
        alone = name in ("all", "invalid-user") or not words
        found.append((name, "" if alone else words.pop(0)))
    return tuple(found)


class Reader:
    """Reads a configuration once, file after file, as Include names them."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.lines: list[Line] = []

    def read(self, path: str, conditions: tuple[Condition, ...] = (), depth: int = 0) -> None:
        """Add the lines of a file that is read under these conditions. A Match ends with the file it stands in."""
        if depth > MAX_DEPTH:
            return
        outer = conditions
        for number, raw in enumerate((self._host.read(path) or "").split("\n"), start=1):
            found = setting(raw)
            if found is None:
                continue
            keyword, rest = found
            source = f"{path}:{number}"
            if keyword == "match":
                conditions = (*outer, Condition(criteria(rest), source))
            elif keyword == "include":
                for included in self._included(rest):
                    self.read(included, conditions, depth + 1)
            else:
                self.lines.append(Line(ALIASES.get(keyword, keyword), split(rest), source, conditions))

    def _included(self, rest: str) -> list[str]:
        patterns = (word if word[:1] in "/~" else f"{FOLDER}/{word}" for word in split(rest))
        return [path for pattern in patterns for path in self._host.glob(pattern)]


class Daemon(t.NamedTuple):
    """The arguments that sshd is started with and that take a part in its configuration, and the lines of the whole configuration."""

    arguments: tuple[str, ...]
    lines: tuple[Line, ...]


def _arguments(host: Host) -> t.Iterator[tuple[str, str, str]]:
    """The arguments in the files of the units: option letter, value, where it stands."""
    for path, name in ARGUMENTS:
        assigned = re.compile(rf"\s*{name}=(.*)")
        found = [(each.group(1), number) for number, line in enumerate((host.read(path) or "").split("\n"), 1) if (each := assigned.fullmatch(line))]
        text, number = found[-1] if found else ("", 0)
        try:
            words = shlex.split(" ".join(shlex.split(text)))
        except ValueError as exc:
            raise ObservationError(f"cannot tell how sshd is started: {path}:{number} has unbalanced quotes") from exc
        while words:
            word = words.pop(0)
            letter = word[1:2] if word.startswith("-") else ""
            if letter and letter in WITH_VALUE:
                yield letter, word[2:] or (words.pop(0) if words else ""), f"{path}:{number}"


def daemon(host: Host) -> Daemon:
    """How sshd is configured: what its unit's arguments say comes first, then its file."""
    reader = Reader(host)
    main, arguments = MAIN, []
    for letter, value, source in _arguments(host):
        if letter not in CONFIGURING:
            continue
        arguments += [f"-{letter}", value]
        found = {"o": setting(value), "p": ("port", value), "h": ("hostkey", value)}.get(letter)
        if found is not None:
            reader.lines.append(Line(ALIASES.get(found[0], found[0]), split(found[1]), source))
        main = value if letter == "f" else main
    reader.read(main)
    return Daemon(tuple(arguments), tuple(reader.lines))
