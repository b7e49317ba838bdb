# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whether the files of an environment are those that its packages brought."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python._installed import Distribution

COMPILED = "__pycache__"
SOURCE_OF = re.compile(r"(?P<stem>.+?)\.[a-z]+-[0-9]+(?:\.opt-[0-9a-z]+)?\.pyc")
READ_BYTES = 1024 * 1024


class Found(t.NamedTuple):
    """Files that are wrong: by package, and those that no package brought."""

    edited: dict[str, list[str]]
    strange: list[str]

    def __bool__(self) -> bool:
        return bool(self.edited or self.strange)

    @property
    def files(self) -> list[str]:
        """All of them."""
        return sorted([path for paths in self.edited.values() for path in paths] + self.strange)


NOTHING = Found({}, [])


def verify(site: str, installed: t.Iterable[Distribution]) -> Found:
    """Hash all files that packages say they brought, and look for others. Files in bin that nobody brought are left alone."""
    edited: dict[str, list[str]] = {}
    known: set[str] = set()
    for one in installed:
        rows = _rows(one.folder)
        wrong = [path for path, said in rows.items() if said and digest(path, said.partition("=")[0]) != said.partition("=")[2]]
        known.update(rows, [os.path.join(one.folder, name) for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")])
        if wrong or not rows:
            edited[one.name] = wrong or [os.path.join(one.folder, "RECORD")]
    return Found(edited, sorted(path for path in _files(site) if path not in known and not _compiled_from(path, known)))


def _rows(folder: str) -> dict[str, str]:
    """Path -> "sha256=..." of a RECORD; an empty text where it gives no hash, as for itself and for compiled files."""
    try:
        with open(os.path.join(folder, "RECORD"), encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
    base = os.path.dirname(folder)
    return {os.path.normpath(os.path.join(base, row[0])): row[1] if len(row) > 1 else "" for row in rows}


def digest(path: str, algorithm: str = "sha256") -> str:
    """The hash of a file as RECORD writes it; an empty text where it cannot be had, which is the hash of nothing."""
    try:
        made = hashlib.new(algorithm)
        with open(path, "rb", opener=_never_through_a_link) as file:
            for part in iter(lambda: file.read(READ_BYTES), b""):
                made.update(part)
    except (OSError, ValueError):
        return ""
    return base64.urlsafe_b64encode(made.digest()).rstrip(b"=").decode()


def _never_through_a_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _files(site: str) -> t.Iterator[str]:
    for folder, folders, names in os.walk(site):
        # a link to a folder is something that no wheel can bring
        yield from (os.path.join(folder, name) for name in [*names, *(one for one in folders if os.path.islink(os.path.join(folder, one)))])


def _compiled_from(path: str, known: t.Container[str]) -> bool:
    """Whether a file is what Python made of a source that a package brought."""
    folder, name = os.path.split(path)
    match = SOURCE_OF.fullmatch(name)
    return bool(match) and os.path.basename(folder) == COMPILED and os.path.join(os.path.dirname(folder), f"{match['stem']}.py") in known  # type: ignore[index]
