# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The way through a uv.lock: from the project along its dependencies, with the markers that stand on it."""

from __future__ import annotations

import collections
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import _conditions, _toml
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import INVALID, LockError, canonical

# A way: the markers that have to hold on it together. Several ways lead to a package; one is enough.
Way = frozenset[str]
_CHOICE = re.compile(r"(extra|group|project)-(\d+)-(.*)")


class Node(t.NamedTuple):
    """A package of the lock, and its place in the file."""

    name: str
    table: dict[str, t.Any]
    place: str

    @property
    def source(self) -> dict[str, t.Any]:
        """Where it comes from."""
        source = self.table.get("source", {})
        return source if isinstance(source, dict) else {}


class Walk:
    """Follows dependencies until nothing new is reached; circles end where a way adds nothing."""

    def __init__(self, nodes: list[Node], root: Node, groups: tuple[str, ...], extras: tuple[str, ...]) -> None:
        self.nodes, self.root, self.groups, self.extras = nodes, root, groups, extras
        self.by_name: dict[str, list[int]] = collections.defaultdict(list)
        for index, node in enumerate(nodes):
            self.by_name[node.name].append(index)
        # of a package alone (""), and of each extra of it
        self.ways: dict[tuple[int, str], set[Way]] = collections.defaultdict(set)
        self.pending: list[tuple[int, str, Way]] = []

    def reached(self) -> list[tuple[Node, str]]:
        """Every package that is reached, and the marker under which it is; empty where it always is."""
        start = next(index for index, node in enumerate(self.nodes) if node is self.root)
        for part in ("", *self.extras):
            self._add(start, part, frozenset())
        for group in self.groups:
            self._follow(self.root, _dependencies(self.root, "dev-dependencies", group), frozenset())
        while self.pending:
            index, part, way = self.pending.pop()
            node = self.nodes[index]
            if way in self.ways[index, part]:
                self._follow(node, _dependencies(node, "optional-dependencies", part) if part else _direct(node), way)
        return [(node, _text(self.ways[index, ""])) for index, node in enumerate(self.nodes) if self.ways[index, ""]]

    def _add(self, index: int, part: str, way: Way) -> None:
        known = self.ways[index, part]
        if any(other <= way for other in known):
            return
        self.ways[index, part] = {other for other in known if not way <= other} | {way}
        self.pending.append((index, part, way))

    def _follow(self, node: Node, dependencies: list[dict[str, t.Any]], way: Way) -> None:
        for dependency in dependencies:
            try:
                marker = _conditions.resolve(_toml.a_text(dependency, "marker", node.place), self._decide)
            except _markers.MarkerError as exc:
                raise LockError(INVALID, f"{node.place}: {exc}; {_toml.AGAIN}") from None
            if marker is None:
                continue
            onward = way | {marker} if marker else way
            index = self._target(dependency, node.place)
            for part in ("", *(canonical(extra) for extra in _toml.texts(dependency.get("extra", []), "extra", node.place))):
                self._add(index, part, onward)

    def _decide(self, test: _markers.Comparison) -> bool | None:
        """What uv writes of extras and groups that exclude each other: extra == 'extra-4-shop-gpu'."""
        if test.variable != "extra":
            return None
        found = _CHOICE.fullmatch(test.value)
        if not found or test.operator not in ("==", "!="):
            raise _markers.MarkerError(f"the marker extra {test.operator} {test.value!r} stands for nothing that was asked for")
        length = int(found[2])
        package, name = canonical(found[3][:length]), canonical(found[3][length + 1 :])
        chosen = {"extra": name in self.extras, "group": name in self.groups, "project": not name}[found[1]]
        return (package == self.root.name and chosen) is (test.operator == "==")

    def _target(self, dependency: dict[str, t.Any], place: str) -> int:
        name = canonical(_toml.a_text(dependency, "name", place))
        wanted = {key: dependency[key] for key in ("version", "source") if key in dependency}
        fitting = [index for index in self.by_name[name] if wanted.items() <= self.nodes[index].table.items()]
        if len(fitting) != 1:
            raise LockError(INVALID, f"{place}: it needs {name}, and the lock has {len(fitting)} packages that this could be; {_toml.AGAIN}")
        return fitting[0]


def _direct(node: Node) -> list[dict[str, t.Any]]:
    return _toml.tables(node.table, "dependencies", node.place)


def _dependencies(node: Node, key: str, part: str) -> list[dict[str, t.Any]]:
    tables = node.table.get(key, {})
    name = next((one for one in tables if canonical(one) == part), None) if isinstance(tables, dict) else None
    return [] if name is None else _toml.tables(tables, name, node.place)


def _text(ways: set[Way]) -> str:
    """The ways as one marker."""
    if frozenset() in ways:
        return ""
    both = [_markers.joined("and", [_markers.parse(marker) for marker in sorted(way)]) for way in sorted(ways, key=sorted)]
    return _markers.text(_markers.joined("or", both))
