# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""All that sudo reads: its settings in the order in which they count, its rules, and the files that it passes over."""

from __future__ import annotations

import fnmatch
import os
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sudoers_lines as lines

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

MAIN = "/etc/sudoers"
# sudo-rs takes this one where it is there.
MAIN_RS = "/etc/sudoers-rs"
FOLDER = "/etc/sudoers.d"
# Of what sudo reads the last word counts, and after this name comes hardly any other.
DROP_IN = f"{FOLDER}/zz-groundwork"
MAX_DEPTH = 128

EVERYBODY, HOST, USER, RUNAS, COMMAND = "", "@", ":", ">", "!"


class Setting(t.NamedTuple):
    """One option of a Defaults line: for whom (sign and list), its name and value, and where it stands."""

    sign: str
    scope: str
    option: str
    value: str | bool
    source: str


class Rule(t.NamedTuple):
    """Who may do what, and where that stands."""

    users: tuple[str, ...]
    privileges: tuple[lines.Privilege, ...]
    source: str


class Policy:
    """What one host's sudo reads, file after file as @include and @includedir name them.

    settings, rules: in the order in which they are read. skipped: path -> why sudo passes over a file that says something.
    folders: a folder that is included -> (the line that says it, how many settings are read before what comes after our drop-in).
    """

    def __init__(self, host: Host, main: str = MAIN) -> None:
        self._host = host
        self.main = main
        self.settings: list[Setting] = []
        self.rules: list[Rule] = []
        self.skipped: dict[str, str] = {}
        self.folders: dict[str, tuple[str, int]] = {}
        self._aliases: dict[str, dict[str, tuple[str, ...]]] = {"User": {}, "Runas": {}, "Host": {}, "Cmnd": {}}
        self.read(main)

    def read(self, path: str, depth: int = 0) -> None:
        """Add what a file says."""
        why = unsafe(self._host, path)
        if why:
            self.skipped[path] = why
        if why or depth > MAX_DEPTH:
            return
        for number, line in lines.logical(self._host.read(path) or ""):
            included = lines.INCLUDE.fullmatch(line)
            if included:
                self._include(included[1], resolved(self._host, included, path), f"{path}:{number}", depth + 1)
            else:
                self._take(line, f"{path}:{number}")

    def _include(self, word: str, target: str, source: str, depth: int) -> None:
        if word == "include":
            self.read(target, depth)
            return
        why = unsafe(self._host, target)
        for name in self._host.listdir(target) or ():
            path = f"{target}/{name}"
            if path > DROP_IN:
                self.folders.setdefault(target, (source, len(self.settings)))
            passed_over = why or ignored(name)
            if passed_over:
                self._pass_over(path, passed_over)
            elif is_file(self._host, path):
                self.read(path, depth)
        self.folders.setdefault(target, (source, len(self.settings)))

    def _pass_over(self, path: str, why: str) -> None:
        if is_file(self._host, path) and lines.logical(self._host.read(path) or ""):
            self.skipped[path] = why

    def _take(self, line: str, source: str) -> None:
        try:
            said, named = lines.defaults(line), lines.aliases(line)
            if said:
                self.settings += [Setting(said[0], said[1], option, value, source) for option, value in said[2]]
            elif named:
                self._aliases[named[0]].update(named[1])
            else:
                users, privileges = lines.rule(line)
                self.rules.append(Rule(users, tuple(privileges), source))
        except lines.Broken:
            raise ObservationError(f"cannot make out {source}; run: visudo -c") from None

    def expanded(self, kind: str, members: t.Iterable[str], depth: int = 0) -> list[str]:
        """Members of a list with those of its aliases in their place; a negated alias negates its members."""
        found: list[str] = []
        for member in members:
            name = member.lstrip("!")
            inner = self._aliases[kind].get(name)
            if inner is None or depth > MAX_DEPTH:
                found.append(member)
                continue
            for each in self.expanded(kind, inner, depth + 1):
                found.append(_negated(each) if member.startswith("!") else each)
        return found

    def here(self, hosts: t.Iterable[str]) -> bool:
        """Whether a list of hosts means this one. Addresses and netgroups are taken to: they are not looked up."""
        name = (self._host.read("/proc/sys/kernel/hostname") or self._host.read("/etc/hostname") or "localhost").strip().lower()
        names = (name, name.partition(".")[0])
        meant = False
        for member in self.expanded("Host", hosts):
            word = member.lstrip("!").lower()
            unknown = word.startswith("+") or word[:1].isdigit() or ":" in word
            if word == "all" or unknown or any(fnmatch.fnmatchcase(each, word) for each in names):
                meant = not member.startswith("!")
        return meant


def _negated(member: str) -> str:
    return member[1:] if member.startswith("!") else f"!{member}"


def resolved(host: Host, included: t.Any, path: str) -> str:
    """The path that an include means: %h is the name of the host, and one without / before it lies beside the file that says it."""
    name = (host.read("/proc/sys/kernel/hostname") or "").strip().partition(".")[0]
    word = str(included[2] or lines.plain(included[3])).replace("%h", name)
    return os.path.normpath(word if word.startswith("/") else os.path.join(os.path.dirname(path), word))


def ignored(name: str) -> str:
    """Why sudo passes over a file of this name in a folder; nothing where it reads it."""
    if "." in name:
        return "a dot in its name"
    return "a ~ at the end of its name" if name.endswith("~") else ""


def unsafe(host: Host, path: str) -> str:
    """Why sudo would not trust a file or folder; nothing where it does, or where there is none."""
    found = host.stat(path)
    if found is None:
        return ""
    if found.st_uid != 0:
        return f"it belongs to uid {found.st_uid}"
    if found.st_mode & stat.S_IWOTH:
        return "everybody may write to it"
    return f"gid {found.st_gid} may write to it" if found.st_mode & stat.S_IWGRP and found.st_gid != 0 else ""


def is_file(host: Host, path: str) -> bool:
    """Whether there is a file."""
    found = host.stat(path)
    return found is not None and stat.S_ISREG(found.st_mode)
