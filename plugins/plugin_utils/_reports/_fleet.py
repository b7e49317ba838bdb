# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a person reads of many hosts: a line each."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._reports._screen import SEVERITIES, percent

HEAD = ("host", "score", "coverage", *SEVERITIES, "errors", "")


class Row(t.NamedTuple):
    """A host, its summary where it was audited, and what else is to say of it."""

    host: str
    summary: dict[str, t.Any] | None
    remark: str = ""


def render(rows: t.Iterable[Row]) -> str:
    """A table, worst host first; hosts that were not audited come before all others."""
    cells = [HEAD, *(_cells(row) for row in sorted(rows, key=_rank))]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    return "\n".join(_aligned(line, widths) for line in cells) + "\n"


def _rank(row: Row) -> tuple[float, str]:
    score = row.summary["score"] if row.summary else -1.0
    return (101.0 if score is None else score, row.host)


def _cells(row: Row) -> tuple[str, ...]:
    if row.summary is None:
        return (row.host, *["-"] * (len(HEAD) - 2), row.remark)
    fails = [str(row.summary["by_severity"][severity]["fail"] or "-") for severity in SEVERITIES]
    coverage = f"{percent(row.summary['coverage'])} %"
    return (row.host, percent(row.summary["score"]), coverage, *fails, str(row.summary["counts"]["error"] or "-"), row.remark)


def _aligned(line: t.Sequence[str], widths: list[int]) -> str:
    middle = (f"{cell:>{width}}" for cell, width in zip(line[1:-1], widths[1:-1]))
    return "  ".join([f"{line[0]:<{widths[0]}}", *middle, line[-1]]).rstrip()
