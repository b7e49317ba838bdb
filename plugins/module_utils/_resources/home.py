# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What lies in the homes of people: whether others could read or change it."""

from __future__ import annotations

import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_files as accounts
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._account_names import NOBODY, has_login_shell

if t.TYPE_CHECKING:
    import os

    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

ROOT = "root"
MOST = 100
RISKY = (".rhosts", ".shosts", ".forward", ".netrc")
KEYS = ("authorized_keys", "authorized_keys2")
DRESSED = re.compile(r"(/.*) is (\S+):(\S+) ([0-7]{4}), to be ([0-7]{4})", re.DOTALL)


class Home(t.NamedTuple):
    """A home that there is, and whose it is."""

    path: str
    name: str
    uid: int


def homes(host: Host) -> list[Home]:
    """The homes of root and of people who can log in."""
    first = accounts.uid_min(host)
    people = [user for user in accounts.users(host) if user.uid == 0 or (user.uid >= first and user.uid != NOBODY)]
    found = [Home(user.home.rstrip("/") or "/", user.name, user.uid) for user in people if has_login_shell(user) and user.home.startswith("/")]
    return [home for home in found if host.listdir(home.path) is not None]


class Looking:
    """Words on files, as they are and as they should be."""

    def __init__(self, host: Host) -> None:
        self.host, self.identities = host, Identities(host)

    def owners(self, found: os.stat_result) -> str:
        owner = self.identities.user_name(found.st_uid) or str(found.st_uid)
        return f"{owner}:{self.identities.group_name(found.st_gid) or found.st_gid} {stat.S_IMODE(found.st_mode):04o}"

    def at_most(self, path: str, home: Home, most: int) -> list[str]:
        """A sentence where a path is not its user's, or has more rights than that; who wrote it is known by its words: see plan."""
        found = self.host.stat(path)
        if found is None:
            return []
        mode = stat.S_IMODE(found.st_mode)
        if found.st_uid != home.uid:
            return [f"{path} is {self.owners(found)}, and does not belong to {home.name}"]
        if not mode & ~most:
            return []
        link = self.host.readlink(path)
        return [f"{path} is {self.owners(found)}, {f'by a link to {link}' if link else f'to be {mode & most:04o}'}"]


def private(host: Host) -> list[str]:
    """Homes, but root's, that others can enter or their group can write."""
    looking = Looking(host)
    return [sentence for home in homes(host) if home.uid for sentence in looking.at_most(home.path, home, 0o7750)]


def _dotted(host: Host, home: Home) -> list[str]:
    paths = [f"{home.path.rstrip('/')}/{name}" for name in host.listdir(home.path) or () if name.startswith(".")]
    found = [(path, host.stat(path, follow=False)) for path in paths]
    return [path for path, what in found if what is not None and stat.S_ISREG(what.st_mode)]


def dotfiles(host: Host) -> list[str]:
    """Hidden files right in a home that group or others can write, or that are another's; what root owns is no danger."""
    looking = Looking(host)
    found = []
    for home in homes(host):
        for path in _dotted(host, home):
            what = host.stat(path)
            owner = home._replace(uid=0, name=ROOT) if what is not None and what.st_uid == 0 else home
            found += looking.at_most(path, owner, 0o7755)
    return found


def risky(host: Host) -> list[str]:
    """Files that let others in without a password, send mail elsewhere, or hold passwords that others can read."""
    looking = Looking(host)
    found = []
    for home in homes(host):
        for path in (f"{home.path.rstrip('/')}/{name}" for name in RISKY):
            what = host.stat(path, follow=False)
            closed = what is not None and path.endswith(".netrc") and not stat.S_IMODE(what.st_mode) & 0o077 and what.st_uid == home.uid
            if what is not None and not closed:
                found.append(f"{path} is there ({looking.owners(what)})")
    return found


def keys(host: Host) -> list[str]:
    """Files of authorized keys, and their folders, that others than their user could read or change. What root gave is only for root to write."""
    looking = Looking(host)
    found = []
    for home in homes(host):
        folder = f"{home.path.rstrip('/')}/.ssh"
        for path, most in [(folder, 0o700), *((f"{folder}/{name}", 0o600) for name in KEYS)]:
            what = host.stat(path)
            # sshd reads them with the rights of the user, to whom root's files have to be open
            given = what is not None and what.st_uid == 0 != home.uid
            found += looking.at_most(path, home._replace(uid=0, name=ROOT) if given else home, 0o755 if given else most)
    return found


QUESTIONS: dict[str, t.Callable[[Host], list[str]]] = {"dotfiles": dotfiles, "keys": keys, "private": private, "risky": risky}


def observe(host: Host, question: str) -> list[Reading]:
    """One reading: a sentence for each thing that is not as it should be, at most MOST. Needs root."""
    if question not in QUESTIONS:
        raise ObservationError(f"cannot answer the question {question} about homes: known are {', '.join(QUESTIONS)}")
    looked = homes(host)
    if not looked:
        raise SubjectMissing("nobody who can log in has a home here")
    found = list(dict.fromkeys(QUESTIONS[question](host)))
    return [Reading(found[:MOST], f"the homes of {', '.join(home.name for home in looked[:8])}{' and more' if len(looked) > 8 else ''}")]


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Rights taken away; what belongs to somebody else, is a link or should not be there is for people to settle."""
    return [_dressed(sentence) for each in readings for sentence in each.value]


def _dressed(sentence: str) -> Dress:
    found = DRESSED.fullmatch(sentence)
    if not found:
        raise Unfixable(f"{sentence}; look at it, then put it right or remove it")
    return Dress(found[1], found[2], found[3], int(found[5], 8))
