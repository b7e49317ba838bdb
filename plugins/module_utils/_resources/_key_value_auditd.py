# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""auditd.conf: one file without sections or drop-ins, in which the last line of a key counts."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said, Wanted, integer

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

PATH = "/etc/audit/auditd.conf"
LINE = re.compile(r"(\s*([A-Za-z_]+)\s*=\s*)(\S*)(.*)")


def _deciding(lines: list[str], key: str) -> int | None:
    """The place of the line that counts; None where there is none."""
    found = [at for at, line in enumerate(lines) for parts in [LINE.fullmatch(line)] if parts and parts[2].lower() == key]
    return found[-1] if found else None


def read(host: Host, key: str, section: str) -> list[Said]:
    """What the last line of a key says."""
    text = host.read(PATH)
    if text is None:
        raise SubjectMissing(f"there is no {PATH}, so the audit daemon is not installed")
    lines = text.split("\n")
    at = _deciding(lines, key)
    parts = LINE.fullmatch(lines[at]) if at is not None else None
    return [Said(parts[3], f"{PATH}:{at + 1}") if parts and at is not None else Said(None, PATH)]


def typed(key: str, text: str, source: str) -> int | str:
    """A number, or a word in small letters: auditd takes both."""
    return integer(key, text.lower(), source)


def with_value(wanted: Wanted, text: str) -> str:
    """The file with another value in the line that counts, or one more line; every other byte stays."""
    lines = text.split("\n")
    at = _deciding(lines, wanted.key)
    if at is None:
        return f"{text.rstrip(chr(10))}\n{wanted.key} = {wanted.text}\n".lstrip("\n")
    lines[at] = LINE.sub(rf"\g<1>{wanted.text}\g<4>", lines[at])
    return "\n".join(lines)


def plan(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """The line in the file."""
    return [Edit(PATH, functools.partial(with_value, wanted))]


FORMAT = Format(read, plan, typed)
