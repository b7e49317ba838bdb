# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Files of [sections] and key = value as dnf and dnf-automatic read them. The main file has the last word, so it is the one to change."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said, Wanted, integer

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

DNF, YUM = "/etc/dnf/dnf.conf", "/etc/yum.conf"
# dnf 5 reads these before its main file; dnf 4 has none.
DNF_FOLDERS = ("/etc/dnf/libdnf5.conf.d", "/usr/share/dnf5/libdnf.conf.d")
AUTOMATIC = "/etc/dnf/automatic.conf"
# dnf5-automatic(8): the vendor's values, which the host's file overrides.
AUTOMATIC_VENDOR = "/usr/share/dnf5/dnf5-plugins/automatic.conf"
# This timer runs dnf-automatic with --installupdates, whatever its file says.
INSTALLING = "/etc/systemd/system/*.wants/dnf-automatic-install.timer"
BOOLEANS = ("yes", "no", "true", "false", "on", "off")


class Item(t.NamedTuple):
    """A key of a section, its value, and the numbers of its first line and of the one after its last, from 0."""

    section: str
    key: str
    value: str
    first: int
    end: int


def parse(text: str, path: str) -> tuple[list[Item], dict[str, int]]:
    """The items of a file, and for each section the number of lines up to its end; by the rules of libdnf's iniparser.cpp."""
    items: list[Item] = []
    ends: dict[str, int] = {}
    section, open_item = "", False
    for number, line in enumerate(text.split("\n")):
        header = re.match(r"\s*\[([^\]]+)\]", line)
        key, equals, value = line.partition("=")
        if not line.strip() or line[0] in "#;":
            continue
        if header:
            section, open_item = header[1], False
        elif line[0] in " \t" and open_item:
            # what follows an item and is set in belongs to its value
            items[-1] = items[-1]._replace(value=f"{items[-1].value}\n{line.strip()}".strip("\n"), end=number + 1)
        elif section and equals and key.strip() and line[0] not in " \t":
            items.append(Item(section, key.strip(), value.strip(), number, number + 1))
            open_item = True
        else:
            raise ObservationError(f"cannot make sense of {path}:{number + 1}: it is neither [section] nor key = value in one; correct that line")
        ends[section] = number + 1
    return items, ends


def _last(items: list[Item], section: str, key: str) -> Item | None:
    found = [item for item in items if (item.section, item.key) == (section, key)]
    return found[-1] if found else None


def decided(host: Host, paths: t.Sequence[str], section: str, key: str) -> Said:
    """What the last of these files that sets a key says."""
    said = Said(None, paths[-1])
    for path in paths:
        item = _last(parse(_drop_ins.text(host, path), path)[0], section, key)
        said = Said(item.value, f"{path}:{item.first + 1}") if item else said
    return said


def typed(key: str, text: str, source: str) -> int | str:
    """A number, a boolean word in small letters, or the text."""
    return text.lower() if text.lower() in BOOLEANS else integer(key, text, source)


def with_value(path: str, wanted: Wanted, text: str) -> str:
    """The file with another value in the item that counts, or one more line in its section; every other byte stays."""
    items, ends = parse(text, path)
    lines = text.split("\n")
    item = _last(items, wanted.section, wanted.key)
    if item:
        before = re.match(r"[^=]*=[ \t]*", lines[item.first])
        lines[item.first : item.end] = [f"{before[0] if before else ''}{wanted.text}"]
        return "\n".join(lines)
    line = f"{wanted.key} = {wanted.text}"
    if wanted.section in ends:
        lines.insert(ends[wanted.section], line)
        return "\n".join(lines) if lines[-1] != line else "\n".join([*lines, ""])
    start = f"{text.rstrip(chr(10))}\n\n" if text.strip() else text
    return f"{start}[{wanted.section}]\n{line}\n"


def read_dnf(host: Host, key: str, section: str) -> list[Said]:
    """What the main file says, else the drop-ins of dnf 5."""
    main = YUM if host.stat(YUM) and not host.stat(DNF) else DNF
    paths = [*_drop_ins.files(host, DNF_FOLDERS), main]
    if not any(host.stat(path) for path in paths):
        raise SubjectMissing(f"there is neither {DNF} nor {YUM}, so dnf is not here")
    return [decided(host, paths, section or "main", key)]


def plan_dnf(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """The item in dnf.conf, or in yum.conf where that alone was found."""
    path = YUM if any(YUM in each.source for each in readings) else DNF
    return [Edit(path, functools.partial(with_value, path, wanted._replace(section=wanted.section or "main")))]


def read_automatic(host: Host, key: str, section: str) -> list[Said]:
    """What automatic.conf says, unless a timer that installs in any case is enabled."""
    paths = [path for path in (AUTOMATIC_VENDOR, AUTOMATIC) if host.stat(path)]
    if not paths:
        raise SubjectMissing(f"there is no {AUTOMATIC}, so dnf-automatic is not installed")
    forced = host.glob(INSTALLING) if key == "apply_updates" else []
    return [Said("yes", f"{forced[0]} (it installs, whatever {AUTOMATIC} says)") if forced else decided(host, paths, section, key)]


def plan_automatic(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """The item in automatic.conf."""
    return [Edit(AUTOMATIC, functools.partial(with_value, AUTOMATIC, wanted))]


FORMAT_DNF = Format(read_dnf, plan_dnf, typed)
FORMAT_AUTOMATIC = Format(read_automatic, plan_automatic, typed)
