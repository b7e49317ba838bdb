# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Notices that are shown before and after a login: what they say, and what they give away of the system."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import os_release
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_link import Replaced

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

ISSUE, ISSUE_NET, MOTD = "/etc/issue", "/etc/issue.net", "/etc/motd"
# What agetty puts in place of these: machine, release, name and version of the kernel, and the distribution.
ESCAPES = re.compile(r"\\[mrsvS]")
# Where agetty finds further files of a notice, and pam_motd those of a message: folders, in which a name counts once, and the end of the names.
FURTHER = {ISSUE: (("/etc/issue.d", "/run/issue.d", "/usr/lib/issue.d"), ".issue"), MOTD: (("/etc/motd.d", "/run/motd.d", "/usr/lib/motd.d"), "")}
NAMES = ("PRETTY_NAME", "NAME", "ID")
# Words that are names of distributions, and of other things.
ORDINARY = ("linux", "core")
KERNEL = "/proc/sys/kernel/osrelease"


def details(text: str, names: t.Iterable[str]) -> list[str]:
    """What a text gives away: escapes of agetty, and names of the system, as they stand there."""
    found = [each[0] for each in ESCAPES.finditer(text)]
    for name in names:
        found += [each[0] for each in re.finditer(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE)]
    return list(dict.fromkeys(found))


def _names(host: Host) -> list[str]:
    said = os_release.read(host)
    known = [said.get(key, "") for key in NAMES] + [(host.read(KERNEL) or "").strip()]
    return sorted({name for name in known if len(name) > 2 and name.lower() not in ORDINARY}, key=len, reverse=True)


def observe(host: Host, path: str) -> list[Reading]:
    """{text, details} of a notice: what it says, to the letter ("" where that is nothing), and what of the system it gives away.

    A further file that is shown with it is a reading of its own, with the text of the notice. SubjectMissing where there is no message of the day.
    """
    if path not in (ISSUE, ISSUE_NET, MOTD):
        raise ObservationError(f"cannot tell what {path} shows: give one of {ISSUE}, {ISSUE_NET}, {MOTD}")
    text, names = host.read(path), _names(host)
    if text is None and path == MOTD and not _further(host, path):
        raise SubjectMissing(f"there is no {path}, so nothing is shown")
    target = host.readlink(path)
    source = f"{path} -> {target}" if target else path if text is not None else f"there is no {path}"
    first = Reading({"text": text if text and text.strip() else "", "details": details(text or "", names)}, source, path)
    more = [Reading({**first.value, "details": found}, each, each) for each in _further(host, path) if (found := details(_drop_ins.text(host, each), names))]
    return [first, *more]


def _further(host: Host, path: str) -> list[str]:
    folders, end = FURTHER.get(path, ((), ""))
    return _drop_ins.files(host, folders, lambda name: name.endswith(end) and not name.startswith("."))


def without(text: str, given_away: t.Sequence[str]) -> str:
    """A text without the paragraphs that give something away."""
    paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
    kept = "\n\n".join(each for each in paragraphs if not any(word in each for word in given_away))
    return f"{kept}\n" if kept.strip() else ""


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The notice that is wanted; where none is, what is there without what it gives away. A link is replaced by a file, what it points to stays."""
    first, *more = readings
    for each in more:
        raise Unfixable(f"{each.aspect} is shown with it and gives away {', '.join(each.value['details'])}; take that out, or remove the file")
    path, given_away = first.aspect, first.value["details"]
    if " -> " in first.source:
        return [Replaced(path, want["text"] if "text" in want else without(first.value["text"], given_away))]
    return [Edit(path, lambda text: want["text"] if "text" in want else without(text, given_away))]
