# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Audit a host, put right what failed in one transaction, and judge again; or take such a transaction back."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit, _enforcement, _handed
from ansible_collections.groundwork.baseline.plugins.plugin_utils._auditing import ARGUMENTS, Auditing
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import fill

Data = dict[str, t.Any]
ENFORCED = "enforced"
RESTORED = "restored"
OWN: Data = {"state": {"type": "str", "choices": [ENFORCED, RESTORED], "default": ENFORCED}, "backup": {"type": "str", "default": ""}}
NOTHING: Data = {"changes": [], "refused": {}, "recovered": [], "kept": "", "answers": {}, "backups": []}
# The units that have to be reloaded, by program, in the names of a family.
UNITS = {"sshd": "{units.ssh}"}


class ActionModule(Auditing):
    """Action plugin for groundwork.baseline.security_baseline."""

    def run(self, tmp: str | None = None, task_vars: Data | None = None) -> Data:
        """One module run that asks; where something failed, one for all packages, and a second one that changes and asks again."""
        super().run(tmp, task_vars)
        options = self.validate_argument_spec({**ARGUMENTS, **OWN})[1]
        if options["state"] == RESTORED:
            return self._restore(options, task_vars or {})
        planned, audited = self.audit(options, task_vars or {}, journal=True)
        if planned is None:
            return audited
        return self._enforce(planned, audited, options, task_vars or {})

    def _enforce(self, planned: _audit.Plan, audited: Data, options: Data, task_vars: Data) -> Data:
        work = _enforcement.sort_out(planned, audited, options["controls"])
        platform = planned.catalogue.platforms[audited["distro"]["family"]]
        results = {result["id"]: result for result in audited["results"]}
        calls = _handed.calls(work.handed, results, platform)
        # a module in check mode would not find what only newer lists of packages have
        for call in [] if self._task.check_mode else calls:
            problem = self._hand_over(call, task_vars)
            if problem:
                return {"failed": True, "msg": problem}
        journal = audited.pop("journal")
        answered: Data = {"answers": {}, "enforced": {**NOTHING, **journal}}
        if work.fixes or (work.handed and not self._task.check_mode):
            handed = {control["id"] for control in work.handed}
            request = {
                "questions": [] if self._task.check_mode else [question for question in planned.questions if question["id"] in handed],
                "families": planned.families,
                "limit": options["limit"],
                "fixes": work.fixes,
                "services": fill(UNITS, platform),
            }
            told = self.ask(request, task_vars)
            if "answers" not in told:
                return told
            answered = {"enforced": answered["enforced"], **told}
            answered["enforced"]["recovered"] = [*journal["recovered"], *told.get("enforced", NOTHING)["recovered"]]
        changes = [change for call in calls for change in call.changes]
        return _enforcement.conclude(planned, audited, answered, work, changes, datetime.datetime.now(tz=datetime.timezone.utc))

    def _hand_over(self, call: _handed.Call, task_vars: Data) -> str:
        """Let Ansible's own module do it; what went wrong, as a sentence."""
        done = self._execute_module(module_name=call.module, module_args=call.args, task_vars=task_vars)
        if not done.get("failed"):
            return ""
        return _handed.failure(call, str(done.get("msg") or done.get("module_stderr") or ""))

    def _restore(self, options: Data, task_vars: Data) -> Data:
        """One module run that takes a transaction back."""
        try:
            planned = _audit.plan(options)
        except CatalogueError as exc:
            return {"failed": True, "msg": str(exc)}
        request = {"questions": [], "families": planned.families, "restore": options["backup"], "fixes": []}
        told = self.ask({**request, "limit": options["limit"]}, task_vars)
        if "enforced" not in told:
            return told
        done = told["enforced"]
        words = {key: done[key] for key in ("changes", "recovered", "kept", "restored", "backups")}
        return {"changed": bool(done["changes"]), **words, "diff": _enforcement.diff(done["changes"])}
