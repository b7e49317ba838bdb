# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The programs that a command line names, the folders on the way to them, and who else could change one of these."""

from __future__ import annotations

import re
import shlex
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._host import MAX_LINKS
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities

if t.TYPE_CHECKING:
    import os

    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# After these signs a command begins, and after these words where one may begin; what comes after a redirection is a file that is written or read.
BEGINNINGS = re.compile(r"[;&|(){}]+")
PREFIXES = re.compile(r"then|do|else|elif|if|while|until|!|exec|nice|ionice|chronic|nohup|time|env|setsid|sudo|chrt|flock|timeout")
REDIRECTION = re.compile(r"[0-9]*[<>]+[&|]?")
INTERPRETER = re.compile(r"(.*/)?(\.|source|(ba|da|k|z|a)?sh|(python|perl|ruby|php|node|lua)[0-9.]*)")
ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
RUN_PARTS = re.compile(r"(.*/)?run-parts")
# Accounts that EL makes with the group of root and without a login.
VENDORS = ("halt", "operator", "shutdown", "sync")
PLAIN_WORD = re.compile(r"[A-Za-z0-9_.+-]+")


class Named(t.NamedTuple):
    """The words of a command line that name programs: by path or by bare name, scripts for interpreters, folders for run-parts."""

    programs: list[str]
    others: list[str]
    folders: list[str]


def _words(command: str) -> list[str]:
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        return re.split(r"[\s\"'`]+", command)


def parse(command: str) -> Named:
    """What a shell would run of a command line. Files that it only reads or writes are no programs."""
    found = Named([], [], [])
    starts, before, head = True, "", ""
    for word in _words(command):
        if REDIRECTION.fullmatch(before):
            pass
        elif BEGINNINGS.fullmatch(word):
            starts = True
        elif starts and (PREFIXES.fullmatch(word) or ASSIGNMENT.fullmatch(word) or word.startswith("-") or word.isdigit()):
            continue
        elif starts:
            found.programs.append(word)
            starts, head = False, word
        elif before == "-c" and " " in word:
            for mine, theirs in zip(found, parse(word)):
                mine.extend(theirs)
        elif RUN_PARTS.fullmatch(head) and word.startswith("/"):
            found.folders.append(word)
        elif word.startswith("/"):
            (found.programs if INTERPRETER.fullmatch(head) else found.others).append(word)
            head = "" if INTERPRETER.fullmatch(head) else head
        before = word
    return found


def located(host: Host, name: str, searched: str) -> list[str]:
    """A program by its path: itself. By its bare name: the folders that are looked into before it is found, and the file."""
    if name.startswith("/"):
        return [name]
    if not PLAIN_WORD.fullmatch(name):
        return []
    passed: list[str] = []
    for folder in (folder for folder in searched.split(":") if folder.startswith("/")):
        found = host.stat(f"{folder}/{name}")
        if found is not None and stat.S_ISREG(found.st_mode):
            return [*passed, f"{folder}/{name}"]
        passed.append(folder)
    return []


def is_program(host: Host, path: str) -> bool:
    """Whether an argument of a command is itself something that can be run."""
    found = host.stat(path)
    return found is not None and stat.S_ISREG(found.st_mode) and bool(found.st_mode & 0o111)


def way(host: Host, path: str) -> list[str]:
    """The folders on the way to a path, from the root on, through links as they are, and what is at its end, should there be anything."""
    done: list[str] = []
    here, todo, links = "", [part for part in reversed(path.split("/")) if part], 0
    while todo:
        part = todo.pop()
        done.append(here or "/")
        if part in (".", ".."):
            here = here.rpartition("/")[0] if part == ".." else here
            continue
        target = host.readlink(f"{here}/{part}")
        if target is None:
            here = f"{here}/{part}"
            continue
        links += 1
        if links > MAX_LINKS:
            break
        here = "" if target.startswith("/") else here
        todo.extend(link for link in reversed(target.split("/")) if link)
    return list(dict.fromkeys([*done, here or "/"]))


class Writers:
    """Who else could change what a user runs."""

    def __init__(self, host: Host) -> None:
        self.host, self.identities = host, Identities(host)

    def uids(self, user: str) -> set[int]:
        """The numbers of those whose files a user's jobs may run: root, and the user."""
        found = self.identities.user(user)
        return {0, found.uid} if found else {0}

    def offences(self, path: str, user: str) -> list[str]:
        """A sentence for each place on the way to a path, and at its end, that somebody else could change."""
        places = way(self.host, path)
        there = [place for place in places if self.host.stat(place, follow=False) is not None]
        # who may make something in a folder decides over what is not there yet
        said = [self.offence(place, user, place == there[-1]) for place in there]
        return [sentence for sentence in said if sentence]

    def offence(self, path: str, user: str, end: bool = True) -> str:
        """The sentence for one place; nothing where only the user and root could change it. end: it is no folder on the way."""
        found = self.host.stat(path, follow=False)
        if found is None or stat.S_ISLNK(found.st_mode) or (found.st_uid == 0 and not found.st_mode & 0o022):
            return ""
        owner = self.identities.user_name(found.st_uid) or str(found.st_uid)
        group = self.identities.group_name(found.st_gid) or str(found.st_gid)
        dressed = f"{path} ({owner}:{group} {stat.S_IMODE(found.st_mode):04o})"
        if found.st_uid not in self.uids(user):
            return f"{dressed} belongs to {owner}"
        # in a sticky folder nobody replaces what belongs to another
        if found.st_mode & stat.S_ISVTX and stat.S_ISDIR(found.st_mode) and not end:
            return ""
        who = ["others"] if found.st_mode & stat.S_IWOTH else []
        who += [f"members of {group}"] if self._group_writes(found, group, user) else []
        return f"{dressed} can be written by {' and '.join(who)}" if who else ""

    def _group_writes(self, found: os.stat_result, group: str, user: str) -> bool:
        """Whether the rights of the group give them to anybody else."""
        if not found.st_mode & stat.S_IWGRP:
            return False
        known = {"root", user, *(VENDORS if found.st_gid == 0 else ())}
        return bool(set(self.identities.members(group)) - known)
