# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Scores, coverage and gates."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._summary import gate, summarise


def results(*pairs: tuple[str, str]) -> list[dict[str, t.Any]]:
    """Results of these severities and statuses."""
    return [{"id": f"a.{number}", "severity": severity, "status": status, "drift": False} for number, (severity, status) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("pairs", "score", "with_waivers", "coverage"),
    [
        ([], None, None, None),
        ([("high", "not_applicable")], None, None, None),
        ([("high", "error")], None, None, 0.0),
        ([("high", "pass")], 100.0, 100.0, 100.0),
        ([("high", "fail")], 0.0, 0.0, 100.0),
        ([("critical", "fail"), ("low", "pass")], 11.1, 11.1, 100.0),
        ([("critical", "pass"), ("high", "fail"), ("medium", "pass"), ("low", "fail")], 66.7, 66.7, 100.0),
        ([("high", "waived"), ("high", "pass")], 50.0, 100.0, 100.0),
        ([("high", "waived")], 0.0, None, 100.0),
        ([("high", "pass"), ("high", "error"), ("low", "not_applicable")], 100.0, 100.0, 50.0),
    ],
)
def test_score(pairs: list[tuple[str, str]], score: float | None, with_waivers: float | None, coverage: float | None) -> None:
    summary = summarise(results(*pairs))
    assert (summary["score"], summary["score_with_waivers"], summary["coverage"]) == (score, with_waivers, coverage)


def test_counts() -> None:
    found = results(("high", "pass"), ("high", "fail"), ("low", "fail"), ("low", "error"), ("low", "not_applicable"), ("medium", "waived"))
    found[1]["drift"] = True
    summary = summarise(found)
    assert summary["counts"] == {"pass": 1, "fail": 2, "waived": 1, "not_applicable": 1, "error": 1}
    assert (summary["judged"], summary["applicable"], summary["total"], summary["drift"]) == (4, 5, 6, 1)
    assert summary["by_severity"]["high"] == {"pass": 1, "fail": 1, "waived": 0, "not_applicable": 0, "error": 0}
    assert list(summary["by_severity"]) == ["critical", "high", "medium", "low"]


@pytest.mark.parametrize(
    ("pairs", "fail_on", "reason"),
    [
        ([("critical", "fail")], [], ""),
        ([("critical", "fail")], ["critical"], "1 control failed at severity critical or above (a.0)"),
        ([("high", "fail")], ["critical"], ""),
        ([("high", "fail"), ("low", "fail")], ["medium"], "1 control failed at severity medium or above (a.0)"),
        ([("high", "fail"), ("low", "fail")], ["high", "low"], "2 controls failed at severity low or above (a.0, a.1)"),
        ([("high", "fail")] * 5, ["high"], "5 controls failed at severity high or above (a.0, a.1, a.2 and 2 more)"),
        ([("high", "error")], ["high"], ""),
        ([("low", "error")], ["error"], "1 control could not be judged (a.0)"),
        ([("low", "error")], ["any"], "1 control could not be judged (a.0)"),
        ([("low", "fail"), ("low", "error")], ["any"], "1 control failed at severity low or above (a.0) and 1 control could not be judged (a.1)"),
        ([("critical", "waived"), ("critical", "not_applicable"), ("critical", "pass")], ["any"], ""),
    ],
)
def test_gate(pairs: list[tuple[str, str]], fail_on: list[str], reason: str) -> None:
    assert gate(results(*pairs), fail_on) == {"failed": bool(reason), "reason": reason}
