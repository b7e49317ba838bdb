# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Ask the host once for its raw facts, then say what they mean."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _days, _lifecycle
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected

MODULE = "groundwork.baseline.distro_facts"


class ActionModule(ActionBase):
    """Action plugin for groundwork.baseline.distro_facts."""

    _requires_connection = True
    TRANSFERS_FILES = False

    @uncollected()
    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module and describe what it tells."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        del tmp
        today = _days.day(self._task.args.get("date"), "judge the support of a release")
        try:
            platforms, releases = _catalogue.platforms(), _catalogue.releases()
        except _catalogue.CatalogueError as exc:
            raise AnsibleActionFail(str(exc)) from None
        args = {**self._task.args, "units": _lifecycle.candidate_units(platforms)}
        result.update(self._execute_module(module_name=MODULE, module_args=args, task_vars=task_vars))
        raw = result.pop("distro", None)
        if raw is not None:
            distro = _lifecycle.describe(raw, platforms, releases, today)
            result["ansible_facts"] = {**result.get("ansible_facts", {}), "distro": distro}
        return result
