# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Chooses controls: by profile, area, severity, level, id, and by a JMESPath expression over them."""

from __future__ import annotations

import sys
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_schema import near

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import Catalogue, Control

SEVERITIES = ("critical", "high", "medium", "low")
LEVELS = (1, 2)
FIELDS = (
    *("id", "area", "title", "rationale", "severity", "level", "resource", "args", "want", "accept"),
    *("if_absent", "applies_to", "references", "range", "manual", "on_request", "impact", "remediation"),
)


def choose(
    catalogue: Catalogue,
    profile: str | None = None,
    areas: t.Sequence[str] = (),
    severities: t.Sequence[str] = (),
    levels: t.Sequence[int] = (),
    controls: t.Sequence[str] = (),
    select: str | None = None,
) -> list[Control]:
    """The controls that fit all that is asked for, in the catalogue's order; a word nobody knows or an empty choice is an error."""
    chosen = _of_profile(catalogue, profile)
    for what, key, wanted, known in (
        ("area", "area", areas, {control["area"] for control in catalogue.controls}),
        ("severity", "severity", severities, SEVERITIES),
        ("level", "level", levels, LEVELS),
        ("control", "id", controls, [control["id"] for control in catalogue.controls]),
    ):
        for word in wanted:
            if word not in known:
                raise CatalogueError(f'cannot choose controls: there is no {what} "{word}"{near(str(word), map(str, known))}')
        chosen = [control for control in chosen if not wanted or control[key] in wanted]
    if not chosen:
        raise CatalogueError(f"cannot choose controls: none fits {_asked(profile, areas, severities, levels, controls)}; ask for less at once")
    return chosen if select is None else _select(chosen, select)


def _asked(profile: str | None, *rest: t.Sequence[t.Any]) -> str:
    names = ("areas", "severities", "levels", "controls")
    parts = [f"profile {profile}"] if profile else []
    parts += [f"{name} {', '.join(map(str, words))}" for name, words in zip(names, rest) if words]
    return " and ".join(parts) or "an empty catalogue"


def _of_profile(catalogue: Catalogue, name: str | None) -> list[Control]:
    if name is None:
        return list(catalogue.controls)
    if name not in catalogue.profiles:
        raise CatalogueError(f'cannot choose controls: there is no profile "{name}"{near(name, catalogue.profiles)}')
    profile = catalogue.profiles[name]
    return [control for control in catalogue.controls if _is_in(control, profile)]


def _is_in(control: Control, profile: dict[str, t.Any]) -> bool:
    """Whether a profile names a control: by level and framework where it gives those, else by id alone."""
    levels, framework = profile.get("levels"), profile.get("framework")
    by_rule = (levels is not None or framework is not None) and (levels is None or control["level"] in levels)
    by_rule = by_rule and (framework is None or framework in control.get("references", {}))
    return (by_rule or control["id"] in profile.get("include", ())) and control["id"] not in profile.get("exclude", ())


def _select(chosen: list[Control], expression: str) -> list[Control]:
    """The controls that an expression names; a bare condition is short for [?condition]."""
    found = _search(chosen, expression)
    items = found if isinstance(found, list) else [] if found is None else [found]
    known = {control["id"] for control in chosen}
    ids = {item.get("id") if isinstance(item, dict) else item for item in items if isinstance(item, (dict, str))}
    if len(items) != sum(isinstance(item, (dict, str)) for item in items) or not ids <= known:
        raise CatalogueError(f"cannot select controls by {expression}: it gives neither controls nor their ids; try [?severity=='high']")
    if not ids:
        raise CatalogueError(f"cannot select controls by {expression}: none of {len(chosen)} controls matches; loosen it, or take another profile")
    return [control for control in chosen if control["id"] in ids]


def _search(chosen: list[Control], expression: str) -> t.Any:
    failed = f"cannot select controls by {expression}"
    try:
        import jmespath
    except ImportError as exc:
        raise CatalogueError(f'{failed}: the Python library jmespath is missing; install it with "{sys.executable} -m pip install jmespath"') from exc
    whole = expression.strip()
    try:
        compiled = jmespath.compile(whole if whole[:1] in ("[", "@") else f"[?{whole}]")
        for word in _fields(compiled.parsed):
            if word not in FIELDS:
                hint = f"; text stands in single quotes: '{word}'" if word in _values(chosen) else near(word, FIELDS)
                raise CatalogueError(f'{failed}: controls have no "{word}"{hint}')
        return compiled.search(chosen)
    except jmespath.exceptions.JMESPathError as exc:
        said = str(exc).partition(", for expression")[0].partition(":\n")[0].replace("\n", " ")
        hint = "text stands in single quotes, numbers in backticks: level==`1`"
        raise CatalogueError(f"{failed}: it is no JMESPath expression that can be run: {said}; {hint}") from exc


def _values(chosen: list[Control]) -> set[str]:
    return {control[key] for control in chosen for key in ("area", "severity", "resource", "id")}


def _fields(node: dict[str, t.Any]) -> list[str]:
    """The words that an expression takes to be fields of a control; what lies within a field is the field's own."""
    if node["type"] == "field":
        return [node["value"]]
    children = node["children"]
    inner = node["type"] == "subexpression" or (node["type"].endswith("projection") and _goes_into(children[0]))
    renamed = node["type"] == "pipe" and _renames(children[0])
    return [word for child in (children[:1] if inner or renamed else children) if isinstance(child, dict) for word in _fields(child)]


def _goes_into(node: dict[str, t.Any]) -> bool:
    """Whether a projection runs over the inside of a field, not over controls."""
    return node["type"] in ("field", "subexpression") or (node["type"] in ("flatten", "index_expression") and _goes_into(node["children"][0]))


def _renames(node: dict[str, t.Any]) -> bool:
    return node["type"].startswith("multi_select") or any(_renames(child) for child in node["children"] if isinstance(child, dict))
