# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What the steps for several controls come to: which of them stand, and the text of each file that they write. There is no other way to tell."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Drop, Edit, Lines, merged

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

    Fix = dict[str, t.Any]
    Steps = dict[str, list[Step]]


def standing(fixes: t.Iterable[Fix], steps: Steps) -> Steps:
    """The steps without those of a control of which another one, that is put right too, wants more."""
    yields = {fix["id"]: set(fix.get("yields_to") or ()) for fix in fixes}
    return {name: each for name, each in steps.items() if not yields.get(name, set()) & set(steps)}


def contents(host: Host, steps: Steps) -> dict[str, str]:
    """Path -> text of the files that these steps write, whether or not it is so already: first what is ours alone, then edits, in their order.

    A file of ours in which nothing is left is an empty text.
    """
    own: dict[str, dict[str, Lines]] = {}
    dropped: dict[str, set[str]] = {}
    edited: dict[str, str] = {}
    for name, each in steps.items():
        for step in each:
            if isinstance(step, Lines):
                own.setdefault(step.path, {})[name] = step
            elif isinstance(step, Drop):
                dropped.setdefault(step.path, set()).add(name)
            elif isinstance(step, Edit):
                edited[step.path] = step.edit(edited.get(step.path, host.read_exactly(step.path) or ""))
    # an edit that leaves a file empty which is not there makes none
    kept = {path: text for path, text in edited.items() if text or host.stat(path)}
    ours = [path for path in {**own, **dropped} if path in own or host.stat(path)]
    return {**{path: merged(host.read(path) or "", own.get(path, {}), dropped.get(path, ())) for path in ours}, **kept}
