# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What root relies on: folders in its PATH, files of the system, a library that is forced into every program."""

from __future__ import annotations

import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._cron_programs import Writers

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

ROOT = "root"
MOST = 100
PRELOAD = "/etc/ld.so.preload"
LOGIN_DEFS = "/etc/login.defs"
# What a login shell of root reads.
FILES = ("/etc/environment", "/etc/profile", "/etc/bash.bashrc", "/etc/bashrc", "/etc/profile.d/*.sh")
OWN_FILES = (".profile", ".bash_profile", ".bash_login", ".bashrc", ".zshrc", ".zprofile")
SUPATH = re.compile(r"\s*ENV_SUPATH\s+\"?(?:PATH=)?([^\"\s]*)")
ASSIGNED = re.compile(r"""(?:^|[;&\s])(?:export\s+)?PATH=("[^"]*"|'[^']*'|[^\s;&#]*)""")
UNKNOWN = re.compile(r"[$`]")
CLOSED = re.compile(r"(/.*) \((\S+):(\S+) ([0-7]{4})\) can be written by others", re.DOTALL)


def preload(host: Host) -> list[str]:
    """The libraries that the loader is told to put into every program; spaces and colons part them (ld.so(8))."""
    text = "\n".join(line.partition("#")[0] for line in (host.read(PRELOAD) or "").splitlines())
    return re.split(r"[\s:]+", text.strip()) if text.strip() else []


def entries(value: str, home: str) -> list[str]:
    """The folders of a PATH as it is written; those that only a shell could tell left out."""
    plain = re.sub(r"\$(\{HOME\}|HOME\b)|(?<![^:])~(?=/|$|:)", home, value.strip("\"'"))
    parts = plain.split(":") if plain else []
    return [part for part in parts if not UNKNOWN.search(part)]


def home_of_root(host: Host) -> str:
    """Where root's home is."""
    lines = (line.split(":") for line in (host.read("/etc/passwd") or "").splitlines())
    return next((fields[5] for fields in lines if fields[0] == ROOT and len(fields) > 5), "/root")


def assignments(host: Host) -> t.Iterator[tuple[str, str]]:
    """(a PATH as it is written, the file:line) that a login of root meets."""
    home = home_of_root(host)
    for number, line in enumerate((host.read(LOGIN_DEFS) or "").splitlines(), start=1):
        found = SUPATH.match(line)
        if found:
            yield found[1], f"{LOGIN_DEFS}:{number}"
    for path in [*(path for pattern in FILES for path in host.glob(pattern)), *(f"{home}/{name}" for name in OWN_FILES)]:
        for number, line in enumerate((host.read(path) or "").splitlines(), start=1):
            if not line.lstrip().startswith("#"):
                yield from ((each, f"{path}:{number}") for each in ASSIGNED.findall(line))


def root_path(host: Host) -> list[str]:
    """Entries of root's PATH that are empty or relative, and places on the way to the others that somebody else could write."""
    writers, found = Writers(host), []
    for value, where in assignments(host):
        for entry in entries(value, home_of_root(host)):
            if not entry.startswith("/"):
                found.append(f"{where} has {entry or 'an empty entry, which is the folder one is in'}")
            elif host.stat(entry) is not None:
                found += [f"{where}: {sentence}" for sentence in writers.offences(entry, ROOT)]
    return list(dict.fromkeys(found))


def below(host: Host, path: str) -> t.Iterator[str]:
    """A path and all that lies below it; links are not followed."""
    found = host.stat(path, follow=False)
    if found is None or stat.S_ISLNK(found.st_mode):
        return
    yield path
    if stat.S_ISDIR(found.st_mode):
        for name in host.listdir(path) or ():
            yield from below(host, f"{path}/{name}")


def files(host: Host, paths: t.Sequence[str]) -> list[str]:
    """Files and folders below these that others than root could write."""
    writers = Writers(host)
    found = (each for path in paths for each in below(host, path) if not _runs_as_owner(host, each))
    return [sentence for sentence in (writers.offence(each, ROOT) for each in found) if sentence]


def _runs_as_owner(host: Host, path: str) -> bool:
    """A program that runs as who owns it, whoever starts it, gives its owner nothing new."""
    found = host.stat(path, follow=False)
    return found is not None and stat.S_ISREG(found.st_mode) and bool(found.st_uid and found.st_mode & stat.S_ISUID) and not found.st_mode & 0o022


def observe(host: Host, question: str, paths: t.Sequence[str] = ()) -> list[Reading]:
    """One reading: what is not as it should be, at most MOST. preload: the libraries; root_path, files (below paths): a sentence each.

    SubjectMissing where there is nothing at any of the paths.
    """
    if question == "preload":
        return [Reading(preload(host), PRELOAD)]
    if question == "root_path":
        return [Reading(root_path(host)[:MOST], ", ".join(dict.fromkeys(where.rpartition(":")[0] for _value, where in assignments(host))) or LOGIN_DEFS)]
    if question != "files" or not paths:
        raise ObservationError(f"cannot answer the question {question} about what root trusts: known are preload, root_path, and files with paths")
    there = [path for path in paths if host.stat(path) is not None]
    if not there:
        raise SubjectMissing(f"there is nothing at {', '.join(paths)}")
    return [Reading(files(host, there)[:MOST], ", ".join(there))]


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Rights of others taken from files of the system. All else is for people to settle."""
    if args["question"] != "files":
        raise Unfixable("only people can settle this; follow the remediation")
    return [_closed(sentence) for each in readings for sentence in each.value]


def _closed(sentence: str) -> Dress:
    found = CLOSED.fullmatch(sentence)
    if not found:
        raise Unfixable(f"{sentence}; give it to root, or put back what its package had")
    return Dress(found[1], found[2], found[3], int(found[4], 8) & ~0o002)
