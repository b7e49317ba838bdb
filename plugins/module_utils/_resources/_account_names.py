# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Questions about accounts and groups as such: ids, names, shells, homes."""

from __future__ import annotations

import stat
import typing as t
from collections import Counter

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_files as files

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# Shells that end a login at once; sync, halt and shutdown are those of the vendor's accounts of that name.
NO_LOGIN = frozenset(("nologin", "false", "true", "sync", "halt", "shutdown"))
NOBODY = 65534


class Found(t.NamedTuple):
    """One name that a question is about, where it stands, and what more there is to say of it."""

    name: str
    where: str
    why: str = ""


def has_login_shell(user: files.User) -> bool:
    """Whether a login of this account gets a shell; an empty field means /bin/sh."""
    return user.shell.rsplit("/", 1)[-1] not in NO_LOGIN


def system_users(host: Host) -> list[files.User]:
    """The accounts that no person uses: below UID_MIN and not root, and nobody."""
    first = files.uid_min(host)
    return [user for user in files.users(host) if user.name != "root" and (user.uid < first or user.uid == NOBODY)]


def _repeated(entries: t.Sequence[t.Any], key: str) -> list[Found]:
    values = [getattr(entry, key) for entry in entries]
    counts = Counter(values)
    return [Found(entry.name, entry.where, f"{key} {value}") for entry, value in zip(entries, values) if counts[value] > 1]


def duplicate_uid(host: Host) -> list[Found]:
    """Accounts that share a uid."""
    return _repeated(files.users(host), "uid")


def duplicate_user(host: Host) -> list[Found]:
    """Account names that occur more than once."""
    return _repeated(files.users(host), "name")


def duplicate_gid(host: Host) -> list[Found]:
    """Groups that share a gid."""
    return _repeated(files.groups(host), "gid")


def duplicate_group(host: Host) -> list[Found]:
    """Group names that occur more than once."""
    return _repeated(files.groups(host), "name")


def uid_zero(host: Host) -> list[Found]:
    """All accounts with uid 0, root among them."""
    return [Found(user.name, user.where) for user in files.users(host) if user.uid == 0]


def gid_zero(host: Host) -> list[Found]:
    """All accounts whose primary group is 0, root among them."""
    return [Found(user.name, user.where) for user in files.users(host) if user.gid == 0]


def group_zero(host: Host) -> list[Found]:
    """All groups with gid 0, root among them."""
    return [Found(group.name, group.where) for group in files.groups(host) if group.gid == 0]


def unknown_group(host: Host) -> list[Found]:
    """Accounts whose primary group is in no group file."""
    known = {group.gid for group in files.groups(host)}
    return [Found(user.name, user.where, f"gid {user.gid}") for user in files.users(host) if user.gid not in known]


def shadow_group_members(host: Host) -> list[Found]:
    """Who may read the password hashes by a group: members of shadow by group, by gshadow, and by primary group."""
    named = [group for group in files.groups(host) if group.name == "shadow"]
    if not named:
        raise SubjectMissing("there is no group shadow on this host")
    both = [*named, *(group for group in files.group_shadows(host) if group.name == "shadow")]
    members = [Found(name, group.where, "member") for group in both for name in group.members]
    gids = {group.gid for group in named}
    return members + [Found(user.name, user.where, "primary group") for user in files.users(host) if user.gid in gids]


def system_with_shell(host: Host) -> list[Found]:
    """System accounts that get a shell at login."""
    return [
        Found(user.name, user.where, f"uid {user.uid}, shell {user.shell or 'empty, which is /bin/sh'}") for user in system_users(host) if has_login_shell(user)
    ]


def home_missing(host: Host) -> list[Found]:
    """Accounts with a login shell whose home is no directory."""
    found = []
    for user in filter(has_login_shell, files.users(host)):
        home = host.stat(user.home) if user.home.startswith("/") else None
        if home is None or not stat.S_ISDIR(home.st_mode):
            found.append(Found(user.name, user.where, f"home {user.home or '(empty)'} is no directory"))
    return found


def home_owner(host: Host) -> list[Found]:
    """Accounts with a login shell whose home belongs to another."""
    found = []
    for user in filter(has_login_shell, files.users(host)):
        home = host.stat(user.home) if user.home.startswith("/") else None
        if home is not None and home.st_uid != user.uid:
            found.append(Found(user.name, user.where, f"home {user.home} belongs to uid {home.st_uid}"))
    return found


def home_unfit(host: Host) -> list[Found]:
    """Accounts with a login shell that have no home of their own: home_missing and home_owner together."""
    return home_missing(host) + home_owner(host)


def nis_entries(host: Host) -> list[Found]:
    """Lines that begin with +: accounts that a network directory would add."""
    return [Found(name, where) for path in (files.PASSWD, files.SHADOW, files.GROUP) for name, where in files.nis_lines(host, path)]
