# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Hosts of the lab for a benchmark, and what a playbook takes on one."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import time
import typing as t

ROOT = pathlib.Path(__file__).resolve().parents[2]
INVENTORY = ROOT / "extensions" / "molecule" / "bench" / "inventory"


class Run(t.NamedTuple):
    """What a playbook took on one host: seconds, tasks that changed something, modules that ran there; and the first task that failed."""

    seconds: float
    changed: int
    modules: int
    failed: str = ""
    output: str = ""


class Hosts:
    """The hosts of the scenario bench, there for as long as the with block lasts."""

    def __enter__(self) -> Hosts:
        self.env = dict(os.environ)
        self._molecule("create")
        folders = pathlib.Path(self.env["ANSIBLE_HOME"]).glob("tmp/molecule.*.bench")
        self.folder = max(folders, key=lambda path: path.stat().st_mtime)
        self.env |= {"MOLECULE_EPHEMERAL_DIRECTORY": str(self.folder), "ANSIBLE_PIPELINING": "true"}
        self.env |= {"ANSIBLE_CALLBACK_PLUGINS": str(pathlib.Path(__file__).resolve().parent / "callback"), "ANSIBLE_CALLBACKS_ENABLED": "module_runs"}
        return self

    def __exit__(self, *exc: object) -> None:
        self._molecule("destroy")

    def _molecule(self, word: str) -> None:
        argv = ["molecule", word, "-s", "bench"]
        done = subprocess.run(argv, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"molecule {word} -s bench ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")

    def play(self, playbook: pathlib.Path, host: str, data: pathlib.Path, *flags: str) -> tuple[float, int]:
        """Seconds that a playbook took on one host, and how many of its tasks changed something; it has to end well."""
        run = self.measure(playbook, host, "-e", f"@{data}", *flags)
        if run.failed:
            raise SystemExit(f"{playbook.name} failed on {host} at {run.failed}: {run.output[-2000:]}")
        return run.seconds, run.changed

    def measure(self, playbook: pathlib.Path, host: str, *flags: str, collections: str = "") -> Run:
        """What a playbook took on one host, however it ended. collections: a folder with more of them."""
        notes = self.folder / "module_runs"
        notes.write_text("", encoding="utf-8")
        paths = ":".join(filter(None, [self.env["ANSIBLE_COLLECTIONS_PATH"], collections]))
        argv = ["ansible-playbook", "-i", str(INVENTORY), "--limit", host, *flags, str(playbook)]
        start = time.monotonic()
        done = subprocess.run(
            argv,
            cwd=ROOT,
            env=self.env | {"MODULE_RUNS": str(notes), "ANSIBLE_COLLECTIONS_PATH": paths},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - start
        modules = len(notes.read_text(encoding="utf-8").splitlines())
        recap = re.search(r"changed=([0-9]+)", done.stdout.rpartition("PLAY RECAP")[2])
        output = done.stdout + done.stderr
        return Run(seconds, int(recap[1]) if recap else 0, modules, first_failure(done.stdout) if done.returncode else "", output)


def first_failure(text: str) -> str:
    """The first task that failed and was not let go, by its name; what the play said last where none is named."""
    task = failed = ""
    for line in text.splitlines():
        if line.startswith(("TASK [", "RUNNING HANDLER [", "PLAY RECAP")):
            if failed:
                return failed
            task = line.partition("[")[2].rstrip("* ]")
        elif line.startswith(("fatal:", "failed:")):
            failed = task
        elif line.strip() == "...ignoring":
            failed = ""
    return failed or "its start"
