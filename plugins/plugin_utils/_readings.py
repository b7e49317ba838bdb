# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Weighs the readings of one answer, and words what was found."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import OPERATORS, WrongType, kind, refused, show, words

Tests = dict[str, dict[str, t.Any]]
# The key under which a want that is no mapping has its test.
WHOLE = ""
RUNTIME, BOOT = "runtime", "boot"


class Weighed(t.NamedTuple):
    """A reading and what of it is refused: key -> the operators."""

    value: t.Any
    source: str
    aspect: str
    refusals: dict[str, list[str]]
    tests: Tests


def tests(want: t.Any, accept: dict[str, t.Any] | None) -> Tests:
    """What each part of a value has to pass: its accept, or equality with its want."""
    if not isinstance(want, dict):
        return {WHOLE: accept or {"equals": want}}
    return {key: (accept or {}).get(key, {"equals": item}) for key, item in want.items()}


def expected(want: t.Any, accept: dict[str, t.Any] | None) -> t.Any:
    """What a report says is wanted: the value itself where only it will do, otherwise {operator: bound}."""
    if not isinstance(want, dict):
        return accept or want
    return {key: (accept or {}).get(key, item) for key, item in want.items()}


def weigh(reading: dict[str, t.Any], wanted: Tests) -> Weighed:
    """Hold one reading against the tests; WrongType where it cannot be."""
    refusals = {}
    for key, accept in wanted.items():
        part = reading["value"] if key == WHOLE else _part(reading, key)
        try:
            bad = refused(accept, part)
        except WrongType as exc:
            raise WrongType(f"{_for(reading['aspect'])}{exc} ({reading['source']})") from exc
        if bad:
            refusals[key] = bad
    return Weighed(reading["value"], reading["source"], reading["aspect"], refusals, wanted)


def _part(reading: dict[str, t.Any], key: str) -> t.Any:
    value = reading["value"]
    if not isinstance(value, dict):
        raise WrongType(f"{_for(reading['aspect'])}{show(value)} is a {kind(value)}, but a mapping with {key} is needed ({reading['source']})")
    if key not in value:
        raise WrongType(f"{_for(reading['aspect'])}it says nothing of {key} ({reading['source']})")
    return value[key]


def drift(weighed: t.Sequence[Weighed]) -> bool:
    """Whether what is in force now differs from what boot will set."""
    times = {each.aspect: each.value for each in weighed if each.aspect in (RUNTIME, BOOT)}
    return len(times) == 2 and times[RUNTIME] != times[BOOT]


def told_apart(weighed: t.Sequence[Weighed]) -> str:
    """The value in force and the one that boot will set, each with its place."""
    times = {each.aspect: f"{_found(each)}{_at(each)}" for each in weighed}
    return f"now {times[RUNTIME]}, but after the next boot {times[BOOT]}"


def refusal(weighed: t.Sequence[Weighed], bad: t.Sequence[Weighed], wanted: Tests, drifts: bool) -> str:
    """One sentence for a fail: what was found, where, and what is wanted."""
    first = bad[0]
    found = told_apart(weighed) if drifts else f"{_for(first.aspect)}found {_found(first)}{_at(first)}"
    more = f"; {len(bad)} of {len(weighed)} readings are refused" if len(bad) > 1 and not drifts else ""
    asked = {key: words({name: wanted[key][name] for each in bad for name in each.refusals.get(key, ())}) for key in _keys(bad)}
    return f"{found}, wanted {', '.join(f'{key} {text}'.strip() for key, text in asked.items())}{more}"


def _keys(bad: t.Sequence[Weighed]) -> list[str]:
    return list(dict.fromkeys(key for each in bad for key in each.refusals))


def _for(aspect: str) -> str:
    return f"for {aspect}: " if aspect and aspect not in (RUNTIME, BOOT) else ""


def _at(each: Weighed) -> str:
    return "" if each.source in ("", each.aspect) else f" ({each.source})"


def _found(each: Weighed) -> str:
    """The part of a value that matters: what is refused of it, or the value where that is short."""
    if not each.refusals:
        return "as wanted" if isinstance(each.value, (list, dict)) else show(each.value)
    parts = []
    for key, names in each.refusals.items():
        value = each.value if key == WHOLE else each.value[key]
        parts.append(f"{key} {_offence(value, names[0], each.tests[key])}".strip())
    return ", ".join(parts)


def _offence(value: t.Any, name: str, accept: dict[str, t.Any]) -> str:
    offenders = OPERATORS[name].offenders
    if offenders is None or not isinstance(value, list):
        return show(value)
    listed = show(offenders(value, accept[name]))
    return f"no {listed}" if name == "contains" else listed
