# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A place for an environment of the Python that runs this; what installs in it is a stand-in, which knows of three packages and of ways to fail."""

from __future__ import annotations

import json
import os
import pathlib
import pwd
import shutil
import sys
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _ensure, _installed
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python import fake_venv

PYTHON = os.path.realpath(sys.executable)
PARAMS: dict[str, t.Any] = {
    "state": "present",
    "python": PYTHON,
    "groups": [],
    "extras": [],
    "require_hashes": True,
    "prune": True,
    "keep": [],
    "tool": "auto",
    "only_binary": True,
    "allow_build": [],
    "compile": True,
    "verify": "none",
    "owner": pwd.getpwuid(os.getuid()).pw_name,
    "umask": "0022",
    "index_url": "https://host/simple",
    "extra_index_urls": [],
    "ca_bundle": None,
    "wheelhouse": None,
    "offline": False,
    "timeout": 5,
    "credentials": [{"host": "host", "login": "user", "token": "", "password": "hunter2"}],
    "tools": {"headers": {}},
}


def locked(**packages: str) -> dict[str, t.Any]:
    entries = [{"name": name, "version": version, "marker": "", "hashes": ["sha256:00"]} for name, version in packages.items()]
    return {"sha256": "ab" * 32, "requires_python": "", "environments": [], "packages": entries}


class Stage:
    """A place for one environment, and an installer that does as it is told."""

    def __init__(self, place: pathlib.Path) -> None:
        self.root, self.venv = str(place / "state" / "python"), place / "app" / "venv"
        self.fails = ""
        self.installed: list[list[str]] = []

    def run(self, check: bool = False, lock: dict[str, t.Any] | None = None, **options: t.Any) -> dict[str, t.Any]:
        params = {**PARAMS, "path": str(self.venv), "locked": lock or locked(idna="3.7", click="8.1.7"), **options}
        return _ensure.ensure(params, check, self.root)

    def install(self, python: str, packages: t.Any, again: t.Any = (), *_more: t.Any, **_options: t.Any) -> None:
        self.installed.append([package.pin for package in packages])
        if self.fails == "before":
            raise PythonError("HASH_MISMATCH", "nothing was changed")
        if self.fails == "second" and len(self.installed) > 2:
            raise PythonError("INSTALL_FAILED", "the second of this run")
        site = next(pathlib.Path(python).parent.parent.glob("lib/python3*/site-packages"))
        for package in packages:
            for old in site.glob(f"{package.name}-*.dist-info"):
                shutil.rmtree(old)
            fake_venv.install(site, package.name, package.version)
            if self.fails == "killed":
                raise KeyboardInterrupt
            if self.fails == "half":
                raise PythonError("INSTALL_FAILED", "the disk is full")
            if self.fails == "liar":
                return

    def remove(self, _python: str, names: t.Sequence[str]) -> None:
        for name in names:
            for old in self.site.glob(f"{name}-*.dist-info"):
                shutil.rmtree(old)

    @property
    def site(self) -> pathlib.Path:
        return pathlib.Path(_installed.site_packages(str(self.venv), ".".join(map(str, sys.version_info[:3]))))

    @property
    def note(self) -> dict[str, t.Any]:
        return dict(json.loads((self.venv / "groundwork.json").read_text(encoding="utf-8")))

    def files(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.venv.rglob("*") if path.is_file()}
