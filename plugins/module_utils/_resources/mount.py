# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Mounts: the options in force on a path, and those that the next boot will give it."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._mount_boot import (
    FSTAB,
    WEIGHED,
    Entry,
    boot_entry,
    boot_restrictions,
    clean,
    parse_table,
    restrictions,
    unit_name,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import FREE, Remount

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

MOUNTS = "/proc/self/mounts"
# A mount of the kernel's own that boot makes without being told: its line in fstab, where it is to have other options.
BY_ITSELF = {"/dev/shm": "tmpfs /dev/shm tmpfs defaults,{} 0 0\n"}
DROP_IN = "/etc/systemd/system/{}.d/zz-groundwork.conf"


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


def with_options(path: str, options: t.Sequence[str], text: str) -> str:
    """fstab with options added to the line of a path; those that say the contrary go. A path without a line gets one, where boot mounts it by itself."""
    lines, done = text.splitlines(keepends=True), False
    for number, line in enumerate(lines):
        entry = parse_table(line, FSTAB)
        if entry and entry[0].path == path and not done:
            field = list(re.finditer(r"\S+", line))[3]
            contrary = {FREE[name] for name in options}
            stays = [each for each in field[0].split(",") if each not in contrary and each not in options]
            lines[number] = f"{line[: field.start()]}{','.join([*stays, *options])}{line[field.end() :]}"
            done = True
    if not done and path in BY_ITSELF:
        lines += ["" if not lines or lines[-1].endswith("\n") else "\n", BY_ITSELF[path].format(",".join(options))]
    return "".join(lines)


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The options in force by a remount, and at the next boot by fstab or by a drop-in of the mount's unit."""
    path, times = clean(args["path"]), {each.aspect: each for each in readings}
    now, boot = times[RUNTIME], times.get(BOOT)
    steps: list[Step] = []
    if set(want) - set(now.value):
        steps.append(Remount(path, ",".join(sorted((set(now.value) | set(want)) & set(FREE)))))
    where = boot.source if boot else ""
    if boot and not set(want) - set(boot.value):
        return steps
    if path in BY_ITSELF and not boot:
        # in a container: who runs it mounts this anew each time
        return steps
    if where.startswith(FSTAB) or path in BY_ITSELF:
        return [*steps, Edit(FSTAB, functools.partial(with_options, path, sorted(want)))]
    if where.startswith("/") and boot:
        options = re.sub(r"^.*? \(|\)$", "", where)
        plain = [each for each in options.split(",") if each and each != "no options" and each not in {FREE[name] for name in want}]
        return [*steps, Lines(DROP_IN.format(unit_name(path)), f"[Mount]\nOptions={','.join(dict.fromkeys([*plain, *want]))}")]
    raise Unfixable(f"nothing says what boot will mount on {path}; give it a line in {FSTAB} with {','.join(want)}")
