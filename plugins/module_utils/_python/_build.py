# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Builds an environment, or puts one right, so that it is whole or as it was; what was killed meanwhile is seen by its note."""

from __future__ import annotations

import contextlib
import os
import shutil
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._python import (
    _commands,
    _environment,
    _folders,
    _installed,
    _records,
    _stamp,
    _wanted,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._python._environment import Difference, Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import (
    INSTALL_FAILED,
    INTERPRETER_BROKEN,
    PythonError,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._python._installers import Job
from ansible_collections.groundwork.baseline.plugins.module_utils._python._owner import Owner, give
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import probe

Print = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Order:
    """What is to be built, and how. python: the facts of the interpreter. about: what the note says of the lock."""

    folder: str
    python: _wanted.Facts
    wanted: t.Mapping[str, _wanted.Package]
    owner: Owner
    about: t.Mapping[str, t.Any]
    compiled: bool = True
    umask: int = 0o022

    @property
    def site(self) -> str:
        """Where its packages go."""
        return _installed.site_packages(self.folder, self.python["version"])


def carry_out(order: Order, seen: Seen, difference: Difference, job: Job) -> None:
    """Make an environment what is ordered. PythonError where it could not be; then it is as it was, or gone, or its note says so."""
    if difference.reason in _environment.IN_PLACE:
        _mend(order, seen, difference, job)
    else:
        _anew(order, seen, job)


def _mend(order: Order, seen: Seen, difference: Difference, job: Job) -> None:
    before = _print(order.folder)
    _stamp.write(order.folder, _stamp.BUILDING)
    try:
        again = [name for name in difference.found.edited if name in order.wanted]
        names = {*difference.added, *difference.changed, *again}
        job.install(seen.interpreter, [order.wanted[name] for name in sorted(names)], again, order.compiled)
        job.remove(seen.interpreter, sorted(difference.removed))
        for path in difference.found.strange:
            os.unlink(path)
        if difference.found:
            _verify_again(order)
        _finish(order, job)
    except PythonError:
        if seen.stamp and _print(order.folder) == before:
            _stamp.put_back(order.folder, seen.stamp)
        raise


def _print(folder: str) -> Print:
    """What changes of a folder's files when one of them does; our own note is not one of them."""
    found: Print = {}
    for place, _below, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if path != os.path.join(folder, _stamp.NAME):
                state = os.lstat(path)
                found[path] = (state.st_ctime_ns, state.st_size)
    return found


def _anew(order: Order, seen: Seen, job: Job) -> None:
    """Build from nothing. What was there waits beside it, and comes back where that fails."""
    packages = [order.wanted[name] for name in sorted(order.wanted)]
    old = _environment.aside(order.folder)
    if seen.there:
        _rehearse(order, packages, job)
        if (seen.stamp or {}).get("state") != _stamp.BUILDING or not os.path.lexists(old):
            _drop(old)
            os.rename(order.folder, old)
        else:
            _drop(order.folder)
    try:
        _make(order, job)
        job.install(_environment.interpreter(order.folder), packages, compiled=order.compiled)
        _finish(order, job)
    except BaseException:
        _drop(order.folder)
        if os.path.lexists(old):
            os.rename(old, order.folder)
        raise
    _drop(old)


def _rehearse(order: Order, packages: t.Sequence[_wanted.Package], job: Job) -> None:
    """Install into an environment that nobody sees: whatever cannot be had or does not fit shows while the old one still stands."""
    trial = os.path.join(job.scratch, "trial")
    _venv(order.python["path"], trial, job)
    job.install(_environment.interpreter(trial), packages, compiled=False, trial=True)
    shutil.rmtree(trial)


def _make(order: Order, job: Job) -> None:
    with contextlib.suppress(OSError):
        os.rmdir(order.folder)
    _folders.folder(order.folder, 0o777 & ~order.umask)
    _stamp.write(order.folder, _stamp.BUILDING)
    _venv(order.python["path"], order.folder, job)


def _venv(python: str, folder: str, job: Job) -> None:
    """An empty environment. Without pip there is no need for ensurepip, which Debian has in a package of its own."""
    argv = (python, "-I", "-m", "venv", "--without-pip", folder)
    ended = _commands.run(argv, _commands.surroundings(job.scratch), job.scratch, job.source.seconds)
    if ended.returncode:
        wrote = " ".join(ended.output.split())[-300:] or "nothing"
        cure = "install all of its standard library, or give another one in python"
        raise PythonError(INTERPRETER_BROKEN, f"{python} makes no virtual environment; it writes: {wrote}; {cure}")


def _drop(folder: str) -> None:
    """Remove a folder, so that no half of it looks whole: its note goes first."""
    if not os.path.lexists(folder):
        return
    with contextlib.suppress(OSError):
        _stamp.write(folder, _stamp.BUILDING)
    shutil.rmtree(folder)


def remove(folder: str) -> None:
    """Take an environment away, and one that a killed run has left beside it."""
    _drop(folder)
    _drop(_environment.aside(folder))


def _verify_again(order: Order) -> None:
    found = _records.verify(order.site, [one for one in _installed.distributions(order.site) if one.name in order.wanted])
    if found.edited:
        raise PythonError(INSTALL_FAILED, f"{found.files[0]} is not what its package has, even after it was installed anew; use state: recreate")


def _finish(order: Order, job: Job) -> None:
    """Look whether it is whole, give it to its owner, and say so last."""
    installed = _installed.distributions(order.site)
    now = {one.name: one.version for one in installed}
    wrong = [package.pin for name, package in order.wanted.items() if name not in now or not _wanted.same(now[name], package.version)]
    if wrong:
        found = f"{job.tool.name} has said that all is installed, and {order.folder} has no {', '.join(wrong)}"
        raise PythonError(INSTALL_FAILED, f"{found}; run again, with another tool")
    broken = probe(_environment.interpreter(order.folder))["broken"]
    if broken:
        raise PythonError(INTERPRETER_BROKEN, f"the interpreter of {order.folder} cannot be used: {broken}; mend {order.python['path']}")
    give(order.folder, order.owner)
    _folders.label(order.folder)
    records = {one.name: _records.digest(os.path.join(one.folder, "RECORD")) for one in installed}
    tool = {"tool": job.tool.name, "tool_version": job.tool.version}
    _stamp.write(order.folder, _stamp.COMPLETE, python=dict(order.python), records=records, **tool, **order.about)
    os.chown(os.path.join(order.folder, _stamp.NAME), *order.owner)
