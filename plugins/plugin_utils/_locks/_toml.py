# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What lock files written in TOML share: where a package stands, and the names and hashes of its files."""

from __future__ import annotations

import re
import typing as t
import urllib.parse

import tomllib
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import INVALID, File, LockError

AGAIN = "write it again with the tool that made it"


def load(text: str, path: str) -> dict[str, t.Any]:
    """The document; LockError where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise LockError(INVALID, f"{path} is not valid TOML: {exc}; {AGAIN}") from None


def tables(document: t.Mapping[str, t.Any], key: str, path: str) -> list[dict[str, t.Any]]:
    """A list of tables; LockError where it is anything else."""
    found = document.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise LockError(INVALID, f"{path} is no lock: {key} is not a list of tables; {AGAIN}")
    return found


def places(text: str, header: str, path: str, count: int) -> list[str]:
    """file:line of each [[header]]; the file alone where the tables are written in another way."""
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if re.fullmatch(rf"\s*\[\[\s*{header}\s*\]\]\s*(#.*)?", line)]
    return [f"{path}:{line}" for line in lines] if len(lines) == count else [path] * count


def texts(value: t.Any, what: str, place: str) -> list[str]:
    """A list of texts; LockError where it is anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LockError(INVALID, f"{place}: {what} is not a list of texts; {AGAIN}")
    return value


def a_text(table: t.Mapping[str, t.Any], key: str, place: str) -> str:
    """A text of a table, empty where it has none; LockError where it is no text."""
    value = table.get(key, "")
    if not isinstance(value, str):
        raise LockError(INVALID, f"{place}: {key} is not a text; {AGAIN}")
    return value


def file(entry: t.Any, digest: t.Any, place: str) -> File:
    """A file of a package, whose name is that of its url or path where it has none of its own; its hash is empty where it is not sha256."""
    if not isinstance(entry, dict):
        raise LockError(INVALID, f"{place}: a file of it is no table; {AGAIN}")
    url, local = a_text(entry, "url", place), a_text(entry, "path", place)
    name = a_text(entry, "name", place) or a_text(entry, "filename", place)
    name = name or urllib.parse.unquote(urllib.parse.urlsplit(url).path if url else local).rpartition("/")[2]
    if not name:
        raise LockError(INVALID, f"{place}: a file of it has neither a name nor a url; {AGAIN}")
    # a lock may say "/" in a name, and a name becomes a path
    if name in (".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise LockError(INVALID, f"{place}: {name!r} is no name of a file; {AGAIN}")
    return File(name=name, hash=str(digest or ""), url=url)
