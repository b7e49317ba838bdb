# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""With whose rights a program may be asked: to start what somebody else can change would give them the rights of who starts it."""

from __future__ import annotations

import os
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python._places import realpath
from ansible_collections.groundwork.baseline.plugins.module_utils._python._processes import Account

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

ROOT = 0
# useradd(8) gives ordinary users and their groups numbers from here on
FIRST_USER = 1000


class Untrusted(Exception):
    """Nobody's rights will do: why, and what to do."""


def account(host: Host, path: str, myself: int) -> Account | None:
    """Whose rights to start it with: None for one's own. Interpreters load what lies in the folders above them, so those count too."""
    owners: dict[int, int] = {}
    for place in _above(path) | _above(realpath(host, path)):
        seen = host.stat(place)
        if seen is None:
            continue
        if seen.st_mode & stat.S_IWOTH or (seen.st_mode & stat.S_IWGRP and seen.st_gid >= FIRST_USER):
            who = "everybody" if seen.st_mode & stat.S_IWOTH else f"the group {seen.st_gid}"
            raise Untrusted(f"it was not asked, for {who} may write {place}; take that right away")
        if seen.st_uid not in (ROOT, myself):
            owners[seen.st_uid] = seen.st_gid
    if not owners:
        return None
    if len(owners) > 1 or myself != ROOT:
        raise Untrusted(f"it was not asked, for it can be changed by {' and '.join(f'the user {uid}' for uid in sorted(owners))}; ask as that user")
    uid, gid = next(iter(owners.items()))
    return Account(uid, gid)


def _above(path: str) -> set[str]:
    """The path and all folders that it is in."""
    places = {path}
    while path != os.path.dirname(path):
        path = os.path.dirname(path)
        places.add(path)
    return places
