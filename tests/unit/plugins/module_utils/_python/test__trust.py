# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _processes, _trust
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python.interpreters import program
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PATH = "/home/bob/python/bin/python3"
BOB = {"uid": 1001, "gid": 1002}
NOBODY = 65534


@pytest.mark.parametrize(
    ("stats", "myself", "answer"),
    [
        ({}, 0, None),
        ({}, 1001, None),
        ({"/home/bob": BOB}, 0, _processes.Account(1001, 1002)),
        ({PATH: BOB}, 0, _processes.Account(1001, 1002)),
        # what a link leads to counts as much as the link's own folder
        ({"/srv/build/python3": BOB}, 0, _processes.Account(1001, 1002)),
        ({"/home/bob": BOB}, 1001, None),
        ({"/home/bob": BOB}, 1003, "it can be changed by the user 1001; ask as that user"),
        ({"/home/bob": BOB, PATH: {"uid": 1005}}, 0, "it can be changed by the user 1001 and the user 1005; ask as that user"),
        ({"/home": {"mode": "1777"}}, 0, "everybody may write /home; take that right away"),
        ({"/home/bob/python/bin": {"mode": "0777"}}, 0, "everybody may write /home/bob/python/bin;"),
        ({PATH: {"mode": "0757"}}, 0, f"everybody may write {PATH};"),
        ({"/home/bob/python": {"mode": "2775", "gid": 1002}}, 0, "the group 1002 may write /home/bob/python;"),
        # Debian's group staff, which is trusted as root is
        ({"/home/bob/python": {"mode": "2775", "gid": 50}}, 0, None),
    ],
)
def test_account(stats: dict[str, t.Any], myself: int, answer: t.Any, tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, {PATH: "-> ../../../../srv/build/python3", "/srv/build/python3": ""}), commands={}, stats=stats)
    if isinstance(answer, str):
        with pytest.raises(_trust.Untrusted, match=r"^it was not asked, for ") as caught:
            _trust.account(host, PATH, myself)
        assert answer in str(caught.value)
    else:
        assert _trust.account(host, PATH, myself) == answer


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert _trust.account(FixtureHost(make_root(tmp_path, {}), commands={}), "/srv/python3", 0) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take the rights of another user")
def test_the_rights_of_another() -> None:
    ended = _processes.run(["/usr/bin/id"], 10, {"LC_ALL": "C"}, _processes.Account(NOBODY, NOBODY))
    assert (ended.returncode, ended.stdout.split()[0][:9]) == (0, b"uid=65534")
    assert subprocess.run(["id", "-G"], capture_output=True, check=True, user=NOBODY, group=NOBODY, extra_groups=[]).stdout.strip() == b"65534"


def test_both_outputs_and_no_input(tmp_path: Path) -> None:
    path = program(tmp_path / "program", '#!/bin/sh\ncat\necho out\necho err >&2\necho "$1 $HOME"\nexit 3\n')
    assert _processes.run([path, "one"], 10, {"PATH": os.defpath}) == _processes.Ended(3, b"out\none \n", b"err\n")


def test_a_long_answer_is_heard_to_its_end(tmp_path: Path) -> None:
    path = program(tmp_path / "program", f"#!{sys.executable}\nprint('x' * 200000)\n")
    assert len(_processes.run([path], 60, {}).stdout) == 200001
