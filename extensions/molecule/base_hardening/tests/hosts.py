# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Commands on a host of the scenario by its name, and runs of the role."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import typing as t

MOLECULE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MOLECULE / "shared"))
import calls

INVENTORY = str(MOLECULE / "inventory")
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])


def as_root(name: str, command: str) -> subprocess.CompletedProcess[str]:
    """A shell's command as root, by the user that every instance has."""
    argv = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), name, f"sudo sh -c {shlex.quote(command)}"]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def told(name: str, command: str) -> str:
    """What such a command writes; it has to end well."""
    done = as_root(name, command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def harden(name: str, user: str = "ops", **variables: t.Any) -> tuple[int, str]:
    """A run of the playbook on one host: how it ended, and all that it said, without the quotes and line ends of JSON."""
    argv = ["ansible-playbook", "-i", INVENTORY, "--limit", name, "--user", user, "-e", json.dumps(variables), "groundwork.baseline.harden"]
    done = calls.run(*argv)
    return done.returncode, " ".join(re.sub(r"\\[n\"]", " ", done.stdout + done.stderr).split())
