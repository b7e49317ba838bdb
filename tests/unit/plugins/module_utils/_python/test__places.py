# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _places
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ["/usr/bin", "/usr/local/bin", "/opt/*/bin"]
# Name of a program -> its text, as make_root takes it.
TREE: dict[str, str | None] = {
    "/usr/bin/python3": "-> python3.11",
    "/usr/bin/python3.11": "",
    "/bin": "-> usr/bin",
    "/usr/bin/python3.11-config": "",
    "/usr/bin/python3-wsgi": "",
    "/usr/bin/python": "",
    "/usr/local/bin/python3.13t": "",
    "/usr/local/bin/python3.14": "-> /opt/gone/bin/python3.14",
    "/usr/local/bin/python3": "-> ../../bin/python3.11",
    "/usr/local/bin/python3.9/": "",
    "/usr/libexec/platform-python": "-> ../bin/python3.11",
    "/opt/app/pyvenv.cfg": "",
    "/opt/app/bin/python3": "-> ../../../usr/bin/python3.11",
    "/opt/app/bin/python3.11": "-> python3",
    "/opt/built/bin/python3.12": "",
    "/opt/built/bin/python3": "-> python3.12",
    "/opt/text/bin/python3": "",
}
NOT_PROGRAMS = {"/opt/text/bin/python3"}


@pytest.fixture(name="host")
def fixture_host(tmp_path: Path) -> FixtureHost:
    host = FixtureHost(make_root(tmp_path, TREE), commands={})
    for name, text in TREE.items():
        path = tmp_path / "root" / name.strip("/")
        if text == "" and path.is_file() and name not in NOT_PROGRAMS:
            path.chmod(0o755)
    return host


def found(search: _places.Search) -> dict[str, tuple[str, str, list[str]]]:
    return {each.path: (each.realpath, each.venv, sorted(each.aliases)) for each in search.result()}


def test_every_interpreter_once(host: FixtureHost) -> None:
    search = _places.Search(host)
    search.folders([*FOLDERS, "/bin", "/no/such/folder"])
    search.files(["/usr/libexec/platform-python", "/usr/libexec/gone"])
    assert found(search) == {
        "/usr/bin/python3.11": (
            "/usr/bin/python3.11",
            "",
            ["/bin/python3", "/bin/python3.11", "/usr/bin/python3", "/usr/libexec/platform-python", "/usr/local/bin/python3"],
        ),
        "/usr/local/bin/python3.13t": ("/usr/local/bin/python3.13t", "", []),
        "/usr/local/bin/python3.14": ("/opt/gone/bin/python3.14", "", []),
        "/opt/built/bin/python3.12": ("/opt/built/bin/python3.12", "", ["/opt/built/bin/python3"]),
    }
    assert search.unknown == {}


ENVIRONMENT = ("/usr/bin/python3.11", "/opt/app", ["/opt/app/bin/python3.11"])


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        ("/opt/app", {"/opt/app/bin/python3": ENVIRONMENT}),
        ("/opt/a*", {"/opt/app/bin/python3": ENVIRONMENT}),
        ("/opt/app/bin/python3", {"/opt/app/bin/python3": (*ENVIRONMENT[:2], [])}),
        ("/opt/built", {"/opt/built/bin/python3.12": ("/opt/built/bin/python3.12", "", ["/opt/built/bin/python3"])}),
        ("/usr/bin/python", {"/usr/bin/python": ("/usr/bin/python", "", [])}),
        ("/srv/python3", {"/srv/python3": ("/srv/python3", "", [])}),
        ("/srv/*", {}),
        ("/opt/text/bin/python3", {"/opt/text/bin/python3": ("/opt/text/bin/python3", "", [])}),
    ],
)
def test_what_is_asked_for(host: FixtureHost, asked: str, result: dict[str, t.Any]) -> None:
    search = _places.Search(host)
    search.asked([asked])
    assert found(search) == result


def test_what_cannot_be_looked_at(host: FixtureHost, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> list[str]:
        raise ObservationError(f"cannot list {path}: Permission denied")

    monkeypatch.setattr(host, "listdir", refuse)
    search = _places.Search(host)
    search.folders(["/usr/bin"])
    assert (found(search), search.unknown) == ({}, {"/usr/bin/python3*": "cannot list /usr/bin: Permission denied"})


ROOT = _places.Shell(("/usr/bin",), "/root", {"PYENV_ROOT": "/srv/[pyenv]/"})
BOB = _places.Shell((), "/home/bob")


@pytest.mark.parametrize(
    ("pattern", "shells", "paths"),
    [
        ("/usr/bin", [ROOT, BOB], ["/usr/bin"]),
        ("~/.pyenv/versions/*/bin", [ROOT, BOB], ["/root/.pyenv/versions/*/bin", "/home/bob/.pyenv/versions/*/bin"]),
        ("$PYENV_ROOT/versions/*/bin", [ROOT, BOB], ["/srv/[[]pyenv]/versions/*/bin"]),
        ("$UV_PYTHON_INSTALL_DIR/*/bin", [ROOT, BOB], []),
        ("~/bin", [_places.Shell((), ""), _places.Shell((), "relative")], []),
    ],
)
def test_expand(pattern: str, shells: list[_places.Shell], paths: list[str]) -> None:
    assert _places.expand([pattern], shells) == paths
