# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The wheels of the pinned tools that install packages, for one interpreter."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import File
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._gather import Item


def items(table: t.Mapping[str, t.Any], python: t.Mapping[str, t.Any]) -> list[Item]:
    """The uv for its machine, where there is one, and the pip for its Python."""
    full = _markers.environment(python)["python_full_version"]
    uv = [line for line in table.get("uv", []) if line["machine"] == python["machine"] and python["libc"] in line["libc"]]
    pip = [line for line in table.get("pip", []) if _markers.satisfies(line["requires_python"], full)]
    return [Item(project, _file(lines[0])) for project, lines in (("uv", uv), ("pip", pip)) if lines]


def _file(line: t.Mapping[str, str]) -> File:
    return File(name=line["file"], hash=f"sha256:{line['sha256']}", url="")
