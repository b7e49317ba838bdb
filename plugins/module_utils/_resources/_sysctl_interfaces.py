# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Kernel settings that an interface has and all together: what holds for each is the larger of the two."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sysctl_boot

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

ALL, DEFAULT, LOOPBACK = "all", "default", "lo"


class Found(t.NamedTuple):
    """A number, and where it was read."""

    value: int
    source: str


def _number(text: str | None, source: str) -> Found | None:
    if text is None:
        return None
    if not text.strip().isdecimal():
        raise ObservationError(f"cannot tell which is larger: {source} is {text.strip()!r}, which is no number")
    return Found(int(text), source)


def _boot(host: Host, key: str) -> Found | None:
    found = _sysctl_boot.boot_setting(host, key)
    return _number(found.value, found.source) if found else None


def larger(each: t.Iterable[Found | None]) -> Found | None:
    """The largest of those that there are."""
    return max((found for found in each if found), key=lambda found: found.value, default=None)


def readings(host: Host, proc: str, key: str) -> list[Reading]:
    """For each interface but the loopback, what holds now (aspect: its name) and, where files set it, after the next boot ("its name at boot").

    key: that of all together, as under /proc/sys. A new interface has what stands under default; without any interface that is told of.
    """
    folder, _all, name = key.rpartition(f"/{ALL}/")
    interfaces = [each for each in host.listdir(f"{proc}/{folder}") or () if each not in (ALL, DEFAULT, LOOPBACK)] or [DEFAULT]
    found = []
    for interface in interfaces:
        keys = (key, f"{folder}/{interface}/{name}")
        now = larger(_number(host.read(f"{proc}/{each}"), f"{proc}/{each}") for each in keys)
        if now is None:
            continue
        found.append(Reading(now.value, now.source, interface))
        # who has no line of his own gets what stands under default when he appears
        own = _boot(host, keys[1]) or _boot(host, f"{folder}/{DEFAULT}/{name}")
        later = larger((_boot(host, key), own))
        if later:
            found.append(Reading(later.value, later.source, f"{interface} at boot"))
    return found
