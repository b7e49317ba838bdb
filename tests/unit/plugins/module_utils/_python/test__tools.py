# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import hashlib
import os
import pathlib
import stat
import typing as t
import zipfile

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _tools
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source

PYTHON = {"version": "3.11.2", "machine": "x86_64", "libc": "glibc"}


@pytest.fixture(name="table")
def _table(tmp_path: pathlib.Path) -> dict[str, t.Any]:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "uv.whl", "w") as archive:
        archive.writestr("uv-1.data/scripts/uv", "#!/bin/sh\necho uv 1\n")
    (wheels / "pip.whl").write_bytes(b"pip")
    sha256 = {name: hashlib.sha256((wheels / name).read_bytes()).hexdigest() for name in ("uv.whl", "pip.whl")}
    return {
        "uv": [{"version": "1", "machine": "x86_64", "libc": ["glibc"], "file": "uv.whl", "sha256": sha256["uv.whl"]}],
        "pip": [
            {"version": "9", "requires_python": ">=3.14", "file": "newest.whl", "sha256": ""},
            {"version": "2", "requires_python": ">=3.9", "file": "pip.whl", "sha256": sha256["pip.whl"]},
        ],
    }


def place(wanted: str, table: dict[str, t.Any], tmp_path: pathlib.Path, **python: str) -> _tools.Tool:
    source = Source(wheelhouse=str(tmp_path / "wheels"), offline=True)
    return _tools.place(wanted, table, {**PYTHON, **python}, source, str(tmp_path / "state" / "python"))


@pytest.mark.parametrize(
    ("wanted", "python", "name", "mode"),
    [
        ("auto", {}, "uv", 0o755),
        ("uv", {}, "uv", 0o755),
        ("pip", {}, "pip", 0o644),
        ("auto", {"machine": "s390x"}, "pip", 0o644),
        ("auto", {"libc": "musl"}, "pip", 0o644),
        ("auto", {"libc": ""}, "pip", 0o644),
    ],
)
def test_place(wanted: str, python: dict[str, str], name: str, mode: int, table: dict[str, t.Any], tmp_path: pathlib.Path) -> None:
    before = os.umask(0o077)
    try:
        tool = place(wanted, table, tmp_path, **python)
    finally:
        os.umask(before)
    assert tool.name == name
    assert stat.S_IMODE(os.stat(tool.path).st_mode) == mode
    assert stat.S_IMODE(os.stat(os.path.dirname(tool.path)).st_mode) == 0o755
    # what is there is not fetched again
    (tmp_path / "wheels" / f"{name}.whl").unlink()
    assert place(wanted, table, tmp_path, **python) == tool


def test_what_is_not_in_the_folder_of_wheels(table: dict[str, t.Any], tmp_path: pathlib.Path) -> None:
    (tmp_path / "wheels" / "uv.whl").unlink()
    with pytest.raises(PythonError, match=r"^WHEELHOUSE_MISSING: .* has no uv\.whl"):
        place("uv", table, tmp_path)
    assert place("auto", table, tmp_path).name == "pip"
    assert sorted(os.listdir(tmp_path / "state" / "python" / "tools")) == ["pip-2"]


@pytest.mark.parametrize("wanted", ["auto", "uv"])
def test_another_file_is_refused(wanted: str, table: dict[str, t.Any], tmp_path: pathlib.Path) -> None:
    with (tmp_path / "wheels" / "uv.whl").open("ab") as file:
        file.write(b"x")
    with pytest.raises(PythonError, match=r"^HASH_MISMATCH: .*uv\.whl has sha256:"):
        place(wanted, table, tmp_path)


@pytest.mark.parametrize(
    ("wanted", "python", "words"),
    [
        ("uv", {"machine": "s390x"}, "there is no pinned uv for s390x with glibc; use tool: pip"),
        ("pip", {"version": "3.8.1"}, "there is no pinned pip for Python 3.8.1"),
    ],
)
def test_no_tool(wanted: str, python: dict[str, str], words: str, table: dict[str, t.Any], tmp_path: pathlib.Path) -> None:
    with pytest.raises(PythonError, match=rf"^TOOL_MISSING: {words}"):
        place(wanted, table, tmp_path, **python)


def test_noexec(table: dict[str, t.Any], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_tools._folders, "runs_nothing", lambda _path: True)
    with pytest.raises(PythonError, match=r"^NOEXEC_TMP: cannot run uv from "):
        place("uv", table, tmp_path)
    assert place("auto", table, tmp_path).name == "pip"
