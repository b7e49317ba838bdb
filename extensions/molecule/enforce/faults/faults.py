# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Runs on a host, as root: puts things right, and has each run fail in another way. Prints a JSON list, a row for each fault.

A row: fault, said (the sentence), whole (before the next run each file was old or new as a whole), old (all was as before
once the next run had begun), new (that next run made all as wanted). It looks by open, stat, sysctl and sshd, not by our code.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _enforce, _host, _reloads
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import Transaction, TransactionError

STATE = pathlib.Path("/var/lib/groundwork")
SYSCTL, DROP_IN, LOOSE = (pathlib.Path(path) for path in ("/etc/sysctl.d/99-zz-groundwork.conf", "/etc/ssh/sshd_config.d/00-groundwork.conf", "/etc/loose"))
UNIT = "ssh.service" if os.path.exists("/etc/debian_version") or os.path.exists("/usr/bin/dpkg") else "sshd.service"
FIXES: list[dict[str, t.Any]] = [
    {"id": "network.x", "resource": "sysctl", "args": {"name": "net.ipv4.conf.all.send_redirects"}, "want": 0},
    {"id": "ssh.x", "resource": "sshd", "args": {"option": "maxauthtries"}, "want": 3},
    {"id": "files.x", "resource": "file", "args": {"path": str(LOOSE)}, "want": {"owner": "root", "group": "root", "mode": "0600"}},
]
Row = dict[str, t.Any]


def command(*argv: str) -> str:
    """What a command of the host says."""
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout


def seen() -> dict[str, t.Any]:
    """The host as its own commands see it."""
    return {
        "sysctl file": SYSCTL.read_text() if SYSCTL.exists() else None,
        "sysctl": command("sysctl", "-n", "net.ipv4.conf.all.send_redirects").strip(),
        "sshd file": DROP_IN.read_text() if DROP_IN.exists() else None,
        "sshd": next(line for line in command("sshd", "-T").splitlines() if line.startswith("maxauthtries")),
        "mode": f"{LOOSE.stat().st_mode & 0o777:o}",
        "drafts": [str(path) for folder in (SYSCTL.parent, DROP_IN.parent) for path in folder.glob(".*groundwork*")],
    }


def reset() -> None:
    """What is to be put right, as it was."""
    SYSCTL.unlink(missing_ok=True)
    DROP_IN.unlink(missing_ok=True)
    shutil.rmtree(STATE, ignore_errors=True)
    LOOSE.write_text("loose\n")
    LOOSE.chmod(0o666)
    command("sysctl", "-qw", "net.ipv4.conf.all.send_redirects=1")


def enforce(fixes: t.Sequence[dict[str, t.Any]] = tuple(FIXES), **options: t.Any) -> str:
    """The sentence of a run; nothing where it went well."""
    try:
        done = _enforce.enforce(fixes, 10.0, {"sshd": UNIT}, apply=True, run=Transaction(**options) if options else None)
    except TransactionError as exc:
        return str(exc)
    return "; ".join(done["refused"].values())


def forked(work: t.Callable[[], t.Any]) -> int:
    """How another process ended that did this."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def steps() -> list[str]:
    """The steps of a run that goes well."""
    reset()
    found: list[str] = []
    problem = enforce(pause=found.append)
    if problem:
        sys.exit(f"a run without a fault failed: {problem}")
    return found


def row(fault: str, said: str, old: dict[str, t.Any], new: dict[str, t.Any]) -> Row:
    """What came of a fault, and of the run after it."""
    after = seen()
    whole = all(after[key] in (old[key], new[key]) for key in old if key != "drafts")
    recovered = _enforce.recover(True)["recovered"]
    again = seen()
    problem = enforce()
    return {"fault": fault, "said": said or "; ".join(recovered), "whole": whole, "old": again == old, "new": not problem and seen() == new}


def killed(step: str) -> str:
    """A run that is killed for good at a step."""
    status = forked(lambda: enforce(pause=lambda here: os.kill(os.getpid(), signal.SIGKILL) if here == step else None))
    return "" if status == signal.SIGKILL else f"it was not killed, but ended with {status}"


@contextlib.contextmanager
def mounted(folder: pathlib.Path, kind: str) -> t.Iterator[None]:
    """A folder on a small disk that is full, or read-only, with what was in it."""
    folder.mkdir(exist_ok=True)
    kept = pathlib.Path("/opt/kept")
    shutil.copytree(folder, kept)
    argv = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0755", "tmpfs", str(folder)]
    subprocess.run(argv if kind == "full" else ["mount", "--bind", str(folder), str(folder)], check=True)
    if kind == "full":
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        with contextlib.suppress(OSError), open(folder / "filler", "wb") as filler:
            while True:
                filler.write(b"x" * 4096)
                filler.flush()
    else:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(kept)


@contextlib.contextmanager
def without_reload() -> t.Iterator[None]:
    """A unit of sshd that can be neither reloaded nor started."""
    folder = pathlib.Path(f"/run/systemd/system/{UNIT}.d")
    folder.mkdir(parents=True)
    (folder / "broken.conf").write_text("[Service]\nExecReload=\nExecReload=/bin/false\nExecStartPre=/bin/false\n")
    command("systemctl", "daemon-reload")
    try:
        yield
    finally:
        shutil.rmtree(folder)
        command("systemctl", "daemon-reload")
        command("systemctl", "reset-failed", UNIT)
        command("systemctl", "start", UNIT)


@contextlib.contextmanager
def without_systemctl() -> t.Iterator[None]:
    """A host that has no systemctl."""
    which = _host.Host.which
    _host.Host.which = lambda self, name: None if name == "systemctl" else which(self, name)  # type: ignore[method-assign]
    try:
        yield
    finally:
        _host.Host.which = which  # type: ignore[method-assign]


@contextlib.contextmanager
def without_answer() -> t.Iterator[None]:
    """An SSH server that does not come back."""
    greets, times = _reloads._greets, iter((True,))
    _reloads._greets = lambda address, port, seconds=0.0: next(times, False)
    try:
        yield
    finally:
        _reloads._greets = greets


def two_at_once() -> str:
    """A second run waits for the first one, and says after its limit who holds the lock."""
    slow = os.fork()
    if slow == 0:
        enforce(pause=lambda step: time.sleep(2) if step == "verifying" else None)
        os._exit(0)
    time.sleep(0.7)
    impatient = enforce(wait=0.2)
    patient = enforce(wait=20)
    os.waitpid(slow, 0)
    return impatient if not patient else f"the patient run failed: {patient}"


def main() -> None:
    """All faults, one after the other."""
    plain = steps()
    new = seen()
    reset()
    old = seen()
    rows = []
    for step in plain:
        reset()
        rows.append(row(f"killed: {step}", killed(step), old, new))
    invalid = [*FIXES, {"id": "ssh.y", "resource": "sshd", "args": {"option": "loglevel"}, "want": "LOUD"}]
    faults: dict[str, tuple[t.Any, t.Callable[[], str]]] = {
        "full disk: the journal's": (lambda: mounted(STATE, "full"), enforce),
        "full disk: a file's": (lambda: mounted(DROP_IN.parent, "full"), enforce),
        "read-only: a file's": (lambda: mounted(SYSCTL.parent, "read-only"), enforce),
        "invalid candidate": (contextlib.nullcontext, lambda: enforce(invalid)),
        "failing reload": (without_reload, enforce),
        "missing reload command": (without_systemctl, enforce),
        "no answer after the reload": (without_answer, enforce),
    }
    for name, (around, run) in faults.items():
        reset()
        with around():
            said = run()
        rows.append(row(name, said or "nothing went wrong", old, new))
    reset()
    said = two_at_once()
    rows.append({"fault": "two at once", "said": said, "whole": True, "old": True, "new": seen() == new})
    reset()
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
