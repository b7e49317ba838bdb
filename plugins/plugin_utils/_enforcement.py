# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What of an audit is to be put right, by whom, and what came of it. Pure."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import PLANS
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_questions import PQ
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit, _evaluate, _handed, _tailoring
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_schema import near
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import fill
from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import WrongType
from ansible_collections.groundwork.baseline.plugins.plugin_utils._readings import tests, weigh

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

# What narrows a profile by other things than areas.
NARROW = ("severities", "levels", "controls", "select")
FIXED = ("id", "resource", "args", "want", "accept")


class Work(t.NamedTuple):
    """What failed, sorted: fixes for the worker, controls for Ansible's own modules, and why the rest is left, by id."""

    fixes: list[Data]
    handed: list[Data]
    left: dict[str, str]


def withdrawn(planned: _audit.Plan, standing: t.Iterable[str], options: Data) -> list[str]:
    """Controls that changed the host once and are wanted no longer; CatalogueError where the options cannot tell what is wanted."""
    areas, known = options["withdraw"], {control["area"] for control in planned.catalogue.controls}
    for word in areas:
        if word not in known:
            raise CatalogueError(f'cannot use withdraw: there is no area "{word}"{near(word, known)}')
    narrow = [name for name in NARROW if areas and options[name]]
    if narrow:
        raise CatalogueError(f"cannot use withdraw together with {' and '.join(narrow)}: all that these leave out would be taken back")
    wanted = {control["id"] for control in planned.controls}
    here = options["areas"] or areas
    return [name for name in standing if name not in wanted and name.split(".")[0] in areas and name.split(".")[0] in here]


def sort_out(planned: _audit.Plan, audited: Data, named: t.Sequence[str], back: t.Sequence[str] = ()) -> Work:
    """Who puts right which of the controls that failed, and of those that would fail once the controls in back are taken back."""
    platform = planned.catalogue.platforms[audited["distro"]["family"]]
    failed = {result["id"] for result in audited["results"] if result["status"] == _evaluate.FAIL}
    failed |= _leaning(planned, audited, back)
    work = Work([], [], {})
    for control in planned.controls:
        if control["id"] not in failed:
            continue
        why = _left(control, planned.modes.get(control["id"], ""), named)
        if why:
            work.left[control["id"]] = why
        elif control["resource"] in _handed.KINDS:
            work.handed.append(control)
        else:
            work.fixes.append({key: fill(control[key], platform) for key in FIXED if key in control})
    for fix in work.fixes:
        fix["yields_to"] = [other["id"] for other in work.fixes if _wants_more(other, fix)]
    return work


def _leaning(planned: _audit.Plan, audited: Data, back: t.Sequence[str]) -> set[str]:
    """Controls that pass, and ask for less of what a control has set that is taken back."""
    passed = {result["id"] for result in audited["results"] if result["status"] == _evaluate.PASS}
    gone = [(control["resource"], control["args"]) for control in planned.catalogue.controls if control["id"] in back]
    return {control["id"] for control in planned.controls if control["id"] in passed and (control["resource"], control["args"]) in gone}


def _left(control: Data, mode: str, named: t.Sequence[str]) -> str:
    """Why a control is left as it is; nothing where it is put right."""
    if mode == _tailoring.AUDIT:
        return "it is audited alone, as modes says"
    if control.get("manual"):
        return str(control["manual"])
    if control["resource"] not in PLANS and control["resource"] not in _handed.KINDS:
        return f"nothing puts {control['resource']} right yet; follow the remediation"
    if control.get("on_request") and control["id"] not in named and mode != _tailoring.ENFORCE:
        return f"it may break what runs here ({control.get('impact') or 'see its title'}); ask for it by its id, in controls, or in modes with enforce"
    return ""


def _wants_more(other: Data, fix: Data) -> bool:
    """Whether another control wants something else of the same thing, which is good enough for this one too."""
    less, more = (set((each.get("accept") or {}).get("no_match", ())) for each in (fix, other))
    if less and more:
        # lists from which things are taken away: who takes away all of it, and more
        return other["resource"] == fix["resource"] and _setting(other) == _setting(fix) and less < more
    if other["id"] == fix["id"] or (other["resource"], other["args"]) != (fix["resource"], fix["args"]) or other["want"] == fix["want"]:
        return False
    try:
        return not weigh({"value": other["want"], "source": "", "aspect": ""}, tests(fix["want"], fix.get("accept"))).refusals
    except WrongType:
        return False


def _setting(fix: Data) -> Data:
    """The args of a control; a question about a part of a list is one about the list."""
    return {**fix["args"], "option": "kexalgorithms"} if fix["args"].get("option") == PQ else dict(fix["args"])


def calls(planned: _audit.Plan, audited: Data, work: Work, wait: int) -> list[_handed.Call]:
    """The runs of Ansible's own modules that this work asks for. wait: seconds for somebody else's hold on the package manager."""
    results = {result["id"]: result for result in audited["results"]}
    return _handed.calls(work.handed, results, planned.catalogue.platforms[audited["distro"]["family"]], wait)


def brought(fixes: t.Sequence[Data], audited: Data, work: Work, refused: dict[str, str] | None) -> list[dict[str, str]]:
    """What packages that were installed changed of units, as told.

    fixes, audited: before them; work: after them. refused: in check mode, why the worker left controls; those that packages would bring are taken out.
    """
    failed = {fix["id"] for fix in work.fixes} if refused is None else {fix["id"] for fix in fixes} - set(refused)
    found = _handed.brought(fixes, {result["id"]: result for result in audited["results"]}, failed)
    for name in found:
        (refused or {}).pop(name, "")
    return [change for changes in found.values() for change in changes]


def joined(first: Data, second: Data) -> Data:
    """Two runs of the worker as one; the second alone where it failed."""
    if "answers" not in second:
        return second
    one, two = first["enforced"], second["enforced"]
    enforced = {
        "changes": [*one["changes"], *two["changes"]],
        "refused": {**one["refused"], **two["refused"]},
        "recovered": [*one["recovered"], *two["recovered"]],
        "kept": two["kept"] or one["kept"],
        "answers": {**one["answers"], **two["answers"]},
        "backups": two["backups"] or one["backups"],
        "guard": two["guard"] if two["kept"] else one["guard"],
    }
    return {**second, "enforced": enforced}


def conclude(planned: _audit.Plan, audited: Data, answered: Data, work: Work, handed: t.Sequence[dict[str, str]], now: datetime.datetime) -> Data:
    """The audit as it stands after the changes, with what was changed and what was not. answered: what the second trip brought."""
    enforced = answered["enforced"]
    controls = {control["id"]: control for control in planned.controls}
    answers = {**answered["answers"], **enforced["answers"]}
    again = {
        name: _evaluate.judge(controls[name], answer, audited["distro"], planned.catalogue.platforms, planned.waivers.get(name), now.date())
        for name, answer in answers.items()
    }
    results = [again.get(result["id"], result) for result in audited["results"]]
    # a unit that comes with a package may be what the worker would start too
    changes = [*handed, *(each for each in enforced["changes"] if each not in handed)]
    return {
        **audited,
        **_audit.summed(planned, results, now),
        "changed": bool(changes),
        "before": audited["summary"],
        "changes": changes,
        "not_fixed": {**work.left, **enforced["refused"], **_still(again, enforced["refused"])},
        "recovered": enforced["recovered"],
        "kept": enforced["kept"],
        "guard": enforced["guard"],
        "backups": enforced["backups"],
        "diff": diff(changes),
    }


def diff(changes: t.Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The changes as Ansible's --diff shows them."""
    return [{"before_header": each["path"], "after_header": each["path"], "before": each["before"], "after": each["after"]} for each in changes]


def _still(again: dict[str, Data], refused: dict[str, str]) -> dict[str, str]:
    """What fails although it was changed: something still wins over what was written."""
    return {name: result["reason"] for name, result in again.items() if result["status"] == _evaluate.FAIL and name not in refused}
