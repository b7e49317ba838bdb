# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Drop-ins of one program in several folders: which of them it reads, and in which order."""

from __future__ import annotations

import stat
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# The parts of a host from which systemd takes files; the first that has a name masks it in the later ones, whatever the file holds.
ROOTS = ("/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib")


def is_conf(name: str) -> bool:
    """Whether systemd takes a file of this name for a drop-in."""
    return name.endswith(".conf") and not name.startswith(".")


def files(host: Host, folders: t.Iterable[str], fits: t.Callable[[str], bool] = is_conf) -> list[str]:
    """The drop-ins that are read, in the order of their names, each name from the first folder that has it.

    A directory or a link to nowhere takes its name away from the later folders as a file does.
    """
    first: dict[str, str] = {}
    for folder in folders:
        for name in host.listdir(folder) or ():
            if fits(name):
                first.setdefault(name, f"{folder}/{name}")
    return [first[name] for name in sorted(first)]


def text(host: Host, path: str) -> str:
    """What a file says; nothing where it is no file."""
    found = host.stat(path)
    return "" if found is None or stat.S_ISDIR(found.st_mode) else host.read(path) or ""
