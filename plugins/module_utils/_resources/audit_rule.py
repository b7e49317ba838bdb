# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What the kernel's audit rules record, now and after the next boot; whether both are the same; whether they are locked."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _audit_rules, _audit_sources, _audit_wanted
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_audit import AS_IN_FILES, Loaded

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._audit_rules import Deed
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._audit_sources import Audit
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._audit_wanted import Wanted

OWN = "/etc/audit/rules.d/50-groundwork.rules"
MODE = 0o640
RECORDED, LOCKED, LIVE = "recorded", "locked", "live"
LOADED = "the audit rules of the kernel"


def observe(host: Host, rules: t.Sequence[dict[str, t.Any]] = (), key: str = "", question: str = RECORDED) -> list[Reading]:
    """Readings of what is loaded and of what boot will load; needs root.

    recorded: {unrecorded: deeds that no rule records, rules: lines that would, blocked: what keeps all from it}. SubjectMissing where no path of them is here.
    rules: groups of calls, watch (paths) or set_id (folders of programs), with perm, fields, exits, compare, people, logged_in; key: that of our rules.
    locked: 0 off, 1 on, 2 on and locked. live: how many rules of the files are not loaded, and how many others are: {lacking, other}.
    """
    now, boot = _audit_sources.loaded(host), _audit_sources.next_boot(host)
    if question == LOCKED:
        return [Reading(now.enabled, now.source.replace("-l", "-s"), RUNTIME), Reading(boot.enabled, boot.source, BOOT)]
    if question == LIVE:
        return [_difference(now, boot)]
    if question != RECORDED or not rules:
        raise ObservationError(f"cannot ask the audit rules for {question}: give {RECORDED} with rules, {LOCKED} or {LIVE}")
    wanted = _audit_wanted.wanted(host, rules, f"groundwork_{key}")
    if not wanted.deeds:
        raise SubjectMissing("none of the paths that these rules would watch is here")
    return [_reading(now, wanted, RUNTIME), _reading(boot, wanted, BOOT)]


def _difference(now: Audit, boot: Audit) -> Reading:
    loaded, written = set(now.rules), set(boot.rules)
    value = {"lacking": len(written - loaded), "other": len(loaded - written)}
    return Reading(value, f"{now.source}, against {boot.source}")


def _reading(audit: Audit, wanted: Wanted, aspect: str) -> Reading:
    blocked = _blocked(audit)
    verdicts = {deed: "" if blocked else _audit_rules.verdict(audit.rules, deed) for deed in wanted.deeds}
    silent = [deed for deed, verdict in verdicts.items() if verdict != "always"]
    if not blocked and "never" in verdicts.values():
        blocked = "-a never,exit"
    value = {"unrecorded": list(dict.fromkeys(map(_words, silent))), "rules": wanted.lines if silent else [], "blocked": blocked}
    return Reading(value, audit.source, aspect)


def _blocked(audit: Audit) -> str:
    """What keeps everything from being recorded."""
    return "-a never,task" if _audit_rules.keeps_silent(audit.rules) else "-e 0" if audit.enabled == _audit_sources.OFF else ""


def _words(deed: Deed) -> str:
    return deed.path or f"{deed.call} ({deed.arch})"


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Rules in our file; where that is enough for the next boot already, they are only loaded. Unfixable where something keeps them from working."""
    load = Loaded(LOADED, AS_IN_FILES)
    boot = readings[-1].value
    if args.get("question") == LIVE:
        return [load]
    if args.get("question") == LOCKED:
        return [load] if boot == want else [Lines(OWN, f"-e {want}", MODE, sets="-e")]
    if boot["blocked"]:
        raise Unfixable(f"{boot['blocked']} in {readings[-1].source} keeps it from being recorded, whatever other rules say; take that line away")
    if not boot["unrecorded"]:
        return [load]
    # -c: a rule that this kernel or this auditctl does not take must not keep those after it from being loaded
    return [Lines(OWN, "\n".join(["-c", *boot["rules"]]), MODE)]
