# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What an environment is like, and why it is not what it should be: from its files alone, no program is started."""

from __future__ import annotations

import os
import stat
import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _installed, _records, _stamp, _wanted
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import NOT_A_VENV, PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._installed import Distribution

ABSENT, GONE, CHANGED, PACKAGES = "absent", "interpreter_gone", "interpreter_changed", "packages"
TAMPERED, INCOMPLETE, OWNER, RECREATE, REMOVED = "tampered", "incomplete", "owner", "recreate", "removed"
# What is put right in place; for any other reason the environment is built from nothing.
IN_PLACE = (PACKAGES, TAMPERED, OWNER)


@dataclass(frozen=True)
class Seen:
    """An environment as its files tell it. version: of the Python that it was made for, or ""."""

    folder: str
    there: bool
    stamp: _stamp.Stamp | None = None
    settings: dict[str, str] | None = None
    installed: list[Distribution] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The version that pyvenv.cfg tells."""
        said = self.settings or {}
        return said.get("version") or said.get("version_info", "")

    @property
    def site(self) -> str:
        """Its site-packages."""
        return _installed.site_packages(self.folder, self.version)

    @property
    def interpreter(self) -> str:
        """Its own link to the interpreter."""
        return interpreter(self.folder)

    @property
    def packages(self) -> dict[str, str]:
        """Name -> version."""
        return {one.name: one.version for one in self.installed}


@dataclass(frozen=True)
class Difference:
    """What is wrong with an environment; no reason where nothing is."""

    reason: str = ""
    added: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)
    found: _records.Found = _records.NOTHING


def interpreter(folder: str) -> str:
    """Where an environment has its Python."""
    return os.path.join(folder, "bin", "python")


def aside(folder: str) -> str:
    """Where an environment waits while another is built in its place."""
    return os.path.join(os.path.dirname(folder), f".{os.path.basename(folder)}.groundwork-old")


def look(folder: str) -> Seen:
    """An environment as it is; PythonError where something else is there."""
    try:
        mode = os.lstat(folder).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return Seen(folder, False)
    if not stat.S_ISDIR(mode):
        what = f"a symbolic link to {os.readlink(folder)}" if stat.S_ISLNK(mode) else "a file"
        raise PythonError(NOT_A_VENV, f"will not touch {folder}, which is {what} and no folder; give the path of the environment itself")
    stamp, settings = _stamp.read(folder), _installed.settings(folder)
    if stamp is None and settings is None:
        if not os.listdir(folder):
            return Seen(folder, False)
        raise PythonError(NOT_A_VENV, f"will not touch {folder}, which is no virtual environment and not empty; give another path, or empty it by hand")
    seen = Seen(folder, True, stamp, settings)
    return Seen(folder, True, stamp, settings, _installed.distributions(seen.site))


def differs(seen: Seen, wanted: t.Mapping[str, _wanted.Package], python: _wanted.Facts, keep: t.Collection[str], prune: bool) -> Difference:
    """Why an environment is not what it should be, without looking into files.

    python: the facts of the wanted interpreter, with its realpath.
    """
    reason = _broken(seen, python)
    if reason:
        now = seen.packages if seen.there else {}
        added = {name: package.version for name, package in wanted.items() if name not in now}
        removed = {name: version for name, version in now.items() if name not in wanted}
        return Difference(reason, added, removed, _changed(now, wanted))
    now = seen.packages
    added = {name: package.version for name, package in wanted.items() if name not in now}
    removed = {name: version for name, version in now.items() if prune and name not in wanted and name not in keep}
    changed = _changed(now, wanted)
    return Difference(PACKAGES if added or removed or changed else "", added, removed, changed)


def _changed(now: t.Mapping[str, str], wanted: t.Mapping[str, _wanted.Package]) -> dict[str, tuple[str, str]]:
    both = ((name, now[name], package.version) for name, package in wanted.items() if name in now)
    return {name: (old, new) for name, old, new in both if not _wanted.same(old, new)}


def _broken(seen: Seen, python: _wanted.Facts) -> str:
    """Why an environment has to be built from nothing; nothing where it has not."""
    if not seen.there:
        return INCOMPLETE if os.path.lexists(aside(seen.folder)) else ABSENT
    if seen.settings is None or (seen.stamp or {}).get("state") == _stamp.BUILDING:
        return INCOMPLETE
    if not os.access(seen.interpreter, os.X_OK):
        return GONE
    minor = str(python["version"]).split(".")[:2]
    if os.path.realpath(seen.interpreter) != python["realpath"] or seen.version.split(".")[:2] != minor:
        return CHANGED
    names = [one.name for one in seen.installed]
    if seen.stamp is None or len(names) != len(set(names)) or not all(one.whole for one in seen.installed):
        return INCOMPLETE
    return TAMPERED if seen.settings.get("include-system-site-packages", "false").lower() != "false" else ""
