# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What PAM's stacks come to, question by question, and what would be switched."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import pam
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_pam import Feature
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

    Files = dict[str, t.Optional[str]]

SERVICE = "@include common-auth\n@include common-account\n@include common-password\n"
UNIX_AUTH = "auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\nauth required pam_permit.so\n"
ACCOUNT = "account required pam_unix.so\n"
PLAIN = {
    "/etc/pam.d/su": SERVICE,
    "/etc/pam.d/sshd": SERVICE,
    "/etc/pam.d/passwd": "@include common-password\n",
    "/etc/pam.d/common-auth": UNIX_AUTH,
    "/etc/pam.d/common-account": ACCOUNT,
    "/etc/pam.d/common-password": "password requisite pam_unix.so yescrypt\n",
    "/etc/login.defs": "FAIL_DELAY 3\nENCRYPT_METHOD SHA512\n",
}
HEAD = "auth requisite pam_faillock.so preauth\n"
TAIL = "auth required pam_faillock.so authfail\n"
FULL = {
    "/etc/pam.d/common-auth": f"{HEAD}auth [success=1 default=ignore] pam_unix.so\n{TAIL}auth required pam_permit.so\n",
    "/etc/pam.d/common-account": "account required pam_faillock.so\naccount required pam_unix.so\n",
}
PASSWORD = "/etc/pam.d/common-password"
AUTH = "/etc/pam.d/common-auth"
SO = "/usr/lib/x86_64-linux-gnu/security/pam_pwhistory.so"
CHECKED = "password requisite pam_pwquality.so\npassword requisite pam_pwhistory.so use_authtok {}\npassword required pam_unix.so use_authtok {}\n"
LOGINS = "sshd, su"


def asked(tmp_path: Path, question: str, files: Files, commands: dict[str, t.Any] | None = None) -> list[tuple[t.Any, str, str]]:
    host = FixtureHost(make_root(tmp_path, {**PLAIN, **files}), commands=commands or {})
    return [(each.value, each.source, each.aspect) for each in pam.observe(host, question)]


@pytest.mark.parametrize(
    ("question", "files", "found"),
    [
        ("pwquality", {}, [(False, "no pam_pwquality.so before /etc/pam.d/common-password:1", "passwd")]),
        ("pwquality", {PASSWORD: CHECKED}, [(True, "/etc/pam.d/common-password:1", "passwd")]),
        (
            "pwquality",
            {PASSWORD: "password required pam_unix.so\npassword required pam_pwquality.so\n"},
            [(False, f"no {pam.QUALITY} before {PASSWORD}:1", "passwd")],
        ),
        (
            "pwquality",
            {PASSWORD: "password requisite pam_deny.so\npassword required pam_pwquality.so\n"},
            [(False, f"no {pam.QUALITY} an empty stack", "passwd")],
        ),
        ("faillock", {}, [([], "no pam_faillock.so before /etc/pam.d/common-auth:1", LOGINS)]),
        ("faillock", FULL, [(["account", "authfail", "preauth"], f"/etc/pam.d/common-account:1, {AUTH}:3, {AUTH}:1", LOGINS)]),
        ("faillock", {AUTH: UNIX_AUTH + TAIL}, [(["authfail"], f"{AUTH}:4", LOGINS)]),
        ("faillock", {AUTH: UNIX_AUTH + HEAD}, [([], f"no pam_faillock.so before {AUTH}:1", LOGINS)]),
        ("faillock", {AUTH: f"{HEAD}auth sufficient pam_unix.so\nauth required pam_deny.so\n"}, [(["preauth"], f"{AUTH}:1", LOGINS)]),
        ("faillock", {AUTH: f"auth sufficient pam_permit.so\n{FULL[AUTH]}"}, [([], "no pam_faillock.so an empty stack", LOGINS)]),
        (
            "faillock",
            {**FULL, "/etc/pam.d/sshd": "auth required pam_unix.so\n"},
            [
                ([], "no pam_faillock.so before /etc/pam.d/sshd:1", "sshd"),
                (["account", "authfail", "preauth"], f"/etc/pam.d/common-account:1, {AUTH}:3, {AUTH}:1", "su"),
            ],
        ),
        ("pwhistory", {}, [(0, f"no pam_pwhistory.so before {PASSWORD}:1", "passwd")]),
        ("pwhistory", {PASSWORD: CHECKED.format("remember=7", "")}, [(7, f"{PASSWORD}:2", "passwd")]),
        ("pwhistory", {PASSWORD: CHECKED.format("", "")}, [(10, f"default of {PASSWORD}:2", "passwd")]),
        ("pwhistory", {PASSWORD: CHECKED, pam.HISTORY_FILE: "remember=9\n"}, [(10, f"default of {PASSWORD}:2", "passwd")]),
        ("pwhistory", {PASSWORD: CHECKED, pam.HISTORY_FILE: "remember = 5\nremember=9 # z\n", SO: "pwhistory.conf"}, [(9, f"{pam.HISTORY_FILE}:2", "passwd")]),
        ("use_authtok", {}, [([], f"{PASSWORD}:1", "passwd")]),
        ("use_authtok", {PASSWORD: CHECKED}, [([], f"{PASSWORD}:1, {PASSWORD}:2, {PASSWORD}:3", "passwd")]),
        ("use_authtok", {PASSWORD: "password requisite pam_pwquality.so\npassword required pam_unix.so\n"}, [(["pam_unix.so"], f"{PASSWORD}:2", "passwd")]),
        ("nullok", {}, [(True, f"{AUTH}:1", LOGINS), (False, f"{PASSWORD}:1", "sshd, su, passwd")]),
        ("hash", {}, [("yescrypt", f"{PASSWORD}:1", "passwd")]),
        ("hash", {PASSWORD: "password required pam_unix.so sha512 md5\n"}, [("md5", f"{PASSWORD}:1", "passwd")]),
        ("hash", {PASSWORD: "password required pam_unix.so\n"}, [("sha512", f"/etc/login.defs:2 ({PASSWORD}:1 names none)", "passwd")]),
        ("hash", {PASSWORD: "password required pam_unix.so\n", "/etc/login.defs": ""}, [("des", f"/etc/login.defs ({PASSWORD}:1 names none)", "passwd")]),
        ("su", {}, [(False, "no pam_wheel.so in /etc/pam.d/su", "su")]),
        ("su", {"/etc/pam.d/su": "auth required pam_wheel.so use_uid\n"}, [(True, "/etc/pam.d/su:1", "su")]),
        ("su", {"/etc/pam.d/su": "auth sufficient pam_wheel.so trust use_uid\n"}, [(False, "/etc/pam.d/su:1", "su")]),
        ("faildelay", {}, [(2, f"{AUTH}:1", LOGINS)]),
        ("faildelay", {AUTH: "auth required pam_unix.so nodelay\n"}, [(0, f"{AUTH}:1", LOGINS)]),
        ("faildelay", {AUTH: "auth optional pam_faildelay.so\nauth required pam_unix.so nodelay\n"}, [(3, f"{AUTH}:1", LOGINS)]),
        ("faildelay", {AUTH: "auth optional pam_faildelay.so delay=4000000\n"}, [(4, f"{AUTH}:1", LOGINS)]),
    ],
)
def test_observe(tmp_path: Path, question: str, files: Files, found: list[t.Any]) -> None:
    assert asked(tmp_path, question, files) == found


@pytest.mark.parametrize(
    ("commands", "found"),
    [
        ({"authselect current --raw": {"rc": 2}}, ("none", "authselect current", "")),
        ({"authselect current --raw": "x with-y\n", "authselect check": "Current configuration is valid.\n"}, ("valid", "authselect check", "")),
        (
            {"authselect current --raw": "x\n", "authselect check": {"rc": 1, "stderr": "[error] File changed\n"}},
            ("changed", "authselect check: [error] File changed", ""),
        ),
    ],
)
def test_authselect(tmp_path: Path, commands: dict[str, t.Any], found: tuple[str, str, str]) -> None:
    assert asked(tmp_path, "authselect", {}, commands) == [found]


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        ("authselect", SubjectMissing, "authselect is not here"),
        ("nonsense", ObservationError, "cannot ask PAM about 'nonsense'"),
        ("su", ObservationError, "includes common-account, and there is no such file"),
    ],
)
def test_no_answer(tmp_path: Path, question: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        asked(tmp_path, question, {"/etc/pam.d/common-auth": None, "/etc/pam.d/su": "auth include common-account\n", "/etc/pam.d/common-account": None})


def test_no_pam(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="none of the services passwd has a file"):
        pam.observe(FixtureHost(make_root(tmp_path, {}), commands={}), "pwhistory")


def told(question: str, value: t.Any, want: t.Any, source: str = "") -> list[t.Any]:
    """The steps; an edit as what it makes of a line."""
    steps = pam.plan([Reading(value, source)], want, {}, {"question": question})
    return [(step.path, step.edit("# remember = 3\n"), step.edit("")) if isinstance(step, Edit) else step for step in steps]


PARTS = ["account", "authfail", "preauth"]
LOCAL = ("/etc/security/faillock.conf", "# remember = 3\nlocal_users_only\n", "local_users_only\n")
REMEMBER = ("/etc/security/pwhistory.conf", "# remember = 3\nremember = 24\n", "")


@pytest.mark.parametrize(
    ("question", "value", "want", "steps"),
    [
        ("faillock", [], PARTS, [LOCAL, Feature("PAM feature faillock", "on")]),
        ("faillock", PARTS, PARTS, []),
        ("pwhistory", 0, 24, [REMEMBER, Feature("PAM feature pwhistory", "remember 24")]),
        ("pwhistory", 30, 24, []),
        ("nullok", True, False, [Feature("PAM feature no_nullok", "on")]),
        ("nullok", False, False, []),
        ("pwquality", False, True, [Feature("PAM feature pwquality", "on")]),
    ],
)
def test_plan(question: str, value: t.Any, want: t.Any, steps: list[t.Any]) -> None:
    assert told(question, value, want) == steps


@pytest.mark.parametrize(
    ("question", "value", "want", "source", "said"),
    [
        ("pwhistory", 5, 24, "/etc/pam.d/system-auth:9", "system-auth:9 says how many passwords .* wins over"),
        ("hash", "md5", "yescrypt", "/etc/pam.d/common-password:1", "is somebody's own choice; change it there"),
    ],
)
def test_left_alone(question: str, value: t.Any, want: t.Any, source: str, said: str) -> None:
    with pytest.raises(Unfixable, match=said):
        told(question, value, want, source)
