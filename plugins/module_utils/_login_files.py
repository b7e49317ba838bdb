# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whether sshd would take a file of keys: it opens it as the user, and trusts it by the owners and modes on its way."""

from __future__ import annotations

import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import MAX_LINKS
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities

if t.TYPE_CHECKING:
    import os

    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._login_account import Account

NOTHING = "there is no "
READ, SEARCH = 4, 1


class Resolved(t.NamedTuple):
    """A path without symbolic links, and all folders that were gone through to find it."""

    path: str
    passed: tuple[str, ...]


def resolve(host: Host, path: str) -> Resolved:
    """Where a path leads, as realpath(3) has it; nothing has to be there."""
    done, passed, links = "", [], 0
    todo = list(reversed(path.split("/")))
    while todo:
        part = todo.pop()
        if part in ("", "."):
            continue
        if part == "..":
            done = done.rpartition("/")[0]
            continue
        passed.append(done or "/")
        target = host.readlink(f"{done}/{part}")
        if target is None:
            done = f"{done}/{part}"
            continue
        links += 1
        if links > MAX_LINKS:
            raise ObservationError(f"cannot follow {path}: more than {MAX_LINKS} symbolic links")
        done = "" if target.startswith("/") else done
        todo.extend(reversed(target.split("/")))
    return Resolved(done or "/", tuple(dict.fromkeys(passed)))


def fault(host: Host, path: str, who: Account, strict: bool) -> str:
    """Why sshd would not take keys from a file, and what to do (auth_openfile and safe_path of OpenSSH); nothing where it would."""
    found = resolve(host, path)
    seen = host.stat(found.path)
    if seen is None:
        return f"{NOTHING}{path}"
    if not stat.S_ISREG(seen.st_mode):
        return f"{found.path} is not a regular file; make it one"
    return _unreadable(host, found, seen, who) or (_untrusted(host, found.path, who) if strict else "")


def _unreadable(host: Host, found: Resolved, seen: os.stat_result, who: Account) -> str:
    """sshd opens the file with the rights of the user (temporarily_use_uid)."""
    for folder in found.passed:
        state = host.stat(folder)
        if state is None or not _may(host, state, who, SEARCH):
            return f"{who.name} may not enter {folder}, and sshd reads keys with the rights of the user; give it that right"
    if not _may(host, seen, who, READ):
        return f"{who.name} may not read {found.path}, and sshd reads keys with the rights of the user; chown {who.name} it"
    return ""


def _may(host: Host, state: os.stat_result, who: Account, right: int) -> bool:
    if who.uid == 0:
        return True
    if state.st_uid == who.uid:
        return bool(state.st_mode >> 6 & right)
    member = state.st_gid == who.gid or Identities(host).group_name(state.st_gid) in who.groups
    return bool((state.st_mode >> 3 if member else state.st_mode) & right)


def _untrusted(host: Host, path: str, who: Account) -> str:
    """The first of the file and the folders above it, up to the home or the root, that others could change.

    Debian's sshd would let a group write that has the user for its only member; others do not, so it is no proof.
    """
    home = resolve(host, who.home).path
    while True:
        state = host.stat(path)
        if state is None:
            return f"{NOTHING}{path}"
        if state.st_uid not in (0, who.uid):
            owner = Identities(host).user_name(state.st_uid) or f"uid {state.st_uid}"
            return f"{path} belongs to {owner}, and StrictModes allows root and {who.name} alone; chown {who.name} it"
        if state.st_mode & 0o022:
            others = " and ".join(word for word, bit in (("the group", 0o020), ("all", 0o002)) if state.st_mode & bit)
            return f"{path} is writable by {others}; chmod go-w it"
        if path == "/" or (path == home and stat.S_ISDIR(state.st_mode)):
            return ""
        path = path.rpartition("/")[0] or "/"
