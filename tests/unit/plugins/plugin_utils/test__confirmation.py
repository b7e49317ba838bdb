# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Logins that come in, come in late, or not at all, by a clock that is moved by hand."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _confirmation
from ansible_collections.groundwork.baseline.plugins.plugin_utils._confirmation import ALONE, Outcome, come_in_again, failure, mistake, unguarded

Data = dict[str, t.Any]
DENIED = AnsibleConnectionFailure("Permission denied (publickey).")


def answer(state: str, why: str = "") -> Data:
    return {"answers": {}, "guard": {"state": state, "confirmed": state == "done", "why": why}}


class Line:
    """A connection, with the options that each login was made with, and when."""

    def __init__(self, answers: t.Sequence[Data | Exception], transport: str = "ssh") -> None:
        self.transport, self.answers = transport, iter(answers)
        self.options = {"ssh_args": "-C -o ControlMaster=auto"}
        self.now, self.resets = 0.0, 0
        self.seen: list[tuple[float, str]] = []

    def get_option(self, name: str) -> str:
        return self.options[name]

    def set_option(self, name: str, value: str) -> None:
        self.options[name] = value

    def reset(self) -> None:
        self.resets += 1

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def ask(self) -> Data:
        self.seen.append((self.now, self.options["ssh_args"]))
        given = next(self.answers)
        if isinstance(given, Exception):
            raise given
        return given

    def outcome(self, seconds: float = 60) -> Outcome:
        return come_in_again(self, self.ask, seconds, self.sleep, lambda: self.now)


STALE = answer("unconfirmed", "the connection of deploy is older than the change")
NO_SUDO: Data = {"failed": True, "msg": "Missing sudo password"}
ROWS: dict[str, tuple[t.Sequence[Data | Exception], Outcome | None, list[float]]] = {
    "at once": ([answer("done")], Outcome(True, "done", ""), [0]),
    "at the second try": ([DENIED, answer("done")], Outcome(True, "done", "Permission denied (publickey)"), [0, 3]),
    "never, and put back": ([DENIED, DENIED, DENIED, answer("reverted")], Outcome(False, "reverted", "Permission denied (publickey)"), [0, 3, 15, 62]),
    "still being put back": ([DENIED] * 4 + [answer("reverted")], Outcome(False, "reverted", "Permission denied (publickey)"), [0, 3, 15, 62, 77]),
    "never, and never again": ([DENIED] * 5, Outcome(False, "", "Permission denied (publickey)"), [0, 3, 15, 62, 77]),
    "put back already": ([DENIED, answer("reverted")], Outcome(False, "reverted", "Permission denied (publickey)"), [0, 3]),
    "not root any longer": ([NO_SUDO] * 3 + [answer("reverted")], Outcome(False, "reverted", "Missing sudo password"), [0, 3, 15, 62]),
    "a connection that was open": ([STALE] * 3 + [answer("reverted")], Outcome(False, "reverted", STALE["guard"]["why"]), [0, 3, 15, 62]),
    "a timer that does not fire": ([STALE] * 5, Outcome(False, "unconfirmed", STALE["guard"]["why"]), [0, 3, 15, 62, 77]),
    "late, and in time": ([DENIED] * 3 + [answer("done")], Outcome(True, "done", "Permission denied (publickey)"), [0, 3, 15, 62]),
    "no word": ([{}, answer("done")], Outcome(True, "done", "no answer"), [0, 3]),
    "an error of Ansible": ([AnsibleError("Timeout waiting for privilege escalation prompt"), answer("done")], None, [0, 3]),
}


@pytest.mark.parametrize("row", ROWS)
def test_come_in_again(row: str) -> None:
    answers, outcome, times = ROWS[row]
    line = Line(answers)
    found = line.outcome()
    assert found == (outcome or Outcome(True, "done", "Timeout waiting for privilege escalation prompt"))
    assert [at for at, _args in line.seen] == times


def test_few_tries_in_a_short_time() -> None:
    """None comes after the time, but to see what became of it."""
    line = Line([DENIED, DENIED, answer("reverted")])
    assert line.outcome(10).state == "reverted"
    assert [at for at, _args in line.seen] == [0, 3, 12]


def test_a_login_of_its_own() -> None:
    """What ssh shares is passed by, the user's options stay, and all is as before afterwards."""
    line = Line([DENIED, answer("done")])
    line.outcome()
    assert {args for _at, args in line.seen} == {f"{ALONE} -C -o ControlMaster=auto"}
    assert (line.options, line.resets) == ({"ssh_args": "-C -o ControlMaster=auto"}, 0)


def test_other_connections_are_opened_anew() -> None:
    line = Line([DENIED, answer("done")], transport="ansible.netcommon.libssh")
    assert line.outcome().confirmed
    assert (line.resets, line.seen[0][1]) == (2, "-C -o ControlMaster=auto")


@pytest.mark.parametrize(
    ("seconds", "transport", "check_mode", "why"),
    [
        (120, "ssh", False, ""),
        (120, "ansible.netcommon.libssh", False, ""),
        (120, "paramiko", False, ""),
        (0, "ssh", False, "guard_seconds is 0"),
        (120, "ssh", True, "check mode changes nothing"),
        (120, "local", False, "the connection is local, which needs no login over ssh"),
        (120, "containers.podman.podman", False, "the connection is containers.podman.podman, which needs no login over ssh"),
    ],
)
def test_unguarded(seconds: int, transport: str, check_mode: bool, why: str) -> None:
    assert unguarded(seconds, transport, check_mode) == why


@pytest.mark.parametrize("seconds", [-1, 9, 3601])
def test_mistake(seconds: int) -> None:
    assert mistake(seconds) == f"cannot use guard_seconds: it is {seconds}, but has to be between 10 and 3600, or 0 for no guard"


@pytest.mark.parametrize("seconds", [0, 10, 120, 3600])
def test_no_mistake(seconds: int) -> None:
    assert mistake(seconds) == ""


BEGINNING = "cannot put this host right: once it had changed /etc/a, no new login came in (Permission denied); the host "
LATE = f"{BEGINNING}was to put everything back after 30 seconds, but "
CONSOLE = "; see on its console: journalctl -u groundwork-guard-n"
SENTENCES = {
    "reverted": f"{BEGINNING}put everything back after 30 seconds without one, and lets in again",
    "": f"{LATE}still lets nobody in{CONSOLE}",
    "unconfirmed": f"{LATE}says that it is unconfirmed{CONSOLE}",
}


@pytest.mark.parametrize("state", SENTENCES)
def test_failure(state: str) -> None:
    assert failure(Outcome(False, state, "Permission denied"), "n", [{"path": "/etc/a"}], 30) == SENTENCES[state]


def test_many_changes_and_a_late_login() -> None:
    changes = [{"path": f"/etc/{number}"} for number in range(_confirmation.SHOWN + 2)]
    said = failure(Outcome(False, "reverted", ""), "n", changes, 30)
    assert said.startswith("cannot put this host right: once it had changed /etc/0, /etc/1, /etc/2, /etc/3, /etc/4 and 2 more, the new login came too late (")
