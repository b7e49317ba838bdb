# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Commands on a host of the scenario by its name, environments on it, and runs of the role."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shlex
import subprocess
import typing as t

SCENARIO = pathlib.Path(__file__).resolve().parents[1]
import calls

INVENTORY = str(SCENARIO / "inventory")
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
LOCKS = SCENARIO / "files" / "shop"
SMALL = SCENARIO / "files" / "small.txt"
CA = "/etc/ssl/certs/groundwork-lab.crt"
# one host of each family, one closed by 077 and one by 027, for what takes long to break and mend
TWO = ("gw-py-debian13", "gw-py-el9")
PYTHONS = {"gw-py-el9": "/usr/bin/python3.11"}


def as_root(name: str, command: str) -> subprocess.CompletedProcess[str]:
    """A shell's command as root, by the user that every instance has."""
    argv = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), name, f"sudo sh -c {shlex.quote(command)}"]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def told(name: str, command: str) -> str:
    """What such a command writes; it has to end well."""
    done = as_root(name, command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def env(name: str, path: str, *flags: str, **args: t.Any) -> dict[str, t.Any]:
    """What python_env says of an environment."""
    given = {"path": path, "python": PYTHONS.get(name, "/usr/bin/python3"), "ca_bundle": CA, **args}
    return calls.ask("groundwork.baseline.python_env", INVENTORY, name, *(flags or ("--become",)), **given)


def said(name: str, run: str) -> dict[str, t.Any]:
    """What came of a run of the role."""
    return dict(json.loads((EPHEMERAL / "reports" / f"{name}-{run}.json").read_text(encoding="utf-8")))


def role(name: str, inventory: str = INVENTORY, *flags: str, **variables: t.Any) -> tuple[int, str]:
    """A run of the playbook on one host: how it ended, and all that it said, without the quotes and line ends of JSON."""
    argv = ["ansible-playbook", "-i", inventory, "--limit", name, *flags, "-e", json.dumps(variables), "groundwork.baseline.python"]
    done = calls.run(*argv)
    return done.returncode, " ".join(re.sub(r"\\[n\"]", " ", done.stdout + done.stderr).split())


def tree(name: str, path: str) -> str:
    """A sum of all there is below a path: names, kinds, modes, owners, links and contents."""
    listing = f"find {path} -printf '%P %y %m %U %l\\n' | sort; find {path} -type f -print0 | sort -z | xargs -0 sha256sum"
    return told(name, f"({listing}) | sha256sum")
