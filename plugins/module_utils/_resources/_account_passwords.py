# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Questions about the passwords of accounts: what kind stands there, how old it is, when it was last used."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_files as files
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _last_login
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._account_names import Found, has_login_shell, system_users

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

SECONDS_A_DAY = 86400


class Password(t.NamedTuple):
    """The password that counts for an account."""

    user: files.User
    kind: str
    where: str

    @property
    def usable(self) -> bool:
        """Whether a login with it, or with none, can succeed."""
        return self.kind not in files.UNUSABLE


def passwords(host: Host) -> list[Password]:
    """The password of every account: shadow's first entry of that name where passwd says x, else what passwd says."""
    users = files.users(host)
    entries: dict[str, files.Shadow] = {}
    for entry in files.shadows(host):
        entries.setdefault(entry.name, entry)
    found = []
    for user in users:
        hidden = entries.get(user.name) if user.password == files.SHADOWED else None
        kind = files.MISSING if user.password == files.SHADOWED else user.password
        found.append(Password(user, hidden.password, hidden.where) if hidden else Password(user, kind, user.where))
    return found


def unshadowed(host: Host) -> list[Found]:
    """Accounts whose passwd field is empty or a hash, locked or not: all can read that file."""
    kept = (files.SHADOWED, files.LOCKED)
    return [Found(user.name, user.where, user.password) for user in files.users(host) if user.password not in kept]


def unshadowed_group(host: Host) -> list[Found]:
    """Groups whose password hash stands in the group file."""
    kept = (files.SHADOWED, files.LOCKED, files.EMPTY)
    return [Found(group.name, group.where, group.password) for group in files.groups(host) if group.password not in kept]


def empty_password(host: Host) -> list[Found]:
    """Accounts without a password, by passwd or by shadow."""
    entries: list[files.User | files.Shadow] = [*files.users(host), *files.shadows(host)]
    return [Found(entry.name, entry.where) for entry in entries if entry.password == files.EMPTY]


def system_unlocked(host: Host) -> list[Found]:
    """System accounts whose password is not locked."""
    system = {user.where for user in system_users(host)}
    return [
        Found(held.user.name, held.where, f"uid {held.user.uid}, password {held.kind}") for held in passwords(host) if held.usable and held.user.where in system
    ]


def invalid_shell_unlocked(host: Host) -> list[Found]:
    """Accounts whose shell is in no list of valid ones, and whose password is not locked."""
    shells = files.listed_shells(host)
    return [
        Found(held.user.name, held.where, f"shell {held.user.shell}, password {held.kind}")
        for held in passwords(host)
        if held.usable and (held.user.shell or "/bin/sh") not in shells
    ]


def root_password(host: Host) -> list[Found]:
    """One word on root's password: locked, empty, or the scheme of its hash."""
    held = next((held for held in passwords(host) if held.user.name == "root"), None)
    if held is None:
        raise SubjectMissing(f"{files.PASSWD} has no account named root")
    return [Found(held.kind if held.usable else files.LOCKED, held.where, held.kind)]


def hash_schemes(host: Host) -> list[Found]:
    """The schemes of all hashes that a login can use; why names the account."""
    return [Found(held.kind, held.where, held.user.name) for held in passwords(host) if held.usable and held.kind != files.EMPTY]


def _with_hash(host: Host) -> list[files.Shadow]:
    return [entry for entry in files.shadows(host) if entry.password not in (*files.UNUSABLE, files.EMPTY)]


def password_change_future(host: Host) -> list[Found]:
    """Accounts whose password was changed on a day yet to come."""
    today = int(time.time() // SECONDS_A_DAY)
    ahead = [(entry, (entry.changed or 0) - today) for entry in _with_hash(host)]
    return [Found(entry.name, entry.where, f"{days} days ahead") for entry, days in ahead if days > 0]


def password_lifetime(host: Host, days: int) -> list[Found]:
    """Accounts whose password may grow older than so many days, or has a limit below one day, which shadow takes for none."""
    loose = [entry for entry in _with_hash(host) if entry.longest is None or not 1 <= entry.longest <= days]
    return [Found(entry.name, entry.where, "no limit" if entry.longest is None else f"{entry.longest} days") for entry in loose]


def unused(host: Host, days: int) -> list[Found]:
    """Accounts with a shell and a usable password that nobody used for so many days; one never used counts from its password's change."""
    held = [held.user for held in passwords(host) if held.usable and has_login_shell(held.user)]
    if not held:
        return []
    logins = _last_login.logins(host)
    changed = {entry.name: (entry.changed or 0) * SECONDS_A_DAY for entry in files.shadows(host)}
    now, found = time.time(), []
    for user in held:
        last = logins.seconds(user) or changed.get(user.name, 0)
        if now - last > days * SECONDS_A_DAY:
            found.append(Found(user.name, logins.source, f"{int((now - last) // SECONDS_A_DAY)} days ago" if last else "never"))
    return found
