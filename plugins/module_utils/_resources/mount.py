# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Mounts: the options in force on a path, and those that the next boot will give it."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._mount_boot import (
    WEIGHED,
    Entry,
    boot_entry,
    boot_restrictions,
    clean,
    parse_table,
    restrictions,
)

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

MOUNTS = "/proc/self/mounts"


def weighed(option: str) -> bool:
    """Whether an option is one of those that restrictions() sums up."""
    return option in WEIGHED or option.startswith("hidepid=")


def in_force(host: Host, path: str) -> Entry | None:
    """The mount that covers a path: the last one made on it."""
    text = host.read(MOUNTS)
    if text is None:
        raise ObservationError(f"cannot tell what is mounted: there is no {MOUNTS}")
    return next((entry for entry in reversed(parse_table(text, MOUNTS)) if entry.path == path), None)


def combined(restricted: t.Iterable[str], others: t.Iterable[str]) -> list[str]:
    """Restrictions and other options as one sorted list that always says ro or rw."""
    found = {*restricted, *(option for option in others if not weighed(option))}
    return sorted(found if "ro" in found else {*found, "rw"})


def observe(host: Host, path: str) -> list[Reading]:
    """The sorted options now (runtime) and, where something says what boot will mount there, then (boot).

    The boot reading foretells the restrictions (nodev, nosuid, noexec, nosymfollow, ro, hidepid); all other options are taken to stay.
    """
    path = clean(path)
    live, entry = in_force(host, path), boot_entry(host, path)
    if live is None:
        later = f", although {entry.where} has one" if entry else ""
        raise SubjectMissing(f"{path} is not a mount of its own{later}")
    options = live.options.split(",")
    readings = [Reading(combined(restrictions(options), options), live.where, RUNTIME)]
    restricted = boot_restrictions(host, entry) if entry else None
    if entry and restricted is not None:
        readings.append(Reading(combined(restricted, options), f"{entry.where} ({entry.options or 'no options'})", BOOT))
    return readings
