# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Environments built by hand, so that each way to be wrong is one line."""

from __future__ import annotations

import base64
import hashlib
import pathlib
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _stamp

VERSION = "3.11.2"


def interpreter(place: pathlib.Path, name: str = "python3.11") -> pathlib.Path:
    """A file that looks like an interpreter; nobody starts it."""
    path = place / "usr" / "bin" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/false\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def facts(path: pathlib.Path, version: str = VERSION) -> dict[str, t.Any]:
    """What is known of that interpreter."""
    return {"path": str(path), "realpath": str(path), "version": version, "implementation": "cpython", "machine": "x86_64", "identity": {}}


def venv(place: pathlib.Path, python: pathlib.Path, packages: t.Mapping[str, str], state: str | None = _stamp.COMPLETE) -> pathlib.Path:
    """An environment as it is after a build; without a note where state is None."""
    folder = place / "venv"
    site = folder / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to("python3")
    (folder / "bin" / "python3").symlink_to(python)
    (folder / "pyvenv.cfg").write_text(f"home = {python.parent}\ninclude-system-site-packages = false\nversion = {VERSION}\n", encoding="utf-8")
    for name, version in packages.items():
        install(site, name, version)
    if state:
        _stamp.write(str(folder), state)
    return folder


def install(site: pathlib.Path, name: str, version: str) -> pathlib.Path:
    """A package with a module, a compiled file and a RECORD, as an installer leaves it."""
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    (site / name / "__pycache__").mkdir(parents=True, exist_ok=True)
    (site / name / "__init__.py").write_text(f"VERSION = '{version}'\n", encoding="utf-8")
    (site / name / "__pycache__" / "__init__.cpython-311.pyc").write_bytes(b"compiled")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    (info / "INSTALLER").write_text("uv\n", encoding="utf-8")
    rows = [f"{path.relative_to(site)},{hashed(path)},{path.stat().st_size}" for path in (site / name / "__init__.py", info / "METADATA")]
    (info / "RECORD").write_text("\n".join([*rows, f"{info.name}/RECORD,,", ""]), encoding="utf-8")
    return info


def hashed(path: pathlib.Path) -> str:
    """The hash of a file as RECORD has it."""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
