# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The audit rules that the kernel has, loaded anew from their files."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live

AS_IN_FILES, OTHERWISE = "as in /etc/audit/rules.d", "other than in /etc/audit/rules.d"
SECONDS = 30.0


def is_locked(host: Host) -> bool:
    """Whether the kernel takes no more rules until the next boot."""
    return "enabled 2" in host.execute("auditctl", "-s").stdout.splitlines()


def load() -> None:
    """Have augenrules make one file of all and load it, unless they are locked; ObservationError where it cannot be run at all.

    That some rule was refused is no failure: it may be anybody's, and what is recorded is asked afterwards.
    """
    host = Host()
    if host.which("augenrules") and host.which("auditctl"):
        host.execute("augenrules", *([] if is_locked(host) else ["--load"]), seconds=SECONDS)


@dataclass(frozen=True)
class Loaded(Live):
    """value: as in the files, or otherwise; what was loaded otherwise was in no file, so it does not come back."""

    def now(self, root: str) -> Loaded:
        """It is planned only where they differ."""
        return Loaded(self.path, OTHERWISE)

    def put(self, root: str) -> None:
        """Load the files; OSError where that cannot be done."""
        if self.value != AS_IN_FILES:
            return
        try:
            load()
        except ObservationError as exc:
            raise OSError(str(exc)) from exc

    def hindrance(self, root: str) -> str:
        """Locked rules stay until the next boot."""
        host = Host()
        if root != "/" or not host.which("auditctl") or not is_locked(host):
            return ""
        return "the audit rules are locked until the next boot (auditctl -s says enabled 2), and then they are as in the files; reboot"
