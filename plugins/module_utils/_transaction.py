# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Changes that are all made, or none: a journal on the host undoes what a failed or killed run has left."""

from __future__ import annotations

import fcntl
import functools
import json
import os
import shutil
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange, Refused, Setting

STATE = "/var/lib/groundwork"
MANIFEST = "manifest.json"
OPEN, DONE, UNDONE = "open", "done", "undone"
KEPT = 5
LOCK_SECONDS = 60.0
RETRY_SECONDS = 0.2


class TransactionError(Exception):
    """Nothing is changed: one sentence says which step failed, why, and that all was put back (or what was not)."""


class Transaction:
    """The one run that may change this host now; what an earlier one left open is undone on entering.

    root: where the host's file system begins. wait: seconds to wait for another run.
    pause: called with the name of each step before it is made; tests stop there.
    """

    def __init__(self, root: str = "/", wait: float = LOCK_SECONDS, pause: t.Callable[[str], object] = lambda step: None) -> None:
        self.root, self.wait, self.pause = root, wait, pause
        self.recovered: list[str] = []
        self._lock: t.TextIO | None = None

    def _path(self, path: str) -> str:
        return os.path.join(self.root, path.lstrip("/"))

    @property
    def _folder(self) -> str:
        return self._path(f"{STATE}/transactions")

    def __enter__(self) -> Transaction:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        self._lock = self._locked()
        try:
            self.recovered = [self._recover(name) for name in self._names() if self._state(name) == OPEN]
        except Exception:
            self._lock.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        if self._lock:
            self._lock.close()

    def _locked(self) -> t.TextIO:
        path = self._path(f"{STATE}/lock")
        handle = open(path, "a+", encoding="utf-8")  # noqa: SIM115 - it stays open as long as the lock is held
        until = time.monotonic() + self.wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() < until:
                    time.sleep(RETRY_SECONDS)
                    continue
                handle.seek(0)
                holder = handle.read().strip() or "another run"
                handle.close()
                raise TransactionError(f"{holder} holds {STATE}/lock, and {self.wait:g} seconds did not do; try later") from None
        handle.truncate(0)
        handle.write(f"process {os.getpid()}, since {time.strftime('%Y-%m-%d %H:%M:%S %z')},")
        handle.flush()
        return handle

    def _names(self) -> list[str]:
        return sorted(name for name in os.listdir(self._folder) if os.path.exists(os.path.join(self._folder, name, MANIFEST)))

    def _manifest(self, name: str) -> dict[str, t.Any]:
        with open(os.path.join(self._folder, name, MANIFEST), encoding="utf-8") as handle:
            return dict(json.load(handle))

    def _state(self, name: str) -> str:
        return str(self._manifest(name)["state"])

    def _write(self, name: str, manifest: dict[str, t.Any]) -> None:
        _atomic.put(os.path.join(self._folder, name, MANIFEST), json.dumps(manifest).encode(), _atomic.Kept(0o600, os.geteuid(), os.getegid()))

    def _recover(self, name: str) -> str:
        self._restore(name)
        return f"an earlier run ({name}) was cut off on its way; what it had changed was put back first"

    def apply(self, files: t.Sequence[FileChange], settings: t.Sequence[Setting] = ()) -> str:
        """Make all changes; the name of the copies that are kept of what was. TransactionError where one failed: then all are undone."""
        step = "keeping copies"
        name = f"{time.strftime('%Y%m%dT%H%M%S')}-{time.time_ns() % 10**9:09d}"
        try:
            self.pause(step)
            self._keep(name, files, settings)
            for file in files:
                step = f"changing {file.path}"
                self.pause(step)
                _atomic.change(self._path(file.path), file, functools.partial(self.pause, f"renaming {file.path}"))
            for setting in settings:
                step = f"setting {setting.path} to {setting.value}"
                self.pause(step)
                _atomic.set_value(self._path(setting.path), setting.value)
            step = "closing the journal"
            self.pause(step)
            self._write(name, {**self._manifest(name), "state": DONE})
        except (OSError, Refused) as exc:
            raise TransactionError(f"{step} failed ({exc}); {self._undone(name)}") from exc
        self._prune()
        return name

    def _keep(self, name: str, files: t.Sequence[FileChange], settings: t.Sequence[Setting]) -> None:
        """Copies of all that will be touched, and the journal that knows where they belong: from here on the run can be undone."""
        folder = os.path.join(self._folder, name)
        os.mkdir(folder, 0o700)
        entries = []
        for number, file in enumerate(files):
            here = self._path(file.path)
            kept = _atomic.kept(here, folder=file.text is None)
            if kept and file.text is not None:
                with open(here, "rb") as source:
                    _atomic.put(os.path.join(folder, str(number)), source.read(), _atomic.Kept(0o600, os.geteuid(), os.getegid()))
            entries.append({"path": file.path, "copy": str(number) if kept and file.text is not None else None, "kept": kept.to_dict() if kept else None})
        values = []
        for setting in settings:
            with open(self._path(setting.path), encoding="utf-8") as handle:
                values.append({"path": setting.path, "value": handle.read().strip()})
        self._write(name, {"state": OPEN, "files": entries, "settings": values})

    def _undone(self, name: str) -> str:
        """Put everything back; what to say of it."""
        if not os.path.exists(os.path.join(self._folder, name, MANIFEST)):
            shutil.rmtree(os.path.join(self._folder, name), ignore_errors=True)
            return "nothing had been changed"
        try:
            self._restore(name)
        except (OSError, Refused) as exc:
            return f"putting everything back failed too ({exc}); the next run tries again, and the copies are in {STATE}/transactions/{name}"
        return "everything was put back"

    def _restore(self, name: str) -> None:
        manifest = self._manifest(name)
        for entry in reversed(manifest["files"]):
            here = self._path(entry["path"])
            if entry["kept"] is None:
                _atomic.discard(_atomic.draft_of(here))
                _atomic.discard(here)
                continue
            kept = _atomic.Kept.from_dict(entry["kept"])
            if entry["copy"] is None:
                _atomic.dress(here, kept)
                continue
            with open(os.path.join(self._folder, name, entry["copy"]), "rb") as source:
                _atomic.put(here, source.read(), kept)
        for setting in manifest["settings"]:
            _atomic.set_value(self._path(setting["path"]), setting["value"])
        self._write(name, {**manifest, "state": UNDONE})

    def _prune(self) -> None:
        """Keep the last few copies."""
        for name in self._names()[:-KEPT]:
            shutil.rmtree(os.path.join(self._folder, name), ignore_errors=True)
