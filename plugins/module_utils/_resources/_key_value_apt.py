# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""apt's settings: the value by apt-config, the line that sets it by a look at the files."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said, Wanted, in_own_file, integer

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

FOLDER = "/etc/apt/apt.conf.d"
# apt.conf(5): it is read after the folder.
MAIN = "/etc/apt/apt.conf"
OWN = f"{FOLDER}/99zz-groundwork"
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.:-]*")
# StringToBool in apt-pkg/contrib/strutl.cc, whatever the case
BOOLEANS = ("no", "false", "without", "off", "disable", "yes", "true", "with", "on", "enable")
# Keys that only this program reads.
PROGRAMS = {"apt::periodic::unattended-upgrade": "unattended-upgrade", "unattended-upgrade": "unattended-upgrade"}


def takes(name: str) -> bool:
    """Whether apt reads a file of this name: one that ends in .conf or in nothing."""
    return NAME.fullmatch(name) is not None and (name.endswith(".conf") or "." not in name)


def parse(text: str, key: str) -> str | None:
    """The value of a key in what apt-config dumped; None where it has none."""
    found = [line.partition(" ") for line in text.splitlines()]
    values = [value for name, _space, value in found if name.lower() == key.lower()]
    return values[-1] if values else None


def _line(host: Host, key: str, value: str) -> str | None:
    """The last file:line that sets a key to its value in one line; None where that is done in another way."""
    spelling = re.compile(rf'\s*{re.escape(key)}\s+"?([^";]*)"?\s*;', re.IGNORECASE)
    found = None
    for path in [*_drop_ins.files(host, [FOLDER], takes), MAIN]:
        for number, line in enumerate(_drop_ins.text(host, path).split("\n"), start=1):
            said = spelling.match(line)
            found = (said[1], f"{path}:{number}") if said else found
    return found[1] if found and found[0] == value else None


def read(host: Host, key: str, section: str) -> list[Said]:
    """What apt-config says of a key."""
    needed = next((program for beginning, program in PROGRAMS.items() if f"{key.lower()}::".startswith(f"{beginning}::")), None)
    for program in filter(None, ("apt-config", needed)):
        if host.which(program) is None:
            raise SubjectMissing(f"there is no {program} here, so {key} has nobody who reads it")
    command = ("apt-config", "dump", "--format", "%f %v%n", key)
    value = parse(host.run(*command), key)
    shown = f"apt-config dump {key}"
    return [Said(value or None, (value and _line(host, key, value)) or shown)]


def typed(key: str, text: str, source: str) -> int | str:
    """A number, a boolean word in small letters, or the text."""
    return text.lower() if text.lower() in BOOLEANS else integer(key, text, source)


def plan(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """A line in our drop-in, the last of its folder."""
    return in_own_file(readings, OWN, f'{wanted.key} "{wanted.text}";', wanted.key, later=(MAIN,))


FORMAT = Format(read, plan, typed)
