# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The note that stands in an environment from the first moment of its build, and says that it is whole only at the end."""

from __future__ import annotations

import json
import os
import typing as t

NAME = "groundwork.json"
FORMAT = 1
BUILDING, COMPLETE = "building", "complete"

Stamp = dict[str, t.Any]


def read(folder: str) -> Stamp | None:
    """What the note says; None where there is none, or none that this version knows."""
    try:
        with open(os.path.join(folder, NAME), encoding="utf-8") as file:
            said = json.load(file)
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("format") == FORMAT else None


def write(folder: str, state: str, **said: t.Any) -> None:
    """Write the note so that a power cut leaves the old one or the new one."""
    put_back(folder, {"format": FORMAT, "state": state, **said})


def put_back(folder: str, stamp: Stamp) -> None:
    """Write a note as it was read."""
    path = os.path.join(folder, NAME)
    draft = f"{path}.new"
    with open(draft, "w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.rename(draft, path)
