# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What is installed in an environment, told from its files alone."""

from __future__ import annotations

import os
import re
import typing as t

INFO = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+?)(?:-py[0-9.]+)?\.(?P<kind>dist|egg)-info")
NEEDED = ("METADATA", "RECORD")


class Distribution(t.NamedTuple):
    """An installed package: its canonical name, version, folder, and whether it has all that is needed to look after it."""

    name: str
    version: str
    folder: str
    whole: bool


def canonical(name: str) -> str:
    """A name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def site_packages(folder: str, version: str) -> str:
    """Where an environment of a Python such as 3.11.2 has its packages."""
    return os.path.join(folder, "lib", f"python{'.'.join(version.split('.')[:2])}", "site-packages")


def distributions(site: str) -> list[Distribution]:
    """Everything that is installed in a folder, by name; nothing where there is no such folder."""
    try:
        names = sorted(os.listdir(site))
    except (FileNotFoundError, NotADirectoryError):
        return []
    matches = ((name, INFO.fullmatch(name)) for name in names if name.endswith("-info"))
    return [_distribution(os.path.join(site, name), match) for name, match in matches if match]


def _distribution(folder: str, match: re.Match[str]) -> Distribution:
    whole = match["kind"] == "egg" or all(os.path.isfile(os.path.join(folder, name)) for name in NEEDED)
    return Distribution(canonical(match["name"]), match["version"].replace("_", "-"), folder, whole)


def settings(folder: str) -> dict[str, str] | None:
    """What pyvenv.cfg says; None where there is none."""
    try:
        with open(os.path.join(folder, "pyvenv.cfg"), encoding="utf-8") as file:
            lines = [line.partition("=") for line in file if "=" in line]
    except OSError:
        return None
    return {name.strip().lower(): value.strip() for name, _sign, value in lines}
