# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What the timer of a transaction runs, and what a new login does about it."""

from __future__ import annotations

import sys
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _guard_timer
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import DONE, UNCONFIRMED
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import Transaction, TransactionError


def main(name: str, run: Transaction | None = None) -> int:
    """Put a transaction back that nobody confirmed; the end of the process. It waits for whoever is at work here now, however long."""
    try:
        with run or Transaction(wait=float("inf"), settle=_guard_timer.by_timer) as run:
            for sentence in run.recovered:
                sys.stdout.write(f"{sentence}\n")
            _guard_timer.disarm(run.journal, name)
    except TransactionError as exc:
        sys.stdout.write(f"{exc}\n")
        return 1
    return 0


def confirm(name: str, run: Transaction | None = None) -> dict[str, t.Any]:
    """Say that somebody came in again: {state, confirmed, why}. It holds only for a login that is newer than the change."""
    with run or Transaction(settle=_guard_timer.by_login) as run:
        if name not in run.journal.names():
            return {"state": "", "confirmed": False, "why": "nothing is known of it any longer"}
        manifest = run.journal.manifest(name)
        why = _guard_timer.stale(manifest) if manifest["state"] == UNCONFIRMED else ""
        return {"state": manifest["state"], "confirmed": manifest["state"] == DONE, "why": why}
