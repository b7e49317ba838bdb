# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Hosts side by side."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._reports import _fleet


def summary(score: float | None, errors: int = 0, **fails: int) -> dict[str, t.Any]:
    """As much of a summary as a row needs."""
    severities = {name: {"fail": fails.get(name, 0)} for name in ("critical", "high", "medium", "low")}
    return {"score": score, "coverage": None if score is None else 97.9, "counts": {"error": errors}, "by_severity": severities}


def test_render() -> None:
    rows = [
        _fleet.Row("web1", summary(99.9), "reports/web1.json"),
        _fleet.Row("database-server", summary(100.0), ""),
        _fleet.Row("web2", summary(40.0, errors=12, critical=1, low=7), "GATE  reports/web2.json"),
        _fleet.Row("gone", None, "UNREACHABLE"),
        _fleet.Row("empty", summary(None), ""),
    ]
    assert _fleet.render(rows) == (
        "host             score  coverage  critical  high  medium  low  errors\n"
        "gone                 -         -         -     -       -    -       -  UNREACHABLE\n"
        "web2                40      97 %         1     -       -    7      12  GATE  reports/web2.json\n"
        "web1                99      97 %         -     -       -    -       -  reports/web1.json\n"
        "database-server    100      97 %         -     -       -    -       -\n"
        "empty                -       - %         -     -       -    -       -\n"
    )
