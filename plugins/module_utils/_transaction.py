# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Changes that are all made, or none: a journal on the host undoes what a failed or killed run has left."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic, _guard_timer, _reloads, _runtime
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import Refused
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import (
    DONE,
    ENFORCED,
    MANIFEST,
    OPEN,
    REVERTED,
    STATE,
    UNCONFIRMED,
    UNDONE,
    Journal,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import Reload, ReloadFailed

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._guard_timer import Guard
    from ansible_collections.groundwork.baseline.plugins.module_utils._journal import Changes
    from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live

LOCK_SECONDS = 60.0
RETRY_SECONDS = 0.2
LOOK_SECONDS = 1.0


class TransactionError(Exception):
    """Nothing is changed: one sentence says which step failed, why, and that all was put back (or what was not)."""


class NotInEffect(Exception):
    """What was changed turned out not to work: one clause."""


CURES = {errno.ENOSPC: "make room there", errno.EROFS: "mount it writable", errno.EDQUOT: "raise the quota"}


def why(exc: Exception) -> str:
    """What went wrong and where, and what to do about it where that is plain."""
    if not isinstance(exc, OSError) or not exc.strerror:
        return str(exc)
    where = f": {exc.filename}" if exc.filename else ""
    cure = CURES.get(exc.errno or 0, "")
    return f"{exc.strerror}{where}{'; ' if cure else ''}{cure}"


class Transaction:
    """The one run that may change this host now; what an earlier one left open is undone on entering.

    root: where the host's file system begins. wait: seconds to wait for another run.
    pause: called with the name of each step before it is made; tests stop there.
    reload: makes a program read its files anew; ReloadFailed where it does not.
    guard: what is changed is put back again by a timer unless a new login confirms it. armed says whether there is one, unguarded why not.
    settle: what becomes of an earlier transaction that still waits for its new login: see _guard_timer.
    """

    def __init__(
        self,
        root: str = "/",
        wait: float = LOCK_SECONDS,
        pause: t.Callable[[str], object] = lambda step: None,
        reload: t.Callable[[Reload], object] = _reloads.perform,
        guard: Guard | None = None,
        settle: t.Callable[[dict[str, t.Any]], str] = _guard_timer.by_run,
    ) -> None:
        self.journal, self.wait, self.pause, self.reload = Journal(root), wait, pause, reload
        self.guard, self.settle, self.armed, self.unguarded = guard, settle, False, ""
        self.recovered: list[str] = []
        self._lock: t.TextIO | None = None

    def __enter__(self) -> Transaction:
        try:
            os.makedirs(self.journal.folder, mode=0o700, exist_ok=True)
            self._lock = self._settled()
        except OSError as exc:
            raise TransactionError(f"taking the lock {STATE}/lock failed ({why(exc)}); nothing had been changed") from exc
        try:
            self._clear()
            for name in self.journal.names():
                self._settle(name)
            self.recovered = self.journal.news(told=self.settle is _guard_timer.by_run)
        except OSError as exc:
            self._lock.close()
            raise TransactionError(f"undoing what an earlier run left failed ({why(exc)}); the copies are in {STATE}/transactions") from exc
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        if self._lock:
            self._lock.close()

    def _settled(self) -> t.TextIO:
        """The lock, once nothing has to be waited for any longer."""
        while True:
            handle = self._locked()
            waiting = [manifest for manifest in map(self.journal.manifest, self.journal.names()) if manifest["state"] == UNCONFIRMED]
            left = max((_guard_timer.seconds_left(each) for each in waiting if self.settle(each) == _guard_timer.WAIT), default=0.0)
            if not left:
                return handle
            handle.close()
            time.sleep(min(left, LOOK_SECONDS))

    def _locked(self) -> t.TextIO:
        handle = open(self.journal.path(f"{STATE}/lock"), "a+", encoding="utf-8")  # noqa: SIM115 - it stays open as long as the lock is held
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
        try:
            handle.truncate(0)
            handle.write(f"process {os.getpid()}, since {time.strftime('%Y-%m-%d %H:%M:%S %z')},")
            handle.flush()
        except OSError:
            with contextlib.suppress(OSError):
                handle.close()
            raise
        return handle

    def _clear(self) -> None:
        """Away with copies that were begun and never came to a manifest: nothing had been changed yet."""
        known = set(self.journal.names())
        for name in set(os.listdir(self.journal.folder)) - known:
            shutil.rmtree(os.path.join(self.journal.folder, name), ignore_errors=True)

    def _settle(self, name: str) -> None:
        """Bring what an earlier run has left to an end, and note what was done about it."""
        manifest = self.journal.manifest(name)
        verdict = self.settle(manifest) if manifest["state"] == UNCONFIRMED else ""
        news = ""
        if manifest["state"] == OPEN:
            news = f"an earlier run ({name}) was cut off on its way; what it had changed was put back first{self._restore(name)}"
        elif verdict == _guard_timer.PUT_BACK:
            seconds, user = manifest["guard"]["seconds"], manifest["guard"]["user"]
            news = f"an earlier run ({name}) was put back, for {user} did not come in by a new login within {seconds} seconds{self._restore(name, REVERTED)}"
        elif verdict == _guard_timer.CONFIRM:
            self.journal.write(name, state=DONE)
            _guard_timer.disarm(self.journal, name)
            news = f"an earlier run ({name}) still waited for a new login; this is one, so what it had changed stays"
        if news and not (verdict == _guard_timer.CONFIRM and self.settle is _guard_timer.by_login):
            self.journal.write(name, news=news)

    def apply(self, changes: Changes, verify: t.Callable[[], object] = lambda: None, kind: str = ENFORCED) -> str:
        """Make all changes; the name of the copies that are kept of what was. TransactionError where one failed: then all are undone.

        verify: looks at the effect before the journal is closed; NotInEffect undoes everything too.
        """
        name = f"{time.strftime('%Y%m%dT%H%M%S')}-{time.time_ns() % 10**9:09d}"
        at = "keeping copies"
        try:
            for step, act in self._steps(name, changes, verify, kind):
                at = step
                self.pause(step)
                act()
        except (OSError, Refused, ReloadFailed, NotInEffect) as exc:
            raise TransactionError(f"{at} failed ({why(exc)}); {self._undone(name)}") from exc
        except BaseException:
            # a mistake of ours, or somebody's Ctrl-C: it goes on, and the host is as it was
            self._undone(name)
            raise
        self.journal.prune()
        return name

    def _steps(self, name: str, changes: Changes, verify: t.Callable[[], object], kind: str) -> t.Iterator[tuple[str, t.Callable[[], object]]]:
        journal = self.journal
        yield "keeping copies", lambda: journal.keep(name, changes, kind)
        if self.guard:
            yield "arming the guard", lambda guard=self.guard: self._arm(name, guard)  # type: ignore[misc]
        for folder in journal.manifest(name)["folders"]:
            yield f"making {folder}", lambda folder=folder: _atomic.make_folder(folder)  # type: ignore[misc]
        for file in changes.files:
            yield f"writing beside {file.path}", lambda file=file: _atomic.prepare(journal.path(file.path), file)  # type: ignore[misc]
        for file in changes.files:
            yield f"changing {file.path}", lambda file=file: _atomic.change(journal.path(file.path), file)  # type: ignore[misc]
        for value in changes.runtime:
            yield f"setting {value.path} to {value.value}", lambda value=value: value.put(journal.root)  # type: ignore[misc]
        for reload in changes.reloads:
            yield f"reloading {reload[0]}", lambda reload=reload: self.reload(Reload(*reload))  # type: ignore[misc]
        yield "verifying", verify
        yield "closing the journal", lambda: self._close(name)

    def _arm(self, name: str, guard: _guard_timer.Guard) -> None:
        """From here on the host puts everything back by itself; where it cannot, that is said, and no reason not to go on."""
        self.journal.write(name, guard=guard._asdict())
        try:
            _guard_timer.arm(self.journal, name, guard)
            self.armed = True
        except (OSError, ReloadFailed) as exc:
            self.unguarded = why(exc)

    def _close(self, name: str) -> None:
        if self.armed:
            self.journal.write(name, state=UNCONFIRMED, since=_guard_timer.moment())
        else:
            self.journal.write(name, state=DONE)

    def _undone(self, name: str) -> str:
        """Put everything back; what to say of it."""
        if not os.path.exists(os.path.join(self.journal.folder, name, MANIFEST)):
            shutil.rmtree(os.path.join(self.journal.folder, name), ignore_errors=True)
            return "nothing had been changed"
        try:
            problem = self._restore(name)
        except (OSError, Refused) as exc:
            return f"putting everything back failed too ({why(exc)}); the next run tries again, and the copies are in {STATE}/transactions/{name}"
        return f"everything was put back{problem}"

    def _restore(self, name: str, state: str = UNDONE) -> str:
        """Put all back that a journal knows, whether or not it was changed; what did not reload, as a clause."""
        manifest = self.journal.manifest(name)
        for entry in manifest["files"]:
            _atomic.discard(_atomic.draft_of(self.journal.path(entry["path"])))
        for entry in reversed(manifest["files"]):
            self._put_back(name, entry)
        for folder in reversed(manifest["folders"]):
            _atomic.remove_folder(folder)
        stays, failed = self._set_back([_runtime.from_dict(value) for value in reversed(manifest["runtime"])])
        problem = "".join([*stays, *(self._reloaded(Reload(*reload)) for reload in manifest["reloads"])])
        if failed:
            raise failed[0]
        # only now: who is killed before it leaves the rest to the next one
        self.journal.write(name, state=state)
        if "guard" in manifest:
            _guard_timer.disarm(self.journal, name)
        return problem

    def _set_back(self, values: list[Live]) -> tuple[list[str], list[OSError]]:
        """(what stays as it is now, as clauses; what failed): one that fails keeps neither the others nor a reload from letting somebody in."""
        stays: list[str] = []
        failed: list[OSError] = []
        for value in values:
            try:
                clause = value.stays(self.journal.root) or value.gone(self.journal.root)
                if clause:
                    stays.append(f", but {clause}")
                else:
                    value.put(self.journal.root)
            except OSError as exc:
                failed.append(exc)
        return stays, failed

    def _put_back(self, name: str, entry: dict[str, t.Any]) -> None:
        here = self.journal.path(entry["path"])
        if entry["kept"] is None:
            _atomic.discard(here)
            return
        kept = _atomic.Kept.from_dict(entry["kept"])
        if entry["copy"] is None:
            _atomic.dress(here, kept)
            return
        content = self.journal.content(name, entry["copy"])
        if not self._is_there(here, content, kept):
            _atomic.put(here, content, kept)

    def _is_there(self, path: str, content: bytes, kept: _atomic.Kept) -> bool:
        """Whether a file is as it was: on a full disk or a read-only one it has to be left alone."""
        if _atomic.kept(path) != kept:
            return False
        with open(path, "rb") as handle:
            return handle.read() == content

    def _reloaded(self, reload: Reload) -> str:
        try:
            self.reload(reload)
        except ReloadFailed as exc:
            return f", but reloading {reload.name} failed then ({exc})"
        return ""
