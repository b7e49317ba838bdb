# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What no schema can say of a control: that its kind exists, its arguments fit, and what it wants would pass."""

from __future__ import annotations

import inspect
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_schema import near
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import NoSuchName, UnknownName, fill
from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import OPERATORS, WrongType, check_bound, kind, refused, show, words

if t.TYPE_CHECKING:
    Control = dict[str, t.Any]
    Platforms = dict[str, dict[str, t.Any]]


class Mistake(Exception):
    """One mistake in a control: the key it is under, and the sentence."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def families_of(control: Control, platforms: Platforms) -> list[str]:
    """The families that a control is for."""
    return list(control.get("applies_to", {}).get("families") or platforms)


def check(control: Control, platforms: Platforms) -> None:
    """Raise the first Mistake of a control that fits the schema."""
    if control["id"].partition(".")[0] != control["area"]:
        raise Mistake("id", f'it stands in the file of area {control["area"]}, so its id has to begin with "{control["area"]}."')
    observe = _observe(control["resource"])
    for family in families_of(control, platforms):
        if family not in platforms:
            raise Mistake("applies_to", f'"{family}" is no family that platforms/ knows{near(family, platforms)}')
        _check_args(control, observe, _filled(control, "args", platforms[family]))
        for test in ("accept", "range"):
            _check_want(_filled(control, "want", platforms[family]), _filled(control, test, platforms[family]))
        _filled(control, "remediation", platforms[family])


def _observe(resource: str) -> t.Callable[..., t.Any]:
    # Only who checks needs the kinds themselves; who audits asks the host for them.
    from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import RESOURCES

    if resource not in RESOURCES:
        raise Mistake("resource", f'"{resource}" is no kind of resource{near(resource, RESOURCES)}')
    return RESOURCES[resource]


def _filled(control: Control, key: str, platform: dict[str, t.Any]) -> t.Any:
    """A part in a family's names; None where the control or the family has none."""
    try:
        return fill(control.get(key), platform)
    except NoSuchName:
        return None
    except UnknownName as exc:
        raise Mistake(key, f"{exc}; write null there if the family has none") from exc


def _check_args(control: Control, observe: t.Callable[..., t.Any], args: dict[str, t.Any] | None) -> None:
    if args is None:
        return
    signature = inspect.signature(observe)
    names = list(signature.parameters)[1:]
    for name in args:
        if name not in names:
            raise Mistake("args", f'"{name}" is no argument of the kind {control["resource"]}{near(name, names)}')
    try:
        signature.bind(None, **args)
    except TypeError as exc:
        raise Mistake("args", f"the kind {control['resource']} cannot be asked with these: {exc}") from exc


def _check_want(want: t.Any, accept: dict[str, t.Any] | None) -> None:
    if want is None or accept is None:
        return
    if not isinstance(want, dict):
        _check_accept(want, accept, "it")
        return
    for key, test in accept.items():
        if key not in want:
            raise Mistake("accept", f'"{key}" is no key of want, and want is a mapping, so accept is {{key: {{operator: bound}}}}{near(key, want)}')
        if not isinstance(test, dict):
            raise Mistake("accept", f'"{key}" is {show(test)}, but has to be a mapping {{operator: bound}}')
        _check_accept(want[key], test, f'"{key}"')


def _check_accept(want: t.Any, accept: dict[str, t.Any], name: str) -> None:
    for operator, bound in accept.items():
        if operator not in OPERATORS:
            raise Mistake("accept", f'"{operator}" is no operator{near(operator, OPERATORS)}')
        try:
            check_bound(operator, bound)
        except WrongType as exc:
            raise Mistake("accept", str(exc)) from exc
    try:
        bad = refused(accept, want)
    except WrongType as exc:
        raise Mistake("want", f"it cannot be held against accept: {exc}") from exc
    if bad:
        raise Mistake("want", f"{name} wants {show(want)} ({kind(want)}), which its own accept refuses: {words({key: accept[key] for key in bad})}")
