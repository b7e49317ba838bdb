# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""uv.lock: what the project in it needs, with the markers on the way to each package."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import _toml, _walk
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

# The sources of uv besides an index: the words for it
ELSEWHERE = {
    "git": "a git repository",
    "url": "an address of its own",
    "path": "a file",
    "directory": "a directory",
    "editable": "a directory",
    "virtual": "a directory",
}
EXPORT = "give what uv export --format pylock.toml writes for one of its projects"


def read(text: str, request: Request) -> dict[str, t.Any]:
    """What a uv.lock says of its project without the project itself; LockError where it cannot be used."""
    path = str(request.path)
    document = _toml.load(text, path)
    if document.get("version") != 1:
        raise LockError(INVALID, f"{path} is a uv.lock of version {document.get('version')}, and 1 is what can be read; {EXPORT}")
    tables = _toml.tables(document, "package", path)
    nodes = [_walk.Node(canonical(_toml.a_text(table, "name", path)), table, place) for table, place in zip(tables, _places(text, tables, path))]
    root = _root(nodes, path)
    groups = check_names(request.groups, _names(root.table, "dev-dependencies", "requires-dev"), "group", path)
    extras = check_names(request.extras, _names(root.table, "optional-dependencies", "provides-extras"), "extra", path)
    _check_conflicts(document, root, groups, extras, path)
    found = _walk.Walk(nodes, root, groups, extras).reached()
    packages = [_package(node, check_marker(marker, node.place), request) for node, marker in found if node is not root]
    supported = [check_marker(one, path) for one in _toml.texts(document.get("supported-markers", []), "supported-markers", path)]
    return {"requires_python": _toml.a_text(document, "requires-python", path), "environments": supported, "packages": merged(packages, path)}


def _places(text: str, tables: list[dict[str, t.Any]], path: str) -> list[str]:
    return _toml.places(text, "package", path, len(tables))


def _root(nodes: list[_walk.Node], path: str) -> _walk.Node:
    """The project that was locked: the one package that lies where the lock does."""
    roots = [node for node in nodes if "." in (node.source.get("virtual"), node.source.get("editable"))]
    if len(roots) != 1:
        raise LockError(INVALID, f"{path} has no project beside it whose packages it could list, as that of a workspace or a script has not; {EXPORT}")
    return roots[0]


def _names(table: dict[str, t.Any], key: str, metadata: str) -> set[str]:
    """The groups or extras of the project, those without a package too."""
    listed = table.get("metadata", {}).get(metadata, ())
    return {*table.get(key, ()), *listed}


def _check_conflicts(document: dict[str, t.Any], root: _walk.Node, groups: tuple[str, ...], extras: tuple[str, ...], path: str) -> None:
    """LockError where two of what is asked for were locked to be never there together."""
    for conflict in document.get("conflicts", []):
        mine = [item for item in conflict if canonical(item.get("package", "")) == root.name]
        asked = [item[key] for item in mine for key, names in (("extra", extras), ("group", groups)) if canonical(item.get(key, "")) in names]
        if len(asked) > 1:
            raise LockError(INVALID, f"{path} was locked so that {' and '.join(asked)} are never installed together; ask for one of them")


def _package(node: _walk.Node, marker: str, request: Request) -> Package:
    source = next((words for key, words in ELSEWHERE.items() if key in node.source), None)
    if source:
        raise LockError(INVALID, f"{node.place}: {node.name} comes from {source}; build a wheel of it, put it into your index and lock again")
    version = _toml.a_text(node.table, "version", node.place)
    if not version:
        raise LockError(UNPINNED, f"{node.place}: {node.name} has no version; {_toml.AGAIN}")
    entries = [*_toml.tables(node.table, "wheels", node.place), *([node.table["sdist"]] if "sdist" in node.table else [])]
    files = [_file(entry, node.place) for entry in entries]
    hashes = [one["hash"] for one in files if one["hash"]]
    package = Package(name=node.name, version=version, marker=marker, hashes=hashes, files=files)
    check_hashes(package, sum("hash" in entry for entry in entries), request, node.place)
    return package


def _file(entry: t.Any, place: str) -> File:
    digest = str(entry.get("hash") or "").lower() if isinstance(entry, dict) else ""
    return _toml.file(entry, digest if SHA256.fullmatch(digest) else "", place)
