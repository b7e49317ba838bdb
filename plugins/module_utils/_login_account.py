# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""An account as sshd and PAM see it when somebody knocks. Of a password it says the kind, never the hash."""

from __future__ import annotations

import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_files

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# Programs that end at once, by the last part of their path: no way in for a person.
NO_SHELLS = frozenset(("false", "halt", "nologin", "shutdown", "sync", "true"))
EMPTY_SHELL = "/bin/sh"
# Where sshd's own do_nologin looks, and PAM's pam_nologin.
NOLOGIN = ("/etc/nologin",)
PAM_NOLOGIN = (*NOLOGIN, "/run/nologin", "/var/run/nologin")
NO_PASSWORDS = _account_files.UNUSABLE | {_account_files.EMPTY, _account_files.SHADOWED, _account_files.UNKNOWN}
DAY = 86400


class Account(t.NamedTuple):
    """A line of passwd with what shadow adds.

    groups: the names of all its groups. password: its kind, as _account_files has them. locked: whether it begins with !, which OpenSSH
    takes for a locked account on Linux (platform_locked_account). changed, longest, expires: days, None where shadow says nothing.
    """

    name: str
    uid: int
    gid: int
    home: str
    shell: str
    groups: tuple[str, ...]
    password: str
    locked: bool
    changed: int | None
    longest: int | None
    expires: int | None

    @property
    def has_password(self) -> bool:
        """Whether there is a password that can be given."""
        return self.password not in NO_PASSWORDS

    def must_change(self, today: int) -> bool:
        """Whether its password has to be changed before anything else (auth_shadow_pwexpired of OpenSSH, check_shadow_expiry of PAM)."""
        changed = -1 if self.changed is None else self.changed
        return changed == 0 or (self.longest is not None and changed + self.longest < today)


def account(host: Host, name: str) -> Account | None:
    """The account of that name; None where there is none. ObservationError where it cannot be told."""
    identities = Identities(host)
    known = identities.user(name)
    if known is None:
        return None
    line = next((each for each in _account_files.users(host) if each.name == name), None) or _from_service(host, name)
    aging = next((each for each in _account_files.shadows(host) if each.name == name), None)
    locked, expires = _lock_and_end(host, name)
    password = aging.password if aging and line.password == _account_files.SHADOWED else line.password
    days = (aging.changed, aging.longest, expires) if aging else (None, None, None)
    groups = tuple(identities.groups_of(name))
    return Account(name, known.uid, known.gid, line.home, line.shell or EMPTY_SHELL, groups, password, locked, *days)


def _from_service(host: Host, name: str) -> _account_files.User:
    """The account of a directory service, which has no line in passwd."""
    lines = _account_files.parse_passwd(host.run("getent", "passwd", name))
    if not lines:
        raise ObservationError(f"getent passwd {name} gives no account")
    return lines[0]


def _lock_and_end(host: Host, name: str) -> tuple[bool, int | None]:
    """Whether the password field of shadow begins with !, and the day from which on the account is no more."""
    for line in (host.read(_account_files.SHADOW) or "").split("\n"):
        fields = [*line.lstrip().split(":"), *[""] * 8]
        if fields[0] == name:
            day = fields[7].strip()
            return fields[1].startswith("!"), int(day) if day.isdecimal() else None
    return False, None


def fault(host: Host, who: Account, pam: bool, today: int) -> str:
    """Why nobody comes in as this account, by whatever way (allowed_user of OpenSSH, the account stack of PAM); nothing where somebody may."""
    if who.locked and not pam:
        return f"{who.name} is locked: without UsePAM a password that begins with ! keeps keys out too; usermod -p '*' {who.name} unlocks them"
    # PAM counts the day itself as over, sshd the day after it.
    if who.expires is not None and (today >= who.expires if pam else today > who.expires):
        return f"the account of {who.name} has expired; chage -E -1 {who.name} puts that right"
    if pam and who.must_change(today):
        return f"the password of {who.name} has to be changed before anything else; passwd {who.name} or chage {who.name} puts that right"
    if who.uid != 0:
        barred = next((path for path in (PAM_NOLOGIN if pam else NOLOGIN) if host.stat(path)), None)
        if barred:
            return f"{barred} keeps out everybody but root; take it away"
    if not who.home.startswith("/"):
        return f"{who.name} has no home directory; usermod -d gives it one"
    return _shell_fault(host, who)


def _shell_fault(host: Host, who: Account) -> str:
    seen = host.stat(who.shell)
    if seen is None:
        return f"the shell of {who.name}, {who.shell}, does not exist; usermod -s gives it another"
    if not stat.S_ISREG(seen.st_mode) or not seen.st_mode & 0o111:
        return f"the shell of {who.name}, {who.shell}, cannot be executed; usermod -s gives it another"
    if who.shell.rsplit("/", 1)[-1] in NO_SHELLS:
        return f"the shell of {who.name}, {who.shell}, lets nobody in; usermod -s gives it another"
    return ""
