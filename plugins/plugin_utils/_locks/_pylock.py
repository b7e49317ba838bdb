# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""pylock.toml, the lock file of PEP 751, as uv, pip and pdm write it."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import _conditions, _toml
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import (
    INVALID,
    SHA256,
    UNPINNED,
    File,
    LockError,
    Package,
    Request,
    canonical,
    check_hashes,
    check_marker,
    check_names,
    merged,
)

# What a package may come from besides an index: the words for it
ELSEWHERE = {"vcs": "a version control system", "directory": "a directory", "archive": "an address of its own"}


def read(text: str, request: Request) -> dict[str, t.Any]:
    """What a pylock.toml says; LockError where it cannot be used."""
    path = str(request.path)
    document = _toml.load(text, path)
    version = _toml.a_text(document, "lock-version", path)
    if version.partition(".")[0] != "1":
        raise LockError(INVALID, f"{path} is a lock of version {version or 'unknown'}, and 1.0 is what can be read; lock again in that version")
    decide = _conditions.among(_chosen(document, request))
    tables = _toml.tables(document, "packages", path)
    packages, pythons = [], [_toml.a_text(document, "requires-python", path)]
    for table, place in zip(tables, _toml.places(text, "packages", path, len(tables))):
        marker = _marker(table, decide, place)
        if marker is None or _is_project(table):
            continue
        packages.append(_package(table, marker, request, place))
        if not marker:
            pythons.append(_toml.a_text(table, "requires-python", place))
    environments = [check_marker(one, path) for one in _toml.texts(document.get("environments", []), "environments", path)]
    return {"requires_python": ",".join(dict.fromkeys(filter(None, pythons))), "environments": environments, "packages": merged(packages, path)}


def _chosen(document: dict[str, t.Any], request: Request) -> dict[str, tuple[str, ...]]:
    """The extras and groups that are asked for; without any the groups that the lock itself names as its default."""
    path = str(request.path)
    default = _toml.texts(document.get("default-groups", []), "default-groups", path)
    groups = _toml.texts(document.get("dependency-groups", []), "dependency-groups", path)
    extras = _toml.texts(document.get("extras", []), "extras", path)
    asked = check_names(request.groups, [*groups, *default], "group", path) or tuple(canonical(name) for name in default)
    return {"dependency_groups": asked, "extras": check_names(request.extras, extras, "extra", path)}


def _marker(table: dict[str, t.Any], decide: _conditions.Decide, place: str) -> str | None:
    try:
        return _conditions.resolve(_toml.a_text(table, "marker", place), decide)
    except _markers.MarkerError as exc:
        raise LockError(INVALID, f"{place}: {exc}; {_toml.AGAIN}") from None


def _is_project(table: dict[str, t.Any]) -> bool:
    """Whether it is the project that was locked, which is not part of its own environment."""
    directory = table.get("directory")
    return isinstance(directory, dict) and directory.get("path") in (".", "")


def _package(table: dict[str, t.Any], marker: str, request: Request, place: str) -> Package:
    name = canonical(_toml.a_text(table, "name", place))
    if not name:
        raise LockError(INVALID, f"{place}: a package has no name; {_toml.AGAIN}")
    source = next((words for key, words in ELSEWHERE.items() if key in table), None)
    if source:
        raise LockError(INVALID, f"{place}: {name} comes from {source}; build a wheel of it, put it into your index and lock again")
    version = _toml.a_text(table, "version", place)
    if not version:
        raise LockError(UNPINNED, f"{place}: {name} has no version; {_toml.AGAIN}")
    entries = [*_toml.tables(table, "wheels", place), *([table["sdist"]] if "sdist" in table else [])]
    files = [_file(entry, place) for entry in entries]
    package = Package(name=name, version=version, marker=marker, hashes=[one["hash"] for one in files if one["hash"]], files=files)
    check_hashes(package, sum(bool(entry.get("hashes")) for entry in entries if isinstance(entry, dict)), request, place)
    return package


def _file(entry: t.Any, place: str) -> File:
    hashes = entry.get("hashes") if isinstance(entry, dict) else None
    digest = f"sha256:{hashes['sha256'].lower()}" if isinstance(hashes, dict) and isinstance(hashes.get("sha256"), str) else ""
    if digest and not SHA256.fullmatch(digest):
        raise LockError(INVALID, f"{place}: {digest} is no sha256; {_toml.AGAIN}")
    return _toml.file(entry, digest, place)
