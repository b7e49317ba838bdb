# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whether to serve from a system, and why: one sentence. Pure."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.plugin_utils._releases import ENDED, EXTENDED, UNKNOWN, Life, date

Data = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Case:
    """What is weighed.

    title: the system with its version. distribution, release: what the table has of them, {} where it has nothing.
    instead: where to go from here. stranger_to: the titles of the families that it is none of; [] where it is of one.
    """

    title: str
    distribution: Data
    release: Data
    life: Life
    today: datetime.date
    instead: str
    stranger_to: t.Sequence[str] = ()


def judge(case: Case) -> dict[str, t.Any]:
    """fit, and why: the first reason against it, or what it rests on."""
    for reason in (_nature, _stranger, _undated, _over, _paid, _short):
        against = reason(case)
        if against:
            return {"fit": False, "why": f"{case.title} {against}."}
    caution = case.distribution.get("caution")
    return {"fit": True, "why": f"{case.title} {_for(case)}{f'; {caution}' if caution else ''}."}


def _nature(case: Case) -> str | None:
    return case.distribution.get("not_for_production")


def _stranger(case: Case) -> str | None:
    if not case.stranger_to:
        return None
    return f"is not known to this collection, which has names and controls for {' and '.join(case.stranger_to)} alone; take a system of these"


def _undated(case: Case) -> str | None:
    nobody = "so nobody here can say when its updates end; take a release with a published end of support"
    if not case.release:
        return f"is no release in this collection's table, {nobody}"
    released = date(case.release["released"])
    if released is None or case.today < released:
        return f"is not released{f' before {released}' if released else ' yet'}; take {case.instead}"
    return f"has no end of support in this collection's table, {nobody}" if case.life.support == UNKNOWN else None


def _over(case: Case) -> str | None:
    if case.life.support != ENDED:
        return None
    return f"has been out of support since {case.release['extended'] or case.release['standard']}; move to {case.instead}"


def _paid(case: Case) -> str | None:
    if case.life.support != EXTENDED or case.distribution["extension"]["free"]:
        return None
    left, until, name = case.release["standard"], case.release["extended"], case.distribution["extension"]["name"]
    return f"left standard support on {left} and until {until} gets updates with {name} alone, which cannot be seen from here; move to {case.instead}"


def _short(case: Case) -> str | None:
    if case.release["lts"]:
        return None
    return f"is a short-lived release with updates until {case.release['standard']}; take {case.instead}"


def _for(case: Case) -> str:
    standard, extended = case.release["standard"], case.release["extended"]
    name = case.distribution["extension"]["name"] if extended else ""
    if case.life.support == EXTENDED:
        return f"left standard support on {standard} and gets security updates from {name} until {extended}; plan the move to {case.instead}"
    return f"gets security updates until {standard}{f', and with {name} until {extended}' if extended else ''}"
