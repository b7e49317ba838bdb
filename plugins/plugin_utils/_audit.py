# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""An audit without the host: what to ask it, and what to make of its answers."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _evaluate, _lifecycle, _summary, _tailoring, _waivers

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

PROFILE = "baseline"
NARROWING = ("areas", "severities", "levels", "controls", "select")
TAILORING = ("skip", "modes", "values")


@dataclass(frozen=True)
class Plan:
    """What was chosen, and the questions that follow from it."""

    catalogue: _catalogue.Catalogue
    controls: list[Data]
    questions: list[Data]
    families: dict[str, str]
    units: list[str]
    waivers: dict[str, Data]
    profile: str | None
    selection: Data
    fail_on: list[str]
    modes: dict[str, str]


def plan(options: Data) -> Plan:
    """What to ask; CatalogueError where that cannot be made out of the options."""
    catalogue = _catalogue.load(options["controls_dirs"])
    selection = {key: options[key] for key in (*NARROWING, *TAILORING) if options[key]}
    # Who names controls means those, whether or not a profile has them.
    profile = options["profile"] or (None if options["controls"] else PROFILE)
    chosen = _catalogue.choose(catalogue, profile, **{key: value for key, value in selection.items() if key in NARROWING})
    modes = _tailoring.modes(catalogue.controls, options["modes"], options["skip"])
    named = {control["id"] for control in chosen} | {word for word, mode in options["modes"].items() if mode == _tailoring.ENFORCE}
    wanted = [control for control in catalogue.controls if control["id"] in named and modes.get(control["id"]) != _tailoring.OFF]
    controls = _tailoring.tailored(catalogue, wanted, options["values"])
    questions, families = _catalogue.questions(controls, catalogue.platforms)
    waivers = _waivers.read(options["waivers"], [control["id"] for control in catalogue.controls])
    units = _lifecycle.candidate_units(catalogue.platforms)
    return Plan(catalogue, controls, questions, families, units, waivers, profile, selection, options["fail_on"], modes)


def conclude(planned: Plan, host: str, answered: Data, now: datetime.datetime) -> Data:
    """The results of a host that answered, their sum, and whether they are too bad."""
    catalogue, today = planned.catalogue, now.date()
    distro = _lifecycle.describe(answered["distro"], catalogue.platforms, catalogue.releases, today)
    results = [
        _evaluate.judge(control, answered["answers"].get(control["id"]), distro, catalogue.platforms, planned.waivers.get(control["id"]), today)
        for control in planned.controls
    ]
    return {"host": host, "distro": distro, "profile": planned.profile, **summed(planned, results, now)}


def summed(planned: Plan, results: list[Data], now: datetime.datetime) -> Data:
    """Results with their sum, and whether they are too bad."""
    about = {"audited_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "selection": planned.selection}
    return {"summary": {**about, **_summary.summarise(results)}, "results": results, "gate": _summary.gate(results, planned.fail_on)}
