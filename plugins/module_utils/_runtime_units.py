# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Units that are started and enabled, stopped and disabled, or masked, in one go with the files that a control writes."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._systemd import FOLDERS

# systemd waits for 90 itself before it kills what does not stop
SECONDS = 120.0
BANS, IDLE = "bans", "bans nobody"
ON, OFF, BARRED = "active, enabled", "inactive, disabled", "inactive, masked"
# where a mask lies, and what is there already is somebody's own
MASKS = "/etc/systemd/system"


@dataclass(frozen=True)
class Unit(Live):
    """path: "unit NAME"; value: "active, enabled", or what systemctl says instead of either."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.path.split()[-1]

    def now(self, root: str) -> Unit:
        """What systemd says of it; OSError where it says nothing."""
        host = Host(root)
        try:
            active, enabled = (host.execute("systemctl", word, self.name).stdout.strip() for word in ("is-active", "is-enabled"))
        except ObservationError as exc:
            raise OSError(str(exc)) from exc
        running = active in ("active", "activating", "reloading")
        return replace(self, value=f"{'active' if running else 'inactive'}, {enabled if enabled not in ('', 'not-found') else 'disabled'}")

    def hindrance(self, root: str) -> str:
        """A mask takes the place of no file."""
        path = f"{MASKS}/{self.name}"
        if self.value != BARRED or Host(root).stat(path, follow=False) is None or self.now(root).value.endswith("masked"):
            return ""
        cure = "move it to /usr/local/lib/systemd/system, or stop and disable it by hand"
        return f"{path} is there already, where the mask of {self.name} would have to be; {cure}"

    def gone(self, root: str) -> str:
        """Whoever removed its package since does not want it back."""
        host, template = Host(root), f"{self.name.partition('@')[0]}@.{self.name.rpartition('.')[2]}"
        names = {self.name, template} if "@" in self.name else {self.name}
        found = [host.stat(f"{folder}/{name}") for folder in FOLDERS for name in names]
        # a mask is a link to /dev/null, and no file
        is_there = any(each and stat.S_ISREG(each.st_mode) for each in found)
        return "" if is_there or self.value in (OFF, BARRED) else f"there is no {self.name} any more"

    def written(self) -> list[str]:
        """A mask."""
        return [f"{MASKS}/{self.name}"] if self.value == BARRED else []

    def put(self, root: str) -> None:
        """Unmask and enable, or disable, or mask; then start or stop. OSError where systemctl refuses.

        systemd reads all of its files anew for each of these, seconds on a small host: for masks once, when all is set, for what is stopped is not
        started by itself meanwhile, and for an unmask along with what comes next.
        """
        before = self.now(root)
        if before == self:
            return
        active, enabled = self.value.split(", ")
        running, was = before.value.split(", ")
        if was.startswith("masked") and was != enabled:
            self._systemctl("unmask", later=enabled == "enabled")
        word = {"enabled": "enable", "disabled": "disable", "masked": "mask"}.get(enabled)
        # of one whose file is gone systemctl does not know that it was enabled
        if word and (was != enabled or word == "disable"):
            self._systemctl(word, later=word == "mask")
        if enabled != "masked" or running != active:
            self._systemctl("start" if active == "active" else "stop")
        if active != "active" and enabled != "masked" and not self._has_file():
            # its file went away before it, and systemd would keep it as one that failed
            self._run("daemon-reload")
            Host().execute("systemctl", "reset-failed", self.name, seconds=SECONDS)

    def again(self) -> None:
        """Restart it."""
        self._systemctl("restart")

    def _has_file(self) -> bool:
        host = Host()
        path = host.execute("systemctl", "show", "--property=FragmentPath", "--value", self.name).stdout.strip()
        return bool(path) and host.stat(path) is not None

    def _systemctl(self, word: str, later: bool = False) -> None:
        """later: somebody else has systemd read its files anew."""
        self._run(word, *(["--no-reload"] if later else []), self.name)

    def _run(self, *words: str) -> None:
        argv = ("systemctl", *words)
        try:
            done = Host().execute(*argv, seconds=SECONDS)
        except ObservationError as exc:
            raise OSError(str(exc)) from exc
        if done.returncode:
            raise OSError(f"{' '.join(argv)} ended with {done.returncode}: {' '.join((done.stderr or done.stdout).split())[:300] or 'no message'}")


def is_idle(host: Host) -> bool:
    """Whether fail2ban runs with a jail for ssh that has nothing to ban with: a reload of its own may leave it so."""
    done = host.execute("fail2ban-client", "get", "sshd", "actions")
    return done.returncode == 0 and len(done.stdout.strip().splitlines()) < 2


@dataclass(frozen=True)
class Jail(Live):
    """path: "jail sshd of fail2ban"; value: whether the running server can ban with it."""

    def now(self, root: str) -> Jail:
        """What it can do now."""
        try:
            return Jail(self.path, IDLE if is_idle(Host(root)) else BANS)
        except ObservationError as exc:
            raise OSError(str(exc)) from exc

    def put(self, root: str) -> None:
        """Start the server anew; it is never made idle again."""
        if self.value == BANS and self.now(root) != self:
            Unit("unit fail2ban.service", ON).again()
