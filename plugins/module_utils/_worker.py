# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The work on the target: all questions in one go, each within its time, none able to stop the others."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._distro import OTHER, family, identify
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import RESOURCES

ANY_FAMILY = "any"

# A break that something swallows (a finalizer may) comes again after this many seconds.
AGAIN = 1.0
MAX_MESSAGE = 300


class Unfit(Exception):
    """This host cannot be asked at all. The message is one sentence."""


class _OutOfTime(BaseException):
    """A question's time is over. Not an Exception: no handler on the way may take it for its own."""


def _ring(_signal: int, _frame: t.Any) -> t.NoReturn:
    raise _OutOfTime


@contextlib.contextmanager
def limited(seconds: float) -> t.Iterator[None]:
    """Break off with _OutOfTime after so many seconds; 0 is no limit."""
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.0), AGAIN)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        # Once more: it may have rung on its way to be switched off.
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def plain(value: t.Any) -> t.Any:
    """A value as JSON has it; bytes of a name that are no UTF-8 are spelt out."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _observed(host: Host, kind: str, args: dict[str, t.Any]) -> dict[str, t.Any]:
    if kind not in RESOURCES:
        return {"error": f"cannot ask about {kind}: there is no such resource, only {', '.join(RESOURCES)}"}
    try:
        readings = RESOURCES[kind](host, **args)
    except SubjectMissing as exc:
        return {"absent": str(exc)}
    except NotApplicable as exc:
        return {"not_applicable": str(exc)}
    except ObservationError as exc:
        return {"error": str(exc)}
    except Exception as exc:  # the one place where anything may have gone wrong: the other questions stand
        return {"error": f"{kind} raised {type(exc).__name__}: {' '.join(str(exc).split())[:MAX_MESSAGE]}"}
    return {"readings": [reading.to_dict() for reading in readings]} if readings else {"error": f"{kind} told nothing about {args}"}


def answer(host: Host, kind: str, args: dict[str, t.Any], seconds: float) -> dict[str, t.Any]:
    """What a host says to one question: its readings, or why it has none, and how long that took."""
    started = time.monotonic()
    try:
        with limited(seconds):
            found = _observed(host, kind, args)
    except _OutOfTime:
        found = {"error": f"gave up on {kind} {args} after {seconds:g} seconds; look at what keeps the host, or raise the limit"}
    return {**plain(found), "duration_ms": round((time.monotonic() - started) * 1000, 2)}


def ask(host: Host, questions: t.Iterable[dict[str, t.Any]], kin: str, seconds: float) -> dict[str, dict[str, t.Any]]:
    """The answers by question. A question that has no arguments for this family stays unanswered: who asks knows why."""
    answers = {}
    for question in questions:
        args = question["args"].get(kin, question["args"].get(ANY_FAMILY))
        if args is not None:
            answers[question["id"]] = answer(host, question["resource"], args, seconds)
    return answers


def _spent() -> float:
    """CPU seconds of this process and of those it waited for."""
    return sum(os.times()[:4])


def work(
    host: Host,
    questions: t.Sequence[dict[str, t.Any]],
    families: dict[str, str],
    seconds: float,
    units: t.Sequence[str] = (),
) -> dict[str, t.Any]:
    """What the host is, its answers, and what they cost. Unfit where it is of no family known."""
    started = time.monotonic()
    distro = plain(identify(host, units))
    kin = family(distro, families)
    if kin == OTHER:
        known = ", ".join(sorted(families))
        said = distro.get("pretty_name") or distro.get("id") or "nothing"
        raise Unfit(
            f"cannot audit this host: its os-release says {said} (id {distro.get('id') or 'none'}, like {', '.join(distro.get('id_like') or ()) or 'none'}),"
            f" and only {known} and what calls itself like one of them are supported; leave it out, or add its id to the platform it is made like"
        )
    answers = ask(host, questions, kin, seconds)
    wall = time.monotonic() - started
    stats = {"cpu_ms": round(_spent() * 1000), "wall_ms": round(wall * 1000), "python": ".".join(map(str, sys.version_info[:3]))}
    return {"distro": {**distro, "family": kin}, "answers": answers, "stats": stats}
