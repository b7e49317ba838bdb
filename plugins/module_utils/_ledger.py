# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What stands on a host because of which control, and how each is taken back: kept beside the journal, changed in the same transaction."""

from __future__ import annotations

import difflib
import json
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _runtime
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import LEDGER
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Drop, Edit, Gone, Lines
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.file import described

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

    Entry = dict[str, t.Any]
    Ledger = dict[str, list[Entry]]
    Steps = dict[str, list[Step]]
    # the line before, the lines that were, the lines that took their place
    Hunk = tuple[t.Optional[str], list[str], list[str]]


def read(host: Host) -> Ledger:
    """Control id -> what undoes it; nothing where no control changed anything yet."""
    text = host.read(LEDGER)
    return dict(json.loads(text)) if text else {}


def written(ledger: Ledger) -> str:
    """A ledger as it stands in its file."""
    return json.dumps({name: ledger[name] for name in sorted(ledger)}, indent=1) + "\n"


def undoing(ledger: Ledger, names: t.Iterable[str]) -> Steps:
    """The steps that take these controls back."""
    return {name: [_step(name, entry) for entry in ledger[name]] for name in names if name in ledger}


def _step(name: str, entry: Entry) -> Step:
    kind, path = entry["kind"], entry["path"]
    if kind == "lines":
        return Drop(path, name)
    if kind == "dress":
        return Dress(path, entry["owner"], entry["group"], entry["mode"])
    if kind == "edit":
        return Edit(path, lambda text: backwards(text, entry["hunks"]))
    if kind == "gone":
        return Edit(path, lambda text: text or entry["text"], mode=entry["mode"])
    return _runtime.from_dict(entry["live"])


def after(host: Host, ledger: Ledger, steps: Steps, taken_back: t.Container[str]) -> Ledger:
    """The ledger once these steps are made: what a control found first is what it goes back to."""
    found = {name: entries for name, entries in ledger.items() if name not in taken_back}
    texts: dict[str, str] = {}
    for name, each in steps.items():
        known = {(entry["kind"], entry["path"]): entry for entry in found.get(name, [])}
        for entry in filter(None, [_entry(host, step, texts) for step in each]):
            key = (entry["kind"], entry["path"])
            # lines that have to be changed again are no longer those that were changed before
            known[key] = entry if entry["kind"] == "edit" else known.get(key, entry)
        if name not in taken_back and known:
            found[name] = list(known.values())
    return found


def _entry(host: Host, step: Step, texts: dict[str, str]) -> Entry | None:
    """What undoes a step; None where it changes nothing, or what it changes is nobody's to see."""
    if isinstance(step, Lines):
        return {"kind": "lines", "path": step.path}
    if isinstance(step, Live):
        now = step.now(host.root)
        return {"kind": "live", "path": step.path, "live": _runtime.to_dict(now)} if now != step else None
    if isinstance(step, Edit):
        before = texts.get(step.path, host.read_exactly(step.path) or "")
        texts[step.path] = step.edit(before)
        hunks = _hunks(before, texts[step.path])
        return {"kind": "edit", "path": step.path, "hunks": hunks} if hunks and not step.told else None
    found = host.stat(step.path, follow=False)
    if found is None or isinstance(step, Drop):
        return None
    was = described(found, Identities(host))
    if isinstance(step, Gone):
        return {"kind": "gone", "path": step.path, "text": host.read_exactly(step.path) or "", "mode": int(was["mode"], 8)}
    if (was["owner"], was["group"], int(was["mode"], 8)) == (step.owner, step.group, step.mode):
        return None
    return {"kind": "dress", "path": step.path, "owner": was["owner"], "group": was["group"], "mode": int(was["mode"], 8)}


def _hunks(before: str, after_it: str) -> list[Hunk]:
    """What differs between two texts."""
    old, new = before.splitlines(), after_it.splitlines()
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(new[low - 1] if low else None, old[first:last], new[low:high]) for word, first, last, low, high in codes if word != "equal"]


def backwards(text: str, hunks: t.Iterable[Hunk]) -> str:
    """A text with changes undone, the last first; those whose lines are no longer there stay as they are."""
    lines = text.splitlines()
    for before, old, new in reversed(list(hunks)):
        at = _place(lines, before, new)
        if at is not None:
            lines[at : at + len(new)] = old
    return "\n".join(lines) + "\n" if lines else ""


def _place(lines: list[str], before: str | None, new: list[str]) -> int | None:
    """Where lines stand, in the place they were given if they are still there."""
    starts = [at for at in range(len(lines) - len(new) + 1) if lines[at : at + len(new)] == new]
    exact = [at for at in starts if (lines[at - 1] if at else None) == before]
    return next(iter(exact or (starts if new else ())), None)
