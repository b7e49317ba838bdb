# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The folder of wheels on a host: what is in it, and how the files of an archive get there whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tarfile
import tempfile
import typing as t

ENDINGS = (".whl", ".tar.gz", ".zip")
PIECE = 1 << 20
OPTIONS: dict[str, dict[str, t.Any]] = {
    "path": {"type": "path", "required": True},
    "lock": {"type": "path", "required": True},
    "groups": {"type": "list", "elements": "str", "default": []},
    "extras": {"type": "list", "elements": "str", "default": []},
    "python": {"type": "raw", "default": "/usr/bin/python3"},
    "cache": {"type": "path", "default": "~/.cache/groundwork/wheels"},
    "index_url": {"type": "str", "default": ""},
    "ca_bundle": {"type": "path"},
    "offline": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 60},
    "allow_sdist": {"type": "bool", "default": False},
    "with_tools": {"type": "bool", "default": True},
    "prune": {"type": "bool", "default": False},
    # what the action wants of the host: {python} to look, {archive, files, remove} to fill
    "work": {"type": "dict", "default": {}},
}


class FolderError(Exception):
    """What is wrong with the folder or the archive: a sentence."""


def look(path: str) -> dict[str, str] | None:
    """The sha256 of each wheel and source archive in a folder; None where there is no folder. FolderError where it cannot be told."""
    try:
        entries = list(os.scandir(path))
        return {entry.name: digest(entry.path) for entry in entries if entry.name.endswith(ENDINGS) and entry.is_file(follow_symlinks=False)}
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise FolderError(f"cannot keep wheels in {path}: it is no folder; give another path, or move it away") from None
    except OSError as exc:
        raise FolderError(f"cannot look into {path}: {exc.strerror}; become root, or give another path") from None


def digest(path: str) -> str:
    """The sha256 of a file."""
    seen = hashlib.sha256()
    with open(path, "rb") as handle:
        for piece in iter(lambda: handle.read(PIECE), b""):
            seen.update(piece)
    return f"sha256:{seen.hexdigest()}"


def apply(path: str, archive: str, files: t.Mapping[str, str], remove: t.Sequence[str]) -> None:
    """Make the folder, put the files of an archive into it, each with the hash it has to have, and remove others. FolderError where that fails."""
    for name in [*files, *remove]:
        if not name.endswith(ENDINGS) or os.path.basename(name) != name:
            raise FolderError(f"{name!r} is no name of a wheel or a source archive; nothing was changed")
    try:
        _make(path)
        if archive:
            with tarfile.open(archive, "r:") as handle:
                for name, wanted in files.items():
                    _put(path, name, wanted, handle)
        for name in remove:
            os.unlink(os.path.join(path, name))
    except (OSError, tarfile.TarError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise FolderError(f"cannot fill {path}: {why}; what is there under its name is whole, run it again once that is mended") from None


def _make(path: str) -> None:
    """The folder and those above it, open to all for reading whatever the umask is."""
    missing = []
    here = path
    while here and not os.path.lexists(here):
        missing.append(here)
        here = os.path.dirname(here)
    for folder in reversed(missing):
        os.mkdir(folder)
        os.chmod(folder, 0o755)


def _put(path: str, name: str, wanted: str, archive: tarfile.TarFile) -> None:
    try:
        source = archive.extractfile(name)
    except KeyError:
        source = None
    if source is None:
        raise FolderError(f"cannot fill {path}: {name} did not arrive; run it again")
    seen = hashlib.sha256()
    handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=path)
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in iter(lambda: source.read(PIECE), b""):
                seen.update(piece)
                out.write(piece)
            os.fchmod(out.fileno(), stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH)
            out.flush()
            os.fsync(out.fileno())
        if f"sha256:{seen.hexdigest()}" != wanted:
            raise FolderError(f"cannot fill {path}: {name} arrived damaged; run it again")
        os.replace(draft, os.path.join(path, name))
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
