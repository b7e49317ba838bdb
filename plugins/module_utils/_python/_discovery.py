# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which interpreter Ansible would take of itself, and what would be wrong with it. Pure."""

from __future__ import annotations

import typing as t

Interpreter = t.Mapping[str, t.Any]

# What Ansible takes where it finds none of its names.
LAST_RESORT = "/usr/bin/python3"


def takes(names: t.Iterable[str], folders: t.Sequence[str], there: t.Callable[[str], bool]) -> str:
    """The interpreter that discovery would take: the first of the names that the shell finds, in the order of the names and not of PATH.

    there: whether a path is a file that can be started.
    """
    for name in names:
        for path in [name] if name.startswith("/") else [f"{folder.rstrip('/')}/{name}" for folder in folders]:
            if path.startswith("/") and there(path):
                return path
    return LAST_RESORT


def risk(taken: Interpreter, system: Interpreter | None, imports: bool | None, needs: str) -> str:
    """Why discovery is not to be left to itself on this host; "" where it would take the system's Python or there is no other.

    taken, system: what is known of the one that would be taken and of the system's own. imports: whether the first can
    import what the module of packages needs, None where that is not known; needs: the words for that.
    """
    here = f"Ansible's discovery would take {_named(taken)}"
    cure = f"; set ansible_python_interpreter to {system['path']}" if system and not system["broken"] else "; set ansible_python_interpreter to one that works"
    if taken["broken"]:
        return f"{here}, which cannot be used, so that no module runs: {taken['broken']}{cure}"
    if system is None or taken["realpath"] == system["realpath"]:
        return ""
    lacks = f", and that cannot import {needs}" if imports is False else ""
    return f"{here}, not the system's own {_named(system)}{lacks}{cure}"


def _named(interpreter: Interpreter) -> str:
    return f"{interpreter['path']} (Python {interpreter['version']})" if interpreter["version"] else str(interpreter["path"])
