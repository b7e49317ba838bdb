# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import shell
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

ASK = "setpriv --reuid=65534 --regid=65534 --clear-groups sh -c "
LOGIN, PLAIN = (ASK + shell.ASK.format(options) for options in ("--login", ""))
UNSET = "groundwork:0000:\n"


def host(tmp_path: Path, files: dict[str, str], login: t.Any, plain: t.Any = UNSET) -> FixtureHost:
    return FixtureHost(make_root(tmp_path, files), {LOGIN: login, PLAIN: plain, "bash": ""})


@pytest.mark.parametrize(
    ("files", "login", "plain", "expected"),
    [
        ({"/etc/profile": "umask 022\n"}, "Welcome\ngroundwork:0022:\n", UNSET, [("0022", "/etc/profile", "login shell")]),
        (
            {"/etc/bashrc": "  umask 077\n", "/etc/profile.d/a.sh": "[ x ] && umask 027"},
            "groundwork:0027:\n",
            "groundwork:0077:\n",
            [("0027", "/etc/bashrc, /etc/profile.d/a.sh", "login shell"), ("0077", "/etc/bashrc, /etc/profile.d/a.sh", "shell")],
        ),
        ({"/etc/profile": "umask 000\n"}, UNSET, UNSET, [("0000", "/etc/profile", "login shell"), ("0000", "/etc/profile", "shell")]),
        ({}, UNSET, UNSET, [("0022", "no start file sets it, and PAM does not either", "login shell")]),
        (
            {"/etc/pam.d/common-session": "session optional pam_umask.so\n", "/etc/login.defs": "UMASK 027\n"},
            UNSET,
            UNSET,
            [("0027", "/etc/login.defs:1", "login shell")],
        ),
        ({"/etc/pam.d/sshd": "session optional pam_umask.so umask=077\n"}, UNSET, UNSET, [("0077", "/etc/pam.d/sshd", "login shell")]),
        ({"/etc/pam.d/login": "# session optional pam_umask.so\n"}, UNSET, UNSET, [("0022", "no start file sets it, and PAM does not either", "login shell")]),
    ],
)
def test_umask(tmp_path: Path, files: dict[str, str], login: str, plain: str, expected: list[tuple[str, str, str]]) -> None:
    assert shell.observe(host(tmp_path, files, login, plain), "umask") == [Reading(*each) for each in expected]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('groundwork:0022:declare -rx TMOUT="900"\n', {"seconds": 900, "readonly": True, "exported": True}),
        ('groundwork:0022:declare -- TMOUT="60"\n', {"seconds": 60, "readonly": False, "exported": False}),
        ("groundwork:0022:\n", {"seconds": 0, "readonly": False, "exported": False}),
        ('groundwork:0022:declare -x TMOUT=""\n', {"seconds": 0, "readonly": False, "exported": True}),
    ],
)
def test_tmout(tmp_path: Path, said: str, expected: dict[str, t.Any]) -> None:
    assert shell.observe(host(tmp_path, {}, said), "tmout") == [Reading(expected, "bash --login", "login shell")]


@pytest.mark.parametrize(
    ("login", "setting", "error", "message"),
    [
        ("stopped\n", "umask", ObservationError, "it wrote 'stopped' and no answer; see /etc/profile"),
        ({"error": "gave up"}, "tmout", ObservationError, "gave up"),
        ("", "path", ObservationError, "cannot ask a shell for path: known are umask, tmout"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, login: t.Any, setting: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        shell.observe(host(tmp_path, {}, login), setting)


def test_no_bash(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="there is no bash on this host"):
        shell.observe(FixtureHost(make_root(tmp_path, {"/etc/": ""}), {}), "umask")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("umask 022\n", "umask 027\n"),
        ("if x; then\n    umask 0002 # mine\nfi\numask 077\n", "if x; then\n    umask 027 # mine\nfi\numask 077\n"),
        ("# umask 022\necho\n", "# umask 022\necho\n"),
        ("umask u=rwx\n", "umask u=rwx\n"),
    ],
)
def test_closed(text: str, expected: str) -> None:
    assert shell.closed(0o027, text) == expected
    assert shell.closed(0o027, expected) == expected


def test_plan() -> None:
    readings = [Reading("0022", "/etc/bashrc, /etc/profile.d/a.sh", "login shell")]
    own, *edits = shell.plan(readings, "0027", {}, {"setting": "umask"})
    assert own == Lines("/etc/profile.d/zz-groundwork.sh", "umask 027")
    assert [(step.path, step.edit("umask 022")) for step in edits if isinstance(step, Edit)] == [("/etc/bashrc", "umask 027")]


def test_idle() -> None:
    (step,) = shell.plan([Reading({"seconds": 0}, "bash")], {"seconds": 600}, {}, {"setting": "tmout"})
    assert isinstance(step, Lines)
    assert "\n  TMOUT=600\n  readonly TMOUT\n" in step.text
