# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What PAM does for a service: the lines of all files that make its stack, in their order, and which of them can be reached."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# In this order libpam looks for a service's file; one of a service without lines of a type is followed by that of "other".
FOLDERS = ("/etc/pam.d", "/usr/lib/pam.d")
OTHER = "other"
TYPES = ("auth", "account", "password", "session")
WORD = re.compile(r"\[((?:\\\]|[^\]])*)\]|(\S+)")
# PAM_SUBSTACK_MAX_LEVEL of libpam
MAX_DEPTH = 16
END = -1
# What a control word comes to: steps to go on for success, and for all else; END is the end of this stack.
KEYWORDS = {
    "required": ((1,), (1,)),
    "requisite": ((1,), (END,)),
    "sufficient": ((END,), (1,)),
    "binding": ((END,), (1,)),
    "optional": ((1,), (1,)),
}
ALWAYS_WORKS, NEVER_WORKS = "pam_permit.so", "pam_deny.so"


@dataclass(frozen=True)
class Entry:
    """A line of a stack: control as written, without brackets; inner holds the lines of a substack."""

    control: str
    module: str
    args: tuple[str, ...]
    source: str
    bracketed: bool = False
    inner: tuple[Entry, ...] = ()

    def argument(self, name: str) -> str | None:
        """The value of its last argument of this name, empty where it is a word alone; None where it has none."""
        found = [word.partition("=")[2] for word in self.args if word.partition("=")[0] == name]
        return found[-1] if found else None


def lines(text: str) -> list[tuple[int, list[tuple[str, bool]]]]:
    """(number of the line, its words and whether each stood in brackets); a backslash joins a line with the next."""
    found = []
    joined, first = "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        first = first or number
        line = joined + raw.partition("#")[0].rstrip()
        if line.endswith("\\"):
            joined = f"{line[:-1]} "
            continue
        words = [(match[1].replace("\\]", "]"), True) if match[1] is not None else (match[2], False) for match in WORD.finditer(line)]
        if words:
            found.append((first, words))
        joined, first = "", 0
    return found


def stack(host: Host, service: str, kind: str) -> list[Entry]:
    """The lines that a service has for a type (auth, account, password, session), those of "other" where it has none.

    ObservationError where a file is included that is not there, or that includes itself.
    """
    found = _entries(host, service, kind, 0) if path_of(host, service) else []
    return found or (_entries(host, OTHER, kind, 0) if path_of(host, OTHER) else [])


def path_of(host: Host, service: str) -> str | None:
    """The file that libpam reads for a service; None where there is none."""
    if service.startswith("/"):
        return service if host.stat(service) else None
    return next((f"{folder}/{service}" for folder in FOLDERS if host.stat(f"{folder}/{service}")), None)


def _entries(host: Host, service: str, kind: str, depth: int) -> list[Entry]:
    path = path_of(host, service) or ""
    if depth > MAX_DEPTH:
        raise ObservationError(f"cannot tell what PAM does: {path} includes itself, or is included too deep; correct that")
    found: list[Entry] = []
    for number, words in lines(host.read(path) or ""):
        found += _of_line(host, kind, [word for word, _within in words], [within for _word, within in words], f"{path}:{number}", depth)
    return found


def _of_line(host: Host, kind: str, words: list[str], within: list[bool], source: str, depth: int) -> list[Entry]:
    """What a line comes to for a type; nothing where it is about another one."""
    if words[0] == "@include" and len(words) > 1:
        return _included(host, words[1], kind, source, depth)
    if words[0].lower().lstrip("-") != kind or len(words) < 3:
        return []
    control, module = words[1].lower(), words[2].rsplit("/", 1)[-1]
    if control == "include":
        return _included(host, words[2], kind, source, depth)
    if control == "substack":
        return [Entry(control, module, (), source, inner=tuple(_included(host, words[2], kind, source, depth)))]
    return [Entry(control, module, tuple(words[3:]), source, bracketed=within[1])]


def _included(host: Host, name: str, kind: str, source: str, depth: int) -> list[Entry]:
    if path_of(host, name) is None:
        raise ObservationError(f"cannot tell what PAM does: {source} includes {name}, and there is no such file; correct that line")
    return _entries(host, name, kind, depth + 1)


def steps(entry: Entry) -> set[int]:
    """How far PAM may go on from a line: 1 is the next one, END the end of the stack."""
    if entry.control == "substack":
        return {1, END}
    works, fails = _bracketed(entry.control) if entry.bracketed else KEYWORDS.get(entry.control, ((1,), (1,)))
    if entry.module == ALWAYS_WORKS:
        return set(works)
    return set(fails) if entry.module == NEVER_WORKS else {*works, *fails}


def _bracketed(control: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """[value=action ...]: what is not named is "default", and without that it is "bad", which goes on."""
    actions = dict(word.partition("=")[::2] for word in control.split())
    every = {name: END if what in ("done", "die") else int(what) + 1 if what.isdigit() else 1 for name, what in actions.items()}
    default = every.pop("default", 1)
    return (every.pop("success", default),), (default, *every.values())


def reached(entries: t.Sequence[Entry]) -> list[Entry]:
    """The lines that PAM may come to, in their order, those of substacks in their place."""
    known: set[int] = set()
    todo = [0]
    while todo:
        at = todo.pop()
        if at in known or at >= len(entries):
            continue
        known.add(at)
        todo += [at + step for step in steps(entries[at]) if step != END]
    return [each for at in sorted(known) for each in (reached(entries[at].inner) if entries[at].inner else [entries[at]])]
