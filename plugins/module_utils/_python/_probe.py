# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Asks one interpreter what it is: in a process of its own, with a time limit. Knows nothing but what the interpreter says."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._host import ENVIRONMENT
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _processes, _question

# Where all depends on one interpreter, a host that is busy is no reason to call it broken; who looks at many gives a limit of its own.
SECONDS = 60.0
MOST_WORDS = 200
# Of the reasons that an interpreter writes, the line that says most.
TELLING = re.compile(r"Fatal Python error|error while loading shared libraries")

# Looked up once, and not by each probe: linecache, which does it, is not made for several threads at a time.
QUESTION = inspect.getsource(_question)

# What an answer has to hold, and of which type; anything else was not said by the question.
ANSWER: dict[str, type] = {
    "executable": str,
    "version": str,
    "implementation": str,
    "prefix": str,
    "base_prefix": str,
    "stdlib": str,
    "venv": bool,
    "externally_managed": bool,
    "can_venv": bool,
    "can_venv_with_pip": bool,
    "pip_version": str,
    "headers": str,
    "soabi": str,
    "platform": str,
    "machine": str,
    "bits": int,
    "libc": str,
    "libc_version": str,
    "gil": bool,
    "platform_markers": dict,
}


def probe(path: str, seconds: float = SECONDS, account: _processes.Account | None = None) -> dict[str, t.Any]:
    """What an interpreter says of itself: the keys of ANSWER, with path, realpath and broken.

    broken: "" or why it cannot be used; then the keys of ANSWER are None, for nobody knows. Never raises.
    account: whose rights it gets, where not those of this process.
    """
    path = os.path.abspath(path)
    told, broken = _ask(path, seconds, account)
    answer = {name: told[name] if told else None for name in ANSWER}
    return {"path": path, "realpath": os.path.realpath(path), **answer, "broken": broken}


def _ask(path: str, seconds: float, account: _processes.Account | None) -> tuple[dict[str, t.Any] | None, str]:
    # Isolated from variables, the working directory and a user's packages (-I), and from what site-packages runs at each start (-S).
    argv = (path, "-I", "-S", "-B", "-c", QUESTION)
    try:
        ended = _processes.run(argv, seconds, ENVIRONMENT, account)
    except _processes.Unanswered as exc:
        return None, f"it {exc}"
    except OSError as exc:
        return None, _not_started(path, exc)
    if ended.returncode:
        return None, _ended_badly(ended)
    told = parse(ended.stdout)
    return (told, "") if told else (None, f"it does not answer as a Python does, but: {_shown(ended.stdout) or 'nothing'}")


def parse(output: bytes) -> dict[str, t.Any] | None:
    """The answer; None for anything else that a program may write."""
    try:
        told = json.loads(output)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or any(not isinstance(told.get(name), kind) for name, kind in ANSWER.items()):
        return None
    return told


def _not_started(path: str, exc: OSError) -> str:
    if os.path.islink(path) and not os.path.exists(path):
        return f"it is a link to {os.readlink(path)}, and what that leads to is not there"
    if isinstance(exc, FileNotFoundError) and os.path.exists(path):
        return "it cannot be started: the loader or the interpreter that it names is not there"
    return f"it cannot be started: {exc.strerror or exc}"


def _ended_badly(ended: _processes.Ended) -> str:
    if ended.returncode < 0:
        return f"it was ended by signal {-ended.returncode} ({signal.strsignal(-ended.returncode) or 'of no name'})"
    return f"it ended with {ended.returncode}: {_reason(ended.stderr) or _shown(ended.stdout) or 'no message'}"


def _reason(stderr: bytes) -> str:
    """The line that tells most: of a traceback the last, of anything else the first."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if TELLING.search(line)] or (lines[-1:] if any("Traceback" in line for line in lines) else lines[:1])
    return _shown(telling[0].encode()) if telling else ""


def _shown(output: bytes) -> str:
    """The beginning of what was written, in one line and without control characters."""
    text = "".join(sign if sign.isprintable() else " " for sign in output[: 4 * MOST_WORDS].decode("utf-8", "replace"))
    return " ".join(text.split())[:MOST_WORDS]
