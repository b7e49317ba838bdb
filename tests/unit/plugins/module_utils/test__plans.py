# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What mounts, accounts and the SSH server would be changed to."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sshd_edits, account, mount
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Remount

WANT = ["nodev", "noexec", "nosuid"]


def told(steps: list[Step], text: str = "") -> list[t.Any]:
    """The steps, an edit as what it makes of a text."""
    return [(step.path, step.edit(text)) if isinstance(step, Edit) else step for step in steps]


def live(*options: str) -> Reading:
    return Reading(sorted(options), "/proc/self/mounts:3", RUNTIME)


def boot(source: str, *options: str) -> Reading:
    return Reading(sorted(options), source, BOOT)


FSTAB_LINE = "tmpfs /dev/shm tmpfs defaults,nodev,noexec,nosuid 0 0\n"
TMP_LINES = Lines("/etc/systemd/system/tmp.mount.d/zz-groundwork.conf", "[Mount]\nOptions=mode=1777,strictatime,size=50%,nodev,noexec,nosuid")
PASSWD = "bin:x:2:2:bin:/bin:/bin/sh\njoe:x:9:9::/:/bin/sh\n"
SHM = Remount("/dev/shm", "nodev,noexec,nosuid")
UNIT = "/usr/lib/systemd/system/tmp.mount:9 (mode=1777,strictatime,exec,size=50%)"


@pytest.mark.parametrize(
    ("path", "readings", "steps"),
    [
        ("/dev/shm", [live("nodev", "rw")], [SHM]),
        (
            "/dev/shm",
            [live("nodev", "rw"), boot("systemd's own mount (nosuid,nodev)", "nodev", "nosuid")],
            [SHM, ("/etc/fstab", FSTAB_LINE)],
        ),
        ("/dev/shm", [live(*WANT, "rw"), boot("/etc/fstab:1 (nodev,noexec,nosuid)", *WANT)], []),
        (
            "/tmp",
            [live(*WANT), boot(UNIT, "rw")],
            [TMP_LINES],
        ),
    ],
)
def test_mount(path: str, readings: list[Reading], steps: list[t.Any]) -> None:
    assert told(mount.plan(readings, WANT, {"contains": WANT}, {"path": path})) == steps


def test_a_mount_made_by_hand() -> None:
    with pytest.raises(Unfixable, match="nothing says what boot will mount on /srv"):
        mount.plan([live("rw")], WANT, {}, {"path": "/srv"})


TABLE = "# <what>\nUUID=1 / ext4 errors=remount-ro 0 1\nUUID=2\t/tmp   ext4\trw,exec,nodev 0 2\nUUID=3 /tmp ext4 rw 0 0"


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("/tmp", TABLE.replace("rw,exec,nodev", "rw,nodev,noexec,nosuid")),
        ("/", TABLE.replace("errors=remount-ro", "errors=remount-ro,nodev,noexec,nosuid")),
        ("/dev/shm", TABLE + "\ntmpfs /dev/shm tmpfs defaults,nodev,noexec,nosuid 0 0\n"),
        ("/none", TABLE),
    ],
)
def test_fstab(path: str, after: str) -> None:
    assert mount.with_options(path, WANT, TABLE) == after
    assert mount.with_options(path, WANT, after) == after


SHADOW = "root:$y$j9T$x:1:0:99999:7:::\njoe::99999999:0:99999:7:::\nann:*:1::::::\neve:!$6$x:1::::::\n"


@pytest.mark.parametrize(
    ("question", "names", "path", "before", "after"),
    [
        ("empty_password", ["joe"], "/etc/shadow", SHADOW, SHADOW.replace("joe::", "joe:!:")),
        ("system_unlocked", ["ann", "eve", "root"], "/etc/shadow", SHADOW, SHADOW.replace("root:$y$", "root:!$y$")),
        (
            "system_with_shell",
            ["bin"],
            "/etc/passwd",
            PASSWD,
            PASSWD.replace("/bin:/bin/sh", "/bin:/usr/sbin/nologin"),
        ),
        ("shadow_group_members", ["joe"], "/etc/group", "shadow:x:42:ann,joe\njoe:x:9:joe\n", "shadow:x:42:ann\njoe:x:9:joe\n"),
    ],
)
def test_account(question: str, names: list[str], path: str, before: str, after: str) -> None:
    step = account.plan([Reading(names, "fixture")], [], {}, {"question": question})[0]
    assert isinstance(step, Edit)
    assert (step.path, step.edit(before), step.edit(after)) == (path, after, after)
    assert bool(step.told) == (path == "/etc/shadow")
    assert "$" not in step.told


def test_a_date_in_the_future() -> None:
    step = account.plan([Reading(["joe"], "fixture")], [], {}, {"question": "password_change_future"})[0]
    assert isinstance(step, Edit)
    assert 20000 < int(step.edit(SHADOW).split("\n")[1].split(":")[2]) < 99999


@pytest.mark.parametrize(("question", "names"), [("uid_zero", ["root", "toor"]), ("system_unlocked", [f"u{number}" for number in range(200)])])
def test_accounts_that_are_left(question: str, names: list[str]) -> None:
    with pytest.raises(Unfixable):
        account.plan([Reading(names, "fixture")], [], {}, {"question": question})


@pytest.mark.parametrize(
    ("option", "want", "accept", "line"),
    [
        ("permitrootlogin", "no", {}, "permitrootlogin no"),
        ("maxstartups", {"start": 10, "rate": 30, "full": 60}, {}, "maxstartups 10:30:60"),
        ("ciphers", ["aes256-ctr"], {"no_match": ["3des*", "*-cbc"]}, "ciphers -3des*,*-cbc"),
        ("allowgroups", ["ops", "sudo"], {}, "allowgroups ops sudo"),
        ("challengeresponseauthentication", "no", {}, "kbdinteractiveauthentication no"),
    ],
)
def test_sshd(option: str, want: t.Any, accept: dict[str, t.Any], line: str) -> None:
    steps = _sshd_edits.plan([Reading("x", "sshd default")], want, accept, {"option": option})
    assert steps[0] == Lines(_sshd_edits.LAST_DROP_IN if option == "maxstartups" else _sshd_edits.DROP_IN, line, 0o600, sets=line.split()[0])
    assert isinstance(steps[1], Edit)
    assert steps[1].path == "/etc/ssh/sshd_config"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Include /etc/ssh/sshd_config.d/*.conf\nPort 22\n", False),
        ("# a comment\n\n  include sshd_config.d/*.conf\n", False),
        ("Port 22\nInclude /etc/ssh/sshd_config.d/*.conf\n", True),
        ("Include /etc/other/*.conf /etc/ssh/sshd_config.d/*.conf\n", True),
        ("", True),
    ],
)
def test_include(text: str, changes: bool) -> None:
    after = _sshd_edits.with_include(text)
    assert after == (f"# Written by groundwork.baseline: its place decides what counts.\nInclude {_sshd_edits.DROP_IN}\n\n{text}" if changes else text)
    assert _sshd_edits.with_include(after) == after


@pytest.mark.parametrize(
    ("text", "changes"),
    [("Port 22\nInclude /etc/ssh/sshd_config.d/*.conf\n", False), ("Port 22\nInclude /etc/other/*.conf\n", True)],
)
def test_an_include_for_what_comes_last(text: str, changes: bool) -> None:
    after = _sshd_edits.with_last_include(text)
    assert (after != text) == changes
    assert _sshd_edits.with_last_include(after) == after
