# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Who the numbers are, and who belongs to which group: by the name service of a running host, by its files otherwise."""

from __future__ import annotations

import grp
import os
import pwd
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host


class User(t.NamedTuple):
    """A user and its primary group."""

    name: str
    uid: int
    gid: int


class Group(t.NamedTuple):
    """A group and those it names as members; whose primary group it is stands with the users."""

    name: str
    gid: int
    members: tuple[str, ...]


class Identities:
    """The users and groups of one host. A user or group of a directory service is found by name even where it cannot be listed."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._service = host.root == "/"

    def users(self) -> list[User]:
        """All users that can be listed, the first of equal names alone."""
        if self._service:
            return [User(each.pw_name, each.pw_uid, each.pw_gid) for each in pwd.getpwall()]
        return self._host.remember("users", lambda: list(parse_passwd(self._host.read("/etc/passwd") or "")))

    def groups(self) -> list[Group]:
        """All groups that can be listed."""
        if self._service:
            return [Group(each.gr_name, each.gr_gid, tuple(each.gr_mem)) for each in grp.getgrall()]
        return self._host.remember("groups", lambda: list(parse_group(self._host.read("/etc/group") or "")))

    def user(self, name: str) -> User | None:
        """The user of that name."""
        if not self._service:
            return next((each for each in self.users() if each.name == name), None)
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            return None
        return User(found.pw_name, found.pw_uid, found.pw_gid)

    def members(self, group: str) -> list[str]:
        """The existing users in a group of that name, by either file; [] where there is no such group."""
        if self._service:
            try:
                found = grp.getgrnam(group)
            except KeyError:
                return []
            named: t.Iterable[str] = found.gr_mem
            gid = found.gr_gid
        else:
            known = next((each for each in self.groups() if each.name == group), None)
            if known is None:
                return []
            named, gid = known.members, known.gid
        primary = [each.name for each in self.users() if each.gid == gid]
        return list(dict.fromkeys([*(name for name in named if self.user(name)), *primary]))

    def groups_of(self, user: str) -> list[str]:
        """The names of the groups a user is in; [] where there is no such user."""
        found = self.user(user)
        if found is None:
            return []
        if self._service:
            names = (self.group_name(gid) for gid in os.getgrouplist(found.name, found.gid))
            return [name for name in names if name is not None]
        return [each.name for each in self.groups() if each.gid == found.gid or user in each.members]

    def user_name(self, uid: int) -> str | None:
        """The name of a number; None where nobody has it."""
        if not self._service:
            return next((each.name for each in self.users() if each.uid == uid), None)
        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            return None

    def group_name(self, gid: int) -> str | None:
        """The name of a number; None where no group has it."""
        if not self._service:
            return next((each.name for each in self.groups() if each.gid == gid), None)
        try:
            return grp.getgrgid(gid).gr_name
        except KeyError:
            return None


def parse_passwd(text: str) -> t.Iterator[User]:
    """The users of a passwd file; lines that hold none are left out, as the C library does."""
    for line in text.splitlines():
        name, _password, uid, gid, *_rest = (*line.split(":"), "", "", "", "")
        if name and uid.isdecimal() and gid.isdecimal():
            yield User(name, int(uid), int(gid))


def parse_group(text: str) -> t.Iterator[Group]:
    """The groups of a group file; lines that hold none are left out, as the C library does."""
    for line in text.splitlines():
        name, _password, gid, members, *_rest = (*line.split(":"), "", "", "", "")
        if name and gid.isdecimal():
            yield Group(name, int(gid), tuple(member.strip() for member in members.split(",") if member.strip()))
