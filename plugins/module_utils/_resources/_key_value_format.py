# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What the formats of keys and values share: what a file was found to say, and a line in a file of our own."""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step, Unfixable

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

INTEGER = re.compile(r"[-+]?[0-9]+")


class Said(t.NamedTuple):
    """What decides the value of a key.

    text: the value as it is written; None where nothing sets it, so that the program takes its own.
    source: the file:line; where nothing sets it, the files that could.
    aspect: that of the reading.
    """

    text: str | None
    source: str
    aspect: str = ""


class Wanted(t.NamedTuple):
    """What a plan has to bring about: a key, the section it stands in where the format has any, and its value as it is written."""

    key: str
    section: str
    text: str


def integer(key: str, text: str, source: str) -> int | str:
    """A decimal number where the text is one, else the text."""
    return int(text) if INTEGER.fullmatch(text) else text


def as_it_stands(host: Host, key: str, value: int | str) -> tuple[int | str, str]:
    """A value that means what it says: itself, and nothing to add to its source."""
    return value, ""


class Format(t.NamedTuple):
    """One way of writing keys and values.

    read: (host, key, section) -> what decides, one for each reading; SubjectMissing where the program is not there.
    typed: (key, text, source) -> the value; ObservationError where the program can make nothing of it.
    plan: what puts it right; Unfixable where that is for people.
    meant: (host, key, value) -> the value that comes of it on this host, and words on why that is another.
    """

    read: t.Callable[[Host, str, str], list[Said]]
    plan: t.Callable[[list[Reading], Wanted], list[Step]]
    typed: t.Callable[[str, str, str], int | str] = integer
    meant: t.Callable[[Host, str, t.Any], tuple[t.Any, str]] = as_it_stands


def in_own_file(readings: list[Reading], path: str, text: str, sets: str, later: t.Container[str] = ()) -> list[Step]:
    """Lines in our drop-in; Unfixable where something that is read after it decides: one of later, or a drop-in with a later name."""
    for each in readings:
        place = each.source.partition(":")[0]
        folder, name = os.path.split(place)
        if place in later or (place.startswith("/") and folder.endswith(".d") and name > os.path.basename(path)):
            raise Unfixable(f"{each.source} decides, for it is read after {path}; take that line away, or set there what is wanted")
    return [Lines(path, text, sets=sets)]
