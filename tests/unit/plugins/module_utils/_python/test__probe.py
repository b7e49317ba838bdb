# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import ANSWER, parse, probe
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python.interpreters import PATIENCE, impostors, patience, program, pythons

if t.TYPE_CHECKING:
    from pathlib import Path

# Asked in another way than the probe does it: with site, and with the tools that people use.
INDEPENDENT = """
import json, os, platform, sys, sysconfig
print(json.dumps([platform.python_version(), sysconfig.get_config_var("SOABI"), platform.libc_ver()[1] or None, platform.machine(),
                  os.path.exists(os.path.join(sysconfig.get_config_var("INCLUDEPY"), "Python.h"))]))
"""


def test_its_source_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many probes run at once, and whoever looks up sources loses some of them then."""
    monkeypatch.setattr("inspect.getsource", lambda _module: pytest.fail("looked up by a probe"))
    assert probe(sys.executable)["broken"] == ""


@impostors()
def test_what_is_no_interpreter(text: str, reason: str, tmp_path: Path) -> None:
    told = probe(program(tmp_path / "python3", text), patience(reason))
    assert re.search(reason, told["broken"]), told["broken"]
    assert {told[name] for name in ANSWER} == {None}


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        (None, "it cannot be started: No such file or directory"),
        ("gone/python3.9", "it is a link to gone/python3.9, and what that leads to is not there"),
        ("/", "it cannot be started: Permission denied"),
    ],
)
def test_where_there_is_no_file(link: str | None, reason: str, tmp_path: Path) -> None:
    if link:
        (tmp_path / "python3").symlink_to(link)
    assert probe(str(tmp_path / "python3"))["broken"] == reason


def test_a_child_is_ended_too(tmp_path: Path) -> None:
    path = program(tmp_path / "python3", f"#!/bin/sh\nsh -c 'echo $$ > {tmp_path}/pid; exec sleep 600' &\nwait\n")
    assert probe(path, 1)["broken"] == "it did not end within 1 seconds"
    number = (tmp_path / "pid").read_text().strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", number], capture_output=True, text=True, check=False).stdout.strip()
    assert state == "" or state.startswith("Z")


@pythons
def test_the_pythons_of_this_machine(build: Path) -> None:
    path = str(build / "bin" / "python3")
    told = probe(path, PATIENCE)
    said = subprocess.run([path, "-c", INDEPENDENT], capture_output=True, text=True, check=True).stdout
    version, soabi, libc_version, machine, headers = json.loads(said)
    pip = subprocess.run([path, "-I", "-m", "pip", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    assert told["broken"] == ""
    assert (told["version"], told["soabi"], told["machine"], bool(told["headers"])) == (version, soabi, machine, headers)
    assert (told["version"], told["pip_version"], told["implementation"]) == (build.name, pip, "cpython")
    assert libc_version in (None, told["libc_version"]) or told["libc"] == "glibc"
    assert (told["can_venv"], told["can_venv_with_pip"], told["externally_managed"], told["venv"], told["gil"]) == (True, True, False, False, True)
    assert (told["prefix"], told["stdlib"]) == (str(build), str(build / "lib" / f"python{version.rpartition('.')[0]}"))
    assert told["platform_markers"]["python_full_version"] == version
    assert told["platform_markers"]["python_version"] == version.rpartition(".")[0]


def test_markers_are_those_of_packaging() -> None:
    markers = pytest.importorskip("packaging.markers", reason="the library packaging is not installed")
    assert probe(sys.executable, PATIENCE)["platform_markers"] == markers.default_environment()


@pytest.mark.parametrize("with_pip", [False, True])
def test_an_environment(with_pip: bool, tmp_path: Path) -> None:
    base = probe(os.path.realpath(sys.executable), PATIENCE)
    if not base["can_venv_with_pip"]:
        pytest.skip(f"{base['path']} has no wheels to give an environment a pip from")
    subprocess.run([base["path"], "-m", "venv", *([] if with_pip else ["--without-pip"]), str(tmp_path / "venv")], check=True)
    told = probe(str(tmp_path / "venv" / "bin" / "python3"), PATIENCE)
    assert (told["broken"], told["venv"], told["prefix"], told["base_prefix"]) == ("", True, str(tmp_path / "venv"), base["base_prefix"])
    assert (bool(told["pip_version"]), told["externally_managed"], told["version"]) == (with_pip, False, base["version"])


@pytest.mark.parametrize("output", [b"", b"3", b"[]", b"{}", b'{"version": "3.11.2"}', b"\xff", b"Python 3.11.2"])
def test_no_answer(output: bytes) -> None:
    assert parse(output) is None


def test_an_answer() -> None:
    whole = {name: kind() for name, kind in ANSWER.items()}
    assert parse(json.dumps(whole).encode()) == whole
    assert parse(json.dumps({**whole, "gil": "yes"}).encode()) is None
