# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _installers
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import PYPI, Login, Source
from ansible_collections.groundwork.baseline.plugins.module_utils._python._tools import Tool

PARAMS: dict[str, t.Any] = {
    "index_url": "",
    "extra_index_urls": [],
    "ca_bundle": None,
    "wheelhouse": None,
    "offline": False,
    "timeout": 600,
    "credentials": [],
}
LOGINS = (Login("host:8443", "user", "p@ss"), Login("other", "token"))


def test_defaults() -> None:
    source = Source.from_params(PARAMS)
    assert (source.indexes, source.secrets, source.shown) == ([PYPI], [], PYPI)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"ca_bundle": "/nowhere"}, "TLS_CA"),
        ({"wheelhouse": "/nowhere"}, "WHEELHOUSE_MISSING"),
        ({"offline": True}, "WHEELHOUSE_MISSING"),
    ],
)
def test_what_is_not_there(options: dict[str, t.Any], code: str) -> None:
    with pytest.raises(PythonError, match=rf"^{code}: "):
        Source.from_params({**PARAMS, **options})


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("https://HOST:8443/simple", "https://user:p%40ss@HOST:8443/simple"),
        ("https://other/simple", "https://token@other/simple"),
        ("https://host/simple", "https://host/simple"),
        ("https://evil/host:8443", "https://evil/host:8443"),
    ],
)
def test_a_login_is_for_its_host(address: str, whole: str) -> None:
    assert Source(logins=LOGINS).with_login(address) == whole


@pytest.mark.parametrize("name", ["uv", "pip"])
@pytest.mark.parametrize("offline", [True, False])
def test_logins_are_in_no_command(name: str, offline: bool, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[list[str], dict[str, str]]] = []

    def noted(argv: list[str], env: dict[str, str], *_rest: t.Any) -> t.Any:
        ran.append((argv, env))
        return _installers._commands.Ran(0, "")

    monkeypatch.setattr(_installers._commands, "run", noted)
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("UV_INDEX_URL", "https://evil/simple")
    monkeypatch.setenv("PIP_INDEX_URL", "https://evil/simple")
    source = Source("https://host:8443/simple", ("https://other/simple",), LOGINS, wheelhouse=str(tmp_path), offline=offline)
    job = _installers.Job(Tool(name, "1", "/tool"), source, str(tmp_path), "/cache")
    job.install("/venv/bin/python", [_installers.Package("idna", "3.7", ("sha256:00",))])
    job.remove("/venv/bin/python", ["idna"])
    assert "p@ss" not in str([argv for argv, _env in ran]) and "token" not in str([argv for argv, _env in ran])
    (argv, env), _removed = ran
    assert ("p%40ss" in str(env), "--no-index" in argv, env["https_proxy"]) == (not offline, offline, "http://proxy:3128")
    assert "evil" not in str(env) and env["HOME"] == str(tmp_path)
    assert (tmp_path / "requirements.txt").read_text(encoding="utf-8") == "idna==3.7 --hash=sha256:00\n"
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(argv)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (None, []),
        ((), ["--only-binary", ":all:"]),
        ({"idna"}, ["--only-binary", "click"]),
    ],
)
def test_what_may_be_built(build: t.Any, words: list[str], tmp_path: pathlib.Path) -> None:
    job = _installers.Job(Tool("uv", "1", "/uv"), Source(), str(tmp_path), "/cache", build=build)
    assert job._binaries([_installers.Package("idna", "3.7"), _installers.Package("click", "8.1.7")]) == words


@pytest.mark.parametrize("returncode", [0, 1])
def test_no_lock_that_everybody_can_write_stays(returncode: int, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "venv" / ".lock"
    lock.parent.mkdir()

    def run(*_args: t.Any) -> _installers._commands.Ran:
        lock.touch()
        return _installers._commands.Ran(returncode, "")

    monkeypatch.setattr(_installers._commands, "run", run)
    job = _installers.Job(Tool("uv", "1", "/uv"), Source(), str(tmp_path), "/cache")
    try:
        job.remove(str(tmp_path / "venv" / "bin" / "python"), ["idna"])
    except PythonError as told:
        assert (told.code, returncode) == ("INSTALL_FAILED", 1)
    assert not lock.exists()
