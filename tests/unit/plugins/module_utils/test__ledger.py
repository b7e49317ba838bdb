# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What controls changed is taken back to what was, and nothing that somebody else changed since."""

from __future__ import annotations

import grp
import os
import pathlib
import pwd
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _ledger, _planning
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import LEDGER, STATE
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Gone
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Setting
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import Transaction
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

ME, MINE = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
FILES = {
    "/etc/passwd": f"{ME}:x:{os.geteuid()}:0::/:/bin/sh\n",
    "/etc/group": f"{MINE}:x:{os.getegid()}:\n",
    "/proc/sys/kernel/x": "0\n",
    "/proc/sys/kernel/y": "0\n",
    "/etc/open": "text\n",
    "/etc/login.defs": "# ages\nPASS_MAX_DAYS 99999\nUMASK 022\n",
}
LOGIN: dict[str, t.Any] = {"resource": "key_value", "args": {"format": "login_defs", "key": "PASS_MAX_DAYS"}, "want": 365, "accept": None}
FIXES: list[dict[str, t.Any]] = [
    {"id": "kernel.x", "resource": "sysctl", "args": {"name": "kernel.x"}, "want": 1, "accept": None},
    {"id": "kernel.y", "resource": "sysctl", "args": {"name": "kernel.y"}, "want": 1, "accept": None},
    {"id": "files.open", "resource": "file", "args": {"path": "/etc/open"}, "want": {"owner": ME, "group": MINE, "mode": "0600"}, "accept": None},
    {"id": "accounts.pass_max_days", **LOGIN},
]


@pytest.fixture
def host(tmp_path: pathlib.Path) -> FixtureHost:
    made = FixtureHost(make_root(tmp_path, FILES), {})
    os.chmod(made.path("/etc/open"), 0o644)
    return made


def put_right(host: FixtureHost, fixes: t.Sequence[dict[str, t.Any]], *withdraw: str) -> list[str]:
    """Plan and change; the paths that were changed."""
    host.forget()
    planned = _planning.plan(host, fixes, None, {}, withdraw)
    assert planned.refused == {}
    with Transaction(host.root, reload=lambda reload: None) as run:
        if planned.changes:
            run.apply(planned.changes)
    host.forget()
    return [each["path"] for each in planned.said]


def seen(host: FixtureHost) -> dict[str, tuple[str, int]]:
    """Contents and mode of all files but what is kept of changes."""
    root = pathlib.Path(host.root)
    files = {f"/{path.relative_to(root)}": path for path in sorted(root.rglob("*")) if path.is_file()}
    return {name: (path.read_text().strip(), path.stat().st_mode & 0o777) for name, path in files.items() if not name.startswith(STATE)}


def test_all_is_taken_back(host: FixtureHost) -> None:
    before = seen(host)
    changed = put_right(host, FIXES)
    assert LEDGER not in changed
    assert seen(host) != before
    assert sorted(_ledger.read(host)) == sorted(fix["id"] for fix in FIXES)
    assert sorted(put_right(host, [], *_ledger.read(host))) == sorted(changed)
    assert seen(host) == before
    assert _ledger.read(host) == {}
    assert put_right(host, [], "kernel.x") == []


def test_one_is_taken_back(host: FixtureHost) -> None:
    """What others said in the same file stays."""
    put_right(host, FIXES[:1])
    first = seen(host)
    put_right(host, FIXES[1:2])
    put_right(host, [], "kernel.y")
    assert seen(host) == first
    assert sorted(_ledger.read(host)) == ["kernel.x"]


def test_what_is_wanted_now_stays(host: FixtureHost) -> None:
    """One control is taken back and another one wants the same thing otherwise: one change, to what is wanted."""
    put_right(host, FIXES[:1])
    other = {**FIXES[0], "id": "kernel.other", "want": 2}
    put_right(host, [other], "kernel.x")
    assert host.read("/proc/sys/kernel/x") == "2\n"
    assert sorted(_ledger.read(host)) == ["kernel.other"]
    assert "kernel.x = 1" not in (host.read("/etc/sysctl.d/99-zz-groundwork.conf") or "")


def test_put_right_again(host: FixtureHost) -> None:
    """Somebody undid it meanwhile: it goes back to what was there first."""
    put_right(host, FIXES[:1])
    pathlib.Path(host.path("/proc/sys/kernel/x")).write_text("7\n")
    put_right(host, FIXES[:1])
    put_right(host, [], "kernel.x")
    assert host.read("/proc/sys/kernel/x") == "0\n"


def test_what_is_there_no_more_is_not_taken_back(host: FixtureHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is, and then nothing stands any more."""
    put_right(host, FIXES[:1])
    monkeypatch.setattr(Setting, "gone", lambda self, _root: f"there is no {self.path} any more")
    assert put_right(host, [], "kernel.x") == ["/etc/sysctl.d/99-zz-groundwork.conf"]
    assert host.read("/proc/sys/kernel/x") == "1\n"
    assert _ledger.read(host) == {}


def test_a_file_that_was_taken_away_comes_back(host: FixtureHost, monkeypatch: pytest.MonkeyPatch) -> None:
    before = seen(host)
    monkeypatch.setitem(_planning.PLANS, "file", lambda readings, want, accept, args: [Gone("/etc/open")])
    assert put_right(host, FIXES[2:3]) == ["/etc/open"]
    put_right(host, [], "files.open")
    assert seen(host) == before


def test_a_secret_is_not_kept(host: FixtureHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not shown is not written down either, so it stays as it was made."""
    monkeypatch.setitem(_planning.PLANS, "file", lambda readings, want, accept, args: [Edit("/etc/open", lambda text: "locked\n", "an account is locked\n")])
    put_right(host, FIXES[2:3])
    assert _ledger.read(host) == {}


def test_in_a_preview_nothing_is_noted(host: FixtureHost) -> None:
    _planning.plan(host, FIXES, None, {})
    assert host.stat(LEDGER) is None


@pytest.mark.parametrize(
    ("before", "after", "now", "back"),
    [
        ("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n", "a\nb\nc\n"),
        ("a\nc\n", "a\nb\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n"),
        ("a\nb\nc\n", "a\nc\n", "a\nc\n", "a\nb\nc\n"),
        ("a\nb\n", "a\nb\nnew\n", "new\nother\na\nb\nnew\n", "new\nother\na\nb\n"),
        ("a\nb\nc\n", "a\nB\nc\n", "a\nsomebody's\nc\n", "a\nsomebody's\nc\n"),
        ("a\nb\nc\n", "a\nc\n", "c\n", "c\n"),
        ("", "new\n", "new\n", ""),
        ("a\nb\nc\nd\n", "A\nb\nC\nd\n", "A\nb\nC\nd\n", "a\nb\nc\nd\n"),
    ],
)
def test_backwards(before: str, after: str, now: str, back: str) -> None:
    assert _ledger.backwards(now, _ledger._hunks(before, after)) == back
