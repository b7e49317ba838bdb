# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Commands side by side, a few at a time: each writes into a file of its own, and is told of when it ends."""

from __future__ import annotations

import concurrent.futures
import pathlib
import subprocess
import time
import typing as t


class Ended(t.NamedTuple):
    """A command that ended: its name, seconds, return code, and all that it printed."""

    name: str
    seconds: float
    code: int
    said: str


def run(commands: t.Mapping[str, t.Sequence[str]], lanes: int, folder: pathlib.Path) -> t.Iterator[Ended]:
    """Run commands by name, in their order, so many at a time; yields each when it ends. folder gets NAME.log, to look at meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)

    def one(name: str) -> Ended:
        start, log = time.monotonic(), folder / f"{name}.log"
        print(f"... {name} begins, see {log}", flush=True)
        with log.open("w", encoding="utf-8") as said:
            code = subprocess.run(commands[name], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, check=False).returncode
        return Ended(name, time.monotonic() - start, code, log.read_text(encoding="utf-8", errors="replace"))

    pool = concurrent.futures.ThreadPoolExecutor(lanes)
    try:
        for done in concurrent.futures.as_completed([pool.submit(one, name) for name in commands]):
            yield done.result()
    finally:
        # whoever is interrupted begins no more
        pool.shutdown(cancel_futures=True)
