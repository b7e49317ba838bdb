# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Runs a program that is not to be trusted to end, to be brief, or to leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
import typing as t
from dataclasses import dataclass

MOST_BYTES = 256 * 1024
READ_BYTES = 16 * 1024


class Unanswered(Exception):
    """The program gave no answer: it did not end in time, or did not end writing. The words complete "it ..."."""


@dataclass(frozen=True)
class Account:
    """Whose rights a program gets; without other groups than this one."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Ended:
    """A program that ended by itself: its return code and what it wrote."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run(argv: t.Sequence[str], seconds: float, environment: t.Mapping[str, str], account: Account | None = None) -> Ended:
    """Run a program without input, and end all that it started if it takes too long or writes too much.

    Raises Unanswered, and OSError where it cannot be started.
    """
    rights: dict[str, t.Any] = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    process = subprocess.Popen(  # pylint: disable=ansible-bad-function,consider-using-with
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        cwd="/",
        start_new_session=True,
        **rights,
    )
    try:
        written = _listen(process, time.monotonic() + seconds, seconds)
    finally:
        _end(process)
    return Ended(process.returncode, *written)


def _listen(process: subprocess.Popen[bytes], until: float, seconds: float) -> tuple[bytes, bytes]:
    """What it writes until it has ended. A child of its own that keeps the pipes open is not waited for."""
    written = {process.stdout: b"", process.stderr: b""}
    with selectors.DefaultSelector() as selector:
        for pipe in written:
            selector.register(t.cast("t.IO[bytes]", pipe), selectors.EVENT_READ)
        while selector.get_map() or process.poll() is None:
            left = until - time.monotonic()
            if left <= 0:
                raise Unanswered(f"did not end within {seconds:g} seconds")
            if not selector.get_map():
                _wait(process, left)
                continue
            for key, _events in selector.select(left):
                part = os.read(key.fd, READ_BYTES)
                written[t.cast("t.IO[bytes]", key.fileobj)] += part
                if not part:
                    selector.unregister(key.fileobj)
            if sum(map(len, written.values())) > MOST_BYTES:
                raise Unanswered(f"wrote more than {MOST_BYTES // 1024} KiB")
    return written[process.stdout], written[process.stderr]


def _wait(process: subprocess.Popen[bytes], left: float) -> None:
    """Wait for the end of one that has closed its output."""
    try:
        process.wait(left)
    except subprocess.TimeoutExpired:
        return


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of its session, then take in how it ended itself."""
    # Not there: all have ended. Not permitted: what is left has taken other rights.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()
