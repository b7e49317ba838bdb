# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Kernel settings: the value in force, and the one that the next boot will load."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sysctl_boot, _sysctl_interfaces
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Setting

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

PROC = "/proc/sys"
# Its name comes last, after the 99-sysctl.conf that many hosts have.
DROP_IN = "/etc/sysctl.d/99-zz-groundwork.conf"

# The spellings of a number that the kernel takes, with the base it reads them in.
NUMBERS = ((re.compile(r"-?(0|[1-9][0-9]*)"), 10), (re.compile(r"-?0[0-7]+"), 8), (re.compile(r"-?0[xX][0-9a-fA-F]+"), 16))


def typed(text: str) -> int | str:
    """A number where the text is one; several fields keep one space between them."""
    words = text.split()
    if len(words) == 1:
        for spelling, base in NUMBERS:
            if spelling.fullmatch(words[0]):
                return int(words[0], base)
    return " ".join(words)


def observe(host: Host, name: str, interfaces: bool = False, unless: t.Mapping[str, t.Any] | None = None) -> list[Reading]:
    """What the kernel has now (runtime) and, where a file sets it, what boot will load (boot). Needs no rights for most keys.

    interfaces: the name is that of all interfaces (net.ipv4.conf.all.x); told is what holds for each of them, which is the larger value.
    unless: other settings with values; NotApplicable where one of them has its value, now and at boot, and so does the work of this one.
    """
    key = _key(host, name)
    for other, value in (unless or {}).items():
        told = _told(host, _sysctl_boot.normalized(other)) if other != name else []
        if told and all(each.value == value for each in told):
            raise NotApplicable(f"{other} = {value} does this already ({told[-1].source})")
    if interfaces:
        return _sysctl_interfaces.readings(host, PROC, key)
    return _told(host, key)


def _key(host: Host, name: str) -> str:
    """The path of a setting under /proc/sys."""
    key = _sysctl_boot.normalized(name)
    if not key or ".." in key.split("/"):
        raise ObservationError(f"cannot look up {name!r}: that is no name of a kernel setting, such as kernel.kptr_restrict")
    if host.read(f"{PROC}/{key}") is None:
        if host.stat(f"{PROC}/kernel") is None:
            raise ObservationError(f"cannot tell {name}: there is no {PROC}; look at a running host, with proc mounted")
        raise SubjectMissing(f"this kernel has no {name}")
    return key


def _told(host: Host, key: str) -> list[Reading]:
    text = host.read(f"{PROC}/{key}")
    if text is None:
        return []
    readings = [Reading(typed(text), f"{PROC}/{key}", RUNTIME)]
    boot = _sysctl_boot.boot_setting(host, key)
    if boot is not None and boot.value is not None:
        readings.append(Reading(typed(boot.value), boot.source, BOOT))
    return readings


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The value in our drop-in, for the next boot, and in the kernel where it has another."""
    steps: list[Step] = [Lines(DROP_IN, f"{args['name']} = {want}", sets=args["name"])]
    if args.get("interfaces"):
        return [*steps, Setting(f"{PROC}/{_sysctl_boot.normalized(args['name'])}", str(want))]
    return steps + [Setting(each.source, str(want)) for each in readings if each.aspect == RUNTIME and each.value != want]
