# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Audit a host, put right what failed in one transaction, and judge again."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _enforcement
from ansible_collections.groundwork.baseline.plugins.plugin_utils._auditing import ARGUMENTS, Auditing

STATE = {"state": {"type": "str", "choices": ["enforced"], "default": "enforced"}}
NOTHING = {"changes": [], "refused": {}, "recovered": [], "kept": "", "answers": {}}


class ActionModule(Auditing):
    """Action plugin for groundwork.baseline.security_baseline."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """One module run that asks; a second one, where something failed, that changes and asks again."""
        super().run(tmp, task_vars)
        options = self.validate_argument_spec({**ARGUMENTS, **STATE})[1]
        planned, audited = self.audit(options, task_vars or {})
        if planned is None:
            return audited
        fixes, left = _enforcement.fixes(planned, audited, options["controls"])
        enforced: dict[str, t.Any] = NOTHING
        if fixes:
            request = {"questions": [], "families": planned.families, "limit": options["limit"], "fixes": fixes}
            answered = self.ask(request, task_vars or {})
            if "enforced" not in answered:
                return answered
            enforced = answered["enforced"]
        return _enforcement.conclude(planned, audited, enforced, left, datetime.datetime.now(tz=datetime.timezone.utc))
