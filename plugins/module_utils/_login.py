# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whether somebody could log in over ssh under a configuration that is not in force yet: proven, or not, and why not."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _login_account, _login_lists
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._login_keys import keys
from ansible_collections.groundwork.baseline.plugins.module_utils._login_settings import Settings

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._login_account import Account
    from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator

PUBLICKEY, PASSWORD, INTERACTIVE = "publickey", "password", "keyboard-interactive"
# The devices that keyboard-interactive has on Linux.
DEVICES = ("", "pam")
OFF = " is off"


class Ways(t.NamedTuple):
    """Whether there is a proven way in, and where not, one clause that says why and what to do.

    by: the methods with which somebody could come in, each by itself, in sshd's words; AuthenticationMethods may ask for several of them.
    """

    survives: bool
    reason: str
    by: tuple[str, ...] = ()


class Way(t.NamedTuple):
    """A method: how often one login can pass it, and why not at all where that is never."""

    times: float
    reason: str = ""


def ways(host: Host, operator: Operator, settings: t.Mapping[str, list[str]], now: float | None = None) -> Ways:
    """Whether an operator could come in under what sshd -T -C prints for the operator's own connection, as sshd.parse gives it.

    What cannot be seen (a key from a command, a certificate, Kerberos) is no proof; nor is a forced command a way in. Never raises: what
    cannot be told does not survive. now: seconds since 1970, by default the time.
    """
    try:
        return _judge(host, operator, Settings(settings), time.time() if now is None else now)
    except ObservationError as exc:
        return Ways(False, f"cannot tell whether {operator.user} could come in: {exc}")


def _judge(host: Host, operator: Operator, settings: Settings, now: float) -> Ways:
    who = _login_account.account(host, operator.user)
    if who is None:
        return Ways(False, f"there is no account {operator.user}; useradd makes one")
    today = int(now // _login_account.DAY)
    barred = (
        _login_account.fault(host, who, settings.yes("usepam"), today)
        or _login_lists.fault(who, operator.address, settings)
        or _root_fault(who, settings)
        or _session_fault(settings)
    )
    if barred:
        return Ways(False, barred)
    found = _methods(host, who, operator.address, settings, now)
    by = tuple(name for name, way in found.items() if way.times)
    reason = _unmet(found, settings)
    return Ways(not reason, reason, by)


def _root_fault(who: Account, settings: Settings) -> str:
    """auth_root_allowed of OpenSSH, for what holds whatever the method."""
    said = settings.word("permitrootlogin", "no").lower()
    if who.uid != 0 or said in ("yes", "prohibit-password", "without-password"):
        return ""
    if said == "forced-commands-only":
        return f"PermitRootLogin {said} lets {who.name} run forced commands alone; come in as somebody else, or set it to prohibit-password"
    return f"PermitRootLogin {said} keeps {who.name} out; come in as somebody else, or set it to prohibit-password"


def _session_fault(settings: Settings) -> str:
    """What keeps everybody from a shell of the host although sshd lets them in (do_exec, safely_chroot, session_open of OpenSSH)."""
    if settings.yes("refuseconnection"):
        return "RefuseConnection is on; take it away"
    if settings.word("maxsessions") == "0":
        return "MaxSessions 0 allows no session; set it to 10"
    if settings.given("forcecommand"):
        return "ForceCommand leaves no shell; take it away for the operator"
    if settings.given("chrootdirectory"):
        return "ChrootDirectory leaves nothing of the host; take it away for the operator"
    return ""


def _methods(host: Host, who: Account, address: str, settings: Settings, now: float) -> dict[str, Way]:
    """The ways that can be proven. A key opens once: where two are asked for, they have to be two (auth2_key_already_used)."""
    found = keys(host, who, address, settings, now)
    pam = settings.yes("usepam")
    password = _password_fault(who, settings, int(now // _login_account.DAY))
    asked = {
        PASSWORD: "" if settings.yes("passwordauthentication") else f"PasswordAuthentication{OFF}",
        INTERACTIVE: "" if pam and settings.yes("kbdinteractiveauthentication") else f"KbdInteractiveAuthentication, or UsePAM with it,{OFF}",
    }
    as_password = {name: Way(0 if off or password else float("inf"), off or password) for name, off in asked.items()}
    return {PUBLICKEY: Way(len(found.blobs), found.reason), **as_password}


def _password_fault(who: Account, settings: Settings, today: int) -> str:
    if who.uid == 0 and settings.word("permitrootlogin", "no").lower() != "yes":
        return f"PermitRootLogin takes no password of {who.name}"
    if not who.has_password:
        return f"{who.name} has no password"
    return f"the password of {who.name} has to be changed first" if who.must_change(today) else ""


def _unmet(found: dict[str, Way], settings: Settings) -> str:
    """Why no list of AuthenticationMethods can be gone through (auth2_update_methods_lists); nothing where one can."""
    lists = settings.words("authenticationmethods")
    if lists in ([], ["any"]):
        if any(way.times for way in found.values()):
            return ""
        faults = [found[name].reason for name in (PASSWORD, INTERACTIVE) if not found[name].reason.endswith(OFF)]
        return f"{found[PUBLICKEY].reason} ({faults[0] if faults else 'passwords are off'})"
    why = [_missing(methods.split(","), found) for methods in lists]
    return "" if "" in why else f"AuthenticationMethods {' '.join(lists)} cannot be gone through: {'; '.join(why)}"


def _missing(methods: list[str], found: dict[str, Way]) -> str:
    """The first method of a list that cannot be passed, or not so often."""
    for each in methods:
        name, _colon, device = each.partition(":")
        way = found.get(name, Way(0, f"{name} proves nothing here"))
        if device not in DEVICES:
            way = Way(0, f"{each} is no device of this host")
        if not way.times:
            return way.reason
        if way.times < sum(other.partition(":")[0] == name for other in methods):
            return f"{name} is asked for more often than there are keys; add another key"
    return ""
