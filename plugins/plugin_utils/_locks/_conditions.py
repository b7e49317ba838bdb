# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Markers that ask for extras and groups: what is chosen becomes true or false, and the rest of the marker stays for the host."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers

Decide = t.Callable[[_markers.Comparison], "bool | None"]


def resolve(marker: str, decide: Decide) -> str | None:
    """The marker without what decide knows: empty where it always holds, None where it never does; MarkerError where it is none."""
    if not marker.strip():
        return ""
    left = _reduce(_markers.parse(marker), decide)
    if left is True:
        return ""
    return None if left is False else _markers.text(left)


def _reduce(node: _markers.Node, decide: Decide) -> _markers.Node | bool:
    if isinstance(node, _markers.Comparison):
        known = decide(node)
        return node if known is None else known
    parts = [_reduce(part, decide) for part in node.parts]
    settles = node.word == "or"
    if any(part is settles for part in parts):
        return settles
    left = [part for part in parts if not isinstance(part, bool)]
    return _markers.joined(node.word, left) if left else not settles


def among(chosen: t.Mapping[str, t.Collection[str]]) -> Decide:
    """Decides "x" in extras and "x" in dependency_groups by what is chosen of each."""

    def decide(test: _markers.Comparison) -> bool | None:
        if test.variable not in chosen:
            return None
        if not test.turned or test.operator not in ("in", "not in"):
            raise _markers.MarkerError(f"{test.variable} can only be asked whether a name is in it, as 'name' in {test.variable}")
        return (test.value in chosen[test.variable]) is (test.operator == "in")

    return decide
