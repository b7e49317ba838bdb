# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Locks of Python packages: one file a format, and one table of names."""

from __future__ import annotations

import hashlib
import pathlib
import re
import typing as t

import tomllib
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _packaging
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import _pylock, _requirements, _uv
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import CODES, INVALID, LockError, Request

__all__ = ["CODES", "FORMATS", "LockError", "read"]


class Format(t.NamedTuple):
    """The files' names, a key that only such a file has at its top, and what reads it: text in, what the lock says out."""

    names: str
    key: str
    read: t.Callable[[str, Request], dict[str, t.Any]]


FORMATS: dict[str, Format] = {
    "pylock.toml": Format(r"pylock(\.[^.]+)?\.toml", "lock-version", _pylock.read),
    "uv.lock": Format(r"uv\.lock", "requires-python", _uv.read),
    "requirements": Format(r".*", "", _requirements.read),
}
OTHERS = {"poetry.lock": "Poetry", "pdm.lock": "PDM", "Pipfile.lock": "Pipenv", "pyproject.toml": "a project"}


def read(path: str, groups: t.Sequence[str] = (), extras: t.Sequence[str] = (), require_hashes: bool = True) -> dict[str, t.Any]:
    """A lock as {format, sha256, requires_python, environments, packages}, its groups and extras resolved away; LockError where it cannot be.

    sha256 is that of the file, and where it includes others that of all of them. Where environments is not empty, one of its markers has to hold.
    """
    if _packaging.LACKING:
        raise LockError(INVALID, f"cannot read the lock {path}: {_packaging.LACKING}")
    request = Request(pathlib.Path(path), tuple(groups), tuple(extras), require_hashes)
    try:
        raw = request.path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as exc:
        raise LockError(INVALID, f"cannot read the lock {path}: {exc.strerror or exc}; give the path of a file on the controller") from None
    except UnicodeDecodeError:
        raise LockError(INVALID, f"cannot read the lock {path}: it is not UTF-8 text; give a uv.lock, a pylock.toml or a requirements file") from None
    name = recognise(request.path.name, text)
    contents = FORMATS[name].read(text, request)
    digest = hashlib.sha256(raw)
    for included in contents.pop("included", []):
        digest.update(included)
    return {"format": name, "sha256": digest.hexdigest(), **contents}


def recognise(name: str, text: str) -> str:
    """The format of a file, by its name; a TOML file with another name by its content."""
    if name in OTHERS:
        raise LockError(INVALID, f"{name} is a file of {OTHERS[name]}, which only that can read; export it as pylock.toml or as requirements with hashes")
    for known, form in FORMATS.items():
        if form.key and re.fullmatch(form.names, name):
            return known
    try:
        keys = tomllib.loads(text).keys()
    except tomllib.TOMLDecodeError:
        return "requirements"
    return next((known for known, form in FORMATS.items() if form.key and form.key in keys), "requirements")
