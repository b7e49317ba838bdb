# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import subprocess
import typing as t
from pathlib import Path

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _survey
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import probe
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python.interpreters import BUILDS, PATIENCE, PYENV, TABLES, answering, program
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost

NAMES = ["python3.11", "/usr/bin/python3"]
CONTEXT: dict[str, t.Any] = {"tables": TABLES, "families": {"debian": "debian", "rhel": "redhat"}, "names": NAMES, "login": {}}
PYTHON = "/usr/bin/python3.11"


def host(tmp_path: Path, os_release: str = "ID=debian\nVERSION_ID=12\n", **kwargs: t.Any) -> FixtureHost:
    program(tmp_path / PYTHON[1:], answering("3.11.2", PYTHON))
    (tmp_path / "usr/bin/python3").symlink_to("python3.11")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_text(os_release, encoding="utf-8")
    return FixtureHost(tmp_path, **{"commands": {f"dpkg -S {PYTHON} /bin/python3.11": f"python3.11-minimal: {PYTHON}\n"}, **kwargs})


def test_a_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    told = _survey.take(host(tmp_path), CONTEXT, [], PATIENCE, probe)
    assert [each["path"] for each in told["interpreters"]] == [PYTHON]
    assert (told["system_interpreter"], told["discovery_takes"], told["discovery_at_risk"], told["uv"]) == (
        {"path": "/usr/bin/python3", "version": "3.11.2"},
        PYTHON,
        "",
        None,
    )
    assert (told["distro"]["id"], told["unknown"]) == ("debian", {})


def test_the_path_of_who_logs_in_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    program(tmp_path / "home/bob/bin/python3.11", answering("3.11.9", "/home/bob/bin/python3.11"))
    login = {"PATH": "/home/bob/bin:/usr/bin", "HOME": "/home/bob"}
    seen = host(tmp_path, commands={})
    assert _survey.take(seen, {**CONTEXT, "login": login}, [], PATIENCE, probe)["discovery_takes"] == "/home/bob/bin/python3.11"
    assert _survey.take(seen, CONTEXT, [], PATIENCE, probe)["discovery_takes"] == PYTHON


def test_a_system_that_is_not_named(tmp_path: Path) -> None:
    told = _survey.take(host(tmp_path, os_release=""), CONTEXT, [], PATIENCE, probe)
    assert (told["distro"]["id"], told["interpreters"][0]["source"], told["interpreters"][0]["version"]) == ("unknown", None, "3.11.2")


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    program(tmp_path / "opt" / "caf\udce9" / "bin" / "python3", answering("3.12.1", "/opt/caf/bin/python3"))
    told = _survey.take(host(tmp_path), CONTEXT, [], PATIENCE, probe)
    assert json.dumps(told["interpreters"], ensure_ascii=False).encode("utf-8")
    assert "/opt/caf?/bin/python3" in [each["path"] for each in told["interpreters"]]


@pytest.mark.skipif(not BUILDS, reason=f"pyenv has built no Python in {PYENV}")
def test_the_pythons_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that pyenv itself lists, each of the version that it says when it is asked for that alone."""
    monkeypatch.setenv("PYENV_ROOT", str(PYENV.parent))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    told = {each["path"]: each for each in _survey.take(Host(), CONTEXT, [], PATIENCE, probe)["interpreters"]}
    for build in BUILDS:
        path = build / "bin" / f"python{build.name.rpartition('.')[0]}"
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.split()
        found = told[str(path)]
        assert (["Python", found["version"]], found["source"], found["broken"], found["package"]) == (said, "pyenv", "", "")
        assert str(build / "bin" / "python3") in found["aliases"]
