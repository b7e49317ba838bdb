# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import home
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PASSWD = """root:x:0:0::/root:/bin/bash
daemon:x:1:1::/usr/sbin:/usr/sbin/nologin
db:x:110:110::/var/lib/db:/bin/bash
bob:x:1000:1000::/home/bob:/bin/bash
ftp:x:1001:1000::/home/ftp:/usr/sbin/nologin
gone:x:1002:1000::/home/gone:/bin/bash
nobody:x:65534:65534::/:/bin/bash
"""
BASE = {"/etc/passwd": PASSWD, "/etc/group": "root:x:0:\nbob:x:1000:\n", "/root/": "", "/home/bob/": "", "/home/ftp/": "", "/var/lib/db/": ""}
BOB = {"uid": 1000, "gid": 1000}


def host(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any]) -> FixtureHost:
    """A host on which bob's home is private and what it holds is his, unless stats say otherwise."""
    root = make_root(tmp_path, {**BASE, **files})
    told: dict[str, t.Any] = {"/root": {"mode": "0755"}, "/home/ftp": {"mode": "0777"}, "/home/bob": {**BOB, "mode": "0750"}}
    for folder, folders, names in os.walk(f"{root}/home/bob"):
        told.update({f"{folder[len(root) :]}/{name}": {**BOB, "mode": "0700"} for name in folders})
        told.update({f"{folder[len(root) :]}/{name}": {**BOB, "mode": "0600"} for name in names})
    for path, said in stats.items():
        told[path] = {**told.get(path, {}), **said}
    return FixtureHost(root, commands={}, stats=told)


AUTHORIZED = "/home/bob/.ssh/authorized_keys"


@pytest.mark.parametrize(
    ("question", "files", "stats", "expected"),
    [
        ("private", {}, {}, []),
        ("private", {}, {"/home/bob": {"mode": "2755"}}, ["/home/bob is bob:bob 2755, to be 2750"]),
        ("private", {}, {"/home/bob": {"uid": 0}}, ["/home/bob is root:bob 0750, and does not belong to bob"]),
        ("dotfiles", {"/home/bob/.profile": "", "/home/bob/.config/x": "", "/home/bob/open": ""}, {"/home/bob/open": {"mode": "0666"}}, []),
        ("dotfiles", {"/home/bob/.profile": ""}, {"/home/bob/.profile": {"mode": "0664"}}, ["/home/bob/.profile is bob:bob 0664, to be 0644"]),
        ("dotfiles", {"/home/bob/.profile": ""}, {"/home/bob/.profile": {"uid": 0, "mode": "0644"}}, []),
        ("dotfiles", {"/home/bob/.profile": ""}, {"/home/bob/.profile": {"uid": 1002}}, ["/home/bob/.profile is gone:bob 0600, and does not belong to bob"]),
        ("dotfiles", {"/home/bob/.profile": "-> /root/x", "/root/x": ""}, {"/root/x": {"mode": "0666"}}, []),
        ("risky", {"/home/bob/.rhosts": "", "/home/bob/.netrc": ""}, {}, ["/home/bob/.rhosts is there (bob:bob 0600)"]),
        ("risky", {"/home/bob/.netrc": ""}, {"/home/bob/.netrc": {"mode": "0640"}}, ["/home/bob/.netrc is there (bob:bob 0640)"]),
        ("risky", {"/root/.shosts": "-> /x"}, {}, ["/root/.shosts is there (root:root 0777)"]),
        ("keys", {AUTHORIZED: ""}, {}, []),
        ("keys", {AUTHORIZED: ""}, {AUTHORIZED: {"mode": "0644"}}, [f"{AUTHORIZED} is bob:bob 0644, to be 0600"]),
        ("keys", {AUTHORIZED: ""}, {"/home/bob/.ssh": {"mode": "0755"}}, ["/home/bob/.ssh is bob:bob 0755, to be 0700"]),
        ("keys", {AUTHORIZED: ""}, {AUTHORIZED: {"uid": 0, "mode": "0644"}, "/home/bob/.ssh": {"uid": 0, "mode": "0755"}}, []),
        ("keys", {AUTHORIZED: ""}, {AUTHORIZED: {"uid": 0, "mode": "0664"}}, [f"{AUTHORIZED} is root:bob 0664, to be 0644"]),
        ("keys", {AUTHORIZED: "-> /srv/k", "/srv/k": ""}, {AUTHORIZED: {**BOB, "mode": "0644"}}, [f"{AUTHORIZED} is bob:bob 0644, by a link to /srv/k"]),
        (
            "keys",
            {"/root/.ssh/authorized_keys2": ""},
            {"/root/.ssh": {"mode": "0700"}, "/root/.ssh/authorized_keys2": {"mode": "0644"}},
            [
                "/root/.ssh/authorized_keys2 is root:root 0644, to be 0600",
            ],
        ),
    ],
)
def test_observe(tmp_path: Path, question: str, files: dict[str, str], stats: dict[str, t.Any], expected: list[str]) -> None:
    assert home.observe(host(tmp_path, files, stats), question) == [Reading(expected, "the homes of root, bob")]


@pytest.mark.parametrize(
    ("files", "question", "error", "message"),
    [
        ({}, "why", ObservationError, "known are dotfiles, keys, private, risky"),
        ({"/etc/passwd": "x:x:1:1::/:/bin/false\n"}, "keys", SubjectMissing, "nobody who can log in has a home"),
        ({"/etc/passwd": "broken\n"}, "keys", ObservationError, "cannot make sense of /etc/passwd:1"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, files: dict[str, str], question: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        home.observe(host(tmp_path, files, {}), question)


def test_plan() -> None:
    readings = [Reading(["/home/a b is bob:bob 2755, to be 2750", "/x is 7:8 0666, to be 0644"], "fixture")]
    assert home.plan(readings, [], {}, {}) == [Dress("/home/a b", "bob", "bob", 0o2750), Dress("/x", "7", "8", 0o644)]


@pytest.mark.parametrize("sentence", ["/x is a:b 0644, and does not belong to c", "/x is a:b 0644, by a link to /y", "/x is there (a:b 0600)"])
def test_what_is_for_people(sentence: str) -> None:
    with pytest.raises(Unfixable, match="; look at it, then put it right or remove it"):
        home.plan([Reading([sentence], "fixture")], [], {}, {})
