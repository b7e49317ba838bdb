# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_contexts import MAX_RUNS, Plan
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

FILES = {"/etc/passwd": "root:x:0:0:::\nnobody:x:9:9:::\nalice:x:1:1:::\n", "/etc/group": "root:x:0:\nalice:x:1:\nempty:x:2:\n"}


def plan(tmp_path: Path, text: str) -> Plan:
    return Plan(FixtureHost(make_root(tmp_path, {**FILES, "/etc/ssh/sshd_config": text}), {}))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Port 22\n", ["", "user=root"]),
        ("Match User alice\n X11Forwarding no\n", ["", "user=root", "user=alice"]),
        ("Match User alice\n", ["", "user=root"]),
        ("Match User root\n X11Forwarding no\n", ["", "user=root"]),
        ("Match all\n X11Forwarding no\n", ["", "user=root"]),
        ("Match LocalPort 23\n X11Forwarding no\n", ["", "user=root", "localport=23", "user=root localport=23"]),
        ("Match Group empty\n X11Forwarding no\n", ["", "user=root", "group=empty"]),
        ("Match User !alice\n X11Forwarding no\n", ["", "user=root"]),
        ("Match User alice\n X11Forwarding no\nMatch User alice\n MaxSessions 1\n", ["", "user=root", "user=alice"]),
    ],
)
def test_contexts(tmp_path: Path, text: str, labels: list[str]) -> None:
    assert [context.label for context in plan(tmp_path, text).contexts] == labels


def test_a_user_of_two_match_lines_is_one_context_of_both(tmp_path: Path) -> None:
    text = "Match User alice\n X11Forwarding no\nMatch User alice,nobody\n MaxSessions 1\n"
    assert {context.label: set(context.made_for) for context in plan(tmp_path, text).contexts} == {
        "": set(),
        "user=root": set(),
        "user=alice": {0, 1},
        "user=nobody": {1},
    }


def test_nobody_to_ask_about_is_asked_by_arguments(tmp_path: Path) -> None:
    found = plan(tmp_path, 'Port 24\nMatch Group empty\n X11Forwarding no\n Banner "/a b"\n').contexts[-1]
    expected = ("-o", "x11forwarding=no", "-o", 'banner="/a b"', "-C", "user=nobody,host=192.0.2.1,addr=192.0.2.1,laddr=192.0.2.2,lport=24")
    assert (found.arguments, found.today, found.user) == (expected, False, "")


def test_where_the_same_lines_hold_one_question_serves_all(tmp_path: Path) -> None:
    names = [f"u{number}" for number in range(40)]
    contexts = plan(tmp_path, f"Match User {','.join(names)}\n X11Forwarding no\n").contexts
    assert len(contexts) == 42
    assert all(context.asked for context in contexts)
    assert len({context.arguments for context in contexts}) == 3


def test_no_more_questions_than_allowed(tmp_path: Path) -> None:
    contexts = plan(tmp_path, "".join(f"Match User u{number}\n X11Forwarding no\n" for number in range(40))).contexts
    assert [context.asked for context in contexts].count(True) == MAX_RUNS
    assert contexts[0].asked and contexts[1].asked


@pytest.mark.parametrize(
    ("option", "label", "sources"),
    [
        ("port", "", [1]),
        ("x11forwarding", "", [3]),
        ("x11forwarding", "user=alice", [6]),
        ("allowusers", "", [2, 4]),
        ("allowusers", "user=alice", [7, 8]),
        ("maxsessions", "user=root", []),
    ],
)
def test_deciding(tmp_path: Path, option: str, label: str, sources: list[int]) -> None:
    text = "Port 22\nAllowUsers a\nX11Forwarding no\nAllowUsers b\nMatch User alice\n X11Forwarding yes\n AllowUsers c\n AllowUsers d\n X11Forwarding no\n"
    made = plan(tmp_path, text)
    context = next(context for context in made.contexts if context.label == label)
    assert [line.source for line in made.deciding(option, context)] == [f"/etc/ssh/sshd_config:{number}" for number in sources]
