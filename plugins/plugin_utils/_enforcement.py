# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What of an audit is to be put right, and what came of it. Pure."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import PLANS
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit, _evaluate
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import fill

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]


def fixes(planned: _audit.Plan, audited: Data, named: t.Sequence[str]) -> tuple[list[Data], dict[str, str]]:
    """(what the worker is told to put right, why not by control id) for every control that failed."""
    platform = planned.catalogue.platforms[audited["distro"]["family"]]
    failed = {result["id"] for result in audited["results"] if result["status"] == _evaluate.FAIL}
    found: list[Data] = []
    left: dict[str, str] = {}
    for control in planned.controls:
        if control["id"] not in failed:
            continue
        if control["resource"] not in PLANS:
            left[control["id"]] = f"nothing puts {control['resource']} right yet; follow the remediation"
        elif control.get("on_request") and control["id"] not in named:
            left[control["id"]] = f"it may break what runs here ({control.get('impact') or 'see its title'}); ask for it by its id, in controls"
        else:
            found.append({key: fill(control[key], platform) for key in ("id", "resource", "args", "want", "accept") if key in control})
    return found, left


def conclude(planned: _audit.Plan, audited: Data, enforced: Data, left: dict[str, str], now: datetime.datetime) -> Data:
    """The audit as it stands after the changes, with what was changed and what was not."""
    controls = {control["id"]: control for control in planned.controls}
    again = {
        name: _evaluate.judge(controls[name], answer, audited["distro"], planned.catalogue.platforms, planned.waivers.get(name), now.date())
        for name, answer in enforced["answers"].items()
    }
    results = [again.get(result["id"], result) for result in audited["results"]]
    return {
        **audited,
        **_audit.summed(planned, results, now),
        "changed": bool(enforced["changes"]),
        "before": audited["summary"],
        "changes": enforced["changes"],
        "not_fixed": {**left, **enforced["refused"], **_still(again, enforced["refused"])},
        "recovered": enforced["recovered"],
        "kept": enforced["kept"],
        "diff": [_diff(**change) for change in enforced["changes"]],
    }


def _diff(path: str, before: str, after: str) -> dict[str, str]:
    """A change as Ansible's --diff shows it."""
    return {"before_header": path, "after_header": path, "before": before, "after": after}


def _still(again: dict[str, Data], refused: dict[str, str]) -> dict[str, str]:
    """What fails although it was changed: something still wins over what was written."""
    return {name: result["reason"] for name, result in again.items() if result["status"] == _evaluate.FAIL and name not in refused}
