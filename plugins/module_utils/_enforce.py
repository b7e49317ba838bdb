# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Putting right on the target: plan, make all changes in one transaction, observe again; and taking such a transaction back."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _ledger, _planning, _reloads, _worker
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._guard_timer import Guard
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import DONE, ENFORCED, OPEN, RESTORED, ROLLBACK, UNCONFIRMED, Changes, Journal
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import connected
from ansible_collections.groundwork.baseline.plugins.module_utils._planning import Planned
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import unanswered
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import NotInEffect, Transaction, TransactionError, why
from ansible_collections.groundwork.baseline.plugins.module_utils._validators import Invalid, validate

if t.TYPE_CHECKING:
    Fix = dict[str, t.Any]

# shadow's lckpwdf(3) and all who use it hold this while they change accounts.
ACCOUNTS_LOCK = "/etc/.pwd.lock"
ACCOUNTS_SECONDS = 15.0
SHOWN = 6
UNSEEN = "no sshd is seen above this process, so a new login could not be told from an old one"
# What a run does first about one before it, said by one that only looks.
AHEAD = {
    OPEN: "an earlier run ({}) was cut off on its way; a run puts back first what it had changed",
    UNCONFIRMED: "an earlier run ({}) still waits for a new login; a run that is one keeps what it had changed, any other puts it back first",
}
# kind -> what tries out whether it works as it is wanted: a clause, or nothing
PROOFS: dict[str, t.Callable[[t.Any], str]] = {"ssh_port": unanswered}


def _closed_to_others(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextlib.contextmanager
def _accounts_held(fixes: t.Sequence[Fix]) -> t.Iterator[None]:
    """Keep passwd, useradd and the like out while accounts are changed."""
    if not any(fix["resource"] == "account" for fix in fixes):
        yield
        return
    with open(ACCOUNTS_LOCK, "a", encoding="utf-8", opener=_closed_to_others) as handle:
        until = time.monotonic() + ACCOUNTS_SECONDS
        while True:
            try:
                fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as exc:
                if time.monotonic() > until:
                    raise TransactionError(f"another program has held {ACCOUNTS_LOCK} for {ACCOUNTS_SECONDS:g} seconds ({exc}); try later") from exc
                time.sleep(0.2)
        yield


def _planned(host: Host, fixes: t.Sequence[Fix], units: dict[str, str], withdraw: t.Sequence[str], guarded: bool = True) -> Planned:
    """What would be done, accepted by those who will read it; TransactionError where that cannot be found out, or is not."""
    try:
        planned = _planning.plan(host, fixes, connected(host) if guarded else None, units, withdraw)
        validate(host, {file.path: file.text for file in planned.changes.files if file.text is not None})
    except (Invalid, ObservationError, OSError) as exc:
        raise TransactionError(f"{why(exc)}; nothing had been changed") from exc
    return planned


def _as_root() -> None:
    if os.geteuid():
        raise TransactionError("only root may change it, and this task runs as an ordinary user; set become: true")


def recover(apply: bool) -> dict[str, t.Any]:
    """Undo what an earlier run left that was cut off, where apply says so. {recovered: sentences, backups, standing: ids of controls}."""
    _as_root()
    journal = Journal()
    states = {name: journal.manifest(name)["state"] for name in journal.names()}
    recovered = [AHEAD[state].format(name) for name, state in states.items() if state in AHEAD] + journal.news(told=False)
    if recovered and apply:
        with Transaction() as run:
            recovered = run.recovered
    return {"recovered": recovered, "backups": Journal().backups(), "standing": sorted(_ledger.read(Host()))}


def enforce(
    fixes: t.Sequence[Fix],
    seconds: float,
    units: dict[str, str],
    withdraw: t.Sequence[str] = (),
    apply: bool = False,
    guarded: bool = True,
    run: Transaction | None = None,
    guard: int = 0,
) -> dict[str, t.Any]:
    """Plan, and where apply says so, change and observe again. TransactionError where a change failed: then nothing is changed.

    units: the names of the units that may have to be reloaded, by program. withdraw: ids of controls whose changes are taken back.
    guarded: whether the way in of who is connected is kept; what changes anything always keeps it.
    guard: how many seconds a new login of who is connected is waited for, before all is put back; 0 is no guard.
    Returns changes, refused {id: why}, recovered (sentences), kept (name of the copies, or ""), answers {id: Answer} of what was fixed, backups,
    guard {armed, why}.
    """
    _as_root()
    if not apply:
        planned = _planned(Host(), fixes, units, withdraw, guarded)
        return _result(planned, [], "", {})
    operator = connected(Host()) if guard else None
    with run or Transaction(guard=Guard(guard, operator.user) if operator else None) as run, _accounts_held(fixes):
        planned = _planned(Host(), fixes, units, withdraw)
        answers: dict[str, t.Any] = {}

        def verify() -> None:
            _prove([fix for fix in fixes if planned.changes and fix["id"] not in planned.refused])
            after = Host()
            answers.update({fix["id"]: _worker.answer(after, fix["resource"], fix["args"], seconds) for fix in fixes})
            _see(answers, planned.refused)

        kept = run.apply(planned.changes, verify) if planned.changes else ""
        if not kept:
            verify()
        guards = {"armed": run.armed, "why": run.unguarded or ("" if operator else UNSEEN)}
        return {**_result(planned, run.recovered, kept, answers), "guard": guards}


def _prove(fixes: t.Sequence[Fix]) -> None:
    """Try out what no file can show; NotInEffect where it does not work."""
    for fix in fixes:
        problem = PROOFS[fix["resource"]](fix["want"]) if fix["resource"] in PROOFS else ""
        if problem:
            raise NotInEffect(problem)


def _see(answers: dict[str, t.Any], refused: t.Container[str]) -> None:
    """NotInEffect where what was changed can no longer be told."""
    broken = {name: answer["error"] for name, answer in answers.items() if "error" in answer and name not in refused}
    if broken:
        name, error = next(iter(broken.items()))
        raise NotInEffect(f"{name} could be told before, and no longer: {error}")


def _result(planned: Planned, recovered: list[str], kept: str, answers: dict[str, t.Any]) -> dict[str, t.Any]:
    words = {"changes": planned.said, "refused": planned.refused, "recovered": recovered, "kept": kept}
    return {**words, "answers": answers, "backups": Journal().backups()}


def restore(name: str, apply: bool, run: Transaction | None = None) -> dict[str, t.Any]:
    """Bring the host back to where it was before a transaction; name "" is the last that is not taken back yet.

    Returns changes, recovered, kept, restored (the name), backups. TransactionError where there is none, or where a change failed.
    """
    _as_root()
    if not apply:
        return _restored(Journal(), name, None)
    with run or Transaction() as run:
        return _restored(run.journal, name, run)


def _restored(journal: Journal, name: str, run: Transaction | None) -> dict[str, t.Any]:
    chosen = _chosen(journal, name)
    host = Host()
    before = journal.as_before(chosen)
    files = [file for file in before.files if not _planning.is_so(host, file)]
    stays = [value.stays(host.root) or value.gone(host.root) for value in before.runtime]
    runtime = [value for value, clause in zip(before.runtime, stays) if not clause and value.now(host.root) != value]
    masks = _reloads.needed([path for value in runtime for path in value.written()], {})
    changes = Changes(files, runtime, list(dict.fromkeys([*masks, *(before.reloads if files else ())])))
    said = [_told(each) for each in _planning.told(host, changes, {})]
    kept = run.apply(changes, kind=ROLLBACK) if run and changes else ""
    for each in journal.names() if run else ():
        if chosen <= each != kept and journal.manifest(each)["state"] == DONE:
            journal.write(each, state=RESTORED)
    words = {"changes": said, "refused": {}, "recovered": [*(run.recovered if run else ()), *filter(None, stays)], "kept": kept}
    return {**words, "restored": chosen, "answers": {}, "backups": journal.backups()}


def _told(change: dict[str, str]) -> dict[str, str]:
    """A change without what nobody may see."""
    secret = change["path"].startswith(("/etc/shadow", "/etc/gshadow"))
    return {"path": change["path"], "before": "", "after": "as it was\n"} if secret else change


def _chosen(journal: Journal, name: str) -> str:
    backups = journal.backups()
    known = [each["name"] for each in backups if each["state"] == DONE]
    if name and name not in known:
        listed = ", ".join(known[:SHOWN]) or "none"
        raise TransactionError(f"there is no backup {name} on this host that can be brought back; there is {listed}")
    if not name and not [each for each in backups if each["state"] == DONE and each["kind"] == ENFORCED]:
        raise TransactionError("there is nothing to bring back: no run that changed this host is on record, or all are taken back already")
    return name or next(each["name"] for each in backups if each["state"] == DONE and each["kind"] == ENFORCED)
