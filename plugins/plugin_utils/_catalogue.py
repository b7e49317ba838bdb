# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The one reader of the data on what should be true: load it, choose from it, make questions of it."""

from __future__ import annotations

import pathlib
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue_checks, _catalogue_schema
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError, Document, documents
from ansible_collections.groundwork.baseline.plugins.plugin_utils._chooser import choose
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import NoSuchName, fill, placeholders

__all__ = ["Catalogue", "CatalogueError", "Control", "Platform", "choose", "load", "platforms", "questions", "releases"]

Control = dict[str, t.Any]
Platform = dict[str, t.Any]
Question = dict[str, t.Any]

DATA = pathlib.Path(__file__).resolve().parent / "catalogue"
WHAT = "controls"


@dataclass(frozen=True)
class Catalogue:
    """All that is known: controls in the order of their files, profiles by name, platforms by family, releases as written."""

    controls: list[Control]
    profiles: dict[str, dict[str, t.Any]]
    platforms: dict[str, Platform]
    releases: dict[str, t.Any]


def load(extra_dirs: t.Iterable[str | pathlib.Path] = (), check: bool = False) -> Catalogue:
    """Read our own catalogue and the folders of a user.

    A user's files are always checked. Ours were checked when they were committed, so an audit spares
    that time; check holds them to the same rules again.
    """
    known = platforms(check)
    controls: dict[str, Control] = {}
    places: dict[str, str] = {}
    profiles: dict[str, dict[str, t.Any]] = {}
    for folder, strict in ((DATA, check), *((pathlib.Path(extra).expanduser(), True) for extra in extra_dirs)):
        for document in _control_files(folder):
            _add_controls(document, known, controls, places, strict)
        _add_profiles(folder, profiles, controls, strict)
    return Catalogue(list(controls.values()), profiles, known, releases())


def platforms(check: bool = False) -> dict[str, Platform]:
    """The names of each family, without the controls: those take ten times as long to read."""
    found = {}
    for document in documents(DATA / "platforms", "platforms"):
        if check:
            _catalogue_schema.check("platform", document)
        if not isinstance(document.data, dict) or document.data.get("family") != document.path.stem:
            raise document.error(("family",), f'"family" has to be {document.path.stem}, as the file is named')
        found[document.path.stem] = document.data
    return found


def releases() -> dict[str, t.Any]:
    """The releases of each distribution, as written."""
    return dict(Document(DATA / "releases.yml", "releases").data)


def questions(controls: t.Iterable[Control], platforms: dict[str, Platform]) -> tuple[list[Question], dict[str, str]]:
    """What to ask a host, each question in the names of every family that it makes sense for; and which os-release id is of which family."""
    asked = [{"id": control["id"], "resource": control["resource"], "args": _args(control, platforms)} for control in controls]
    families = {name: family for family, platform in platforms.items() for name in platform["ids"]}
    return [question for question in asked if question["args"]], families


def _args(control: Control, platforms: dict[str, Platform]) -> dict[str, t.Any]:
    families = _catalogue_checks.families_of(control, platforms)
    if len(families) == len(platforms) and not placeholders(control["args"]):
        return {"any": control["args"]}
    args = {}
    for family in families:
        try:
            args[family] = fill(control["args"], platforms[family])
        except NoSuchName:
            continue
    return args


def _control_files(folder: pathlib.Path) -> list[Document]:
    if folder == DATA:
        return documents(folder / "controls", WHAT)
    if not folder.is_dir():
        raise CatalogueError(f"cannot load controls: {folder} is no folder; give one that holds YAML files of controls")
    found = documents(folder, WHAT) + documents(folder / "controls", WHAT)
    if not found:
        raise CatalogueError(f"cannot load controls: {folder} holds no .yml file; put one there that begins with controls:")
    return found


def _add_controls(document: Document, platforms: dict[str, Platform], controls: dict[str, Control], places: dict[str, str], strict: bool) -> None:
    if strict:
        _catalogue_schema.check("controls", document)
    for number, entry in enumerate(_entries(document)):
        control = {**entry, "area": _area(document.path)}
        where = ("controls", number)
        if control["id"] in controls:
            raise document.error((*where, "id"), f"control {control['id']}: there is one of this id already, in {places[control['id']]}; give it another")
        if strict:
            _check(document, where, control, platforms)
        controls[control["id"]] = control
        places[control["id"]] = f"{document.path}:{document.line((*where, 'id'))}"


def _area(path: pathlib.Path) -> str:
    """The area of a file's controls; a long one may be in several files: ssh.yml, ssh-forwarding.yml."""
    return path.stem.partition("-")[0]


NEEDED = ("id", "title", "severity", "level", "resource", "args", "want")


def _entries(document: Document) -> list[Control]:
    """The controls of a file; as much of its shape is checked as the rest of an audit leans on."""
    entries = document.data.get("controls") if isinstance(document.data, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise document.error((), "it has to hold a list of mappings under controls:")
    for number, entry in enumerate(entries):
        missing = [name for name in NEEDED if name not in entry]
        if missing:
            raise document.error(("controls", number), f'control {entry.get("id", f"number {number + 1}")}: "{missing[0]}" is missing')
    return entries


def _check(document: Document, where: tuple[str, int], control: Control, platforms: dict[str, Platform]) -> None:
    try:
        _catalogue_checks.check(control, platforms)
    except _catalogue_checks.Mistake as exc:
        raise document.error((*where, exc.key), f'control {control["id"]}: "{exc.key}": {exc}') from exc


def _add_profiles(folder: pathlib.Path, profiles: dict[str, dict[str, t.Any]], controls: dict[str, Control], strict: bool) -> None:
    for document in documents(folder / "profiles", "profiles"):
        name = document.path.stem
        if strict:
            _catalogue_schema.check("profile", document)
        if not isinstance(document.data, dict):
            raise document.error((), "it has to be a mapping with title, description and levels, framework, include or exclude")
        if name in profiles:
            raise document.error((), f"there is a profile {name} already; give it another name")
        for key in ("include", "exclude"):
            for number, control in enumerate(document.data.get(key, [])):
                if control not in controls:
                    raise document.error((key, number), f'"{control}" is no control{_catalogue_schema.near(control, controls)}')
        profiles[name] = document.data
