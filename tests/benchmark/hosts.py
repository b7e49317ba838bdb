# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Hosts of the lab for a benchmark, and how long a playbook takes on one."""

from __future__ import annotations

import os
import pathlib
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOLECULE = ROOT / "extensions" / "molecule"


class Hosts:
    """The hosts of the scenario bench, there for as long as the with block lasts."""

    def __enter__(self) -> Hosts:
        self.env = dict(os.environ)
        self._molecule("create")
        folders = pathlib.Path(self.env["ANSIBLE_HOME"]).glob("tmp/molecule.*.bench")
        self.folder = max(folders, key=lambda path: path.stat().st_mtime)
        self.env |= {"MOLECULE_EPHEMERAL_DIRECTORY": str(self.folder), "ANSIBLE_PIPELINING": "true"}
        return self

    def __exit__(self, *exc: object) -> None:
        self._molecule("destroy")

    def _molecule(self, word: str) -> None:
        argv = ["molecule", word, "-s", "bench"]
        done = subprocess.run(argv, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"molecule {word} -s bench ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")

    def play(self, playbook: pathlib.Path, host: str, data: pathlib.Path, *flags: str) -> tuple[float, int]:
        """Seconds that a playbook took on one host, and how many of its tasks changed something."""
        argv = ["ansible-playbook", "-i", str(MOLECULE / "inventory"), "--limit", host, "-e", f"@{data}", *flags, str(playbook)]
        start = time.monotonic()
        done = subprocess.run(argv, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - start
        if done.returncode:
            raise SystemExit(f"{playbook.name} ended with {done.returncode} on {host}: {(done.stdout + done.stderr)[-2000:]}")
        return seconds, int(done.stdout.rsplit("changed=", 1)[1].split()[0])
