# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Where interpreters are: the files that go by the name of one, each once, with all the names it has."""

from __future__ import annotations

import glob
import os
import re
import stat
import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

NAME = re.compile(r"python3(\.[0-9]+t?)?")
SIGNS = re.compile(r"[*?[]")
VARIABLE = re.compile(r"\$([A-Z_]+)")
WHAT_IT_CALLS_ITSELF = "pyvenv.cfg"


@dataclass(frozen=True)
class Shell:
    """What a user's shell goes by: the folders of PATH, the home, and other variables that name folders."""

    path: tuple[str, ...]
    home: str
    variables: t.Mapping[str, str] = field(default_factory=dict)


@dataclass
class Found:
    """A file that may be an interpreter: by the name to use, what that really is, and its other names. venv: the folder of the environment it is of."""

    path: str
    realpath: str
    venv: str = ""
    aliases: set[str] = field(default_factory=set)


def realpath(host: Host, path: str) -> str:
    """What a path really is, all links followed."""
    if host.root == "/":
        return os.path.realpath(path)
    return host.path(path)[len(host.root) :] or "/"


def expand(patterns: t.Iterable[str], shells: t.Iterable[Shell]) -> list[str]:
    """The patterns with ~ and $NAME as each shell has them; without those that a shell has no value for."""
    found: dict[str, None] = {}
    for pattern in patterns:
        wanted = VARIABLE.match(pattern)
        for shell in shells:
            value = shell.variables.get(wanted[1], "") if wanted else shell.home
            if not pattern.startswith(("~", "$")):
                found[pattern] = None
            elif value.startswith("/"):
                found[glob.escape(value.rstrip("/")) + pattern[len(wanted[0]) if wanted else 1 :]] = None
    return list(found)


def executable(host: Host, path: str) -> bool:
    """Whether it is a file that somebody may start."""
    seen = host.stat(path)
    return seen is not None and stat.S_ISREG(seen.st_mode) and bool(seen.st_mode & 0o111)


def environment(host: Host, path: str) -> str:
    """The folder of the virtual environment that a program is in; "" where it is in none."""
    here = os.path.dirname(path)
    return next((folder for folder in (os.path.dirname(here), here) if host.stat(os.path.join(folder, WHAT_IT_CALLS_ITSELF))), "")


class Search:
    """Looks in folders and at files, and notes what could not be looked at: {pattern: reason}."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.unknown: dict[str, str] = {}
        self._found: dict[tuple[str, str], Found] = {}

    def result(self) -> list[Found]:
        """All that was found, each by the name of its file where that was found too."""
        for found in self._found.values():
            if found.realpath in found.aliases and not found.venv:
                found.aliases.add(found.path)
                found.path = found.realpath
            found.aliases.discard(found.path)
        return list(self._found.values())

    def folders(self, patterns: t.Iterable[str]) -> None:
        """Take in what has the name of an interpreter in these folders, but no environments: those are of one that is found anyway."""
        for pattern in patterns:
            for path in self._glob(f"{pattern.rstrip('/')}/python3*"):
                if NAME.fullmatch(os.path.basename(path)) and self._counts(path) and not environment(self.host, path):
                    self._add(path)

    def files(self, paths: t.Iterable[str]) -> None:
        """Take in these files, where they are there."""
        for path in paths:
            if self.host.stat(path, follow=False) and self._counts(path):
                self._add(path)

    def asked(self, patterns: t.Iterable[str]) -> None:
        """Take in what a user names: a file, an environment or another folder with bin in it. One that is spelt out is reported even if it is not there."""
        for pattern in patterns:
            matching = self._glob(pattern)
            for path in matching or ([] if SIGNS.search(pattern) else [pattern]):
                seen = self.host.stat(path)
                below = self._glob(f"{glob.escape(path)}/bin/python3*") if seen and stat.S_ISDIR(seen.st_mode) else [path]
                for each in below:
                    if each == path or NAME.fullmatch(os.path.basename(each)):
                        self._add(os.path.normpath(each), environment(self.host, each))

    def _glob(self, pattern: str) -> list[str]:
        try:
            return self.host.glob(pattern)
        except ObservationError as exc:
            self.unknown[pattern] = str(exc)
            return []

    def _counts(self, path: str) -> bool:
        """A link that leads nowhere counts: it is an interpreter that has gone."""
        return executable(self.host, path) or (self.host.readlink(path) is not None and self.host.stat(path) is None)

    def _add(self, path: str, venv: str = "") -> None:
        real = realpath(self.host, path)
        found = self._found.setdefault((real, venv), Found(path, real, venv))
        if path != found.path:
            found.aliases.add(path)
