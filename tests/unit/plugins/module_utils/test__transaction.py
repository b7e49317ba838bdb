# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""All or nothing: a run killed at each step in turn, a full disk, a link in the way, two runs at once."""

from __future__ import annotations

import os
import signal
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _journal
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import KEPT, STATE, Changes
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import Reload, ReloadFailed
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Setting
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import NotInEffect, Transaction, TransactionError

if t.TYPE_CHECKING:
    from pathlib import Path

OLD = {"/etc/a.conf": "old a\n", "/etc/b.conf": "old b\n", "/proc/sys/net/x": "1\n"}
ME: dict[str, t.Any] = {"uid": os.geteuid(), "gid": os.getegid()}
FILES = [
    FileChange("/etc/a.conf", "new a\n", 0o644, **ME),
    FileChange("/etc/new.d/new.conf", "new\n", 0o640, **ME),
    FileChange("/etc/b.conf", None, 0o600, **ME),
]
CHANGES = Changes(FILES, [Setting("/proc/sys/net/x", "0")], [Reload("sshd", "ssh.service")])
STEPS = (
    *("keeping copies", "making ROOT/etc/new.d"),
    *("writing beside /etc/a.conf", "writing beside /etc/new.d/new.conf", "writing beside /etc/b.conf"),
    *("changing /etc/a.conf", "changing /etc/new.d/new.conf", "changing /etc/b.conf"),
    *("setting /proc/sys/net/x to 0", "reloading sshd", "verifying", "closing the journal"),
)


class Run(Transaction):
    """A transaction in a folder; nothing is reloaded, but noted."""

    def __enter__(self) -> Run:
        super().__enter__()
        return self

    def __init__(self, root: Path, pause: t.Callable[[str], object] = lambda step: None, wait: float = 60.0) -> None:
        self.reloaded: list[Reload] = []
        super().__init__(str(root), wait, lambda step: pause(step.replace(str(root), "ROOT")), self.reloaded.append)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A host's file system as it was."""
    for path, text in OLD.items():
        (tmp_path / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path.lstrip("/")).write_text(text)
        (tmp_path / path.lstrip("/")).chmod(0o644)
    return tmp_path


def seen(root: Path) -> dict[str, tuple[str, int]]:
    """Contents and mode of all files outside the journal."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = "/" + str(path.relative_to(root))
        if path.is_file() and not name.startswith(STATE):
            found[name] = (path.read_text().strip(), path.stat().st_mode & 0o777)
    return found


BEFORE = {"/etc/a.conf": ("old a", 0o644), "/etc/b.conf": ("old b", 0o644), "/proc/sys/net/x": ("1", 0o644)}
AFTER = {"/etc/a.conf": ("new a", 0o644), "/etc/b.conf": ("old b", 0o600), "/etc/new.d/new.conf": ("new", 0o640), "/proc/sys/net/x": ("0", 0o644)}


def test_all(root: Path) -> None:
    steps: list[str] = []
    with Run(root, steps.append) as run:
        run.apply(CHANGES)
    assert seen(root) == AFTER
    assert tuple(steps) == STEPS
    assert run.reloaded == [Reload("sshd", "ssh.service")]
    with Run(root) as again:
        assert again.recovered == []


def killed(root: Path, at: str) -> int:
    """How a process ended that was killed for good at a step."""

    def pause(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        with Run(root, pause) as run:
            run.apply(CHANGES)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize("step", STEPS)
def test_killed(root: Path, step: str) -> None:
    assert killed(root, step) == signal.SIGKILL
    with Run(root) as run:
        assert seen(root) == BEFORE
        assert len(run.recovered) == (0 if step == STEPS[0] else 1)
        assert run.reloaded == ([] if step == STEPS[0] else [Reload("sshd", "ssh.service")])
        assert not (root / "etc/new.d").exists()
        run.apply(CHANGES)
    assert seen(root) == AFTER


@pytest.mark.parametrize("step", STEPS[1:])
def test_failed(root: Path, step: str) -> None:
    def pause(here: str) -> None:
        if here == step:
            raise OSError(28, "No space left on device")

    with Run(root, pause) as run, pytest.raises(TransactionError, match=r"No space left on device.*everything was put back"):
        run.apply(CHANGES)
    assert seen(root) == BEFORE
    assert not list(root.rglob("*.groundwork-new"))
    with Run(root) as again:
        assert again.recovered == []


@pytest.mark.parametrize(
    ("step", "problem"),
    [("reloading sshd", ReloadFailed("it did not answer")), ("verifying", NotInEffect("it cannot be told"))],
)
def test_what_does_not_work_is_undone(root: Path, step: str, problem: Exception) -> None:
    def pause(here: str) -> None:
        if here == step:
            raise problem

    with Run(root, pause) as run, pytest.raises(TransactionError, match=f"{step} failed \\({problem}\\); everything was put back$"):
        run.apply(CHANGES)
    assert seen(root) == BEFORE
    assert run.reloaded == [Reload("sshd", "ssh.service")] * (1 if step == "reloading sshd" else 2)


def test_gone_and_back(root: Path) -> None:
    """A run taken back leaves what was: texts, modes, files that were not there, settings."""
    with Run(root) as run:
        first = run.apply(CHANGES)
    with Run(root) as run:
        run.apply(Changes([FileChange("/etc/a.conf", "newer\n", 0o600, **ME)]))
        run.apply(run.journal.as_before(first), kind=_journal.ROLLBACK)
    assert seen(root) == BEFORE
    assert [each["kind"] for each in run.journal.backups()] == ["rollback", "enforced", "enforced"]


def test_backups_are_bounded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_journal, "MAX_BYTES", 1)
    for number in range(3):
        with Run(root) as run:
            run.apply(Changes([FileChange("/etc/a.conf", f"{number}\n", 0o644, **ME)]))
    assert len(run.journal.backups()) == 1


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "is a symbolic link to /etc/passwd"),
        (lambda path: path.mkdir(), "is a folder"),
        (os.mkfifo, "is neither a file nor a folder"),
    ],
)
def test_refused(root: Path, make: t.Callable[[Path], object], said: str) -> None:
    make(root / "etc/odd.conf")
    files = [FILES[0], FileChange("/etc/odd.conf", "new\n", 0o644, **ME)]
    with Run(root) as run, pytest.raises(TransactionError, match=said):
        run.apply(Changes(files))
    assert (root / "etc/a.conf").read_text() == "old a\n"


def test_a_setting_that_the_kernel_does_not_have(root: Path) -> None:
    with Run(root) as run, pytest.raises(TransactionError, match="nothing had been changed"):
        run.apply(Changes(FILES, [Setting("/proc/sys/net/none", "0")]))
    assert seen(root) == BEFORE


def test_two_at_once(root: Path) -> None:
    held = rf"process {os.getpid()}, since .* holds /var/lib/groundwork/lock"
    with Run(root), pytest.raises(TransactionError, match=held):
        Run(root, wait=0.3).__enter__()
    with Run(root, wait=0.3):
        pass


def test_the_last_copies_are_kept(root: Path) -> None:
    for number in range(KEPT + 3):
        with Run(root) as run:
            run.apply(Changes([FileChange("/etc/a.conf", f"{number}\n", 0o644, **ME)]))
    assert len(list((root / f"{STATE.lstrip('/')}/transactions").iterdir())) == KEPT


def test_extended_attributes_stay(root: Path) -> None:
    path = root / "etc/a.conf"
    try:
        os.setxattr(path, "user.kind", b"mine")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    with Run(root) as run:
        run.apply(Changes(FILES[:1]))
    assert path.read_text() == "new a\n"
    assert os.getxattr(path, "user.kind") == b"mine"


def test_what_is_live_is_set_back_in_reverse(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall is switched off again before its rules go away."""
    (root / "proc/sys/net/y").write_text("1\n")
    put: list[str] = []
    monkeypatch.setattr(Setting, "put", lambda self, _root: put.append(f"{self.path[-1]}={self.value}"))
    values = [Setting("/proc/sys/net/x", "0"), Setting("/proc/sys/net/y", "0")]

    def fails() -> None:
        raise NotInEffect("it does not work")

    with Run(root) as run, pytest.raises(TransactionError):
        run.apply(Changes([], values), fails)
    assert put == ["x=0", "y=0", "y=1", "x=1"]


BPF = "/proc/sys/kernel/unprivileged_bpf_disabled"


def test_what_the_kernel_does_not_give_back(root: Path) -> None:
    """It stays until the next boot, which is said; all else is as it was, and the next run has nothing to do."""
    (root / "proc/sys/kernel").mkdir()
    (root / BPF.lstrip("/")).write_text("2\n")
    changes = replace(CHANGES, runtime=[Setting(BPF, "1"), *CHANGES.runtime])

    def fails() -> None:
        raise NotInEffect("it does not work")

    with Run(root) as run, pytest.raises(TransactionError, match=f"everything was put back, but {BPF} stays 1 until the next boot$"):
        run.apply(changes, fails)
    assert seen(root) == {**BEFORE, BPF: ("1", 0o644)}
    with Run(root) as run:
        assert run.recovered == []


def test_what_is_there_no_more(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and all else is as it was."""

    def fails() -> None:
        raise NotInEffect("it does not work")

    monkeypatch.setattr(Setting, "gone", lambda self, _root: f"there is no {self.path} any more")
    value = CHANGES.runtime[0]
    with Run(root) as run, pytest.raises(TransactionError, match=f"everything was put back, but there is no {value.path} any more$"):
        run.apply(CHANGES, fails)
    assert {name: state for name, state in seen(root).items() if name != value.path} == {name: state for name, state in BEFORE.items() if name != value.path}


def test_what_cannot_be_set_back_keeps_nothing_else(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are set back and programs are reloaded, so that a host lets in again; the next run tries once more."""
    (root / "proc/sys/net/y").write_text("1\n")
    really = Setting.put

    def put(self: Setting, at: str) -> None:
        if (self.path, self.value) == ("/proc/sys/net/y", "1"):
            raise OSError(16, "Device or resource busy")
        really(self, at)

    monkeypatch.setattr(Setting, "put", put)
    changes = replace(CHANGES, runtime=[*CHANGES.runtime, Setting("/proc/sys/net/y", "0")])

    def fails() -> None:
        raise NotInEffect("it does not work")

    with Run(root) as run, pytest.raises(TransactionError, match=r"putting everything back failed too .Device or resource busy.; the next run tries again"):
        run.apply(changes, fails)
    assert run.reloaded == [Reload("sshd", "ssh.service")] * 2
    assert seen(root) == {**BEFORE, "/proc/sys/net/y": ("0", 0o644)}
    monkeypatch.undo()
    with Run(root) as run:
        assert ["was cut off on its way" in news for news in run.recovered] == [True]
    assert seen(root)["/proc/sys/net/y"] == ("1", 0o644)
