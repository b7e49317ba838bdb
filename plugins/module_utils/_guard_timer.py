# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""A timer on the host that puts a transaction back unless a new login confirms it, and the program of one file that it runs."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
import time
import typing as t
import zipfile

from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic, _reloads
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import Kept
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import STATE
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import came_in_at, connected

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._journal import Journal

    Manifest = dict[str, t.Any]

OURS = "ansible_collections.groundwork.baseline.plugins.module_utils."
PROGRAM = "guard.pyz"
MAIN = f"import sys\nfrom {OURS}_guard_program import main\nsys.exit(main(sys.argv[1]))\n"
# Files, not transient units: those are gone after a reboot, and who is shut out reboots first.
UNITS = "/etc/systemd/system"
WANTS = f"{UNITS}/timers.target.wants"
BOOT_ID = "/proc/sys/kernel/random/boot_id"
UNIT = """\
# Made by groundwork.baseline, and removed once somebody came in or all was put back.
[Unit]
Description=Put back what groundwork changed ({name}), unless a new login confirms it
"""
TIMER = (
    UNIT
    + """
[Timer]
OnActiveSec={seconds}
AccuracySec=1s
"""
)
SERVICE = (
    UNIT
    + """\
ConditionPathExists={program}
StartLimitIntervalSec=600
StartLimitBurst=30

[Service]
ExecStart="{python}" -I {program} {name}
Restart=on-failure
RestartSec=10
"""
)


# What becomes of a transaction that nobody has confirmed.
CONFIRM, PUT_BACK, WAIT, LEAVE = "confirm", "put back", "wait", "leave"


class Guard(t.NamedTuple):
    """How long a new login is waited for, and whose."""

    seconds: int
    user: str


def unit(name: str) -> str:
    """The name of the units of a transaction, without its end."""
    return f"groundwork-guard-{name}"


def moment() -> dict[str, t.Any]:
    """Now, as no change of the clock moves it: {boot, at}, seconds since the kernel started."""
    return {"boot": (Host().read(BOOT_ID) or "").strip(), "at": time.clock_gettime(time.CLOCK_BOOTTIME)}


def seconds_left(manifest: Manifest) -> float:
    """How long a transaction still waits for its new login. A boot in between ends it: the timer has begun anew then, and run out."""
    since, now = manifest["since"], moment()
    return max(0.0, since["at"] + manifest["guard"]["seconds"] - now["at"]) if since["boot"] == now["boot"] else 0.0


def stale(manifest: Manifest) -> str:
    """Why who is connected to this process has not shown that this user comes in after the change; nothing where that is shown."""
    host, user, since = Host(), manifest["guard"]["user"], manifest["since"]
    operator, began = connected(host), came_in_at(host)
    if operator is None or began is None:
        return "nobody is connected over ssh here"
    if operator.user != user:
        return f"{operator.user} is connected, and {user} has to come in"
    if since["boot"] == moment()["boot"] and began <= since["at"]:
        return f"the connection of {user} is older than the change"
    return ""


def by_run(manifest: Manifest) -> str:
    """What another run does about one: it is a new login itself, or it waits for one as long as the host does."""
    return CONFIRM if not stale(manifest) else by_timer(manifest)


def by_timer(manifest: Manifest) -> str:
    """What the timer does: changes may have taken longer than it, and the time is counted from the last of them."""
    return WAIT if seconds_left(manifest) else PUT_BACK


def by_login(manifest: Manifest) -> str:
    """What a login does that comes to confirm."""
    return LEAVE if stale(manifest) else CONFIRM


def arm(journal: Journal, name: str, guard: Guard) -> None:
    """Start the timer of a transaction; it starts again at a boot. ReloadFailed or OSError where that cannot be."""
    if not os.path.isdir(journal.path(_reloads.BOOTED)):
        raise _reloads.ReloadFailed("no systemd runs here")
    program = f"{STATE}/transactions/{name}/{PROGRAM}"
    _atomic.put(journal.path(program), packed(), Kept(0o600, os.geteuid(), os.getegid()))
    words = {"name": name, "seconds": guard.seconds, "program": program, "python": sys.executable.replace("%", "%%")}
    try:
        os.makedirs(journal.path(WANTS), exist_ok=True)
        for end, text in (("service", SERVICE), ("timer", TIMER)):
            _atomic.put(journal.path(f"{UNITS}/{unit(name)}.{end}"), text.format(**words).encode(), Kept(0o644, os.geteuid(), os.getegid()))
        os.symlink(f"../{unit(name)}.timer", journal.path(f"{WANTS}/{unit(name)}.timer"))
        _atomic.sync(journal.path(WANTS))
        _reloads.act("systemctl", "start", f"{unit(name)}.timer")
    except BaseException:
        disarm(journal, name)
        raise


def disarm(journal: Journal, name: str) -> None:
    """Stop the timer and take away what it would start. What it has started already ends by itself, for it finds nothing to do."""
    for path in (f"{WANTS}/{unit(name)}.timer", *(f"{UNITS}/{unit(name)}.{end}" for end in ("timer", "service"))):
        _atomic.discard(journal.path(path))
    if os.path.isdir(journal.path(_reloads.BOOTED)):
        # one that is not loaded any longer cannot be stopped, and need not
        with contextlib.suppress(_reloads.ReloadFailed):
            _reloads.act("systemctl", "stop", f"{unit(name)}.timer")
            # where systemd has read its units anew meanwhile, timers.target holds on to this one
            if _reloads.act("systemctl", "list-units", "--all", "--plain", "--no-legend", f"{unit(name)}.timer").stdout.strip():
                _reloads.act("systemctl", "daemon-reload")
    _atomic.discard(os.path.join(journal.folder, name, PROGRAM))


def packed() -> bytes:
    """The guard's program and all modules of ours that this process has loaded, as one file that Python runs and that needs nothing beside it."""
    # not earlier, for it needs this one; and by its name alone nobody else has to have loaded it
    importlib.import_module(f"{OURS}_guard_program")
    texts = {name: _text(name, module) for name, module in sorted(sys.modules.items()) if name.startswith(OURS) and not hasattr(module, "__path__")}
    folders = {"/".join(name.split(".")[:depth]) for name in texts for depth in range(1, name.count(".") + 1)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("__main__.py", MAIN)
        for folder in sorted(folders):
            archive.writestr(f"{folder}/__init__.py", "")
        for name, text in texts.items():
            archive.writestr(f"{name.replace('.', '/')}.py", text)
    return target.getvalue()


def _text(name: str, module: t.Any) -> str:
    """What a module was loaded from, be it a file or a zip that is gone once this process ends."""
    return str(module.__spec__.loader.get_source(name))
