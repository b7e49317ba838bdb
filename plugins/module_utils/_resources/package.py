# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Packages: whether they are installed, by the database of the manager that this system is made with."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._package_databases import PRESENT, database

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._package_databases import Database

ABSENT = "absent"


def reading(packages: Database, name: str) -> Reading:
    """What the database has of one package."""
    held = packages.packages.get(name)
    if held is None:
        return Reading(ABSENT, f"{packages.query} {name}: no such package", name)
    broken = "" if held.state == PRESENT else f" ({held.state})"
    return Reading(held.state, f"{packages.query} {name}: {held.version}{broken}", name)


def observe(host: Host, names: t.Sequence[str], any: bool = False) -> list[Reading]:  # noqa: A002 - the word that controls use
    """A reading for each name, or with any one for them all: "present", "absent", or dpkg's word for a package left half way.

    Names only: what another package provides does not count. A database that cannot be trusted raises ObservationError.
    """
    packages = database(host)
    readings = [reading(packages, name) for name in names]
    if not any:
        return readings
    order = sorted(readings, key=lambda each: (each.value == ABSENT, each.value != PRESENT))
    shown = order[:1] if order[0].value != ABSENT else order
    return [Reading(order[0].value, "; ".join(each.source for each in shown), " or ".join(names))]
