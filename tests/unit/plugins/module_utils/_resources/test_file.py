# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.file import observe
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

FILES: dict[str, str | None] = {
    "/etc/passwd": "root:x:0:0:::\nalice:x:1000:1000:::\n",
    "/etc/group": "root:x:0:\nshadow:x:42:\n",
    "/etc/shadow": "secret",
    "/etc/d/a.conf": "",
    "/etc/d/sub/": "",
    "/etc/d/b.conf": "-> ../shadow",
    "/etc/d/c.conf": "-> /gone",
}
STATS: dict[str, dict[str, t.Any]] = {
    "/etc/shadow": {"gid": 42, "mode": "0640"},
    "/etc/d": {"mode": "1777"},
    "/etc/d/a.conf": {"uid": 1000, "gid": 7777, "mode": "4755"},
    "/etc/d/sub": {"uid": 7777, "mode": "0700"},
    "/etc/d/b.conf": {"mode": "0777"},
    "/etc/d/c.conf": {"mode": "0777"},
}
SHADOW = {"owner": "root", "group": "shadow", "mode": "0640", "type": "file"}
A_CONF = {"owner": "alice", "group": "7777", "mode": "4755", "type": "file"}
SUB = {"owner": "7777", "group": "root", "mode": "0700", "type": "directory"}
LINK = {"owner": "root", "group": "root", "mode": "0777", "type": "link"}
B_LINK, C_LINK = ("/etc/d/b.conf", "/etc/d/b.conf -> ../shadow"), ("/etc/d/c.conf", "/etc/d/c.conf -> /gone")


def same(path: str) -> tuple[str, str]:
    return (path, path)


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ({"path": "/etc/shadow"}, {same("/etc/shadow"): SHADOW}),
        ({"path": "/etc/d"}, {same("/etc/d"): {"owner": "root", "group": "root", "mode": "1777", "type": "directory"}}),
        ({"paths": ["/etc/shadow", "/gone"]}, {same("/etc/shadow"): SHADOW}),
        ({"paths": ["/etc/shad*", "/etc/shadow"]}, {same("/etc/shadow"): SHADOW}),
        ({"path": "/etc/d/*"}, {same("/etc/d/a.conf"): A_CONF, B_LINK: LINK, C_LINK: LINK, same("/etc/d/sub"): SUB}),
        ({"path": "/etc/d/*", "kind": "file"}, {same("/etc/d/a.conf"): A_CONF, B_LINK: LINK, C_LINK: LINK}),
        ({"path": "/etc/d/[a-s]*", "kind": "directory"}, {B_LINK: LINK, C_LINK: LINK, same("/etc/d/sub"): SUB}),
        ({"path": "/etc/d/[bc].conf", "follow": True}, {B_LINK: {**SHADOW, "group": "root", "mode": "0777"}, C_LINK: LINK}),
    ],
)
def test_observe(tmp_path: Path, args: dict[str, t.Any], found: dict[tuple[str, str], dict[str, str]]) -> None:
    readings = observe(FixtureHost(make_root(tmp_path, FILES), {}, STATS), **args)
    assert {(reading.aspect, reading.source): reading.value for reading in readings} == found


@pytest.mark.parametrize(
    ("args", "error", "message"),
    [
        ({"path": "/gone"}, SubjectMissing, "^there is no file at /gone$"),
        ({"paths": ["/gone", "/etc/x*"]}, SubjectMissing, r"^there is no file at /gone, /etc/x\*$"),
        ({"path": "/etc/d/sub", "kind": "file"}, SubjectMissing, "^there is no file at /etc/d/sub$"),
        ({"path": "/etc/shadow", "kind": "directory"}, SubjectMissing, "^there is no directory at /etc/shadow$"),
        ({}, ObservationError, "give path or paths"),
        ({"path": "/etc/d", "kind": "folder"}, ObservationError, "as kind file or directory; got .* and folder"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, args: dict[str, t.Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        observe(FixtureHost(make_root(tmp_path, FILES), {}, STATS), **args)


def test_types(tmp_path: Path) -> None:
    asked = FixtureHost(make_root(tmp_path, FILES), {}, STATS)
    os.mkfifo(asked.path("/etc/pipe"))
    assert [reading.value["type"] for reading in observe(asked, "/etc/pipe")] == ["pipe"]
    assert observe(Host(), "/dev/null")[0].value["type"] == "character device"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_without_rights(tmp_path: Path) -> None:
    asked = FixtureHost(make_root(tmp_path, FILES), {}, STATS)
    os.chmod(asked.path("/etc/d"), 0)
    try:
        with pytest.raises(ObservationError, match=r"cannot (list|look at) /etc/d.*: Permission denied; root may"):
            observe(asked, "/etc/d/*")
    finally:
        os.chmod(asked.path("/etc/d"), 0o755)
