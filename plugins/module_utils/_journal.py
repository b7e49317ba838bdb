# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What is kept of each transaction on the host: copies of what was, and a manifest that knows where they belong."""

from __future__ import annotations

import json
import os
import shutil
import time
import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic, _runtime
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange, Kept

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
    from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import Reload

STATE = "/var/lib/groundwork"
MANIFEST = "manifest.json"
# what stands because of which control: see _ledger
LEDGER = f"{STATE}/ledger.json"
# A journal is open until all is done; undone, where it failed; restored, where somebody took it back later.
OPEN, DONE, UNDONE, RESTORED = "open", "done", "undone", "restored"
# Between open and done a new login may be waited for; where none came the host took it back itself.
UNCONFIRMED, REVERTED = "unconfirmed", "reverted"
ENFORCED, ROLLBACK = "enforced", "rollback"
KEPT = 5
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Changes:
    """What a transaction does: files, then what is live, then those who have to read the files anew."""

    files: t.Sequence[FileChange] = ()
    runtime: t.Sequence[Live] = ()
    reloads: t.Sequence[Reload] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.files or self.runtime)


class Journal:
    """All that is kept on a host whose file system begins at root."""

    def __init__(self, root: str = "/") -> None:
        self.root = root

    def path(self, path: str) -> str:
        """Where a path of the host lies for this process."""
        return os.path.join(self.root, path.lstrip("/"))

    @property
    def folder(self) -> str:
        """Where the folders of the transactions are."""
        return self.path(f"{STATE}/transactions")

    def names(self) -> list[str]:
        """All that have a manifest, the oldest first."""
        known = os.listdir(self.folder) if os.path.isdir(self.folder) else []
        return sorted(name for name in known if os.path.exists(os.path.join(self.folder, name, MANIFEST)))

    def manifest(self, name: str) -> dict[str, t.Any]:
        """What is written of one."""
        with open(os.path.join(self.folder, name, MANIFEST), encoding="utf-8") as handle:
            return dict(json.load(handle))

    def write(self, name: str, **words: t.Any) -> None:
        """Write a manifest, or change words of it."""
        path = os.path.join(self.folder, name, MANIFEST)
        manifest = {**(self.manifest(name) if os.path.exists(path) else {}), **words}
        _atomic.put(path, json.dumps(manifest).encode(), Kept(0o600, os.geteuid(), os.getegid()))

    def content(self, name: str, copy: str) -> bytes:
        """A copy of what was."""
        with open(os.path.join(self.folder, name, copy), "rb") as source:
            return source.read()

    def keep(self, name: str, changes: Changes, kind: str) -> None:
        """Copies of all that will be touched, and the open manifest: from here on it can be undone."""
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, mode=0o700)
        entries = []
        others = dict.fromkeys(path for value in changes.runtime for path in value.touches(self.root))
        touched = [FileChange(path, "", 0) for path in others if path not in {file.path for file in changes.files}]
        for number, file in enumerate([*changes.files, *touched]):
            here = self.path(file.path)
            kept = _atomic.kept(here, folder=file.text is None and not file.gone)
            copied = kept is not None and (file.text is not None or file.gone)
            if kept and copied:
                with open(here, "rb") as source:
                    _atomic.put(os.path.join(folder, str(number)), source.read(), kept.copy())
            entries.append({"path": file.path, "copy": str(number) if copied else None, "kept": kept.to_dict() if kept else None})
        folders = dict.fromkeys(folder for file in changes.files if file.text is not None for folder in _atomic.missing_folders(self.path(file.path)))
        runtime = [_runtime.to_dict(value.now(self.root)) for value in changes.runtime]
        self.write(name, state=OPEN, kind=kind, files=entries, folders=list(folders), runtime=runtime, reloads=[list(each) for each in changes.reloads])

    def news(self, told: bool) -> list[str]:
        """What was done about earlier runs and is not told yet, a sentence each. told: it is now."""
        news = {name: said for name in self.names() if (said := self.manifest(name).get("news"))}
        for name in news if told else ():
            self.write(name, news="")
        return list(news.values())

    def backups(self) -> list[dict[str, t.Any]]:
        """What can be brought back, the newest first: {name, made, kind, state, files, bytes}."""
        found = []
        for name in reversed(self.names()):
            manifest = self.manifest(name)
            files = [entry["path"] for entry in manifest["files"] if entry["path"] != LEDGER] + [value["path"] for value in manifest["runtime"]]
            made = time.strftime("%Y-%m-%d %H:%M:%S", time.strptime(name[:15], "%Y%m%dT%H%M%S"))
            found.append({"name": name, "made": made, "kind": manifest["kind"], "state": manifest["state"], "files": files, "bytes": self._size(name)})
        return found

    def _size(self, name: str) -> int:
        folder = os.path.join(self.folder, name)
        return sum(os.lstat(os.path.join(folder, file)).st_size for file in os.listdir(folder))

    def prune(self) -> None:
        """Keep the last few, as long as they are not too big together; the last one always."""
        total = 0
        for number, name in enumerate(reversed(self.names())):
            total += self._size(name)
            if number and (number >= KEPT or total > MAX_BYTES):
                shutil.rmtree(os.path.join(self.folder, name), ignore_errors=True)

    def as_before(self, name: str) -> Changes:
        """What brings the host back to where it was before a transaction, and so before all that came after it."""
        files: dict[str, FileChange] = {}
        runtime: dict[str, Live] = {}
        reloads: dict[t.Any, t.Any] = {}
        for each in reversed([known for known in self.names() if known >= name]):
            manifest = self.manifest(each)
            if manifest["state"] != DONE:
                continue
            files.update({entry["path"]: self._before(each, entry) for entry in manifest["files"]})
            runtime.update({value["path"]: _runtime.from_dict(value) for value in reversed(manifest["runtime"])})
            reloads.update({tuple(reload): None for reload in manifest["reloads"]})
        return Changes(list(files.values()), list(runtime.values()), list(reloads))

    def _before(self, name: str, entry: dict[str, t.Any]) -> FileChange:
        if entry["kept"] is None:
            return FileChange(entry["path"], None, 0, gone=True)
        kept = Kept.from_dict(entry["kept"])
        text = None if entry["copy"] is None else self.content(name, entry["copy"]).decode("utf-8", "surrogateescape")
        return FileChange(entry["path"], text, kept.mode, kept.uid, kept.gid)
