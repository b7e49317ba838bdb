# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which units are installed, and which of them the host starts by itself; from the files, so that it needs no running systemd."""

from __future__ import annotations

import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources._systemd import FOLDERS

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

STATIC = ("/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")


def unit_files(host: Host, names: t.Iterable[str]) -> dict[str, bool]:
    """The units of these names that are there and not masked, and whether another unit wants them (enabled)."""
    return {name: _wanted(host, name) for name in names if _there(host, name)}


def _there(host: Host, name: str) -> bool:
    """The first folder that has the name decides; a link to /dev/null or an empty file there masks it."""
    for folder in FOLDERS:
        path = f"{folder}/{name}"
        if host.stat(path, follow=False) is not None:
            found = host.stat(path)
            return found is not None and stat.S_ISREG(found.st_mode) and found.st_size > 0
    return False


def _wanted(host: Host, name: str) -> bool:
    return any(host.glob(f"{folder}/*.{kind}/{name}") for folder in STATIC for kind in ("wants", "requires"))
