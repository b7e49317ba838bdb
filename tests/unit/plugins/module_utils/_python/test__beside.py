# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What installs is a shell script that does as uv does, and what it installs hands over to the Python that runs this."""

from __future__ import annotations

import os
import pathlib
import sys
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _beside, _tools
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError

LINE, FULL = (".".join(map(str, sys.version_info[:count])) for count in (2, 3))
NAME = f"cpython-{FULL}-linux-x86_64-gnu"
GOOD = f'exec {os.path.realpath(sys.executable)} "$@"'
LAME = 'case "$*" in *ctypes*) echo "ImportError: no _ctypes" >&2; exit 1 ;; esac\n' + GOOD
PARAMS: dict[str, t.Any] = {
    "version": LINE,
    "state": "present",
    "mirror": "https://host/python",
    "downloads": "",
    "index_url": "",
    "extra_index_urls": [],
    "ca_bundle": None,
    "wheelhouse": None,
    "offline": False,
    "timeout": 30,
    "credentials": [{"host": "host", "login": "user", "token": "", "password": "hunter2"}],
    "tools": {},
}


class Stage:
    """A folder for interpreters, and an uv that installs a program with these lines."""

    def __init__(self, place: pathlib.Path) -> None:
        self.place, self.folder, self.uv, self.root = place, place / "opt" / "python", place / "uv", str(place / "state" / "python")
        self.installs(GOOD)

    def installs(self, lines: str, ends: str = "exit 0") -> None:
        path = f'"$UV_PYTHON_INSTALL_DIR/{NAME}/bin/python{LINE}"'
        body = [f'echo "$*" >> {self.place}/asked', f"env > {self.place}/environment"]
        if lines:
            body += [f'mkdir -p "$UV_PYTHON_INSTALL_DIR/{NAME}/bin"', f"cat > {path} <<'END'\n#!/bin/sh\n{lines}\nEND", f"chmod 755 {path}"]
            body += [f'ln -sfn {NAME} "$UV_PYTHON_INSTALL_DIR/cpython-{LINE}-linux-x86_64-gnu"', 'umask 0; : > "$UV_PYTHON_INSTALL_DIR/.lock"']
        self.uv.write_text("\n".join(["#!/bin/sh", *body, ends, ""]), encoding="utf-8")
        self.uv.chmod(0o755)

    def run(self, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
        return _beside.ensure({**PARAMS, "path": str(self.folder), **options}, check, self.root)

    @property
    def program(self) -> pathlib.Path:
        return self.folder / NAME / "bin" / f"python{LINE}"


@pytest.fixture(name="stage")
def _stage(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage(tmp_path)
    monkeypatch.setattr(_tools, "place", lambda *_args: _tools.Tool("uv", "1", str(stage.uv)))
    return stage


def test_install(stage: Stage) -> None:
    foretold = stage.run(check=True)
    assert foretold["changed"] and not stage.folder.exists()
    told = stage.run()
    assert told["python"] == {"path": str(stage.program), "version": FULL}
    assert (told["changed"], told["diff"]["before"], told["diff"]["after"]) == (True, "", f"Python {FULL}\n")
    again = stage.run()
    assert (again["changed"], again["python"], "diff" in again) == (False, told["python"], False)
    assert (stage.place / "asked").read_text(encoding="utf-8") == f"python install --no-bin {LINE}\n"
    assert stage.folder.joinpath(".lock").stat().st_mode & 0o777 == 0o600


def test_a_login_is_in_the_environment_alone(stage: Stage) -> None:
    stage.run()
    environment = (stage.place / "environment").read_text(encoding="utf-8")
    assert "UV_PYTHON_INSTALL_MIRROR=https://user:hunter2@host/python\n" in environment and "UV_NO_CONFIG=1\n" in environment
    assert "hunter2" not in (stage.place / "asked").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("echo 'error while loading shared libraries: libx.so' >&2; exit 127", "cannot be used: it ended with 127: error while loading"),
        (LAME, "cannot be used: ImportError: no _ctypes; it was removed again"),
        ("", "uv has said that Python"),
    ],
)
def test_one_that_is_no_use_is_removed_again(lines: str, words: str, stage: Stage) -> None:
    stage.installs(lines)
    with pytest.raises(PythonError, match="INTERPRETER_BROKEN: ") as told:
        stage.run()
    assert words in told.value.sentence
    assert [name for name in os.listdir(stage.folder) if name != ".lock"] == []


def test_one_that_broke_is_installed_anew(stage: Stage) -> None:
    stage.run()
    stage.program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert stage.run(check=True)["changed"] and stage.run()["changed"] and not stage.run()["changed"]


def test_uv_fails(stage: Stage) -> None:
    stage.installs("", "echo 'cannot reach https://user:hunter2@host' >&2; exit 2")
    with pytest.raises(PythonError, match=r"^INSTALL_FAILED: uv 1 failed; .*\ncannot reach https://\*\*\*\*@host$"):
        stage.run()


def test_absent(stage: Stage) -> None:
    assert stage.run(state="absent")["changed"] is False
    stage.run()
    assert stage.run(check=True, state="absent")["changed"] and stage.program.exists()
    assert stage.run(state="absent", version=FULL)["changed"]
    assert os.listdir(stage.folder) == [".lock"]


@pytest.mark.parametrize(
    ("version", "found"),
    [("3.9", ["3.9.20"]), ("3.13", ["3.13.10", "3.13.2"]), ("3.13.1", []), ("3.13.2", ["3.13.2"]), ("3.1", [])],
)
def test_find(version: str, found: list[str], tmp_path: pathlib.Path) -> None:
    for name in ("3.13.2", "3.13.10", "3.9.20"):
        (tmp_path / f"cpython-{name}-linux-x86_64-gnu").mkdir()
    (tmp_path / "cpython-3.13-linux-x86_64-gnu").symlink_to("cpython-3.13.10-linux-x86_64-gnu")
    (tmp_path / "mine").mkdir()
    assert [one.version for one in _beside.find(str(tmp_path), version)] == found


@pytest.mark.parametrize("version", ["", "3", "2.7", "python3.13", "3.13-dev", "../3.13"])
def test_no_version(version: str, stage: Stage) -> None:
    with pytest.raises(PythonError, match=r"^NOT_A_VERSION: "):
        stage.run(version=version)
