# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Audit a host: choose on the controller, ask the host once, judge on the controller."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._auditing import ARGUMENTS, Auditing
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected


class ActionModule(Auditing):
    """Action plugin for groundwork.baseline.security_baseline_info."""

    @uncollected()
    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """One module run on the host; everything else happens here."""
        super().run(tmp, task_vars)
        options = self.validate_argument_spec(ARGUMENTS)[1]
        return self.audit(options, task_vars or {})[1]
