# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Commands, modules and playbooks on a host of a scenario, as people run them with ssh and with Ansible's own commands."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shlex
import subprocess
import typing as t

import testinfra
from commands import PLAIN, run

__all__ = ["MODULE", "PLAIN", "THREE", "as_root", "ask", "call", "play", "reached", "run", "told"]
MODULE = "groundwork.baseline.security_baseline"
# one of each family, and the one that has sudo and the core utilities of another make and an sshd that a socket starts: for what takes long on each host
THREE = ("gw-debian13", "gw-ubuntu2604", "gw-el9")


def reached(name: str) -> t.Any:
    """A host as testinfra has it, where a test chooses its hosts itself."""
    return testinfra.get_host(f"ssh://{name}", ssh_config=f"{os.environ['MOLECULE_EPHEMERAL_DIRECTORY']}/ssh_config", sudo=True)


def as_root(name: str, command: str) -> subprocess.CompletedProcess[str]:
    """A shell's command as root, by the user that every instance has."""
    config = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "ssh_config"
    argv = ["ssh", "-F", str(config), name, f"sudo sh -c {shlex.quote(command)}"]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def told(name: str, command: str) -> str:
    """What such a command writes; it has to end well."""
    done = as_root(name, command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def play(playbook: str, inventory: str, name: str, *flags: str, **variables: t.Any) -> tuple[int, str]:
    """A run of a playbook on one host: how it ended, and all that it said, without the quotes and line ends of JSON."""
    done = run("ansible-playbook", "-i", inventory, "--limit", name, *flags, "-e", json.dumps(variables), playbook)
    return done.returncode, " ".join(re.sub(r"\\[n\"]", " ", done.stdout + done.stderr).split())


def ask(module: str, inventory: str, host: t.Any, *flags: str, **args: t.Any) -> dict[str, t.Any]:
    """What a task says that is run on a host, given as testinfra has it or by its name; with --become where no flags are given."""
    name = host if isinstance(host, str) else host.backend.get_hostname()
    done = run("ansible", name, "-i", inventory, "-m", module, "-a", json.dumps(args), *(flags or ("--become",)))
    found = re.search(r"=> (\{.*\})", done.stdout, re.DOTALL)
    assert found, done.stdout + done.stderr
    return dict(json.loads(found[1]))


def call(inventory: str, host: t.Any, *flags: str, **args: t.Any) -> dict[str, t.Any]:
    """The same of security_baseline."""
    return ask(MODULE, inventory, host, *flags, **args)
