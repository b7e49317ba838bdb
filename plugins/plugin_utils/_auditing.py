# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What the actions that audit share: their options, and the one module run that asks the host."""

from __future__ import annotations

import datetime
import json
import typing as t

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit, _failures
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._summary import GATES, WEIGHTS

WORKER = "groundwork.baseline.security_baseline_worker"
# What the worker says itself begins like this; all else is Ansible's.
OWN_WORDS = ("cannot audit this host", "cannot put this host right")
WAIVER = {name: {"type": "str", "required": True} for name in ("control", "reason", "owner", "expires")}
ARGUMENTS: dict[str, dict[str, t.Any]] = {
    "profile": {"type": "str"},
    "areas": {"type": "list", "elements": "str", "default": []},
    "severities": {"type": "list", "elements": "str", "choices": list(WEIGHTS), "default": []},
    "levels": {"type": "list", "elements": "int", "choices": [1, 2], "default": []},
    "controls": {"type": "list", "elements": "str", "default": [], "aliases": ["only"]},
    "skip": {"type": "list", "elements": "str", "default": []},
    "modes": {"type": "dict", "default": {}},
    "values": {"type": "dict", "default": {}},
    "select": {"type": "str"},
    "controls_dirs": {"type": "list", "elements": "path", "default": []},
    "waivers": {"type": "list", "elements": "dict", "default": [], "options": WAIVER},
    "fail_on": {"type": "list", "elements": "str", "choices": list(GATES), "default": []},
    "limit": {"type": "float", "default": 10.0},
}


class Auditing(ActionBase):
    """An action that begins with an audit."""

    TRANSFERS_FILES = False
    _requires_connection = True
    _supports_check_mode = True

    def audit(self, options: dict[str, t.Any], task_vars: dict[str, t.Any], **more: t.Any) -> tuple[_audit.Plan | None, dict[str, t.Any]]:
        """(what was asked, the result); without a plan the result says in one sentence why there is no audit. more: for the worker."""
        try:
            planned = _audit.plan(options)
        except CatalogueError as exc:
            return None, {"failed": True, "msg": str(exc)}
        request = {"questions": planned.questions, "families": planned.families, "units": planned.units, "limit": options["limit"], **more}
        answered = self.ask(request, task_vars)
        if "answers" not in answered:
            return None, answered
        result = _audit.conclude(planned, task_vars["inventory_hostname"], answered, datetime.datetime.now(tz=datetime.timezone.utc))
        sizes = {"request_bytes": len(json.dumps(request)), "answer_bytes": len(json.dumps(answered, default=str))}
        told = {"journal": answered["journal"]} if "journal" in answered else {}
        return planned, {"changed": False, **result, **told, "round_trip": {**answered["stats"], **sizes}}

    def ask(self, request: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """What the host answers; without answers, a result that says why in one sentence."""
        try:
            answered = self._execute_module(module_name=WORKER, module_args=request, task_vars=task_vars)
        except AnsibleConnectionFailure:
            raise
        except AnsibleError as exc:
            return {"failed": True, "msg": _failures.failed(str(exc))}
        if "answers" in answered or answered.get("unreachable"):
            return answered
        kept = {key: answered[key] for key in ("warnings", "deprecations") if key in answered}
        return {"failed": True, "msg": _why(answered), **kept}


def _why(answered: dict[str, t.Any]) -> str:
    """The worker's own sentence where it came to speak; otherwise what became of it."""
    heard = [answered.get(key) for key in ("module_stderr", "module_stdout")]
    message = str(answered.get("msg") or "")
    if "rc" not in answered and not any(heard):
        return message if message.startswith(OWN_WORDS) else _failures.failed(message)
    return _failures.failed("\n".join(str(text) for text in [*heard, message] if text))
