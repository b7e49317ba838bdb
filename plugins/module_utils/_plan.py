# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The steps that put a control right, and the files that are ours alone, in which each control has a block of its own."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live

OWNED = "# Written by groundwork.baseline, which overwrites changes made here.\n"
BLOCK = re.compile(r"^# ([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)$")


class Unfixable(Exception):
    """This is left as it is: one clause that says why, and what to do."""


@dataclass(frozen=True)
class Lines:
    """What a control has to say in a file that is ours; mode is that of the file.

    sets: the words that such a line begins with, where no other control may say something else of the same.
    """

    path: str
    text: str
    mode: int = 0o644
    sets: str = ""


@dataclass(frozen=True)
class Edit:
    """A change inside a file of others, where there is no drop-in: its text in, its text out. mode is that of a file which is not there yet.

    Where told says what changes, no diff is shown of it.
    """

    path: str
    edit: t.Callable[[str], str]
    told: str = ""
    mode: int = 0o644


@dataclass(frozen=True)
class Gone:
    """A file that is not to be there."""

    path: str


@dataclass(frozen=True)
class Drop:
    """What a control has said in a file that is ours is taken out of it; a file in which nothing is left goes away."""

    path: str
    name: str


@dataclass(frozen=True)
class Dress:
    """Owner, group (names) and mode (number) that a file is to have."""

    path: str
    owner: str
    group: str
    mode: int


Step = t.Union[Lines, Edit, Gone, Drop, Dress, Live]


def blocks(text: str) -> dict[str, str]:
    """Control id -> its lines, in a file that is ours."""
    found: dict[str, list[str]] = {}
    here: list[str] | None = None
    for line in text.splitlines():
        mark = BLOCK.match(line)
        if mark:
            here = found.setdefault(mark[1], [])
        elif here is not None and line.strip():
            here.append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def merged(text: str, new: dict[str, Lines], dropped: t.Container[str] = ()) -> str:
    """A file that is ours with these blocks new or changed, in the order of their ids; nothing where none is left.

    Others stay, unless they are dropped or set what a new one sets.
    """
    every = {name: said for name, said in blocks(text).items() if name not in new and name not in dropped and not _superseded(said, new.values())}
    every.update({name: lines.text for name, lines in new.items()})
    return (OWNED if every else "") + "".join(f"\n# {name}\n{every[name]}\n" for name in sorted(every))


def _superseded(said: str, new: t.Iterable[Lines]) -> bool:
    return any(re.match(rf"{re.escape(lines.sets)}[ =]", line) for lines in new if lines.sets for line in said.splitlines())
