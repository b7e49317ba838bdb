# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Mounts that have fewer restrictions now than what boot gives them."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _mount_boot as boot
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._seen import Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.mount import MOUNTS
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import FREE, Remount

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

QUESTION = "weaker_than_boot"


def _told(host: Host) -> t.Callable[[str], bool]:
    """Whether anything says of a path what boot will mount there."""
    paths = {entry.path for entry in boot.parse_table(host.read(boot.FSTAB) or "", boot.FSTAB)} | set(boot.API)
    units = {name for folder in (*boot.ABOVE_FSTAB, *boot.BELOW_FSTAB) for name in host.listdir(folder) or () if name.endswith(".mount")}
    return lambda path: path in paths or boot.unit_name(path) in units


def observe(host: Host, question: str) -> list[Seen]:
    """weaker_than_boot: a sentence for each mount that lacks a restriction (nodev, nosuid, noexec, nosymfollow, ro, hidepid) that boot will give it."""
    if question != QUESTION:
        raise ObservationError(f"cannot ask {question} of mounts: there is {QUESTION}")
    text = host.read(MOUNTS)
    if text is None:
        raise ObservationError(f"cannot tell what is mounted: there is no {MOUNTS}")
    is_told, found, lacking = _told(host), [], {}
    for path, live in {entry.path: entry for entry in boot.parse_table(text, MOUNTS)}.items():
        entry = boot.boot_entry(host, path) if is_told(path) else None
        wanted = boot.boot_restrictions(host, entry) if entry else None
        now = boot.restrictions(live.options.split(","))
        less = sorted((wanted or frozenset()) - now)
        if entry and less:
            found.append(f"{path} has no {', '.join(less)}, which {entry.where} gives it")
            lacking[path] = (sorted(now & set(FREE)), less)
    return [Seen(found, f"{MOUNTS} and {boot.FSTAB} or units", "", {"lacking": lacking})]


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The restrictions that boot would give, by a remount."""
    steps: list[Step] = []
    for path, (now, less) in readings[0].known["lacking"].items():
        if set(less) - set(FREE):
            raise Unfixable(f"{path} has no {', '.join(less)}; find out who mounted it so, then remount it or reboot")
        steps.append(Remount(path, ",".join(sorted({*now, *less}))))
    return steps
