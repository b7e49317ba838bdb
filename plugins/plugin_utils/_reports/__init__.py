# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The formats of a report: one file each, and their one table."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._reports import _json, _screen

FORMATS: dict[str, t.Callable[[dict[str, t.Any]], str]] = {
    "json": _json.render,
    "summary": _screen.render,
}

SCHEMA_VERSION = 1
KEYS = ("host", "distro", "profile", "summary", "results")


def report(result: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The report in what an audit returns; KeyError where it is not one."""
    return {"schema_version": SCHEMA_VERSION, **{key: result[key] for key in KEYS}}
