# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Runs a tool with nothing of its surroundings but what it is given, and ends all that it started when its time is up."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._host import ENVIRONMENT
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import INSTALL_FAILED, TIMEOUT, PythonError

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
MOST_BYTES = 64 * 1024


class Ran(t.NamedTuple):
    """How a tool ended, and the last that it wrote."""

    returncode: int
    output: str


def surroundings(scratch: str) -> dict[str, str]:
    """What every tool gets: a home and a place for temporary files that nobody else has, and the host's proxies."""
    own = {"HOME": scratch, "TMPDIR": scratch}
    proxies = {name: os.environ[name] for low in PROXIES for name in (low, low.upper()) if name in os.environ}
    return {**ENVIRONMENT, **proxies, **own}


def run(argv: t.Sequence[str], environment: t.Mapping[str, str], scratch: str, seconds: float) -> Ran:
    """Run a tool to its end; PythonError where it does not start or does not end in time."""
    with open(os.path.join(scratch, "output"), "w+b") as output:
        try:
            process = subprocess.Popen(  # pylint: disable=ansible-bad-function,consider-using-with
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=scratch,
                start_new_session=True,
            )
        except OSError as exc:
            raise PythonError(INSTALL_FAILED, f"cannot run {argv[0]}: {exc.strerror or exc}; look whether its folder is mounted noexec") from None
        try:
            _wait(process, seconds)
        except subprocess.TimeoutExpired:
            raise PythonError(TIMEOUT, f"gave up on {os.path.basename(argv[0])} after {seconds:g} seconds; look at the network, or raise timeout") from None
        finally:
            _end(process)
        output.seek(max(0, output.seek(0, os.SEEK_END) - MOST_BYTES))
        return Ran(process.returncode, output.read().decode("utf-8", "replace"))


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """As process.wait, which looks twenty times a second; the kernel tells at once, where it may."""
    try:
        handle = os.pidfd_open(process.pid)
    except OSError:
        process.wait(seconds)
        return
    try:
        ended = select.poll()
        ended.register(handle, select.POLLIN)
        ended.poll(seconds * 1000)
        process.wait(0)
    finally:
        os.close(handle)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
