# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Who owns the files of an environment, and who else could replace them."""

from __future__ import annotations

import os
import pwd
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _folders
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import OWNER_UNKNOWN, PythonError


class Owner(t.NamedTuple):
    """A user and its own group."""

    uid: int
    gid: int


def find(name: str, check: bool) -> Owner | None:
    """Whose the files are to be; None for one that check mode does not find, as it may be made before."""
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        if check:
            return None
        raise PythonError(OWNER_UNKNOWN, f"cannot give the environment to {name}: there is no such user on this host; make it, or leave owner out") from None
    return Owner(user.pw_uid, user.pw_gid)


def owned(paths: t.Iterable[str], owner: Owner) -> bool:
    """Whether all of these belong to an owner."""
    return all((found.st_uid, found.st_gid) == owner for found in map(os.lstat, paths))


def give(folder: str, owner: Owner) -> None:
    """Let everything in a folder belong to an owner. Never through a link, and all files are copies of our own."""
    for path in _folders.everything(folder):
        found = os.lstat(path)
        if (found.st_uid, found.st_gid) != owner:
            os.lchown(path, *owner)


def exposed(folder: str, owner: Owner) -> list[str]:
    """A sentence for each folder above in which somebody else could put another environment in place of this one."""
    warnings, path = [], os.path.dirname(os.path.realpath(folder))
    while path != "/":
        warnings += _exposed(path, owner) if os.path.isdir(path) else []
        path = os.path.dirname(path)
    return warnings


def _exposed(path: str, owner: Owner) -> list[str]:
    found = os.stat(path)
    cure = "make it root's, with mode 0755"
    if found.st_uid not in (0, owner.uid):
        return [f"user {found.st_uid} owns {path} and can put something else in the place of the environment; {cure}"]
    loose = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not found.st_mode & stat.S_ISVTX
    return [f"others than its owner can write in {path} and put something else in the place of the environment; {cure}"] if loose else []
