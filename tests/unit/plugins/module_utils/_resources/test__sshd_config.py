# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import Condition, Line, criteria, daemon, setting, split
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

MAIN = "/etc/ssh/sshd_config"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b", ("a", "b")),
        ("  a\t b  ", ("a", "b")),
        ('"a b" c', ("a b", "c")),
        ("'a \"b' c", ('a "b', "c")),
        (r"a\ b \"c \\d \e", ("a b", '"c', r"\d", r"\e")),
        (r'"a\ b"', (r"a\ b",)),
        ("a # b", ("a",)),
        ("a#b", ("a#b",)),
        ('""', ("",)),
        ('"a', ("a",)),
        ("", ()),
    ],
)
def test_split(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PermitRootLogin no", ("permitrootlogin", "no")),
        ("\t permitrootlogin\tno \r", ("permitrootlogin", "no")),
        ("PermitRootLogin=no", ("permitrootlogin", "no")),
        ("PermitRootLogin = no", ("permitrootlogin", "no")),
        ('"PermitRootLogin" no', ("permitrootlogin", "no")),
        ("SetEnv A=b", ("setenv", "A=b")),
        ("# PermitRootLogin no", None),
        ("#PermitRootLogin no", None),
        ("PermitRootLogin", None),
        ("", None),
    ],
)
def test_setting(text: str, found: tuple[str, str] | None) -> None:
    assert setting(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("User deploy", (("user", "deploy"),)),
        ("user=deploy address=10.0.0.0/8", (("user", "deploy"), ("address", "10.0.0.0/8"))),
        ('Group "a,b" LocalPort 22 # x', (("group", "a,b"), ("localport", "22"))),
        ("all", (("all", ""),)),
        ("invalid-user Host *", (("invalid-user", ""), ("host", "*"))),
        ("User", (("user", ""),)),
        ("", ()),
    ],
)
def test_criteria(text: str, found: tuple[tuple[str, str], ...]) -> None:
    assert criteria(text) == found


def test_lines_stand_under_the_match_lines_of_all_files_above(tmp_path: Path) -> None:
    files: dict[str, str | None] = {
        MAIN: "Port 22\nMatch User a\nInclude x.conf\nSkeyAuthentication no\n",
        "/etc/ssh/x.conf": "MaxSessions 1\nMatch Group g\nMaxSessions 2\n",
    }
    a, g = Condition((("user", "a"),), f"{MAIN}:2"), Condition((("group", "g"),), "/etc/ssh/x.conf:2")
    assert daemon(FixtureHost(make_root(tmp_path, files), {})).lines == (
        Line("port", ("22",), f"{MAIN}:1"),
        Line("maxsessions", ("1",), "/etc/ssh/x.conf:1", (a,)),
        Line("maxsessions", ("2",), "/etc/ssh/x.conf:3", (a, g)),
        Line("kbdinteractiveauthentication", ("no",), f"{MAIN}:4", (a,)),
    )


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({MAIN: "Include x\n", "/etc/ssh/x": "Include x\nPort 1\n"}, 16),
        ({MAIN: "Include nowhere/*.conf ~/x\nPort 1\n"}, 1),
        ({"/etc/ssh/": ""}, 0),
    ],
    ids=["as deep as sshd goes", "nothing to include", "no file"],
)
def test_includes_come_to_an_end(tmp_path: Path, files: dict[str, str | None], lines: int) -> None:
    assert len(daemon(FixtureHost(make_root(tmp_path, files), {})).lines) == lines


@pytest.mark.parametrize(
    ("path", "text", "arguments", "first"),
    [
        ("/etc/default/ssh", "SSHD_OPTS=\n", (), None),
        ("/etc/default/ssh", "SSHD_OPTS='-oPort=24 -4'\n", ("-o", "Port=24"), Line("port", ("24",), "/etc/default/ssh:1")),
        ("/etc/default/ssh", 'SSHD_OPTS=-D\nSSHD_OPTS="-p 23 -E /var/log/x"\n', ("-p", "23"), Line("port", ("23",), "/etc/default/ssh:2")),
        (
            "/etc/sysconfig/sshd",
            "OPTIONS=\"-h /k -o 'MaxSessions 3'\"\n",
            ("-h", "/k", "-o", "MaxSessions 3"),
            Line("hostkey", ("/k",), "/etc/sysconfig/sshd:1"),
        ),
        ("/etc/sysconfig/sshd", "#OPTIONS=-p23\nOTHER=-p24\n", (), None),
        ("/etc/sysconfig/sshd", "OPTIONS=-o\n", ("-o", ""), None),
    ],
)
def test_arguments_of_the_unit(tmp_path: Path, path: str, text: str, arguments: tuple[str, ...], first: Line | None) -> None:
    found = daemon(FixtureHost(make_root(tmp_path, {path: text}), {}))
    assert (found.arguments, found.lines[:1]) == (arguments, (first,) if first else ())


def test_arguments_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="cannot tell how sshd is started: /etc/default/ssh:2 has unbalanced quotes"):
        daemon(FixtureHost(make_root(tmp_path, {"/etc/default/ssh": '\nSSHD_OPTS="-p 22\n'}), {}))
