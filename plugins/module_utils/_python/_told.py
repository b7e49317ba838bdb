# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a module tells of an environment."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _stamp
from ansible_collections.groundwork.baseline.plugins.module_utils._python._environment import Difference, Seen

Data = dict[str, t.Any]


def told(seen: Seen, difference: Difference, python: t.Mapping[str, t.Any], params: t.Mapping[str, t.Any], warnings: t.Sequence[str]) -> Data:
    """The result; the tool is told by the note of the environment as it is afterwards."""
    changed, note = bool(difference.reason), _stamp.read(seen.folder) or {}
    answer: Data = {
        "changed": changed,
        "reason": difference.reason,
        "path": seen.folder,
        "added": pins(difference.added),
        "removed": pins(difference.removed),
        "changed_packages": [f"{name}=={old} -> {new}" for name, (old, new) in sorted(difference.changed.items())],
        "tampered": difference.found.files,
        "python": {"path": python.get("path", ""), "version": python.get("version", "")},
        "tool": note.get("tool", ""),
        "tool_version": note.get("tool_version", ""),
        "lock_sha256": params["locked"].get("sha256", ""),
        "warnings": list(warnings),
    }
    if changed:
        answer["diff"] = diff(seen, difference)
    return answer


def pins(packages: t.Mapping[str, str]) -> list[str]:
    """Packages as a list that people read."""
    return [f"{name}=={version}" for name, version in sorted(packages.items())]


def diff(seen: Seen, difference: Difference) -> Data:
    """Before and after, a package a line; files that are not what they should be, and a reason beside packages, in a line of their own."""
    before = dict(seen.packages)
    after = {name: version for name, version in {**before, **difference.added}.items() if name not in difference.removed}
    after.update({name: new for name, (_old, new) in difference.changed.items()})
    lines = [f"{path} (not what its package brought)" for path in difference.found.files]
    if not (lines or difference.added or difference.removed or difference.changed):
        lines = [f"({difference.reason})"]
    header = {"before_header": seen.folder, "after_header": seen.folder}
    return {**header, "before": _text([*pins(before), *lines]), "after": _text(pins(after))}


def _text(lines: t.Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
