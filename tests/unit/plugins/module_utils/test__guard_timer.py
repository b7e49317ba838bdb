# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A transaction waits for a new login, and is put back without one: whoever dies on the way, and whatever comes in between."""

from __future__ import annotations

import os
import signal
import sys
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _guard_program, _guard_timer, _reloads, _transaction
from ansible_collections.groundwork.baseline.plugins.module_utils._guard_timer import UNITS, WANTS, Guard
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import DONE, REVERTED, STATE, UNCONFIRMED, Journal
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import ReloadFailed
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import Transaction, TransactionError
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.test__transaction import AFTER, BEFORE, CHANGES, STEPS, root
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.test__transaction import seen as every_file

if t.TYPE_CHECKING:
    from pathlib import Path

__all__ = ["root"]
GUARD = Guard(60, "deploy")
ARMED = (STEPS[0], "arming the guard", *STEPS[1:])
DEPLOY = Operator("deploy", "192.0.2.7")


class World:
    """What a host tells of itself: its clock, who is connected since when, and what was asked of systemd."""

    def __init__(self) -> None:
        self.boot, self.at = "first", 1000.0
        self.operator: Operator | None = DEPLOY
        self.began: float | None = 900.0
        self.asked: list[tuple[str, ...]] = []
        self.refusal, self.named = "", ""

    def act(self, *argv: str) -> Completed:
        self.asked.append(argv)
        if self.refusal and argv[1] == "start":
            raise ReloadFailed(self.refusal)
        return Completed(argv, 0, self.named if argv[1] == "list-units" else "", "")

    def come_in(self, user: str = "deploy") -> None:
        """A login that is newer than all that was."""
        self.at += 1
        self.operator, self.began = Operator(user, "192.0.2.7"), self.at


@pytest.fixture
def world(root: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A host with systemd."""
    world = World()
    (root / _reloads.BOOTED.lstrip("/")).mkdir(parents=True)
    monkeypatch.setattr(_reloads, "act", world.act)
    monkeypatch.setattr(_guard_timer, "moment", lambda: {"boot": world.boot, "at": world.at})
    monkeypatch.setattr(_guard_timer, "connected", lambda _host: world.operator)
    monkeypatch.setattr(_guard_timer, "came_in_at", lambda _host: world.began)
    monkeypatch.setattr(_transaction.time, "sleep", lambda seconds: setattr(world, "at", world.at + seconds))
    return world


def run(root: Path, settle: t.Callable[[dict[str, t.Any]], str] = _guard_timer.by_run, **options: t.Any) -> Transaction:
    """A run in a folder; nothing is reloaded."""
    return Transaction(str(root), 5.0, reload=lambda _reload: None, settle=settle, **options)


def applied(root: Path, **options: t.Any) -> str:
    with run(root, guard=GUARD, **options) as guarded:
        return guarded.apply(CHANGES)


def seen(root: Path) -> dict[str, tuple[str, int]]:
    """All files but the journal's and the guard's own."""
    return {path: found for path, found in every_file(root).items() if not path.startswith(UNITS)}


def units(root: Path) -> list[str]:
    """What the guard has left on the disk for systemd."""
    return sorted(str(path.relative_to(root)) for folder in (UNITS, WANTS) for path in (root / folder.lstrip("/")).glob("groundwork-guard-*"))


def fired(root: Path, name: str) -> int:
    return _guard_program.main(name, run(root, _guard_timer.by_timer))


def confirmed(root: Path, name: str) -> dict[str, t.Any]:
    return _guard_program.confirm(name, run(root, _guard_timer.by_login))


def state(root: Path, name: str) -> str:
    return str(Journal(str(root)).manifest(name)["state"])


def test_armed_before_the_first_change(root: Path, world: World) -> None:
    steps: list[str] = []
    name = applied(root, pause=lambda step: steps.append(step.replace(str(root), "ROOT")))
    unit = f"groundwork-guard-{name}"
    assert tuple(steps) == ARMED
    assert (seen(root), state(root, name)) == (AFTER, UNCONFIRMED)
    assert world.asked == [("systemctl", "start", f"{unit}.timer")]
    assert "OnActiveSec=60\n" in (root / f"etc/systemd/system/{unit}.timer").read_text()
    assert os.readlink(root / f"etc/systemd/system/timers.target.wants/{unit}.timer") == f"../{unit}.timer"
    service = (root / f"etc/systemd/system/{unit}.service").read_text()
    assert f'ExecStart="{sys.executable}" -I {STATE}/transactions/{name}/guard.pyz {name}\n' in service
    assert (root / f"var/lib/groundwork/transactions/{name}/guard.pyz").stat().st_mode & 0o777 == 0o600


def test_confirmed(root: Path, world: World) -> None:
    """The timer is gone and so is all that it needed; what fires all the same finds nothing to do."""
    name = applied(root)
    world.come_in()
    assert confirmed(root, name) == {"state": DONE, "confirmed": True, "why": ""}
    assert [argv[1] for argv in world.asked] == ["start", "stop", "list-units"]
    assert world.asked[1] == ("systemctl", "stop", f"groundwork-guard-{name}.timer")
    assert (units(root), (root / f"var/lib/groundwork/transactions/{name}/guard.pyz").exists()) == ([], False)
    world.at += 1000
    assert fired(root, name) == 0
    assert seen(root) == AFTER
    with run(root) as later:
        assert later.recovered == []


def test_nobody_confirms(root: Path, world: World) -> None:
    """All is as before, who comes to confirm hears so, and the next run says it once."""
    name = applied(root)
    assert fired(root, name) == 0
    assert world.at >= 1060.0
    assert (seen(root), units(root), state(root, name)) == (BEFORE, [], REVERTED)
    world.come_in()
    assert confirmed(root, name) == {"state": REVERTED, "confirmed": False, "why": ""}
    said = f"an earlier run ({name}) was put back, for deploy did not come in by a new login within 60 seconds"
    for told in ([said], []):
        with run(root) as later:
            assert later.recovered == told


OLD = "the connection of deploy is older than the change"
LOGINS: dict[str, tuple[dict[str, t.Any], str]] = {
    "newer": ({"began": 1000.5}, ""),
    "the one that made the change": ({}, OLD),
    "as new as the change": ({"began": 1000.0}, OLD),
    "another boot": ({"boot": "second", "began": 7.0}, ""),
    "somebody else": ({"operator": Operator("root", ""), "began": 1000.5}, "root is connected, and deploy has to come in"),
    "a console": ({"operator": None, "began": None}, "nobody is connected over ssh here"),
    "no time to be told": ({"began": None}, "nobody is connected over ssh here"),
}


@pytest.mark.parametrize("login", LOGINS)
def test_who_confirms(root: Path, world: World, login: str) -> None:
    """Only a login of the same user that is newer than the change; one that is none changes nothing."""
    words, why = LOGINS[login]
    name = applied(root)
    vars(world).update(words)
    assert confirmed(root, name) == {"state": UNCONFIRMED if why else DONE, "confirmed": not why, "why": why}
    assert bool(units(root)) == bool(why)
    assert seen(root) == AFTER


def test_another_run_meanwhile(root: Path, world: World) -> None:
    """It came in before the change: it waits as long as the host does, and then starts from what was."""
    name = applied(root)
    with run(root) as later:
        assert seen(root) == BEFORE
        assert later.recovered == [f"an earlier run ({name}) was put back, for deploy did not come in by a new login within 60 seconds"]
        assert world.at == 1060.0
        again = later.apply(CHANGES)
    assert (state(root, name), state(root, again), units(root)) == (REVERTED, DONE, [])


def test_a_new_run_by_a_new_login(root: Path, world: World) -> None:
    """The one before died before it could confirm, and this one shows the same."""
    name = applied(root)
    world.come_in()
    with run(root) as later:
        assert later.recovered == [f"an earlier run ({name}) still waited for a new login; this is one, so what it had changed stays"]
    assert (seen(root), state(root, name), units(root), world.at) == (AFTER, DONE, [], 1001.0)


def test_a_power_cut(root: Path, world: World) -> None:
    """After a boot the timer begins anew, for its units are files; when it fires, the time is over. At a console nobody comes in."""
    name = applied(root)
    world.boot, world.at, world.operator = "second", 3.0, None
    assert fired(root, name) == 0
    assert (seen(root), state(root, name), world.at) == (BEFORE, REVERTED, 3.0)


def died(root: Path, at: str) -> str:
    """The name of a run that was killed for good at a step."""

    def pause(step: str) -> None:
        if step.replace(str(root), "ROOT") == at:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        applied(root, pause=pause)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    return next(iter(Journal(str(root)).names()), "")


@pytest.mark.parametrize("step", ARMED[2:])
def test_killed(root: Path, world: World, step: str) -> None:
    """The timer does what the next run would have done, and says so."""
    name = died(root, step)
    assert len(units(root)) == 3
    assert fired(root, name) == 0
    assert (seen(root), units(root)) == (BEFORE, [])
    with run(root) as later:
        assert later.recovered == [f"an earlier run ({name}) was cut off on its way; what it had changed was put back first"]


@pytest.mark.parametrize("step", ARMED[2:])
def test_killed_and_run_again(root: Path, world: World, step: str) -> None:
    """The next run comes first, and takes the timer away."""
    died(root, step)
    with run(root):
        assert (seen(root), units(root)) == (BEFORE, [])


@pytest.mark.parametrize("step", ARMED[2:])
def test_a_failed_step(root: Path, world: World, step: str) -> None:
    def pause(here: str) -> None:
        if here.replace(str(root), "ROOT") == step:
            raise OSError(28, "No space left on device")

    with pytest.raises(TransactionError, match="everything was put back"):
        applied(root, pause=pause)
    assert (seen(root), units(root)) == (BEFORE, [])


def test_killed_while_it_puts_back(root: Path, world: World) -> None:
    """Files are back, sshd is not reloaded: the unit starts it again, and it does that too."""
    name = applied(root)
    reloaded: list[str] = []
    child = os.fork()
    if child == 0:
        _guard_program.main(name, Transaction(str(root), reload=lambda _reload: os.kill(os.getpid(), signal.SIGKILL), settle=_guard_timer.by_timer))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert (seen(root), state(root, name), len(units(root))) == (BEFORE, UNCONFIRMED, 3)
    assert _guard_program.main(name, Transaction(str(root), reload=lambda reload: reloaded.append(reload.name), settle=_guard_timer.by_timer)) == 0
    assert (reloaded, state(root, name), units(root)) == (["sshd"], REVERTED, [])


@pytest.mark.parametrize(
    ("booted", "refusal", "why"),
    [(False, "", "no systemd runs here"), (True, "systemctl start x ended with 1: no", "systemctl start x ended with 1: no")],
)
def test_no_guard_to_be_had(root: Path, world: World, booted: bool, refusal: str, why: str) -> None:
    """The run goes on, and never says that it is guarded."""
    if not booted:
        (root / _reloads.BOOTED.lstrip("/")).rmdir()
    world.refusal = refusal
    with run(root, guard=GUARD) as unguarded:
        name = unguarded.apply(CHANGES)
    assert (unguarded.armed, unguarded.unguarded) == (False, why)
    assert (seen(root), state(root, name), units(root)) == (AFTER, DONE, [])


def test_systemd_forgets_it(root: Path, world: World) -> None:
    """Where it has read its units anew since, timers.target still names the timer whose file is gone."""
    name = applied(root)
    world.named = f"groundwork-guard-{name}.timer not-found inactive dead\n"
    world.come_in()
    assert confirmed(root, name)["confirmed"]
    assert world.asked[-1] == ("systemctl", "daemon-reload")


def test_nothing_is_armed_unasked(root: Path, world: World) -> None:
    with run(root) as plain:
        name = plain.apply(CHANGES)
    assert (state(root, name), world.asked, units(root)) == (DONE, [], [])


def test_nothing_known(root: Path, world: World) -> None:
    applied(root)
    world.come_in()
    assert confirmed(root, "20200101T000000-000000000") == {"state": "", "confirmed": False, "why": "nothing is known of it any longer"}
