# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import contextlib
import json
import pathlib
import sys
import typing as t

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common.text.converters import to_bytes
from ansible_collections.groundwork.baseline.plugins.modules import distro_facts

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


HOSTS = pathlib.Path(__file__).parents[2] / "fixtures" / "hosts"


def run(capsys: pytest.CaptureFixture[str], **args: t.Any) -> dict[str, t.Any]:
    with patch_module_args(args), pytest.raises(SystemExit):
        distro_facts.main()
    return t.cast("dict[str, t.Any]", json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("check_mode", [True, False])
def test_an_unpacked_file_system(check_mode: bool, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, root=str(HOSTS / "rocky-9"), units=["sshd.service"], _ansible_check_mode=check_mode)
    assert (result["changed"], result["distro"]["id"], result["distro"]["major"], result["distro"]["unit_files"]) == (False, "rocky", 9, {})
    assert (result["distro"]["kernel"], result["distro"]["container"]) == (None, "unknown")


def test_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys)["distro"]["kernel"]


@pytest.mark.parametrize("root", ["/no/such/root", "/etc/passwd", "relative"])
def test_no_root(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, root=root)
    assert result["failed"] and result["msg"].startswith(f"cannot look at root {root}: it is no directory on this host; give ")


@pytest.mark.parametrize(("version", "fails"), [((3, 8, 10), True), ((3, 6, 8), True), ((3, 9, 0), False), ((3, 14, 1), False)])
def test_python_too_old(version: tuple[int, int, int], fails: bool) -> None:
    reason = distro_facts.problem("/", version)
    assert (reason is not None) == fails
    if reason:
        assert f"{sys.executable} is Python {'.'.join(map(str, version))}, and 3.9 or newer is needed" in reason
