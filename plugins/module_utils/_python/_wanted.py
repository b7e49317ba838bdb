# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which packages of a lock one interpreter is to have."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers, _versions
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import LOCK_INVALID, LOCK_WRONG_PYTHON, PythonError

Facts = t.Mapping[str, t.Any]


class Package(t.NamedTuple):
    """One version of one distribution, and the hashes that it may have."""

    name: str
    version: str
    hashes: tuple[str, ...] = ()

    @property
    def pin(self) -> str:
        """As people read it."""
        return f"{self.name}=={self.version}"

    @property
    def line(self) -> str:
        """As a requirements file has it."""
        return " ".join([self.pin, *(f"--hash={one}" for one in self.hashes)])


def select(locked: Facts, python: Facts) -> dict[str, Package]:
    """Name -> what a lock has for an interpreter; PythonError where it was not made for that one."""
    try:
        return _select(locked, python)
    except _markers.MarkerError as exc:
        raise PythonError(LOCK_INVALID, f"cannot judge the lock for Python {python['version']}: {exc}; lock again with the tool that made it") from None


def _select(locked: Facts, python: Facts) -> dict[str, Package]:
    environment = _markers.environment(python)
    version = environment["python_full_version"]
    required = locked.get("requires_python") or ""
    if required and not _markers.satisfies(required, version):
        raise PythonError(LOCK_WRONG_PYTHON, f"the lock is for Python {required}, and the environment's is {version}; {_CURE}")
    environments = locked.get("environments") or []
    if environments and not any(_markers.evaluate(one, environment) for one in environments):
        where = f"Python {version} on {environment['platform_system']}, {environment['platform_machine']}"
        raise PythonError(LOCK_WRONG_PYTHON, f"the lock is for {' or for '.join(environments)}, and the environment has {where}; {_CURE}")
    wanted: dict[str, Package] = {}
    for entry in locked["packages"]:
        if not _markers.evaluate(entry["marker"], environment):
            continue
        package = Package(entry["name"], entry["version"], tuple(entry["hashes"]))
        if wanted.setdefault(package.name, package).version != package.version:
            both = f"{wanted[package.name].version} and {package.version}"
            raise PythonError(LOCK_INVALID, f"the lock has {package.name} {both} for Python {version}; lock again, so that their markers exclude each other")
    return wanted


_CURE = "give another interpreter in python, or lock again for this one"


def same(one: str, other: str) -> bool:
    """Whether two texts are one version, as 1.0 and 1.0.0 are."""
    if one == other:
        return True
    try:
        return _versions.parse(one) == _versions.parse(other)
    except _versions.VersionError:
        return False
