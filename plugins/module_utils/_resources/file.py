# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Files and directories: who owns them, their mode, and what they are. Nothing of what they hold."""

from __future__ import annotations

import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Step, Unfixable

if t.TYPE_CHECKING:
    import os

    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

FILE, DIRECTORY, LINK = "file", "directory", "link"

TYPES = {
    stat.S_IFREG: FILE,
    stat.S_IFDIR: DIRECTORY,
    stat.S_IFLNK: LINK,
    stat.S_IFIFO: "pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "character device",
    stat.S_IFBLK: "block device",
}


def described(found: os.stat_result, identities: Identities) -> dict[str, str]:
    """Owner and group by name (by number where it has none), mode in four octal digits, type."""
    return {
        "owner": identities.user_name(found.st_uid) or str(found.st_uid),
        "group": identities.group_name(found.st_gid) or str(found.st_gid),
        "mode": f"{stat.S_IMODE(found.st_mode):04o}",
        "type": TYPES.get(stat.S_IFMT(found.st_mode), "unknown"),
    }


def _reading(host: Host, path: str, follow: bool, identities: Identities) -> Reading | None:
    """What is at a path, or at the end of the link that is there; a link to nothing is itself. None where it has gone meanwhile."""
    itself = host.stat(path, follow=False)
    if itself is None:
        return None
    end = host.stat(path) if follow else None
    link = f" -> {host.readlink(path)}" if stat.S_ISLNK(itself.st_mode) else ""
    return Reading(described(end or itself, identities), f"{path}{link}", path)


def observe(host: Host, path: str | None = None, paths: t.Sequence[str] = (), kind: str | None = None, follow: bool = False) -> list[Reading]:
    """A reading for each path there is: {owner, group, mode, type}. Paths may be shell patterns.

    kind: "file" leaves out directories and "directory" leaves out files; a link or anything else in their place is still told.
    follow: tell of what a link points to, not of the link.
    """
    patterns = [*([path] if path else []), *paths]
    if not patterns or kind not in (None, FILE, DIRECTORY):
        raise ObservationError(f"cannot look at files: give path or paths, and as kind {FILE} or {DIRECTORY}; got {patterns} and {kind}")
    identities = Identities(host)
    other = {FILE: DIRECTORY, DIRECTORY: FILE}.get(kind or "")
    names = dict.fromkeys(name for pattern in patterns for name in host.glob(pattern))
    readings = [_reading(host, name, follow, identities) for name in names]
    found = [reading for reading in readings if reading is not None and reading.value["type"] != other]
    if not found:
        raise SubjectMissing(f"there is no {kind or 'file'} at {', '.join(patterns)}")
    return found


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Owner, group and mode for each file that has others. Where a mode is a limit, bits are only taken away."""
    steps: list[Step] = []
    for each in readings:
        if each.value["type"] not in (FILE, DIRECTORY):
            raise Unfixable(f"{each.aspect} is a {each.value['type']}, which is left alone; put a file there")
        now, wanted = int(each.value["mode"], 8), int(want["mode"], 8)
        limit = "mode_at_most" in accept.get("mode", {})
        good = accept.get("group", {}).get("one_of", [want["group"]])
        group = each.value["group"] if each.value["group"] in good else want["group"]
        after = Dress(each.aspect, want["owner"], group, now & wanted if limit else wanted)
        if (each.value["owner"], each.value["group"], now) != (after.owner, after.group, after.mode):
            steps.append(after)
    return steps
