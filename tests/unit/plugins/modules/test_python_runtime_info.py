# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import contextlib
import json
import sys
import typing as t

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common.text.converters import to_bytes
from ansible_collections.groundwork.baseline.plugins.modules import python_runtime_info

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # the ansible-core of older Pythons has no such helper

    @contextlib.contextmanager
    def patch_module_args(module_args: dict[str, t.Any] | None = None) -> t.Iterator[None]:
        old = basic._ANSIBLE_ARGS
        basic._ANSIBLE_ARGS = to_bytes(json.dumps({"ANSIBLE_MODULE_ARGS": module_args}))
        try:
            yield
        finally:
            basic._ANSIBLE_ARGS = old


OTHER = {"database": None, "platform_python": ["/usr/bin/python3"], "package_module": None, "bindings": []}
TABLES = {"folders": ["/usr/bin"], "files": [], "uv": [], "families": {"other": OTHER}, "sources": []}
CONTEXT = {"tables": TABLES, "families": {}, "names": ["/usr/bin/python3"], "login": {"PATH": "/usr/bin"}}


def run(capsys: pytest.CaptureFixture[str], **args: t.Any) -> dict[str, t.Any]:
    with patch_module_args(args), pytest.raises(SystemExit):
        python_runtime_info.main()
    return t.cast("dict[str, t.Any]", json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("check_mode", [True, False])
def test_this_machine(check_mode: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    result = run(capsys, context=CONTEXT, paths=[sys.executable], probe_timeout=60, _ansible_check_mode=check_mode)
    version = ".".join(map(str, sys.version_info[:3]))
    assert (result["changed"], result["ansible_interpreter"]) == (False, {"path": sys.executable, "version": version})
    named = [each for each in result["interpreters"] if sys.executable in (each["path"], *each["aliases"])]
    assert [(each["broken"], each["version"]) for each in named] == [("", version)]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ({"context": CONTEXT, "paths": ["venv"]}, "cannot look at paths: venv is no absolute path; write it from / on"),
        ({"context": CONTEXT, "probe_timeout": 0}, "cannot ask with a probe_timeout of 0: give the seconds for one interpreter, more than 0 and at most 600"),
        (
            {"context": CONTEXT, "probe_timeout": 601},
            "cannot ask with a probe_timeout of 601: give the seconds for one interpreter, more than 0 and at most 600",
        ),
        ({}, "cannot look at the Pythons of this host: this module needs its action plugin; call it as groundwork.baseline.python_runtime_info"),
    ],
)
def test_mistakes(args: dict[str, t.Any], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, **args)
    assert (result["failed"], result["msg"]) == (True, reason)


@pytest.mark.parametrize(("version", "fails"), [((3, 8, 10), True), ((3, 6, 8), True), ((3, 9, 0), False), ((3, 14, 1), False)])
def test_python_too_old(version: tuple[int, int, int], fails: bool) -> None:
    reason = python_runtime_info.problem({"paths": [], "probe_timeout": 10.0, "context": CONTEXT}, version)
    assert (reason is not None) == fails
    if reason:
        assert f"{sys.executable} is Python {'.'.join(map(str, version))}, and 3.9 or newer is needed; set ansible_python_interpreter" in reason
