# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Our own folder for Pythons on a host: tools, what they have fetched, and a place for what lasts one run alone."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _selinux_context
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import BUSY, PythonError

STATE = "/var/lib/groundwork/python"
# The folder above is root's alone where it keeps a journal; a name of a file in it is nobody's business.
PRIVATE, OPEN = 0o700, 0o755
UNPACKED = ("archive-", "builds-")


def folder(path: str, mode: int) -> str:
    """Make a folder with a mode, whatever the umask is, and those above it where they are missing."""
    above = os.path.dirname(path)
    if not os.path.isdir(above):
        folder(above, OPEN)
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, mode)
        os.chmod(path, mode)
    return path


def state(*names: str, private: bool = False, root: str = "") -> str:
    """A folder below our own."""
    top = root or STATE
    if not os.path.isdir(os.path.dirname(top)):
        # as whoever comes first makes it
        folder(os.path.dirname(top), PRIVATE)
    return folder(os.path.join(folder(top, OPEN), *names), PRIVATE if private else OPEN)


@contextlib.contextmanager
def scratch(root: str = "") -> t.Iterator[str]:
    """A folder for one run, in a place where programs may be started even where /tmp forbids it."""
    made = tempfile.mkdtemp(dir=state("tmp", private=True, root=root))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextlib.contextmanager
def alone(seconds: float, root: str = "") -> t.Iterator[None]:
    """Let no other run change an environment meanwhile; what a killed run left in our folder goes."""
    path = os.path.join(state(root=root), "lock")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _wait(handle, time.monotonic() + seconds, path, seconds)
        for name in os.listdir(state("tmp", private=True, root=root)):
            shutil.rmtree(os.path.join(state("tmp", private=True, root=root), name), ignore_errors=True)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, until: float, path: str, seconds: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise PythonError(BUSY, f"another run has held {path} for {seconds:g} seconds; wait for its end, and run again") from None
            time.sleep(0.2)


def close(cache: str) -> None:
    """Take from everybody the right to write the locks that uv leaves in its cache; what it has unpacked there has none."""
    for place, folders, names in os.walk(cache):
        folders[:] = [name for name in folders if not name.startswith(UNPACKED)]
        for path in (os.path.join(place, name) for name in names):
            mode = stat.S_IMODE(os.lstat(path).st_mode)
            if mode & 0o022 and not os.path.islink(path):
                os.chmod(path, mode & ~0o022)


def everything(folder_path: str) -> t.Iterator[str]:
    """A folder and all that is in it, at any depth; links themselves, and nothing behind them."""
    yield folder_path
    with os.scandir(folder_path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from everything(entry.path)
            else:
                yield entry.path


def label(folder_path: str) -> None:
    """Give all of a folder the SELinux contexts that the policy has for it: what was made has those of the folder above."""
    if _selinux_context.switched_on():
        for path in everything(folder_path):
            _selinux_context.label(path)


def runs_nothing(path: str) -> bool:
    """Whether programs in a folder may not be started (noexec)."""
    return bool(os.statvfs(path).f_flag & os.ST_NOEXEC)
