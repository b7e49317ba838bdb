# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What Ansible's own modules put right, packages: all removals and all installations in one call each; and what comes with them. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources.unit import NOT_FOUND
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import OFF, ON
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import fill

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

KINDS = ("package",)
UNIT = "unit"
ABSENT, PRESENT = "absent", "present"


class Call(t.NamedTuple):
    """A run of a module: its name, its arguments, what it is for in words, and what changes, {path, before, after} each."""

    module: str
    args: Data
    words: str
    changes: list[dict[str, str]]


def calls(controls: t.Sequence[Data], results: dict[str, Data], platform: Data, wait: int) -> list[Call]:
    """What to run for these controls of packages, that failed, on a host of this platform: removals, then installations.

    wait: seconds for somebody else's hold on the package manager.
    """
    packages: dict[str, list[str]] = {ABSENT: [], PRESENT: []}
    for control in controls:
        want = fill(control["want"], platform)
        packages[want] += _packages(fill(control["args"], platform), want, results[control["id"]]["evidence"])
    return [_package_call(platform, state, names, wait) for state, names in packages.items() if names]


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


def brought(fixes: t.Sequence[Data], results: dict[str, Data], failed: t.Container[str]) -> dict[str, list[dict[str, str]]]:
    """Control -> what packages have changed of units that were not there before, and run now. results: before; failed: controls that fail still."""
    found = {}
    for fix in fixes:
        if fix["resource"] == UNIT and fix["id"] not in failed and fix["want"].get("active"):
            names = [each["aspect"] for each in results[fix["id"]]["evidence"] if each["value"]["enabled"] == NOT_FOUND]
            found[fix["id"]] = [{"path": f"unit {name}", "before": f"{OFF}\n", "after": f"{ON}\n"} for name in names]
    return {name: changes for name, changes in found.items() if changes}


def installs(calls: t.Sequence[Call]) -> bool:
    """Whether packages come."""
    return any(call.args["state"] == PRESENT for call in calls)


def failure(call: Call, said: str) -> str:
    """One sentence for a call that failed."""
    return f"cannot put this host right: to {call.words} failed ({' '.join(said.split())[:400] or 'no message'}); nothing else was changed"
