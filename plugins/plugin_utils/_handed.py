# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What Ansible's own modules put right, packages and units: all in one call each, or one a unit where its module takes one. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import fill
from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import show

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

KINDS = ("package", "unit")
ABSENT, PRESENT = "absent", "present"


class Call(t.NamedTuple):
    """A run of a module: its name, its arguments, what it is for in words, and what changes, {path, before, after} each."""

    module: str
    args: Data
    words: str
    changes: list[dict[str, str]]


def calls(controls: t.Sequence[Data], results: dict[str, Data], platform: Data, wait: int) -> list[Call]:
    """What to run for these controls, that failed, on a host of this platform: removals, installations, then units.

    wait: seconds for somebody else's hold on the package manager.
    """
    packages: dict[str, list[str]] = {ABSENT: [], PRESENT: []}
    units: dict[str, Call] = {}
    for control in controls:
        want, evidence = fill(control["want"], platform), results[control["id"]]["evidence"]
        if control["resource"] == "package":
            packages[want] += _packages(fill(control["args"], platform), want, evidence)
        else:
            units.update({call.args["name"]: call for call in _units(want, evidence)})
    return [*(_package_call(platform, state, names, wait) for state, names in packages.items() if names), *units.values()]


def _packages(args: Data, want: str, evidence: list[Data]) -> list[str]:
    """The names to remove: those that are there; the names to install: those that are not, or of several the first."""
    if want == PRESENT and args.get("any"):
        return args["names"][:1]
    return [each["aspect"] for each in evidence if (each["value"] == ABSENT) == (want == PRESENT)]


def _package_call(platform: Data, state: str, names: list[str], wait: int) -> Call:
    names = list(dict.fromkeys(names))
    verb = {ABSENT: "remove", PRESENT: "install"}[state]
    told = [{"path": f"package {name}", "before": f"{ABSENT if state == PRESENT else PRESENT}\n", "after": f"{state}\n"} for name in names]
    args = {"name": names, "state": state, "lock_timeout": wait}
    if state == PRESENT and platform["package_module"].endswith(".apt"):
        args["update_cache"] = True
    return Call(platform["package_module"], args, f"{verb} {', '.join(names)}", told)


def _units(want: Data, evidence: list[Data]) -> t.Iterator[Call]:
    for each in evidence:
        now, name = each["value"], each["aspect"]
        if want.get("startable") is False:
            if now["active"] or now["startable"]:
                yield _unit_call(name, {"state": "stopped", "enabled": False, "masked": True}, now, "stop and mask", "stopped and masked")
        elif not now["active"] or now["enabled"] != want.get("enabled"):
            yield _unit_call(name, {"masked": False, "state": "started", "enabled": True}, now, "start and enable", "active, enabled")


def _unit_call(name: str, args: Data, now: Data, verb: str, after: str) -> Call:
    before = f"{'active' if now['active'] else 'inactive'}, {show(now['enabled'])}"
    told = {"path": f"unit {name}", "before": f"{before}\n", "after": f"{after}\n"}
    return Call("ansible.builtin.systemd_service", {"name": name, **args}, f"{verb} {name}", [told])


def failure(call: Call, said: str) -> str:
    """One sentence for a call that failed."""
    return f"cannot put this host right: to {call.words} failed ({' '.join(said.split())[:400] or 'no message'}); nothing else was changed"
