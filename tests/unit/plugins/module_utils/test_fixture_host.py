# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path


def test_commands_answer_from_the_table(tmp_path: Path) -> None:
    commands = {"x -a": "yes\n", "x -b": {"rc": 3, "stderr": "no"}, "x -c": {"error": "gave up on x -c after 10 seconds"}}
    host = FixtureHost(make_root(tmp_path, {"/usr/bin/": None, "/commands.json": json.dumps(commands)}))
    assert host.live
    assert (host.run("x", "-a"), host.which("x"), host.which("y")) == ("yes\n", "/usr/bin/x", None)
    assert host.execute("x", "-b").returncode == 3
    with pytest.raises(ObservationError, match="gave up on x -c"):
        host.run("x", "-c")
    with pytest.raises(ObservationError, match="cannot run x -d: the fixture"):
        host.run("x", "-d")
    host.run("x", "-a")
    assert host.ran == ["x -a", "x -b", "x -c", "x -d"]


def test_owners_and_modes_come_from_the_table(tmp_path: Path) -> None:
    root = make_root(tmp_path, {"/etc/shadow": "", "/etc/passwd": "", "/etc/x/": "", "/etc/link": "-> /etc/shadow"})
    host = FixtureHost(root, stats={"/etc/shadow": {"gid": 42, "mode": "0640"}})
    shadow, passwd = host.stat("/etc/shadow"), host.stat("/etc/passwd")
    assert shadow and passwd
    assert (shadow.st_uid, shadow.st_gid, shadow.st_mode) == (0, 42, 0o100640)
    assert (passwd.st_uid, passwd.st_gid) == (0, 0)
    assert host.read("/etc/link") == ""
    assert host.listdir("/etc") == ["link", "passwd", "shadow", "x"]
