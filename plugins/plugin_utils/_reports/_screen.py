# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a person reads of a host in ten seconds."""

from __future__ import annotations

import textwrap
import typing as t

Data = dict[str, t.Any]

WIDTH = 100
LINES = 30
MOST_FAILURES = 8
MOST_ERRORS = 3
BODY_LINES = 2
SEVERITIES = ("critical", "high", "medium", "low")
INDENT = " " * 10


def render(report: Data) -> str:
    """Host, score, counts, the worst failures with evidence and cure, and what could not be judged."""
    summary = report["summary"]
    lines = [_title(report), _score(report), *_counts(summary)]
    errors = _errors(report["results"])
    lines += _failures(report["results"], LINES - len(lines) - len(errors))
    return "\n".join([*lines, *errors]) + "\n"


def _wrapped(text: str, first: str = "", indent: str = "", most: int = 1) -> list[str]:
    """A text on as many lines as it may have; what does not fit is cut off and shows that."""
    return textwrap.wrap(
        " ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=indent, max_lines=most, placeholder=" ...", break_on_hyphens=False
    )


def percent(share: float | None) -> str:
    """A share in whole percent, never rounded up to a full hundred."""
    return "-" if share is None else str(int(share))


def _title(report: Data) -> str:
    distro = report["distro"]
    parts = [str(distro.get("pretty_name") or distro["id"]), *_support(distro)]
    parts += [f"{distro['container']} container"] if distro["container"] not in ("none", "unknown", None) else []
    return _wrapped(f"{report['host']}: {', '.join(parts)}")[0]


def _support(distro: Data) -> list[str]:
    ends = distro.get("end_of_life") or {}
    words = {
        "supported": f"supported until {ends.get('standard')}",
        "extended": f"extended support until {ends.get('extended')}",
        "ended": "NO LONGER SUPPORTED",
        "unknown": "support unknown",
    }
    return [words[distro["support"]]] if distro.get("support") in words else []


def _score(report: Data) -> str:
    summary = report["summary"]
    rest = f"coverage {percent(summary['coverage'])} % ({summary['judged']} of {summary['applicable']} judged)"
    rest += f", profile {report['profile']}" if report["profile"] else ""
    if summary["score"] is None:
        return f"no score, {rest}"
    waived = f" ({percent(summary['score_with_waivers'])} with waivers)" if summary["counts"]["waived"] else ""
    return f"score {percent(summary['score'])} of 100{waived}, {rest}"


def _counts(summary: Data) -> list[str]:
    counts = [f"{count} {status.replace('_', ' ')}" for status, count in summary["counts"].items() if count or status in ("pass", "fail")]
    fails = [f"{summary['by_severity'][name]['fail']} {name}" for name in SEVERITIES if summary["by_severity"][name]["fail"]]
    parts = [f"failed: {', '.join(fails)}"] if fails else []
    parts += [f"{summary['drift']} would change at the next boot"] if summary["drift"] else []
    return [", ".join(counts), *(["; ".join(parts)] if parts else [])]


def _failures(results: list[Data], room: int) -> list[str]:
    """As many of the failures as there is room for, the worst first; at least one."""
    failed = [result for result in results if result["status"] == "fail"]
    worst = sorted(failed, key=lambda result: (SEVERITIES.index(result["severity"]), result["id"]))
    lines: list[str] = []
    shown = 0
    for lines_of_one in map(_failure, worst[:MOST_FAILURES]):
        if shown and len(lines) + len(lines_of_one) > room - 2:
            break
        lines += lines_of_one
        shown += 1
    more = len(worst) - shown
    lines += [f"... and {more} more {'failure' if more == 1 else 'failures'}"] if more else []
    return ["", *lines] if lines else []


def _failure(result: Data) -> list[str]:
    title = f"{result['id']}: {result['title']}"
    cure = f"cure: {result['remediation']}"
    return [
        *_wrapped(title, f"{result['severity'].upper():<{len(INDENT)}}"),
        *(line for text in (result["reason"], cure) for line in _wrapped(text, INDENT, INDENT, BODY_LINES)),
    ]


def _errors(results: list[Data]) -> list[str]:
    errors = [result for result in results if result["status"] == "error"]
    lines = [line for result in errors[:MOST_ERRORS] for line in _wrapped(f"{result['id']}: {result['reason']}", f"{'ERROR':<{len(INDENT)}}")]
    more = len(errors) - len(lines)
    lines += [f"... and {more} more that could not be judged"] if more else []
    return ["", *lines] if lines else []
