# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Commands on a host of the scenario by its name, environments on it, and runs of the role."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

SCENARIO = pathlib.Path(__file__).resolve().parents[1]
import calls
from calls import as_root, told

__all__ = ["CA", "EPHEMERAL", "INVENTORY", "LOCKS", "PYTHONS", "SMALL", "TWO", "as_root", "env", "role", "said", "told", "tree"]
INVENTORY = str(SCENARIO / "inventory")
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
LOCKS = SCENARIO / "files" / "shop"
SMALL = SCENARIO / "files" / "small.txt"
CA = "/etc/ssl/certs/groundwork-lab.crt"
# one host of each family, one closed by 077 and one by 027, for what takes long to break and mend
TWO = ("gw-py-debian13", "gw-py-el9")
PYTHONS = {"gw-py-el9": "/usr/bin/python3.11"}


def env(name: str, path: str, *flags: str, **args: t.Any) -> dict[str, t.Any]:
    """What python_env says of an environment."""
    given = {"path": path, "python": PYTHONS.get(name, "/usr/bin/python3"), "ca_bundle": CA, **args}
    return calls.ask("groundwork.baseline.python_env", INVENTORY, name, *(flags or ("--become",)), **given)


def said(name: str, run: str) -> dict[str, t.Any]:
    """What came of a run of the role."""
    return dict(json.loads((EPHEMERAL / "reports" / f"{name}-{run}.json").read_text(encoding="utf-8")))


def role(name: str, inventory: str = INVENTORY, *flags: str, **variables: t.Any) -> tuple[int, str]:
    """A run of the playbook on one host: how it ended, and all that it said, without the quotes and line ends of JSON."""
    return calls.play("groundwork.baseline.python", inventory, name, *flags, **variables)


def tree(name: str, path: str) -> str:
    """A sum of all there is below a path: names, kinds, modes, owners, links and contents."""
    listing = f"find {path} -printf '%P %y %m %U %l\\n' | sort; find {path} -type f -print0 | sort -z | xargs -0 sha256sum"
    return told(name, f"({listing}) | sha256sum")
