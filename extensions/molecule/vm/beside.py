# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Runs on a host with SELinux, as root: changes /etc/shadow twice, the second time in vain, and looks at each step.

Prints JSON, [step, path, SELinux context] by stat(1) for /etc/shadow, for what is written beside it and for the copy that is kept of it.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess

from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import STATE, Changes
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import NotInEffect, Transaction, TransactionError

SHADOW = pathlib.Path("/etc/shadow")
SEEN: list[list[str]] = []


def look(step: str) -> None:
    """Note what is there now."""
    paths = [SHADOW, *SHADOW.parent.glob(".shadow.groundwork*"), *pathlib.Path(STATE).glob("transactions/*/0")]
    said = subprocess.run(["stat", "-c", "%n %C", *map(str, paths)], capture_output=True, text=True, check=True).stdout
    SEEN.extend([step, *line.split()] for line in said.splitlines())


def fail() -> None:
    raise NotInEffect("this was to fail")


def main() -> None:
    found = os.stat(SHADOW)
    change = FileChange(str(SHADOW), f"{SHADOW.read_text()}gwbeside:!:20000::::::\n", found.st_mode & 0o7777, found.st_uid, found.st_gid)
    for verify in (lambda: None, fail):
        try:
            with Transaction(pause=look) as run:
                run.apply(Changes([change]), verify)
        except TransactionError as exc:
            look(str(exc))
    print(json.dumps(SEEN))


if __name__ == "__main__":
    main()
