# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The first database of AIDE, which a unit of its own makes while everything else goes on."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live

UNIT = "groundwork-aide-init.service"
BOOTED = "/run/systemd/system"
THERE, ABSENT, BEING_MADE, FAILED = "there", "absent", "being made", "failed"
SECONDS = 30.0


def state(host: Host, database: str) -> str:
    """there: the database has something in it; else being made, failed (by its own word, not because somebody ended it), or absent."""
    found = host.stat(database)
    if found is not None and found.st_size:
        return THERE
    if host.stat(BOOTED) is None:
        return ABSENT
    shown = host.run("systemctl", "show", "--property=ActiveState", "--property=Result", UNIT)
    fields = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
    if fields.get("ActiveState") in ("active", "activating", "reloading", "deactivating"):
        return BEING_MADE
    return FAILED if fields.get("ActiveState") == "failed" and fields.get("Result") == "exit-code" else ABSENT


@dataclass(frozen=True)
class Making(Live):
    """path: "the database of AIDE, PATH"; value: being made, or absent, which is what there was before."""

    @property
    def database(self) -> str:
        """Where it is to be."""
        return self.path.partition(", ")[2]

    def now(self, root: str) -> Making:
        """What there is. A database that was made stays, so none that is to be absent differs from it."""
        try:
            found = state(Host(root), self.database)
        except ObservationError as exc:
            raise OSError(str(exc)) from exc
        return self if self.value == ABSENT and found in (THERE, FAILED) else Making(self.path, found)

    def put(self, root: str) -> None:
        """Begin to make it, which takes its time without anybody waiting for it; or end that. OSError where systemctl refuses."""
        if self.now(root) == self:
            return
        argv = ("systemctl", "start", "--no-block", UNIT) if self.value == BEING_MADE else ("systemctl", "stop", UNIT)
        try:
            Host().run(*argv, seconds=SECONDS)
        except ObservationError as exc:
            raise OSError(str(exc)) from exc

    def hindrance(self, root: str) -> str:
        """Nothing else could do it in the background."""
        return "" if Host(root).stat(BOOTED) else "systemd does not run this host; make the database by hand (aide --init)"
