# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What lies anywhere on the local file systems and should not be as it is. One walk answers all questions."""

from __future__ import annotations

import fnmatch
import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._seen import Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._walk import walk
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.file import described

if t.TYPE_CHECKING:
    import os

    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._walk import Found

WRITABLE, OPEN = "writable_files", "open_folders"
SET_USER, SET_GROUP = "set_user_id", "set_group_id"
QUESTIONS = (WRITABLE, OPEN, "unowned", "ungrouped", SET_USER, SET_GROUP)
# Named one by one; the rest is a number.
SHOWN = 5
# More than these are changed by people, who know what made them.
MOST_CHANGED = 100
# An inventory has to be whole, or no list of what is allowed could be held against it.
INVENTORY = 200
SECONDS = 30.0
PACKAGED = re.compile(r"^([0-7]+) (/.*)$", re.MULTILINE)


def _sentence(path: str, what: os.stat_result, identities: Identities) -> str:
    said = described(what, identities)
    return f"{path} ({said['owner']}:{said['group']} {said['mode']})"


def _shortened(found: Found, identities: Identities) -> list[str]:
    """The first few, and how many more there are."""
    shown = [_sentence(path, what, identities) for path, what in found.first[:SHOWN]]
    return shown + ([f"{found.count - SHOWN} more"] if found.count > SHOWN else [])


def shipped(host: Host, paths: t.Sequence[str]) -> dict[str, int]:
    """Path -> the mode that its package gives it, for those of which rpm knows a package. dpkg keeps no modes."""
    if not paths or host.which("rpm") is None or host.which("dpkg-query") is not None:
        return {}
    # it ends badly where a path is of no package, and tells the others all the same
    done = host.execute("rpm", "-qf", "--qf", "[%{FILEMODES:octal} %{FILENAMES}\\n]", *paths, seconds=SECONDS)
    wanted = set(paths)
    return {path: int(mode, 8) for mode, path in PACKAGED.findall(done.stdout) if path in wanted}


def _is_known(path: str, patterns: t.Iterable[str]) -> bool:
    """Whether a list has a path; /bin is the same as /usr/bin."""
    plain = path[4:] if path.startswith("/usr/") else path
    return any(fnmatch.fnmatchcase(plain, pattern[4:] if pattern.startswith("/usr/") else pattern) for pattern in patterns)


def _inventory(host: Host, found: Found, bit: int, known: t.Sequence[str]) -> list[str]:
    """The paths that neither the list nor a package accounts for."""
    if found.count > len(found.first):
        raise ObservationError(f"there are {found.count} files with such a bit, {found.first[0][0]} among them; find out what made them")
    unknown = [(path, what) for path, what in found.first if not _is_known(path, known)]
    modes = shipped(host, [path for path, _what in unknown])
    return sorted(path for path, what in unknown if not modes.get(path, 0) & bit)


def observe(host: Host, question: str, known: t.Sequence[str] = ()) -> list[Seen]:
    """writable_files, open_folders (writable by all, not sticky), unowned, ungrouped: the first few in words, and how many more.

    set_user_id, set_group_id: the paths that are not in known (shell patterns) and that no package ships so. Needs root.
    """
    if question not in QUESTIONS:
        raise ObservationError(f"cannot ask {question} of the file systems: there is {', '.join(QUESTIONS)}")
    walked = walk(host)
    found: Found = getattr(walked, question)
    identities = Identities(host)
    source = f"{walked.looked} files on {', '.join(walked.roots[:8])}{' and more' if len(walked.roots) > 8 else ''}: {found.count} found"
    if question not in (SET_USER, SET_GROUP):
        return [Seen(_shortened(found, identities), source, "", {"found": found, "identities": identities})]
    paths = _inventory(host, found, stat.S_ISUID if question == SET_USER else stat.S_ISGID, known)
    shown = {path: _sentence(path, what, identities) for path, what in found.first}
    more = "; not accounted for: " + ", ".join(shown[path] for path in paths[:SHOWN]) if paths else ""
    return [Seen(paths[:INVENTORY], source + more)]


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The right to write taken from all, or the sticky bit given; all else is for people."""
    if args["question"] not in (WRITABLE, OPEN):
        raise Unfixable("only people know whose it is; follow the remediation")
    found, identities = readings[0].known["found"], readings[0].known["identities"]
    if found.count > MOST_CHANGED:
        raise Unfixable(f"there are {found.count} of them, more than the {MOST_CHANGED} that are changed in one run; look at what made them")
    return [_dressed(path, what, args["question"], identities) for path, what in found.first]


def _dressed(path: str, what: os.stat_result, question: str, identities: Identities) -> Dress:
    said, mode = described(what, identities), stat.S_IMODE(what.st_mode)
    return Dress(path, said["owner"], said["group"], mode & ~stat.S_IWOTH if question == WRITABLE else mode | stat.S_ISVTX)
