# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""/etc/login.defs: what useradd, passwd and login go by. It has no drop-ins."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said, Wanted
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sysctl import typed as number

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

PATH = "/etc/login.defs"
# def_load in lib/getdef.c of shadow 4.13: name and value parted by blanks, quotes around the value left out, no comment behind it.
LINE = re.compile(r"([ \t]*)([^\s#][^ \t]*)([ \t]+)(\S.*)")
# Modes. pam_umask takes any number for octal; useradd (getdef_long in lib/getdef.c of shadow) takes one without a leading 0 for decimal.
MODES = ("UMASK", "HOME_MODE")
NUMBERS = re.compile(r"PASS_(MAX|MIN)_(DAYS|LEN)|PASS_WARN_AGE|[SG]?(UID|GID)_(MIN|MAX)|.*_ROUNDS|LOGIN_(RETRIES|TIMEOUT)|FAIL_DELAY")


def _deciding(lines: list[str], key: str) -> int | None:
    """The place of the line that counts, which is the last one; None where there is none."""
    found = [at for at, line in enumerate(lines) for parts in [LINE.fullmatch(line.rstrip())] if parts and parts[2] == key]
    return found[-1] if found else None


def read(host: Host, key: str, section: str) -> list[Said]:
    """What the last line of a key says."""
    text = host.read(PATH)
    if text is None:
        raise SubjectMissing(f"there is no {PATH}, so nothing here makes accounts by it")
    lines = text.split("\n")
    at = _deciding(lines, key)
    if at is None:
        return [Said(None, PATH)]
    parts = LINE.fullmatch(lines[at].rstrip())
    return [Said((parts[4] if parts else "").lstrip('" \t').partition('"')[0], f"{PATH}:{at + 1}")]


def octal_of_decimal(text: str) -> int:
    """A mode as strtol with base 0 reads it: octal after a leading 0, else decimal."""
    return int(text, 8 if text.startswith("0") else 10)


def typed(key: str, text: str, source: str) -> int | str:
    """A mode as four octal digits, a number (octal after 0, hexadecimal after 0x), or the text.

    A mode without its leading 0 is two modes: told is the one that lets more through, which is all that both hold to.
    """
    value = number(text)
    if key in MODES and re.fullmatch("[0-7]{1,4}", text):
        octal, plain = int(text, 8), octal_of_decimal(text)
        both = octal & plain if key == "UMASK" else octal | plain
        return f"{both:04o}"
    if key in MODES or (NUMBERS.fullmatch(key) and not isinstance(value, int)):
        kind = "octal mode such as 027" if key in MODES else "number"
        raise ObservationError(f"cannot tell {key}: {source} sets {text!r}, which is no {kind}; correct that line")
    return value


def with_value(key: str, value: str, text: str) -> str:
    """The file with another value in the line that counts, or one more line; every other byte stays."""
    lines = text.split("\n")
    at = _deciding(lines, key)
    if at is None:
        return f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{key} {value}\n"
    parts = LINE.fullmatch(lines[at].rstrip())
    lines[at] = f"{parts[1]}{key}{parts[3]}{value}" if parts else lines[at]
    return "\n".join(lines)


def plan(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """The line that counts, in the file itself."""
    return [Edit(PATH, functools.partial(with_value, wanted.key, wanted.text))]


FORMAT = Format(read, plan, typed)
