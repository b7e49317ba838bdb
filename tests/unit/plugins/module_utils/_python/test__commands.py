# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import errno
import os
import pathlib
import time

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _commands
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError


def _refused(_pid: int) -> int:
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


@pytest.fixture(params=["told by the kernel", "asked again and again"])
def folder(request: pytest.FixtureRequest, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder for a run, on a kernel that tells of a program's end, and on one that does not."""
    if request.param != "told by the kernel":
        monkeypatch.setattr(os, "pidfd_open", _refused)
    return str(tmp_path)


def shell(script: str, folder: str, seconds: float) -> _commands.Ran:
    """Run a script of the shell."""
    return _commands.run(["/bin/sh", "-c", script], {"PATH": os.defpath}, folder, seconds)


def test_what_it_wrote_and_how_it_ended(folder: str) -> None:
    """Both outputs, in their order, and its return code."""
    assert shell("sleep 0.1; echo one; echo two >&2; exit 3", folder, 60) == (3, "one\ntwo\n")


def test_one_that_does_not_end(folder: str) -> None:
    """It is given up on in time, with what it has started."""
    script = "sleep 300 & echo $! >child; wait"
    with pytest.raises(PythonError, match=r"gave up on sh after 0\.5 seconds"):
        shell(script, folder, 0.5)
    child = int((pathlib.Path(folder) / "child").read_text(encoding="utf-8"))
    until = time.monotonic() + 10
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    """Whether a process is there and has not ended; whoever takes in orphans may be late."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_one_that_cannot_start(folder: str) -> None:
    """Which one, why, and what to look at."""
    with pytest.raises(PythonError, match=r"cannot run /nowhere/uv: No such file or directory; look whether its folder is mounted noexec"):
        _commands.run(["/nowhere/uv"], {}, folder, 5)
