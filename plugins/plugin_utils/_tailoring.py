# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a user wants otherwise: controls left out or only audited, and values of their own. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_schema import near
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import NoSuchName, fill
from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import WrongType, kind, refused, show, words

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import Catalogue, Control

ENFORCE, AUDIT, OFF = MODES = ("enforce", "audit", "off")
# The tests whose bound becomes the value that a user gives; all others give way to equality, or stay as those below.
MOVING = ("at_least", "at_most", "mode_at_most", "umask_covers", "contains", "subset_of")
STAYING = ("no_match", "none_of")


def modes(controls: t.Sequence[Control], given: dict[str, t.Any], skip: t.Sequence[str]) -> dict[str, str]:
    """Control id -> enforce, audit or off, for those that a user names, by id or by area; an id goes before its area."""
    for word, mode in given.items():
        # a YAML reader takes a plain off for false
        if mode not in (*MODES, False):
            raise CatalogueError(f"cannot use modes: {word} is {show(mode)}, but has to be one of {', '.join(MODES)}")
    wanted = {**{word: OFF if mode is False else mode for word, mode in given.items()}, **dict.fromkeys(skip, OFF)}
    known = {control["id"] for control in controls} | {control["area"] for control in controls}
    for word in wanted:
        if word not in known:
            raise CatalogueError(f'cannot use {"skip" if word in skip else "modes"}: there is no control or area "{word}"{near(str(word), known)}')
    found = {control["id"]: wanted.get(control["id"], wanted.get(control["area"], "")) for control in controls}
    return {name: mode for name, mode in found.items() if mode}


def tailored(catalogue: Catalogue, controls: list[Control], values: dict[str, t.Any]) -> list[Control]:
    """The controls with the values that a user gives, by id. A value of another type, or out of range, is an error."""
    if not controls:
        raise CatalogueError("cannot choose controls: skip and modes leave none; switch less off")
    known = {control["id"]: control for control in catalogue.controls}
    for name in values:
        if name not in known:
            raise CatalogueError(f'cannot use values: there is no control "{name}"{near(str(name), known)}')
    return [_tailored(control, values[control["id"]], catalogue.platforms) if control["id"] in values else control for control in controls]


def _tailored(control: Control, value: t.Any, platforms: dict[str, dict[str, t.Any]]) -> Control:
    want: t.Any = control["want"]
    accept: dict[str, t.Any] = control.get("accept") or {}
    limits: dict[str, t.Any] = control.get("range") or accept
    if not isinstance(want, dict):
        _check(control["id"], control["id"], want, value, limits, platforms)
        return _with(control, value, moved(accept, value))
    if not isinstance(value, dict) or not set(value) <= set(want):
        raise CatalogueError(f"cannot use values: {control['id']} is {show(value)}, but has to be a mapping with some of {', '.join(want)}")
    for key, item in value.items():
        _check(control["id"], f"{key} of {control['id']}", want[key], item, limits.get(key, {}), platforms)
    parts = {key: moved(accept.get(key, {}), item) for key, item in value.items()}
    stay = {key: test for key, test in accept.items() if key not in value}
    return _with(control, {**want, **value}, {**stay, **{key: test for key, test in parts.items() if test}})


def _with(control: Control, want: t.Any, accept: dict[str, t.Any]) -> Control:
    return {**{key: item for key, item in control.items() if key != "accept"}, "want": want, **({"accept": accept} if accept else {})}


def moved(accept: dict[str, t.Any], value: t.Any) -> dict[str, t.Any]:
    """What is good enough, where this value is wanted: a limit moves with it, and what is forbidden stays forbidden."""
    return {name: value if name in MOVING else bound for name, bound in accept.items() if name in (*MOVING, *STAYING)}


def _check(name: str, what: str, want: t.Any, value: t.Any, limits: dict[str, t.Any], platforms: dict[str, dict[str, t.Any]]) -> None:
    """Raise CatalogueError for a value that is of another kind than the one of the catalogue, or out of its range, on any family."""
    for platform in platforms.values():
        try:
            usual, bounds = fill(want, platform), fill(limits, platform)
        except NoSuchName:
            continue
        if kind(value) != kind(usual):
            raise CatalogueError(f"cannot use values: {what} is {show(value)}, a {kind(value)}, but has to be a {kind(usual)} such as {show(usual)}")
        try:
            bad = refused(bounds, value)
        except WrongType as exc:
            raise CatalogueError(f"cannot use values: {what}: {exc}") from exc
        if bad:
            raise CatalogueError(f"cannot use values: {what} is {show(value)}, but has to be {words({key: bounds[key] for key in bad})}")
