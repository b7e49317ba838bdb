# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""journald.conf and coredump.conf with the drop-ins that systemd merges into them."""

from __future__ import annotations

import functools
import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said, Wanted, in_own_file

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

JOURNAL = "/var/log/journal"
PROGRAM_FOLDERS = ("/usr/lib/systemd", "/lib/systemd")
YES = ("1", "yes", "y", "true", "t", "on")
NO = ("0", "no", "n", "false", "f", "off")
# Keys that are yes or no; all others keep a 0 or 1 as it is written.
BOOLEANS = ("Compress", "Seal", "ReadKMsg", "ForwardToSyslog", "ForwardToKMsg", "ForwardToConsole", "ForwardToWall", "EnterNamespace")


class File(t.NamedTuple):
    """A configuration file of systemd: its name, its section, the program that reads it, and the words that Storage takes."""

    name: str
    section: str
    program: str
    storage: tuple[str, ...]

    @property
    def own(self) -> str:
        """Our drop-in."""
        return f"/etc/systemd/{self.name}.d/99-zz-groundwork.conf"


JOURNALD = File("journald.conf", "Journal", "systemd-journald", ("auto", "volatile", "persistent", "none"))
COREDUMP = File("coredump.conf", "Coredump", "systemd-coredump", ("none", "external", "journal"))


def parse(text: str, section: str) -> list[tuple[str, str, int]]:
    """(key, value, line) of one section; a backslash joins a line with the next, and what systemd passes over is left out."""
    found = []
    here, joined, first = "", "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw.strip()[:1] in ("#", ";"):
            continue
        first = first or number
        if raw.endswith("\\"):
            joined += f"{raw[:-1]} "
            continue
        line = (joined + raw).strip()
        key, equals, value = line.partition("=")
        if line.startswith("[") and line.endswith("]"):
            here = line[1:-1]
        elif equals and here == section:
            found.append((key.strip(), value.strip(), first))
        joined, first = "", 0
    return found


def files(host: Host, name: str) -> list[str]:
    """The main file, which is the first one found, and the drop-ins, in the order in which systemd reads them."""
    mains = [f"{root}/systemd/{name}" for root in _drop_ins.ROOTS]
    drop_ins = _drop_ins.files(host, [f"{main}.d" for main in mains])
    return [*[main for main in mains if host.stat(main)][:1], *drop_ins]


def read(file: File, host: Host, key: str, section: str) -> list[Said]:
    """What the last line of a key says. An empty one gives back the default; a Storage that systemd does not know is passed over."""
    if not files(host, file.name) and not any(host.stat(f"{folder}/{file.program}") for folder in PROGRAM_FOLDERS):
        raise SubjectMissing(f"there is neither {file.program} here nor a {file.name} for it")
    said = nothing = Said(None, f"/etc/systemd/{file.name} and {file.name}.d")
    for path in files(host, file.name):
        for name, value, number in parse(_drop_ins.text(host, path), file.section):
            if name == key and (key != "Storage" or value in file.storage):
                said = Said(value, f"{path}:{number}") if value else nothing
    return [said]


def typed(key: str, text: str, source: str) -> int | str:
    """Text throughout, for sizes and times have units; yes or no where a key is one of BOOLEANS, and 0 for a size of nothing."""
    if key in BOOLEANS and text.lower() in YES + NO:
        return "yes" if text.lower() in YES else "no"
    return "0" if re.fullmatch(r"0+\s*[BKMGTPE]?", text) else text


def meant(host: Host, key: str, value: t.Any) -> tuple[t.Any, str]:
    """Where the journal is kept, if that is left to whether its folder is there."""
    if (key, value) != ("Storage", "auto"):
        return value, ""
    found = host.stat(JOURNAL)
    if found and stat.S_ISDIR(found.st_mode):
        return "persistent", f"; auto, and there is a folder {JOURNAL}"
    return "volatile", f"; auto, and there is no folder {JOURNAL}"


def plan(file: File, readings: list[Reading], wanted: Wanted) -> list[Step]:
    """A section of one line in our drop-in; systemd takes a section as often as it comes."""
    return in_own_file(readings, file.own, f"[{file.section}]\n{wanted.key}={wanted.text}", wanted.key)


FORMAT_JOURNALD = Format(functools.partial(read, JOURNALD), functools.partial(plan, JOURNALD), typed, meant)
FORMAT_COREDUMP = Format(functools.partial(read, COREDUMP), functools.partial(plan, COREDUMP), typed)
