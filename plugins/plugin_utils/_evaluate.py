# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Judges: what a control wants, held against what a host answered, makes one result. Pure."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _readings, _remediation
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import NoSuchName, fill
from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import WrongType

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

PASS, FAIL, WAIVED, NOT_APPLICABLE, ERROR = STATUSES = ("pass", "fail", "waived", "not_applicable", "error")
# Where it cannot be told, the host's own answers decide.
NO_CONTAINER = ("none", "unknown", None)
FILLED = ("args", "want", "accept", "remediation")


class Verdict(t.NamedTuple):
    """A status, the sentence that says why, the value that decided, and whether now and boot differ."""

    status: str
    reason: str
    actual: t.Any = None
    drift: bool = False


def judge(
    control: Data,
    answer: Data | None,
    distro: Data,
    platforms: dict[str, Data],
    waiver: Data | None = None,
    today: datetime.date | None = None,
) -> Data:
    """The result of one control on one host; the control and the answer stay as they are."""
    platform = platforms.get(distro["family"])
    answer = _by_calendar(control, answer, distro)
    named: Data = {}
    try:
        named = {key: fill(control[key], platform) for key in FILLED if key in control} if platform else {}
        verdict = _elsewhere(control, distro, platform) or _unanswered(control, answer) or _weighed(named, answer or {})
    except NoSuchName as exc:
        verdict = _elsewhere(control, distro, platform) or Verdict(NOT_APPLICABLE, f"{exc}")
    if waiver and verdict.status == FAIL:
        verdict = _waived(verdict, waiver, today or datetime.datetime.now(tz=datetime.timezone.utc).date())
    return _result(control, named, answer or {}, verdict, waiver)


def _by_calendar(control: Data, answer: Data | None, distro: Data) -> Data | None:
    """For a release, where it is in its life on this day: a host names itself, and no host knows the dates. Updates that are paid for are seen by nobody."""
    if control["resource"] != "release" or "support" not in distro or not (answer or {}).get("readings"):
        return answer
    why = distro["production"]["why"]
    if distro["support"] == "unknown":
        return {"error": f"cannot tell whether it still gets updates: {why}"}
    paid = distro["support"] == "extended" and not distro["production"]["fit"]
    return {**(answer or {}), "readings": [{"value": "extended for pay" if paid else distro["support"], "source": why, "aspect": ""}]}


def _elsewhere(control: Data, distro: Data, platform: Data | None) -> Verdict | None:
    """Not a control for this host, whatever it answers."""
    where = control.get("applies_to", {})
    if platform is None:
        return Verdict(ERROR, f"the family {distro['family']} is not one that this can be judged for")
    if platform["family"] not in where.get("families", [platform["family"]]):
        return Verdict(NOT_APPLICABLE, f"this is for {' and '.join(where['families'])}, and the host is of the family {platform['family']}")
    if not where.get("containers", True) and distro["container"] not in NO_CONTAINER:
        return Verdict(NOT_APPLICABLE, f"the host is a {distro['container']} container: this belongs to the machine that it runs on")
    return None


def _unanswered(control: Data, answer: Data | None) -> Verdict | None:
    """No readings: cannot tell, makes no sense there, or not there, which are three things."""
    if answer is None:
        return Verdict(ERROR, "the host gave no answer")
    if answer.get("error"):
        return Verdict(ERROR, answer["error"])
    if answer.get("not_applicable"):
        return Verdict(NOT_APPLICABLE, answer["not_applicable"])
    if answer.get("absent"):
        return Verdict(control.get("if_absent", NOT_APPLICABLE), answer["absent"])
    return None if answer.get("readings") else Verdict(ERROR, "the host answered without any reading")


def _weighed(named: Data, answer: Data) -> Verdict:
    """Every reading has to be accepted; the first one refused is the one that is told of."""
    tests = _readings.tests(named["want"], named.get("accept"))
    try:
        weighed = [_readings.weigh(reading, tests) for reading in answer["readings"]]
    except WrongType as exc:
        return Verdict(ERROR, f"the answer cannot be judged: {exc}")
    drift = _readings.drift(weighed)
    refused = [each for each in weighed if each.refusals]
    if refused:
        return Verdict(FAIL, _readings.refusal(weighed, refused, tests, drift), refused[0].value, drift)
    return Verdict(PASS, _readings.told_apart(weighed) if drift else "", weighed[0].value, drift)


def _waived(verdict: Verdict, waiver: Data, today: datetime.date) -> Verdict:
    if datetime.date.fromisoformat(waiver["expires"]) < today:
        return verdict._replace(reason=f"waiver of {waiver['owner']} expired {waiver['expires']}; {verdict.reason}")
    return verdict._replace(status=WAIVED, reason=f"{waiver['owner']} waives this until {waiver['expires']} ({waiver['reason']}); {verdict.reason}")


def _result(control: Data, named: Data, answer: Data, verdict: Verdict, waiver: Data | None) -> Data:
    curable = verdict.status in (FAIL, WAIVED)
    return {
        **{key: control[key] for key in ("id", "area", "title", "severity", "level")},
        "status": verdict.status,
        "expected": _readings.expected(named["want"], named.get("accept")) if "want" in named else None,
        "actual": verdict.actual,
        "evidence": [{key: reading.get(key, "") for key in ("source", "value", "aspect")} for reading in answer.get("readings", ())],
        "reason": verdict.reason,
        "references": dict(control.get("references", {})),
        "remediation": (named.get("remediation") or _remediation.cure(control["resource"], named["args"], named["want"])) if curable else "",
        "drift": verdict.drift,
        "duration_ms": answer.get("duration_ms", 0.0),
        "waiver": dict(waiver) if waiver else None,
    }
