# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Audit a host, put right what failed in one transaction, and judge again; or take such a transaction back."""

from __future__ import annotations

import datetime
import typing as t

from ansible.errors import AnsibleConnectionFailure
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit, _confirmation, _enforcement, _handed
from ansible_collections.groundwork.baseline.plugins.plugin_utils._auditing import ARGUMENTS, Auditing
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import fill

Data = dict[str, t.Any]
ENFORCED = "enforced"
RESTORED = "restored"
OWN: Data = {
    "state": {"type": "str", "choices": [ENFORCED, RESTORED], "default": ENFORCED},
    "backup": {"type": "str", "default": ""},
    "withdraw": {"type": "list", "elements": "str", "default": []},
    "way_in_expected": {"type": "bool", "default": False},
    "package_wait": {"type": "int", "default": 60},
    "guard_seconds": {"type": "int", "default": 120},
}
NOTHING: Data = {"changes": [], "refused": {}, "recovered": [], "kept": "", "answers": {}, "backups": [], "guard": {"armed": False, "why": ""}}
# The units that have to be reloaded, by program, in the names of a family.
UNITS = {"sshd": "{units.ssh}"}


class ActionModule(Auditing):
    """Action plugin for groundwork.baseline.security_baseline."""

    @uncollected()
    def run(self, tmp: str | None = None, task_vars: Data | None = None) -> Data:
        """One module run that asks; where something failed, one for the packages to install, and a second one that changes and asks again."""
        super().run(tmp, task_vars)
        options = self.validate_argument_spec({**ARGUMENTS, **OWN})[1]
        mistake = _confirmation.mistake(options["guard_seconds"])
        if mistake:
            return {"failed": True, "msg": mistake}
        if options["state"] == RESTORED:
            return self._restore(options, task_vars or {})
        planned, audited = self.audit(options, task_vars or {}, journal=True)
        if planned is None:
            return audited
        return self._enforce(planned, audited, options, task_vars or {})

    def _enforce(self, planned: _audit.Plan, audited: Data, options: Data, task_vars: Data) -> Data:
        journal, before, named = audited.pop("journal"), audited["summary"], options["controls"]
        try:
            back = _enforcement.withdrawn(planned, journal["standing"], options)
        except CatalogueError as exc:
            return {"failed": True, "msg": str(exc)}
        work = _enforcement.sort_out(planned, audited, named, back)
        calls = _enforcement.calls(planned, audited, work, options["package_wait"])
        first, wanted = audited, work.fixes if _handed.installs(calls) else []
        # a module in check mode would not find what only newer lists of packages have
        if calls and not self._task.check_mode:
            problem, audited, work = self._with_software(planned, calls, back, options, task_vars)
            if problem:
                return problem
        answered = self._put_right(planned, audited, work, back, options, task_vars)
        if back and "answers" in answered and not self._task.check_mode:
            # others may have leant on what was taken back
            told, audited = self.audit(options, task_vars)
            if told is None:
                return audited
            work = _enforcement.sort_out(planned, audited, named)
            answered = _enforcement.joined(answered, self._put_right(planned, audited, work, [], options, task_vars))
        if "answers" not in answered:
            return answered
        enforced = answered["enforced"]
        enforced["recovered"] = [*journal["recovered"], *enforced["recovered"]]
        enforced["backups"] = enforced["backups"] or journal["backups"]
        changes = [change for call in calls for change in call.changes]
        changes += _enforcement.brought(wanted, first, work, enforced["refused"] if self._task.check_mode else None)
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        return {**_enforcement.conclude(planned, audited, answered, work, changes, now), "before": before, "withdrawn": back}

    def _with_software(self, planned: _audit.Plan, calls: list[_handed.Call], back: list[str], options: Data, task_vars: Data) -> tuple[t.Any, ...]:
        """Packages handed over, and those that came with them: (a result that says what went wrong or None, the audit, the work)."""
        problem = self._hand_over(calls, task_vars)
        if problem:
            return {"failed": True, "msg": problem}, {}, None
        # what was installed can be asked about only now, and may have brought something that fails
        told, audited = self.audit(options, task_vars)
        if told is None:
            return audited, {}, None
        work = _enforcement.sort_out(planned, audited, options["controls"], back)
        more = [call for call in _enforcement.calls(planned, audited, work, options["package_wait"]) if call not in calls]
        calls += more
        problem = self._hand_over(more, task_vars)
        return {"failed": True, "msg": problem} if problem else None, audited, work

    def _put_right(self, planned: _audit.Plan, audited: Data, work: _enforcement.Work, back: list[str], options: Data, task_vars: Data) -> Data:
        """What the worker changed, and what the host answers afterwards; without answers, a result that says why in one sentence."""
        handed = {control["id"] for control in work.handed} if not self._task.check_mode else set()
        if not work.fixes and not handed and not back:
            return self._guarded({"answers": {}, "enforced": {**NOTHING}}, planned, options, task_vars)
        request = {
            "questions": [question for question in planned.questions if question["id"] in handed],
            "families": planned.families,
            "limit": options["limit"],
            "fixes": work.fixes,
            "withdraw": back,
            "guarded": not (self._task.check_mode and options["way_in_expected"]),
            "guard": 0 if self._unguarded(options) else options["guard_seconds"],
            "services": fill(UNITS, planned.catalogue.platforms[audited["distro"]["family"]]),
        }
        try:
            answered = self.ask(request, task_vars)
        except AnsibleConnectionFailure as exc:
            if not request["guard"]:
                raise
            raise AnsibleConnectionFailure(f"{exc}; {_confirmation.LOST.format(request['guard'])}") from exc
        return self._guarded({"enforced": {**NOTHING}, **answered}, planned, options, task_vars)

    def _unguarded(self, options: Data) -> str:
        return _confirmation.unguarded(options["guard_seconds"], self._connection.transport, self._task.check_mode)

    def _guarded(self, answered: Data, planned: _audit.Plan, options: Data, task_vars: Data) -> Data:
        """What the worker said, confirmed by a new login where the host waits for one; without one, a result that says what became of it."""
        enforced, seconds = answered["enforced"], options["guard_seconds"]
        told = {**NOTHING["guard"], **enforced.get("guard", {})}
        why = self._unguarded(options) or (told["why"] if enforced["kept"] else "nothing was changed")
        enforced["guard"] = {"armed": told["armed"], "confirmed": False, "seconds": seconds, "why": why}
        if "answers" not in answered or not told["armed"]:
            return answered
        request = {"questions": [], "families": planned.families, "confirm": enforced["kept"], "limit": options["limit"]}
        outcome = _confirmation.come_in_again(self._connection, lambda: self.ask(request, task_vars), seconds)
        enforced["guard"]["confirmed"] = outcome.confirmed
        if outcome.confirmed:
            return answered
        return {"failed": True, "msg": _confirmation.failure(outcome, enforced["kept"], enforced["changes"], seconds), "guard": enforced["guard"]}

    def _hand_over(self, calls: t.Sequence[_handed.Call], task_vars: Data) -> str:
        """Let Ansible's own modules do it; what went wrong first, as a sentence."""
        for call in calls:
            done = self._execute_module(module_name=call.module, module_args=call.args, task_vars=task_vars)
            if done.get("failed"):
                return _handed.failure(call, str(done.get("msg") or done.get("module_stderr") or ""))
        return ""

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
