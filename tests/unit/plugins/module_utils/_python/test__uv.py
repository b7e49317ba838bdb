# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _uv
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python.interpreters import IMPOSTORS, patience, program
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost

if t.TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ["/usr/bin", "/root/.local/bin", "/opt/uv/bin"]


@pytest.mark.parametrize(
    ("text", "version", "broken"),
    [
        ("#!/bin/sh\n[ \"$UV_NO_CONFIG $1\" = '1 --version' ] && echo 'uv 0.13.9 (abc 2026-08-01)'\n", "0.13.9", ""),
        ("#!/bin/sh\necho uv 0.14.0rc1\n", "0.14.0rc1", ""),
        ("#!/bin/sh\necho micro editor\n", None, "it does not say a version when it is asked for it"),
        (IMPOSTORS["hangs"][0], None, "it did not end within 1 seconds"),
        (IMPOSTORS["is no program"][0], None, "it cannot be started: Exec format error"),
    ],
)
def test_uv(text: str, version: str | None, broken: str, tmp_path: Path) -> None:
    program(tmp_path / "opt/uv/bin/uv", text)
    assert _uv.find(FixtureHost(tmp_path, commands={}), FOLDERS, patience(broken), 0) == {"path": "/opt/uv/bin/uv", "version": version, "broken": broken}


def test_no_uv(tmp_path: Path) -> None:
    assert _uv.find(FixtureHost(tmp_path, commands={}), FOLDERS, 1, 0) is None


def test_a_uv_that_others_can_change(tmp_path: Path) -> None:
    program(tmp_path / "opt/uv/bin/uv", "#!/bin/sh\necho uv 1.0\n")
    host = FixtureHost(tmp_path, commands={}, stats={"/opt/uv": {"mode": "0777"}})
    assert _uv.find(host, FOLDERS, 1, 0) == {
        "path": "/opt/uv/bin/uv",
        "version": None,
        "broken": "it was not asked, for everybody may write /opt/uv; take that right away",
    }
