# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The ports that rules and sets name."""

from __future__ import annotations

import re
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._nft_ruleset import Chain, Ruleset

DPORT = re.compile(r"\bdports? (\{[^}]*\}|\S+)")


def ports_in(text: str) -> list[tuple[int, int]]:
    """The ports in { 80, 8000-8010 } or 22."""
    found = [re.fullmatch(r"(\d+)(?:-(\d+))?", word) for word in text.strip("{} ").replace(",", " ").split()]
    return [(int(each[1]), int(each[2] or each[1])) for each in found if each]


def plain(element: t.Any) -> t.Any:
    """An element of a set without its timeout, counter or comment."""
    return element["elem"].get("val") if isinstance(element, dict) and isinstance(element.get("elem"), dict) else element


def named_ports(ruleset: Ruleset) -> set[tuple[int, int]]:
    """All ports and ranges that a rule or set names as a destination."""
    found: set[tuple[int, int]] = set()
    for chain in ruleset.chains.values():
        for statements, text in chain.rules:
            for each in DPORT.findall(text):
                found.update(ports_in(each))
            for statement in statements:
                said = next(iter(statement.values())) if isinstance(statement, dict) and statement else None
                if isinstance(said, dict) and '"dport"' in repr(said).replace("'", '"'):
                    _gather(ruleset, chain, said.get("right", said.get("data")), found)
    return found


def _gather(ruleset: Ruleset, chain: Chain, said: t.Any, found: set[tuple[int, int]]) -> None:
    """The ports in the right side of a match or in a map, added to found."""
    if isinstance(said, bool) or said is None:
        return
    if isinstance(said, int):
        found.add((said, said))
    elif isinstance(said, str) and said.startswith("@"):
        _gather(ruleset, chain, ruleset.sets.get((chain.family, chain.table, said[1:]), []), found)
    elif isinstance(said, list):
        for each in said:
            _gather(ruleset, chain, each, found)
    elif isinstance(said, dict) and isinstance(said.get("range"), list):
        low, high = said["range"]
        if isinstance(low, int) and isinstance(high, int):
            found.add((low, high))
    elif isinstance(said, dict):
        for key in ("set", "concat"):
            _gather(ruleset, chain, said.get(key), found)
        _gather(ruleset, chain, plain(said) if "elem" in said else None, found)
