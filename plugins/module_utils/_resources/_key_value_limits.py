# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Limits of login sessions, as pam_limits reads them: limits.conf, then limits.d by name. Within a domain, the last line counts."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said, Wanted, in_own_file

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

MAIN = "/etc/security/limits.conf"
FOLDER = "/etc/security/limits.d"
OWN = f"{FOLDER}/99-zz-groundwork.conf"
EVERYBODY, ROOT = "*", "root"
BOTH = "-"
# "bob -": what these files set is nothing to bob.
EXEMPT = ""
UNLIMITED = ("unlimited", "infinity", "-", "-1")


class Line(t.NamedTuple):
    """A complete line: for whom, soft or hard, of what, how much, and its place."""

    domain: str
    kind: str
    item: str
    value: str
    where: str


def parse(text: str, path: str) -> list[Line]:
    """The lines of one file that set something; pam_limits leaves out what is not complete or has no number."""
    found = []
    for number, raw in enumerate(text.split("\n"), start=1):
        words = raw.partition("#")[0].split(None, 3)
        if len(words) == 2 and words[1] == BOTH and words[0] != EVERYBODY:
            found.append(Line(words[0], BOTH, EXEMPT, BOTH, f"{path}:{number}"))
        elif len(words) == 4 and (words[3].strip().lower() in UNLIMITED or re.match("[-+]?[0-9]", words[3])):
            found.append(Line(words[0], words[1].lower(), words[2].lower(), words[3].strip().lower(), f"{path}:{number}"))
    return found


def read(host: Host, key: str, section: str) -> list[Said]:
    """What a "domain type item" gets; for everybody (*), then those who have a line of their own, which wins over that of everybody."""
    words = key.split()
    if len(words) != 3:
        raise ObservationError(f"cannot look up {key!r} in {MAIN}: give domain, type and item, such as '* hard core'")
    if host.stat(MAIN) is None and host.stat(FOLDER) is None:
        raise SubjectMissing(f"there is neither {MAIN} nor {FOLDER}, so pam_limits is not here")
    domain, kind, item = words
    paths = [MAIN, *_drop_ins.files(host, [FOLDER])]
    every = [line for path in paths for line in parse(_drop_ins.text(host, path), path) if line.item in (item, EXEMPT) and line.kind in (kind, BOTH)]
    last = {line.domain: line for line in sorted(every, key=lambda line: line.item == EXEMPT)}
    found = [Said(last[domain].value, last[domain].where) if domain in last else Said(None, f"{MAIN} and {FOLDER}")]
    # %group is for maxlogins alone
    others = sorted(name for name in last if name != domain and not name.startswith("%")) if domain == EVERYBODY else []
    return found + [Said(last[name].value, last[name].where, name) for name in others]


def typed(key: str, text: str, source: str) -> int | str:
    """A number; -1 where there is no limit."""
    digits = re.match("[-+]?[0-9]+", text)
    return int(digits[0]) if digits and text not in UNLIMITED else -1


def plan(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """Lines in our file: for everybody, and for root where something else says otherwise, as Debian 13 does. Others keep their own."""
    lines = [f"{wanted.key} {wanted.text}"]
    for each in readings:
        if each.aspect == ROOT and str(each.value) != wanted.text:
            lines.append(f"{ROOT} {wanted.key.split(None, 1)[1]} {wanted.text}")
        elif each.aspect and str(each.value) != wanted.text:
            raise Unfixable(f"{each.source} sets {each.value} for {each.aspect}, which wins over {wanted.key}; take that line away, or waive this")
    return in_own_file(readings, OWN, "\n".join(lines), wanted.key)


FORMAT = Format(read, plan, typed)
