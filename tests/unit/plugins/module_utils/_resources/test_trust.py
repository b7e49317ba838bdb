# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import trust
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

BASE = {
    "/etc/passwd": "root:x:0:0::/root:/bin/bash\noperator:x:11:0::/root:/sbin/nologin\nbob:x:1000:1000::/home/bob:/bin/bash\n",
    "/etc/group": "root:x:0:\nops:x:50:bob\nstaff:x:51:\n",
}
PLAIN = {path: {"mode": "0755"} for path in ("/", "/opt", "/opt/bin", "/root", "/root/bin", "/usr", "/usr/lib")}


def host(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any] | None = None) -> FixtureHost:
    return FixtureHost(make_root(tmp_path, {**BASE, **files}), commands={}, stats={**PLAIN, **(stats or {})})


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, []), ("", []), ("# none\n\n", []), ("/a.so:/b.so /c.so # why\n/d.so\n", ["/a.so", "/b.so", "/c.so", "/d.so"])],
)
def test_preload(tmp_path: Path, text: str | None, expected: list[str]) -> None:
    files = {} if text is None else {"/etc/ld.so.preload": text}
    assert trust.observe(host(tmp_path, files), "preload") == [Reading(expected, "/etc/ld.so.preload")]


OPEN = {"/opt/bin": {"mode": "0777"}}


@pytest.mark.parametrize(
    ("files", "stats", "expected"),
    [
        ({"/etc/login.defs": "ENV_SUPATH PATH=/opt/bin:/none\n"}, {}, []),
        ({"/etc/login.defs": "ENV_SUPATH\tPATH=/opt/bin\n"}, OPEN, ["/etc/login.defs:1: /opt/bin (root:root 0777) can be written by others"]),
        ({"/etc/profile": '# PATH=.\nexport PATH="$PATH:/opt/bin:."\n'}, {}, ["/etc/profile:2 has ."]),
        ({"/etc/environment": "PATH=/opt/bin:\n"}, {}, ["/etc/environment:1 has an empty entry, which is the folder one is in"]),
        ({"/root/.bashrc": "if x; then PATH=$HOME/bin:~/bin:$(x):$PATH; fi; MANPATH=.\n", "/root/bin/": ""}, {}, []),
        ({"/root/.profile": "PATH=${HOME}/bin\n"}, {"/root/bin": {"uid": 1000}}, ["/root/.profile:1: /root/bin (bob:root 0755) belongs to bob"]),
        (
            {"/etc/profile.d/a.sh": "PATH='/opt/bin'\n"},
            {"/opt": {"mode": "0775", "gid": 50}},
            ["/etc/profile.d/a.sh:1: /opt (root:ops 0775) can be written by members of ops"],
        ),
    ],
)
def test_root_path(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any], expected: list[str]) -> None:
    assert trust.observe(host(tmp_path, {"/opt/bin/": "", "/root/bin/": "", **files}, stats), "root_path")[0].value == expected


FILE = "/usr/lib/x/a.so"


@pytest.mark.parametrize(
    ("stats", "expected"),
    [
        ({}, []),
        ({FILE: {"mode": "0666"}}, [f"{FILE} (root:root 0666) can be written by others"]),
        ({FILE: {"mode": "0664", "gid": 51}}, []),
        ({FILE: {"mode": "0664"}}, []),
        ({FILE: {"mode": "0664", "gid": 50}}, [f"{FILE} (root:ops 0664) can be written by members of ops"]),
        ({"/usr/lib/x": {"uid": 1000, "mode": "0755"}}, ["/usr/lib/x (bob:root 0755) belongs to bob"]),
        ({FILE: {"uid": 1000, "mode": "4755"}}, []),
    ],
    ids=["good", "others", "a group of nobody", "the vendor's accounts", "a group", "another's folder", "runs as its owner"],
)
def test_files(tmp_path: Path, stats: dict[str, t.Any], expected: list[str]) -> None:
    told = {"/usr/lib/x": {"mode": "0755"}, FILE: {"mode": "0644"}, **stats}
    asked = host(tmp_path, {FILE: "", "/usr/lib/link": "-> /home", "/home/": ""}, {**told, "/home": {"mode": "0777"}})
    assert trust.observe(asked, "files", ["/usr/lib", "/usr/lib64"]) == [Reading(expected, "/usr/lib")]


@pytest.mark.parametrize(
    ("question", "paths", "error", "message"),
    [
        ("files", [], ObservationError, "known are preload, root_path, and files with paths"),
        ("why", [], ObservationError, "cannot answer the question why about what root trusts"),
        ("files", ["/none"], SubjectMissing, "there is nothing at /none"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, question: str, paths: list[str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        trust.observe(host(tmp_path, {}), question, paths)


def test_plan() -> None:
    readings = [Reading(["/a b (root:staff 2777) can be written by others"], "fixture")]
    assert trust.plan(readings, [], {}, {"question": "files"}) == [Dress("/a b", "root", "staff", 0o2775)]


@pytest.mark.parametrize(("question", "sentence"), [("files", "/x (bob:root 0755) belongs to bob"), ("preload", "/x.so"), ("root_path", "/a:1 has .")])
def test_what_is_for_people(question: str, sentence: str) -> None:
    with pytest.raises(Unfixable):
        trust.plan([Reading([sentence], "fixture")], [], {}, {"question": question})
