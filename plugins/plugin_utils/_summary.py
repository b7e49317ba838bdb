# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Sums results up: a score, how much it rests on, and whether it is too bad to go on."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._evaluate import ERROR, FAIL, NOT_APPLICABLE, PASS, STATUSES, WAIVED

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

# What one control counts in the score; each severity counts twice the one below it.
WEIGHTS = {"critical": 8, "high": 4, "medium": 2, "low": 1}
GATES = ("any", "error", *WEIGHTS)


def summarise(results: t.Sequence[Data]) -> Data:
    """Score and coverage in percent (None where there is nothing to take a share of), and the counts they come from."""
    counts = _counts(results)
    judged = counts[PASS] + counts[FAIL] + counts[WAIVED]
    return {
        "score": _share(_weight(results, PASS), _weight(results, PASS, FAIL, WAIVED)),
        "score_with_waivers": _share(_weight(results, PASS), _weight(results, PASS, FAIL)),
        "coverage": _share(judged, len(results) - counts[NOT_APPLICABLE]),
        "judged": judged,
        "applicable": len(results) - counts[NOT_APPLICABLE],
        "total": len(results),
        "drift": sum(result["drift"] for result in results),
        "counts": counts,
        "by_severity": {severity: _counts([result for result in results if result["severity"] == severity]) for severity in WEIGHTS},
    }


def _counts(results: t.Sequence[Data]) -> dict[str, int]:
    return {status: sum(result["status"] == status for result in results) for status in STATUSES}


def _weight(results: t.Sequence[Data], *statuses: str) -> int:
    return sum(WEIGHTS[result["severity"]] for result in results if result["status"] in statuses)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def gate(results: t.Sequence[Data], fail_on: t.Sequence[str]) -> Data:
    """Whether what was found is too much: a fail of a severity or above, an error, or any of both."""
    errors = [result["id"] for result in results if result["status"] == ERROR and {"error", "any"} & set(fail_on)]
    severities = list(WEIGHTS)
    least = max((severities.index(word) for word in fail_on if word in WEIGHTS), default=-1)
    least = len(severities) - 1 if "any" in fail_on else least
    fails = [result["id"] for result in results if result["status"] == FAIL and severities.index(result["severity"]) <= least]
    parts = [_named(fails, f"failed at severity {severities[least]} or above")] if fails else []
    parts += [_named(errors, "could not be judged")] if errors else []
    return {"failed": bool(parts), "reason": " and ".join(parts)}


def _named(ids: list[str], what: str) -> str:
    shown = ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
    return f"{len(ids)} {'control' if len(ids) == 1 else 'controls'} {what} ({shown})"
