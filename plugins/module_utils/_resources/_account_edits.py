# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Changes to the files that say who exists: a field of a line, and nothing else of it."""

from __future__ import annotations

import functools
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._account_files import GROUP, GSHADOW, PASSWD, SHADOW

NOBODY_ENTERS = "/usr/sbin/nologin"
PASSWORD, CHANGED, SHELL, MEMBERS = 1, 2, 6, 3
DAY = 86400


def edited(names: t.Collection[str], place: int, change: t.Callable[[str], str], text: str) -> str:
    """A file of colons with one field changed in the lines of these names; all else as it was."""
    lines = []
    for line in text.split("\n"):
        fields = line.split(":")
        if fields[0] in names and len(fields) > place:
            fields[place] = change(fields[place])
        lines.append(":".join(fields))
    return "\n".join(lines)


def locked(field: str) -> str:
    """A password field that nothing opens; the hash stays behind the lock, so that it can be taken away again."""
    return field if field[:1] in ("!", "*") else f"!{field}"


def _without(names: t.Collection[str], field: str) -> str:
    return ",".join(name for name in field.split(",") if name.strip() not in names)


def lock(names: t.Sequence[str]) -> list[Step]:
    """A lock before the password of each account."""
    return [Edit(SHADOW, functools.partial(edited, names, PASSWORD, locked), f"locked: {', '.join(names)}\n")] if names else []


def no_shell(names: t.Sequence[str]) -> list[Step]:
    """A shell that lets nobody in for each account."""
    return [Edit(PASSWD, functools.partial(edited, names, SHELL, lambda shell: NOBODY_ENTERS))] if names else []


def changed_today(names: t.Sequence[str]) -> list[Step]:
    """Today as the day of the last change of each password."""
    if not names:
        return []
    today = str(int(time.time() // DAY))
    told = f"password changed on day {today}: {', '.join(names)}\n"
    return [Edit(SHADOW, functools.partial(edited, names, CHANGED, lambda day: today), told)]


def leave(group: str, names: t.Sequence[str]) -> list[Step]:
    """A group without these members; whose primary group it is, stays in it."""
    if not names:
        return []
    without = functools.partial(_without, names)
    told = f"no longer members of {group}: {', '.join(names)}\n"
    return [Edit(GROUP, functools.partial(edited, [group], MEMBERS, without)), Edit(GSHADOW, functools.partial(edited, [group], MEMBERS, without), told)]
