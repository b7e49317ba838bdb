# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""All or nothing: a run killed at each step in turn, a full disk, a link in the way, two runs at once."""

from __future__ import annotations

import os
import signal
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange, Setting
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import KEPT, STATE, Transaction, TransactionError

if t.TYPE_CHECKING:
    from pathlib import Path

OLD = {"/etc/a.conf": "old a\n", "/etc/b.conf": "old b\n", "/proc/sys/net/x": "1\n"}
ME = {"uid": os.geteuid(), "gid": os.getegid()}
FILES = [
    FileChange("/etc/a.conf", "new a\n", 0o644, **ME),
    FileChange("/etc/new.conf", "new\n", 0o640, **ME),
    FileChange("/etc/b.conf", None, 0o600, **ME),
]
SETTINGS = [Setting("/proc/sys/net/x", "0")]
STEPS = (
    *("keeping copies", "changing /etc/a.conf", "renaming /etc/a.conf", "changing /etc/new.conf", "renaming /etc/new.conf"),
    *("changing /etc/b.conf", "renaming /etc/b.conf", "setting /proc/sys/net/x to 0", "closing the journal"),
)


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
AFTER = {"/etc/a.conf": ("new a", 0o644), "/etc/b.conf": ("old b", 0o600), "/etc/new.conf": ("new", 0o640), "/proc/sys/net/x": ("0", 0o644)}


def test_all(root: Path) -> None:
    steps: list[str] = []
    with Transaction(str(root), pause=steps.append) as run:
        run.apply(FILES, SETTINGS)
    assert seen(root) == AFTER
    assert tuple(steps) == STEPS
    with Transaction(str(root)) as again:
        assert again.recovered == []


def killed(root: Path, at: str) -> int:
    """How a process ended that was killed for good at a step."""

    def pause(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        with Transaction(str(root), pause=pause) as run:
            run.apply(FILES, SETTINGS)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize("step", STEPS)
def test_killed(root: Path, step: str) -> None:
    assert killed(root, step) == signal.SIGKILL
    with Transaction(str(root)) as run:
        assert seen(root) == BEFORE
        assert len(run.recovered) == (0 if step == STEPS[0] else 1)
        run.apply(FILES, SETTINGS)
    assert seen(root) == AFTER


@pytest.mark.parametrize("step", STEPS[1:])
def test_failed(root: Path, step: str) -> None:
    def pause(here: str) -> None:
        if here == step:
            raise OSError(28, "No space left on device")

    with Transaction(str(root), pause=pause) as run, pytest.raises(TransactionError, match=r"No space left on device.*everything was put back"):
        run.apply(FILES, SETTINGS)
    assert seen(root) == BEFORE
    with Transaction(str(root)) as again:
        assert again.recovered == []


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
    with Transaction(str(root)) as run, pytest.raises(TransactionError, match=said):
        run.apply(files)
    assert (root / "etc/a.conf").read_text() == "old a\n"


def test_a_setting_that_the_kernel_does_not_have(root: Path) -> None:
    with Transaction(str(root)) as run, pytest.raises(TransactionError, match="nothing had been changed"):
        run.apply(FILES, [Setting("/proc/sys/net/none", "0")])
    assert seen(root) == BEFORE


def test_two_at_once(root: Path) -> None:
    held = rf"process {os.getpid()}, since .* holds /var/lib/groundwork/lock"
    with Transaction(str(root)), pytest.raises(TransactionError, match=held):
        Transaction(str(root), wait=0.3).__enter__()
    with Transaction(str(root), wait=0.3):
        pass


def test_the_last_copies_are_kept(root: Path) -> None:
    for number in range(KEPT + 3):
        with Transaction(str(root)) as run:
            run.apply([FileChange("/etc/a.conf", f"{number}\n", 0o644, **ME)])
    assert len(list((root / f"{STATE.lstrip('/')}/transactions").iterdir())) == KEPT


def test_extended_attributes_stay(root: Path) -> None:
    path = root / "etc/a.conf"
    try:
        os.setxattr(path, "user.kind", b"mine")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    with Transaction(str(root)) as run:
        run.apply(FILES[:1])
    assert path.read_text() == "new a\n"
    assert os.getxattr(path, "user.kind") == b"mine"
