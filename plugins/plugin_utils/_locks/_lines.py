# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The lines of requirements files: continued lines joined, comments taken away, included files followed."""

from __future__ import annotations

import collections.abc
import os
import pathlib
import re
import shlex
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import INVALID, LockError

_COMMENT = re.compile(r"(^|\s+)#.*$")
_OPTIONS = re.compile(r"(?:^|\s)(?=-)")
_INCLUDE = re.compile(r"(?:(?P<short>-[rc])\s*|--(?P<long>requirement|constraint)(?:\s*=\s*|\s+))(?P<path>\S.*)")
# What pip's options in a file are to be replaced with here; an address in such a line may hold a password, so it is never shown.
INDEX = "say where packages come from with index_url and extra_index_urls of the task, and take the line out"
WHEELS = "say which packages may be built with only_binary of the task, and take the line out"
FOLDER = "say where wheels lie with wheelhouse of the task, and take the line out"
EDITABLE = "build a wheel of it, put it into your index, and pin that; uv export leaves the project itself out with --no-emit-project"
OPTIONS = {
    "-i": INDEX,
    "--index-url": INDEX,
    "--pypi-url": INDEX,
    "--extra-index-url": INDEX,
    "--trusted-host": "give the certificate with ca_bundle of the task, and take the line out",
    "--no-index": "set offline of the task, and take the line out",
    "-f": FOLDER,
    "--find-links": FOLDER,
    "--only-binary": WHEELS,
    "--no-binary": WHEELS,
    "--prefer-binary": WHEELS,
    "-e": EDITABLE,
    "--editable": EDITABLE,
}


class Line(t.NamedTuple):
    """A requirement as it is written, the options after it, file:line, and whether a constraints file has it."""

    text: str
    options: tuple[str, ...]
    place: str
    constraint: bool


class Files:
    """A requirements file and those that it includes."""

    def __init__(self, path: pathlib.Path, text: str) -> None:
        self.path, self.text = path, text
        self.included: list[bytes] = []
        self.require_hashes = False

    def lines(self) -> list[Line]:
        """Every requirement of the file and of what it includes; LockError where a line is none."""
        return list(self._lines(self.path, self.text, False, (os.path.realpath(self.path),)))

    def _lines(self, path: pathlib.Path, text: str, constraint: bool, opened: tuple[str, ...]) -> collections.abc.Iterator[Line]:
        for number, line in logical(text):
            place = f"{path}:{number}"
            include = _INCLUDE.fullmatch(line)
            if include:
                inner = constraint or (include["short"] or include["long"]) in ("-c", "constraint")
                yield from self._include(path.parent, include["path"].strip("'\""), place, inner, opened)
            elif line.split()[0] == "--require-hashes":
                self.require_hashes = True
            elif line.startswith("-"):
                raise _refused(line, place)
            else:
                yield _requirement(line, place, constraint)

    def _include(self, folder: pathlib.Path, name: str, place: str, constraint: bool, opened: tuple[str, ...]) -> collections.abc.Iterator[Line]:
        if "://" in name:
            raise LockError(INVALID, f"{place}: a file at an address is included, and what it says tomorrow nobody knows; put it beside the lock")
        path = folder / name
        real = os.path.realpath(path)
        if real in opened:
            raise LockError(INVALID, f"{place}: {name} is included although it is being read already; take one of the two lines out")
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as exc:
            why = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
            raise LockError(INVALID, f"{place}: cannot read {name}: {why}; paths are relative to the file that names them") from None
        self.included.append(raw)
        yield from self._lines(path, text, constraint, (*opened, real))


def logical(text: str) -> collections.abc.Iterator[tuple[int, str]]:
    """The number and text of each line that says something, joined with those that continue it."""
    start, parts = 0, list[str]()
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        start = start if parts else number
        comment = line.lstrip().startswith("#")
        if line.endswith("\\") and not comment:
            parts.append(line[:-1])
            continue
        # a comment ends the line that it stands in the middle of
        joined = _COMMENT.sub("", "".join([*parts, f" {line}" if comment else line])).strip()
        parts.clear()
        if joined:
            yield start, joined


def _requirement(line: str, place: str, constraint: bool) -> Line:
    text, *rest = _OPTIONS.split(line, maxsplit=1)
    try:
        options = shlex.split(rest[0]) if rest else []
    except ValueError as exc:
        raise LockError(INVALID, f"{place}: the options of {text.strip()} cannot be read: {exc}; correct the quotes") from None
    return Line(text.strip(), tuple(options), place, constraint)


def _refused(line: str, place: str) -> LockError:
    option = re.split(r"[\s=]", line, maxsplit=1)[0]
    known = option if option.startswith("--") else option[:2]
    return LockError(INVALID, f"{place}: {known} is not for a lock; {OPTIONS.get(known, 'take the line out')}")
