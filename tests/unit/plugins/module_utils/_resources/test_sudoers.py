# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What sudo's lines say, and whose word counts."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sudoers_edits, _sudoers_lines, _sudoers_program, sudoers
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

MAIN = "/etc/sudoers"
OPS = "/etc/sudoers.d/50-ops"
LATE = "/etc/sudoers.d/zzz-last"
INCLUDE = "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n"
CLASSIC = """Sudo version 1.9.13p3
Configure options: --with-timeout=15
Syslog facility if syslog is being used for logging: authpriv
Syslog priority to use when user authenticates successfully: notice
Syslog priority to use when user authenticates unsuccessfully: alert
Require users to authenticate by default
Authentication timestamp timeout: 15.0 minutes
Reset the environment to a default set of variables
Log when a command is allowed by sudoers
Log when a command is denied by sudoers
"""
RS = "sudo-rs 0.2.5\n"


def a_host(tmp_path: Path, files: dict[str, str | None], version: str = CLASSIC, **kwargs: t.Any) -> FixtureHost:
    every = {MAIN: INCLUDE, "/etc/sudoers.d/": "", "/proc/sys/kernel/hostname": "web1\n", **files}
    said = {"stdout": "", "stderr": version} if version == RS else version
    commands = {"sudo -V": said, "visudo -c": {"rc": 1, "stderr": "/etc/sudoers:3: syntax error\n"}, **kwargs.pop("commands", {})}
    return FixtureHost(make_root(tmp_path, every), commands, **kwargs)


def told(host: FixtureHost, **args: str) -> list[tuple[t.Any, str, str]]:
    return [(each.value, each.source, each.aspect) for each in sudoers.observe(host, **args)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n\nb # c\n", [(1, "a"), (3, "b")]),
        ("a \\\n  b\nc\n", [(1, "a    b"), (3, "c")]),
        ("# a \\\nb\n", [(2, "b")]),
        ("#1000 ALL=ALL # x\n", [(1, "#1000 ALL=ALL")]),
        ("%#27 ALL=(#0) ALL\n", [(1, "%#27 ALL=(#0) ALL")]),
        ('Defaults x="a#b" #c\n', [(1, 'Defaults x="a#b"')]),
        ("#include /etc/x\n#includes are comments\n", [(1, "#include /etc/x")]),
        ("a \\\n", [(1, "a")]),
        ("", []),
    ],
)
def test_logical_lines(text: str, found: list[tuple[int, str]]) -> None:
    assert _sudoers_lines.logical(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Defaults use_pty, !env_reset", ("", "", [("use_pty", True), ("env_reset", False)])),
        ("Defaults\t!!authenticate", ("", "", [("authenticate", True)])),
        ('Defaults secure_path = "/a:/b,c", passwd_tries=3', ("", "", [("secure_path", "/a:/b,c"), ("passwd_tries", "3")])),
        ('Defaults env_keep += "A B", use_pty', ("", "", [("use_pty", True)])),
        ("Defaults:deploy , bob !authenticate", (":", "deploy,bob", [("authenticate", False)])),
        ("Defaults: deploy timestamp_timeout=3", (":", "deploy", [("timestamp_timeout", "3")])),
        ("Defaults@web1 !use_pty", ("@", "web1", [("use_pty", False)])),
        ("Defaults>root !authenticate", (">", "root", [("authenticate", False)])),
        ("Defaults!/bin/sh !use_pty", ("!", "/bin/sh", [("use_pty", False)])),
        ("Defaults_of_a_user ALL=ALL", None),
        ("deploy ALL=ALL", None),
    ],
)
def test_defaults(text: str, found: t.Any) -> None:
    assert _sudoers_lines.defaults(text) == found


@pytest.mark.parametrize(
    "text", ["Defaults :deploy !authenticate", "Defaults", "Defaults a b", "deploy", "deploy ALL", "deploy ALL=", "User_Alias A", "a b c=ALL"]
)
def test_what_is_no_line_of_sudo(tmp_path: Path, text: str) -> None:
    with pytest.raises(ObservationError, match=f"cannot make out {OPS}:2; run: visudo -c"):
        sudoers.observe(a_host(tmp_path, {OPS: f"\n{text}\n"}), option="use_pty")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("deploy ALL=(ALL) NOPASSWD: ALL", ["deploy"]),
        ("deploy ALL=(ALL) NOPASSWD:/bin/a, PASSWD:/bin/b", ["deploy"]),
        ("deploy ALL=(ALL) /bin/a, NOPASSWD: !/bin/b", []),
        ("deploy, %ops ALL = (root) NOEXEC:NOPASSWD: sha256:abc /bin/a", ["deploy", "%ops"]),
        ("deploy web2=NOPASSWD: ALL", []),
        ("deploy web2=/bin/a : web1=NOPASSWD: ALL", ["deploy"]),
        ("deploy web*=NOPASSWD: ALL", ["deploy"]),
        ("deploy ALL,!web1=NOPASSWD: ALL", []),
        ("deploy 10.0.0.0/8=NOPASSWD: ALL", ["deploy"]),
        ("deploy ALL=(ALL) TIMEOUT=5m CWD=/ NOPASSWD: ALL", ["deploy"]),
        ("root,#0 ALL=NOPASSWD: ALL", []),
        ("deploy ALL=(ALL) ALL", []),
        ("deploy ALL=(ALL) /bin/a x\\:NOPASSWD\\: y", []),
        ("User_Alias OPS = ann, !bob : DEV = cy\nOPS, DEV ALL=NOPASSWD: /bin/a", ["ann", "cy"]),
        ("Host_Alias HERE = web1\n#1000 HERE=NOPASSWD: ALL", ["#1000"]),
        ("domain\\ users ALL=\\\n NOPASSWD: ALL", ["domain users"]),
    ],
)
def test_nopasswd(tmp_path: Path, text: str, names: list[str]) -> None:
    found = sudoers.observe(a_host(tmp_path, {OPS: f"{text}\n"}), question="nopasswd")
    assert [name for each in found for name in each.value] == names
    assert found[0].source.startswith(OPS if names else f"{MAIN} and what")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("deploy ALL=(ALL) ALL", ["deploy"]),
        ("deploy ALL=ALL", ["deploy"]),
        ("deploy ALL=(root) NOPASSWD: ALL, !/bin/su", ["deploy"]),
        ("deploy ALL=(backup) ALL", []),
        ("deploy ALL=(:disk) ALL", []),
        ("deploy ALL=(ALL) /bin/a", []),
        ("Cmnd_Alias EACH = ALL\nRunas_Alias BOSS = #0\n#0 ALL=(BOSS) EACH", ["root"]),
    ],
)
def test_unlimited(tmp_path: Path, text: str, names: list[str]) -> None:
    found = sudoers.observe(a_host(tmp_path, {OPS: f"{text}\n"}), question="unlimited")
    assert [name for each in found for name in each.value] == ["root", "%sudo", *names]


@pytest.mark.parametrize(
    ("files", "option", "readings"),
    [
        ({}, "use_pty", [(False, "default of Sudo version 1.9.13p3", "")]),
        ({}, "timestamp_timeout", [(15, "default of Sudo version 1.9.13p3", "")]),
        ({}, "secure_path", [("", "default of Sudo version 1.9.13p3", "")]),
        ({}, "env_reset", [(True, f"{MAIN}:1", "")]),
        ({OPS: "Defaults !env_reset"}, "env_reset", [(False, f"{OPS}:1", "")]),
        ({OPS: "Defaults !env_reset", LATE: "Defaults env_reset"}, "env_reset", [(True, f"{LATE}:1", "")]),
        ({OPS: "Defaults timestamp_timeout = 2.5"}, "timestamp_timeout", [(2.5, f"{OPS}:1", "")]),
        ({OPS: "Defaults !timestamp_timeout"}, "timestamp_timeout", [(0, f"{OPS}:1", "")]),
        # who is named first, is overruled by what is said of everybody later
        ({OPS: "Defaults:ann !env_reset\nDefaults env_reset"}, "env_reset", [(True, f"{OPS}:2", "")]),
        ({OPS: "Defaults env_reset\nDefaults:ann !env_reset"}, "env_reset", [(True, f"{OPS}:1", ""), (False, f"{OPS}:2", "user=ann")]),
        ({OPS: "Defaults>root !env_reset"}, "env_reset", [(True, f"{MAIN}:1", ""), (False, f"{OPS}:1", "target=root")]),
        ({OPS: "Defaults:ALL !env_reset"}, "env_reset", [(False, f"{OPS}:1", "")]),
        # but not a command
        ({OPS: "Defaults!/bin/sh !env_reset\nDefaults env_reset"}, "env_reset", [(True, f"{OPS}:2", ""), (False, f"{OPS}:1", "command=/bin/sh")]),
        ({OPS: "Defaults@web1 !env_reset"}, "env_reset", [(False, f"{OPS}:1", "")]),
        ({OPS: "Defaults@web2 !env_reset"}, "env_reset", [(True, f"{MAIN}:1", "")]),
        # what sudo passes over does not count
        ({"/etc/sudoers.d/ops.bak": "Defaults !env_reset"}, "env_reset", [(True, f"{MAIN}:1", "")]),
        ({"/etc/sudoers.d/ops~": "Defaults !env_reset"}, "env_reset", [(True, f"{MAIN}:1", "")]),
        ({"/etc/sudoers.d/sub/ops": "Defaults !env_reset"}, "env_reset", [(True, f"{MAIN}:1", "")]),
        ({MAIN: "#include extra\n#includedir %h", "/etc/extra": "Defaults a", "/etc/web1/x": "Defaults use_pty"}, "use_pty", [(True, "/etc/web1/x:1", "")]),
        ({MAIN: "@include /etc/sudoers"}, "rootpw", [(False, "default of Sudo version 1.9.13p3", "")]),
        ({OPS: "Defaults:root timestamp_timeout=1"}, "timestamp_timeout", [(5, "default of Sudo version 1.9.13p3", ""), (1, f"{OPS}:1", "user=root")]),
    ],
)
def test_whose_word_counts(tmp_path: Path, files: dict[str, str], option: str, readings: list[t.Any]) -> None:
    assert told(a_host(tmp_path, dict(files)), option=option) == readings


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "syslog"),
        ("Defaults logfile=/var/log/sudo.log", "syslog and /var/log/sudo.log"),
        ("Defaults !syslog", "nowhere"),
        ("Defaults !syslog, logfile=/x", "/x"),
        ("Defaults logfile=/x, !log_allowed", "nowhere"),
        ("Defaults syslog_goodpri=none", "nowhere"),
        ("Defaults !syslog_goodpri", "nowhere"),
        ("Defaults !syslog\nDefaults syslog", "syslog"),
    ],
)
def test_logging(tmp_path: Path, text: str, where: str) -> None:
    assert [each[0] for each in told(a_host(tmp_path, {OPS: text}), question="logging")] == [where]


def test_logging_of_some(tmp_path: Path) -> None:
    found = told(a_host(tmp_path, {OPS: "Defaults:backup !log_allowed\n"}), question="logging")
    assert found == [("syslog", "default of Sudo version 1.9.13p3", ""), ("nowhere", f"{OPS}:1", "user=backup")]


@pytest.mark.parametrize(
    ("files", "stats", "skipped"),
    [
        ({OPS: "a ALL=ALL"}, {}, []),
        ({"/etc/sudoers.d/ops.x": "a ALL=ALL", "/etc/sudoers.d/.keep": "# nothing\n"}, {}, ["/etc/sudoers.d/ops.x (a dot in its name)"]),
        ({"/etc/sudoers.d/ops~": "a ALL=ALL"}, {}, ["/etc/sudoers.d/ops~ (a ~ at the end of its name)"]),
        ({OPS: "a ALL=ALL"}, {OPS: {"mode": "0646"}}, [f"{OPS} (everybody may write to it)"]),
        ({OPS: "a ALL=ALL"}, {OPS: {"mode": "0660", "gid": 5}}, [f"{OPS} (gid 5 may write to it)"]),
        ({OPS: "a ALL=ALL"}, {OPS: {"mode": "0660", "gid": 0}}, []),
        ({OPS: "a ALL=ALL"}, {OPS: {"uid": 7}}, [f"{OPS} (it belongs to uid 7)"]),
        ({OPS: "a ALL=ALL"}, {"/etc/sudoers.d": {"mode": "0777"}}, [f"{OPS} (everybody may write to it)"]),
        ({MAIN: "root ALL=ALL\n", OPS: "a ALL=ALL"}, {}, [f"{OPS} (its folder is not included)"]),
        ({MAIN: "root ALL=ALL\n"}, {}, ["/etc/sudoers.d (its folder is not included)"]),
    ],
)
def test_skipped(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any], skipped: list[str]) -> None:
    assert told(a_host(tmp_path, dict(files), stats=stats), question="skipped")[0][0] == skipped


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ("use_pty", (False, f"{OPS}:1", "")),
        ("timestamp_timeout", (15, "default of sudo-rs 0.2.5", "")),
        ("authenticate", (True, "sudo-rs 0.2.5, whatever a file says", "")),
        ("env_reset", (True, "sudo-rs 0.2.5, whatever a file says", "")),
    ],
)
def test_sudo_rs(tmp_path: Path, option: str, found: t.Any) -> None:
    host = a_host(tmp_path, {OPS: "Defaults !use_pty, !authenticate, !env_reset"}, RS)
    assert told(host, option=option) == [found]
    assert told(host, question="logging") == [("syslog", "sudo-rs 0.2.5, whatever a file says", "")]
    with pytest.raises(NotApplicable, match=r"this is sudo-rs 0\.2\.5, which has no logfile"):
        sudoers.observe(host, option="logfile")


def test_sudo_rs_has_a_file_of_its_own(tmp_path: Path) -> None:
    host = a_host(tmp_path, {"/etc/sudoers-rs": "Defaults !use_pty\n"}, RS)
    assert told(host, option="use_pty") == [(False, "/etc/sudoers-rs:1", "")]
    with pytest.raises(Unfixable, match=r"/etc/sudoers-rs, which sudo-rs reads in place of /etc/sudoers, does not include /etc/sudoers\.d"):
        _sudoers_edits.check(host, {"option": "use_pty"}, True, None)


def test_who_cannot_be_asked(tmp_path: Path) -> None:
    assert told(a_host(tmp_path, {}), question="syntax") == [(False, "visudo -c: /etc/sudoers:3: syntax error", "")]
    assert told(a_host(tmp_path, {}, commands={"visudo -c": ""}), question="syntax") == [(True, "visudo -c", "")]
    with pytest.raises(SubjectMissing, match="there is no sudo on this host"):
        sudoers.observe(FixtureHost(make_root(tmp_path, {}), {}), option="use_pty")
    with pytest.raises(ObservationError, match="only root may read its rules"):
        sudoers.observe(a_host(tmp_path, {}, is_root=False), option="use_pty")
    for args in ({}, {"question": "what"}, {"option": "use_pty", "question": "syntax"}):
        with pytest.raises(ObservationError, match="cannot ask sudo: give an option, or as question one of syntax"):
            sudoers.observe(a_host(tmp_path, {}), **args)
    with pytest.raises(ObservationError, match="sudo -V ended with 1"):
        sudoers.observe(a_host(tmp_path, {}, commands={"sudo -V": {"rc": 1}}), option="use_pty")


def test_program() -> None:
    sudo = _sudoers_program.parse(CLASSIC)
    assert (sudo.default("timestamp_timeout"), sudo.default("use_pty"), sudo.default("syslog"), sudo.default("logfile")) == (15, False, "authpriv", "")
    assert _sudoers_program.typed("timestamp_timeout", "soon") == "soon"
