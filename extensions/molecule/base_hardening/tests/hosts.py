# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Commands on a host of the scenario by its name, and runs of the role."""

from __future__ import annotations

import os
import pathlib
import sys
import typing as t

MOLECULE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MOLECULE / "shared"))
import calls
from calls import as_root, told

__all__ = ["EPHEMERAL", "INVENTORY", "as_root", "harden", "told"]
INVENTORY = str(MOLECULE / "inventory")
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])


def harden(name: str, user: str = "ops", **variables: t.Any) -> tuple[int, str]:
    """A run of the playbook on one host: how it ended, and all that it said, without the quotes and line ends of JSON."""
    return calls.play("groundwork.baseline.harden", INVENTORY, name, "--user", user, **variables)
