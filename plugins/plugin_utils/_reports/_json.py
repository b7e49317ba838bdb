# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The whole report, for programs: catalogue/schema/report.json says what is in it."""

from __future__ import annotations

import json
import typing as t


def render(report: dict[str, t.Any]) -> str:
    """The report as JSON, one value a line."""
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
