# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Reads the failures that somebody answers for until a day."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_schema import check_data, near

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]


def read(waivers: t.Sequence[Data], known: t.Collection[str]) -> dict[str, Data]:
    """Control -> waiver; CatalogueError for one that waives nothing, or that nobody can hold to a day."""
    if not waivers:
        return {}
    check_data("waivers", list(waivers), "waivers")
    found: dict[str, Data] = {}
    for waiver in waivers:
        control = waiver["control"]
        if control not in known:
            raise CatalogueError(f'cannot use waivers: there is no control "{control}"{near(control, known)}')
        if control in found:
            raise CatalogueError(f"cannot use waivers: {control} is waived twice; keep one")
        try:
            datetime.date.fromisoformat(waiver["expires"])
        except ValueError as exc:
            raise CatalogueError(f"cannot use waivers: {control} expires on {waiver['expires']}, which is no day; write it as YYYY-MM-DD") from exc
        found[control] = dict(waiver)
    return found
