# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What is written for sudo, and what keeps it from counting."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sudoers_edits
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_config import DROP_IN
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._resources.test_sudoers import CLASSIC, INCLUDE, LATE, MAIN, OPS, RS, a_host
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost

if t.TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("option", "want", "line"),
    [
        ("use_pty", True, "Defaults use_pty"),
        ("targetpw", False, "Defaults !targetpw"),
        ("exempt_group", "", "Defaults !exempt_group"),
        ("timestamp_timeout", 15, "Defaults timestamp_timeout=15"),
        ("secure_path", "/a:/b", "Defaults secure_path=/a:/b"),
        ("logfile", "/var/log/a b", 'Defaults logfile="/var/log/a b"'),
    ],
)
def test_plan(option: str, want: t.Any, line: str) -> None:
    assert _sudoers_edits.plan([], want, {}, {"option": option}) == [Lines(DROP_IN, line, 0o440, sets=f"Defaults {option}")]


def test_what_is_not_planned() -> None:
    assert _sudoers_edits.plan([], "syslog", {}, {"question": "logging"}) == [Lines(DROP_IN, _sudoers_edits.RECORDED, 0o440)]
    with pytest.raises(Unfixable, match="is for people to say"):
        _sudoers_edits.plan([], [], {}, {"question": "nopasswd"})


class Careless(FixtureHost):
    """A host whose visudo says what a test wants."""

    refuses = ""

    def _execute(self, argv: tuple[str, ...], seconds: float) -> t.Any:
        if argv[:2] == ("visudo", "-cf"):
            self.commands[" ".join(argv)] = {"rc": 1 if self.refuses else 0, "stderr": self.refuses}
        return super()._execute(argv, seconds)


@pytest.mark.parametrize(
    ("files", "args", "want", "why"),
    [
        ({}, {"option": "use_pty"}, True, ""),
        ({OPS: "Defaults !use_pty\nDefaults:ann !use_pty"}, {"option": "use_pty"}, True, ""),
        ({LATE: "Defaults use_pty"}, {"option": "use_pty"}, True, ""),
        ({LATE: "\nDefaults !use_pty"}, {"option": "use_pty"}, True, f"{LATE}:2 decides, for it is read after {DROP_IN}; take that line away"),
        ({MAIN: f"{INCLUDE}Defaults !use_pty\n"}, {"option": "use_pty"}, True, f"{MAIN}:5 decides, for it is read after"),
        ({LATE: "Defaults@web2 !use_pty"}, {"option": "use_pty"}, True, ""),
        ({OPS: "Defaults!/bin/sh !use_pty"}, {"option": "use_pty"}, True, f"{OPS}:1 decides, for it counts for its command alone"),
        ({LATE: "Defaults !log_allowed"}, {"question": "logging"}, "syslog", f"{LATE}:1 decides"),
        ({LATE: "Defaults syslog=auth"}, {"question": "logging"}, "syslog", ""),
        ({MAIN: "root ALL=ALL\n"}, {"option": "use_pty"}, True, "/etc/sudoers does not include /etc/sudoers.d; write @includedir"),
        ({}, {"question": "nopasswd"}, [], ""),
    ],
)
def test_what_keeps_ours_from_counting(tmp_path: Path, files: dict[str, str | None], args: dict[str, str], want: t.Any, why: str) -> None:
    host = Careless(a_host(tmp_path, files).root, {"sudo -V": CLASSIC})
    if why:
        with pytest.raises(Unfixable) as caught:
            _sudoers_edits.check(host, args, want, None)
        assert str(caught.value).startswith(why)
    else:
        _sudoers_edits.check(host, args, want, None)


def test_rules_that_are_broken_already(tmp_path: Path) -> None:
    host = Careless(a_host(tmp_path, {}).root, {"sudo -V": CLASSIC})
    host.refuses = "nonsense\n"
    with pytest.raises(Unfixable, match=r"visudo does not accept the rules as they are \(nonsense\); mend them first"):
        _sudoers_edits.check(host, {"option": "use_pty"}, True, None)
    stats = {"/etc/sudoers.d": {"mode": "0777"}}
    with pytest.raises(Unfixable, match=r"sudo does not read /etc/sudoers\.d, for everybody may write to it"):
        _sudoers_edits.check(Careless(host.root, {"sudo -V": CLASSIC}, stats), {"option": "use_pty"}, True, None)
    with pytest.raises(Unfixable, match="knows no setting for it"):
        _sudoers_edits.check(Careless(host.root, {"sudo -V": {"stderr": RS}}), {"option": "authenticate"}, True, None)


OFF = "Defaults !authenticate, targetpw\n"


@pytest.mark.parametrize(
    ("rules", "option", "user", "kept"),
    [
        (f"{OFF}deploy ALL=(ALL) ALL", "authenticate", "deploy", False),
        (f"{OFF}deploy ALL=(ALL) NOPASSWD: ALL", "authenticate", "deploy", True),
        (f"{OFF}%ops ALL=(ALL) NOPASSWD: ALL", "authenticate", "deploy", True),
        (f"{OFF}%ops ALL=(ALL) NOPASSWD: ALL\ndeploy ALL=(ALL) ALL", "authenticate", "deploy", False),
        (f"{OFF}deploy ALL=(ALL) NOPASSWD: /bin/a", "authenticate", "deploy", False),
        (f"{OFF}ALL,!deploy ALL=(ALL) NOPASSWD: ALL", "authenticate", "deploy", False),
        (f"{OFF}deploy ALL=(ALL) ALL", "authenticate", "root", True),
        ("Defaults:ann !authenticate\ndeploy ALL=(ALL) ALL", "authenticate", "deploy", True),
        (f"{OFF}deploy ALL=(ALL) ALL", "targetpw", "deploy", False),
        (f"{OFF}ann ALL=(ALL) ALL", "targetpw", "ann", True),
        (f"{OFF}deploy ALL=(ALL) ALL", "use_pty", "deploy", True),
    ],
)
def test_who_is_connected_stays_root(tmp_path: Path, rules: str, option: str, user: str, kept: bool) -> None:
    """Nobody loses the way in which they become root: a password that they do not have would be asked for."""
    passwd = "root:x:0:0::/:/bin/sh\ndeploy:x:1000:1000::/:/bin/sh\nann:x:1001:1001::/:/bin/sh\n"
    files = {OPS: f"{rules}\n", "/etc/passwd": passwd, "/etc/group": "ops:x:50:deploy\n", "/etc/shadow": "deploy:!*:1::::::\nann:$y$abc:1::::::\n"}
    host = Careless(a_host(tmp_path, dict(files)).root, {"sudo -V": CLASSIC})
    if kept:
        _sudoers_edits.check(host, {"option": option}, option != "targetpw", user)
    else:
        with pytest.raises(Unfixable, match=f"{user}, who is connected, may become root only because of {OPS}:1"):
            _sudoers_edits.check(host, {"option": option}, option != "targetpw", user)
