# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import python
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

ASK = f"/usr/bin/python3 -I -S -c {python.PRINT_VERSION}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"/usr/bin/python3.11": "x", "/usr/bin/python3": "-> python3.11"}, {"path": "/usr/bin/python3", "version": "3.11"}),
        ({"/usr/bin/python3.9": "x", "/usr/bin/python3": "-> /etc/alternatives/python3", "/etc/alternatives/python3": "-> /usr/bin/python3.9"}, "3.9"),
        (
            {"/usr/bin/python3.9": "x", "/usr/bin/python3.12": "y", "/usr/bin/python3.12-config": "z", "/usr/bin/python3": "-> python3.12"},
            {"path": "/usr/bin/python3", "version": "3.12"},
        ),
        (
            {"/usr/libexec/platform-python3.6": "x", "/usr/libexec/platform-python": "-> platform-python3.6"},
            {"path": "/usr/libexec/platform-python", "version": "3.6"},
        ),
        (
            {"/usr/local/bin/python3.14": "x", "/usr/local/bin/python3": "-> python3.14", "/usr/bin/python3.11": "y", "/usr/bin/python3": "-> python3.11"},
            "3.11",
        ),
        ({"/usr/bin/python3": "-> python3.11"}, None),
        ({}, None),
    ],
)
def test_by_its_link(files: dict[str, str], expected: t.Any, tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, files))
    found = python.default_python(host)
    assert (found and found["version"] if isinstance(expected, str) else found) == expected
    assert host.ran == []


@pytest.mark.parametrize(("said", "version"), [("3.13\n", "3.13"), ({"rc": 1, "stderr": "broken"}, "unknown"), ({"error": "gave up"}, "unknown")])
def test_by_itself_where_it_is_no_link(said: t.Any, version: str, tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, {"/usr/bin/python3": "x"}), commands={ASK: said})
    assert python.default_python(host) == {"path": "/usr/bin/python3", "version": version}
