# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What makes updates come by themselves: what apt's merged settings lack, or dnf-automatic's file, and the timers."""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _updates_apt
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_apt import OWN
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Wanted
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_ini import AUTOMATIC, with_value
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.updates import APT, NEVER
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import ON, Unit

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources.updates import Seen

COMMANDS = "commands"
SHUTDOWN = "shutdown -r {} 'Rebooting after applying package updates'"


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """What is lacking of what is wanted, and no more: lists in apt's settings only ever grow."""
    seen = readings[0]
    if seen.value == want:
        return []
    planned = {"automatic": _automatic, "automatic_reboot": _reboot}.get(args["question"])
    if planned is None:
        raise Unfixable("it is for people to put right; follow the remediation")
    if not seen.known["there"]:
        program = "unattended-upgrades switches itself on" if seen.known["manager"] == APT else "dnf-automatic brings the file that is changed"
        raise Unfixable(f"{program} where it is installed, and it is not there yet (updates.agent_installed)")
    return planned(seen, want)


def _automatic(seen: Seen, want: t.Any) -> list[Step]:
    steps = _apt(seen) if seen.known["manager"] == APT else _dnf(seen)
    if seen.value["starts"]:
        return steps
    names = _updates_apt.TIMERS if seen.known["manager"] == APT else seen.known["timers"][:1]
    return [*steps, *(Unit(f"unit {name}", ON) for name in names)]


def _apt(seen: Seen) -> list[Step]:
    if not seen.known["security"]:
        raise Unfixable("apt has no security archive among its sources; add it, for without it there is nothing to install by itself")
    lines = ['APT::Periodic::Enable "1";', 'APT::Periodic::Update-Package-Lists "1";', 'APT::Periodic::Unattended-Upgrade "1";']
    lines += [f'Unattended-Upgrade::Origins-Pattern:: "{pattern}";' for pattern in seen.known["lacking"]]
    done = seen.value["looks"] and seen.value["installs"] and seen.value["security"]
    return [] if done else [Lines(OWN, "\n".join(lines))]


def _set(key: str, value: str) -> Edit:
    return Edit(AUTOMATIC, functools.partial(with_value, AUTOMATIC, Wanted(key, COMMANDS, value)))


def _dnf(seen: Seen) -> list[Step]:
    if seen.value["installs"]:
        # security alone finds nothing where no repository says what that is
        return [] if seen.value["security"] else [_set("upgrade_type", "default")]
    return [_set("apply_updates", "yes"), _set("upgrade_type", seen.known["scope"])]


def _reboot(seen: Seen, want: t.Any) -> list[Step]:
    if seen.known["manager"] == APT:
        lines = ['Unattended-Upgrade::Automatic-Reboot "false";']
        if want != NEVER:
            lines = ['Unattended-Upgrade::Automatic-Reboot "true";', f'Unattended-Upgrade::Automatic-Reboot-Time "{want}";']
        return [Lines(OWN, "\n".join(lines))]
    if want == NEVER:
        return [_set("reboot", NEVER)]
    return [_set("reboot", "when-needed"), _set("reboot_command", f'"{SHUTDOWN.format(want)}"')]
