# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The folder of wheels on the controller: what is in it, and how something gets there whole."""

from __future__ import annotations

import collections.abc
import contextlib
import fcntl
import hashlib
import os
import tempfile

from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import HASH_MISMATCH, PythonError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import File

ENDINGS = (".whl", ".tar.gz", ".zip")
CHUNK = 1 << 20


class Shelf:
    """A folder of wheels. Nothing stands in it under its name before its hash is known to be right."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._known: dict[tuple[str, int, int], str] = {}

    def where(self, name: str) -> str:
        """The path of a file."""
        return os.path.join(self.path, name)

    def has(self, file: File) -> bool:
        """Whether a file is there, with its hash."""
        path = self.where(file["name"])
        return os.path.isfile(path) and self._digest(path) == file["hash"]

    def files(self) -> list[File]:
        """Every wheel and source archive that is there."""
        names = sorted(os.listdir(self.path)) if os.path.isdir(self.path) else []
        return [File(name=name, hash=self._digest(self.where(name)), url="") for name in names if name.endswith(ENDINGS) and os.path.isfile(self.where(name))]

    def _digest(self, path: str) -> str:
        """Each file is read once, unless it has changed since."""
        now = os.stat(path)
        key = (path, now.st_size, now.st_mtime_ns)
        if key not in self._known:
            self._known[key] = digest(path)
        return self._known[key]

    def add(self, file: File, chunks: collections.abc.Iterable[bytes], source: str) -> None:
        """Put a file there; PythonError where it is another one than it should be, and then nothing is left of it."""
        seen = hashlib.sha256()
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.path)
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in chunks:
                    seen.update(chunk)
                    out.write(chunk)
                os.fchmod(out.fileno(), 0o644)
            found = f"sha256:{seen.hexdigest()}"
            if found != file["hash"]:
                cure = "nothing was kept; find out who serves another file under this name, or lock again"
                raise PythonError(HASH_MISMATCH, f"{file['name']} from {source} has {found}, and the lock wants {file['hash']}; {cure}")
            os.replace(draft, self.where(file["name"]))
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)
            raise

    @contextlib.contextmanager
    def alone(self) -> collections.abc.Iterator[None]:
        """Makes the folder, and has those wait who fetch for other hosts at the same time: they find everything there afterwards."""
        os.makedirs(self.path, exist_ok=True)
        with open(self.where(".lock"), "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def digest(path: str) -> str:
    """The sha256 of a file."""
    seen = hashlib.sha256()
    with open(path, "rb") as handle:
        for chunk in iter(lambda: handle.read(CHUNK), b""):
            seen.update(chunk)
    return f"sha256:{seen.hexdigest()}"
