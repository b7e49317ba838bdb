# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Local accounts: each question is answered with the sorted names that it is about."""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_edits as edits
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_names as names
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_passwords as passwords
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._account_files import (
    GROUP,
    GSHADOW,
    LOGIN_DEFS,
    PASSWD,
    SHADOW,
    SHELLS,
)

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

MOST_NAMES = 100
MOST_PLACES = 5

# Question: who answers it, and the files on which the answer "none" rests.
QUESTIONS: dict[str, tuple[t.Callable[..., list[names.Found]], tuple[str, ...]]] = {
    "duplicate_gid": (names.duplicate_gid, (GROUP,)),
    "duplicate_group": (names.duplicate_group, (GROUP,)),
    "duplicate_uid": (names.duplicate_uid, (PASSWD,)),
    "duplicate_user": (names.duplicate_user, (PASSWD,)),
    "empty_password": (passwords.empty_password, (PASSWD, SHADOW)),
    "gid_zero": (names.gid_zero, (PASSWD,)),
    "group_zero": (names.group_zero, (GROUP,)),
    "hash_schemes": (passwords.hash_schemes, (PASSWD, SHADOW)),
    "home_missing": (names.home_missing, (PASSWD,)),
    "home_owner": (names.home_owner, (PASSWD,)),
    "home_unfit": (names.home_unfit, (PASSWD,)),
    "invalid_shell_unlocked": (passwords.invalid_shell_unlocked, (PASSWD, SHADOW, SHELLS)),
    "nis_entries": (names.nis_entries, (PASSWD, SHADOW, GROUP)),
    "password_change_future": (passwords.password_change_future, (SHADOW,)),
    "password_lifetime": (passwords.password_lifetime, (SHADOW,)),
    "root_password": (passwords.root_password, (PASSWD, SHADOW)),
    "shadow_group_members": (names.shadow_group_members, (GROUP, GSHADOW, PASSWD)),
    "system_unlocked": (passwords.system_unlocked, (PASSWD, SHADOW)),
    "system_with_shell": (names.system_with_shell, (PASSWD, LOGIN_DEFS)),
    "uid_zero": (names.uid_zero, (PASSWD,)),
    "unknown_group": (names.unknown_group, (PASSWD, GROUP)),
    "unshadowed": (passwords.unshadowed, (PASSWD,)),
    "unshadowed_group": (passwords.unshadowed_group, (GROUP,)),
    "unused": (passwords.unused, (PASSWD, SHADOW)),
}
# These ask how long: the argument days belongs to them alone.
DATED = ("password_lifetime", "unused")


def told(found: t.Sequence[names.Found], rests_on: t.Sequence[str]) -> str:
    """The source of an answer: the places of the first few names and how many there are in all."""
    if not found:
        return ", ".join(rests_on)
    said: dict[str, list[str]] = {}
    for item in found[:MOST_PLACES]:
        said.setdefault(item.where, []).append(item.why or item.name)
    more = len(found) - MOST_PLACES
    places = "; ".join(f"{where} ({', '.join(why)})" for where, why in said.items())
    return f"{places}; and {more} more, {len(found)} in all" if more > 0 else places


def observe(host: Host, question: str, ignore: t.Sequence[str] = (), days: int | None = None) -> list[Reading]:
    """One reading: the names that QUESTIONS[question] is about, without those to ignore; at most MOST_NAMES of them.

    What rests on shadow or gshadow needs root. A line that cannot be read as an entry raises ObservationError: it is nobody's account for certain.
    """
    if question not in QUESTIONS:
        raise ObservationError(f"cannot answer the account question {question}: known are {', '.join(QUESTIONS)}")
    if (question in DATED) != (days is not None):
        raise ObservationError(f"cannot answer the account question {question}: days is for {' and '.join(DATED)}, which need it")
    find, rests_on = QUESTIONS[question]
    find = find if days is None else functools.partial(find, days=days)
    found = [item for item in find(host) if item.name not in ignore]
    return [Reading(sorted({item.name for item in found})[:MOST_NAMES], told(found, rests_on))]


# What puts the answer to a question right, name by name; the other questions are for people to settle.
FIXES: dict[str, t.Callable[[t.Sequence[str]], list[Step]]] = {
    "empty_password": edits.lock,
    "invalid_shell_unlocked": edits.lock,
    "password_change_future": edits.changed_today,
    "shadow_group_members": functools.partial(edits.leave, "shadow"),
    "system_unlocked": edits.lock,
    "system_with_shell": edits.no_shell,
}


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Locks, shells and dates of the accounts that are named and not wanted. No account is removed, and no password is set."""
    if args["question"] not in FIXES:
        raise Unfixable("only people can settle this; follow the remediation")
    found = sorted({name for each in readings for name in each.value} - set(want))
    if len(found) >= MOST_NAMES:
        raise Unfixable(f"there are {MOST_NAMES} such accounts or more; that many are not changed by a machine")
    return FIXES[args["question"]](found)
