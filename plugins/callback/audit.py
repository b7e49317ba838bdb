# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
name: audit
type: stdout
short_description: Shows audits, and nothing else
version_added: 0.1.0
author:
  - Groundwork contributors (@groundwork)
description:
  - Prints the summary of each M(groundwork.baseline.security_baseline_info) as it comes, and at the end a table where there was more than one host.
  - Tasks that went well are not mentioned. A host that could not be audited is one sentence.
  - Warnings go to stderr as ever.
requirements:
  - set as stdout in configuration
options:
  outcome:
    description:
      - File to write what became of each host to, as JSON.
      - V(hosts) in it maps a host to V(state) (V(audited), V(failed) or V(unreachable)), V(message), V(report) (the path of the
        report that was written, or null) and V(gate) (whether O(groundwork.baseline.security_baseline_info#module:fail_on) fits).
    type: path
    env:
      - name: GROUNDWORK_OUTCOME
    ini:
      - section: callback_groundwork_baseline_audit
        key: outcome
"""

import json
import os
import tempfile
import typing as t

from ansible import constants as C
from ansible.plugins.callback import CallbackBase
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _failures, _reports
from ansible_collections.groundwork.baseline.plugins.plugin_utils._reports import _fleet

INFO = "groundwork.baseline.security_baseline_info"
COPY = "ansible.builtin.copy"
AUDITED = "audited"
FAILED = "failed"
UNREACHABLE = "unreachable"
COLOURS = {"CRITICAL": C.COLOR_ERROR, "HIGH": C.COLOR_ERROR, "MEDIUM": C.COLOR_WARN, "ERROR": C.COLOR_UNREACHABLE}


class Outcome(t.TypedDict):
    """What became of a host."""

    state: str
    message: str
    report: str | None
    gate: bool


def write(path: str, text: str) -> None:
    """Put a file in place all at once."""
    handle, draft = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".outcome-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise


class CallbackModule(CallbackBase):
    """Show audits."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "groundwork.baseline.audit"

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._outcomes: dict[str, Outcome] = {}
        self._summaries: dict[str, dict[str, t.Any]] = {}

    def v2_runner_on_ok(self, result: t.Any) -> None:
        """An audit, the file that it was written to, or something that nobody needs to read."""
        self._handle_warnings(result._result)
        host, action = result._host.get_name(), result._task.resolved_action
        if action == INFO:
            self._audited(host, result._result)
        elif action == COPY and host in self._summaries and str(result._result.get("dest", "")).endswith(".json"):
            self._outcomes[host]["report"] = result._result["dest"]

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        """What was found is too bad, or it could not be found out."""
        self._handle_warnings(result._result)
        host, message = result._host.get_name(), " ".join(_message(result._result).split())
        outcome = self._outcomes.get(host)
        if ignore_errors:
            return
        if outcome and outcome["gate"] and message == outcome["message"]:
            self._say(f"{host}: {message}", C.COLOR_ERROR)
        else:
            self._lost(host, FAILED, message)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        """Nobody there, or nobody who lets us in."""
        self._lost(result._host.get_name(), UNREACHABLE, _failures.unreachable(_message(result._result)))

    def v2_playbook_on_no_hosts_matched(self) -> None:
        """Neither an audit nor a failure: there was nobody to ask."""
        self._display.display("no host was audited: the inventory has none that fits; check -i and --limit", color=C.COLOR_ERROR, stderr=True)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        """What the caller wants to know, then the hosts side by side, or where the report is."""
        # first: who reads the screen may be gone already
        path = self.get_option("outcome")
        if path:
            write(path, json.dumps({"hosts": self._outcomes}, indent=2) + "\n")
        if len(self._outcomes) > 1:
            rows = [_fleet.Row(host, self._summaries.get(host), _remark(outcome)) for host, outcome in self._outcomes.items()]
            self._say(_fleet.render(rows))
        elif self._outcomes:
            path = next(iter(self._outcomes.values()))["report"]
            self._say(f"full report: {_near(path)}" if path else "")

    def _audited(self, host: str, result: dict[str, t.Any]) -> None:
        gate = result["gate"]
        self._outcomes[host] = {"state": AUDITED, "message": gate["reason"], "report": None, "gate": gate["failed"]}
        self._summaries[host] = result["summary"]
        self._say(_reports.FORMATS["summary"](_reports.report(result)))

    def _lost(self, host: str, state: str, message: str) -> None:
        known = self._outcomes.get(host)
        self._outcomes[host] = {"state": state, "message": message, "report": known["report"] if known else None, "gate": bool(known and known["gate"])}
        self._say(f"{host} could not be audited: {message}", C.COLOR_ERROR)

    def _say(self, text: str, color: str | None = None) -> None:
        for line in text.splitlines():
            self._display.display(line, color=color or COLOURS.get(line.split(" ", 1)[0]))


def _message(result: t.Mapping[str, t.Any]) -> str:
    """What a task said of its failure, without what is put before it for other readers."""
    text = str(result.get("msg") or "no reason was given; run again with -vvv").strip()
    for prefix in ("Task failed: ", "Action failed: ", "cannot audit this host: "):
        text = text.removeprefix(prefix)
    return text


def _remark(outcome: Outcome) -> str:
    if outcome["state"] != AUDITED:
        return outcome["state"].upper()
    gate = "GATE  " if outcome["gate"] else ""
    return f"{gate}{_near(outcome['report']) if outcome['report'] else ''}"


def _near(path: str) -> str:
    """A path as one would type it from here."""
    short = os.path.relpath(path)
    return path if short.startswith("..") else short
