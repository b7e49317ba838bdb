# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The kernel settings that the next boot will load: sysctl.d(5) as systemd-sysctl reads it, then ufw's own file."""

from __future__ import annotations

import fnmatch
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

    Table = dict[str, "Setting"]

FOLDERS = tuple(f"{root}/sysctl.d" for root in _drop_ins.ROOTS)

UFW_STATE = "/etc/ufw/ufw.conf"
UFW_DEFAULTS = "/etc/default/ufw"


class Assignment(t.NamedTuple):
    """One line of a sysctl file: a key or a pattern over keys (as under /proc/sys), and its value; None keeps a key out of patterns."""

    key: str
    value: str | None
    line: int


class Setting(t.NamedTuple):
    """The value that will be set, None where a key shall be left alone, and the file:line that says so."""

    value: str | None
    source: str


def normalized(key: str) -> str:
    """A key as a path under /proc/sys. Which of / and . comes first says which of them parts it: eth0/100 is eth0.100."""
    first = next((sign for sign in key if sign in "./"), "/")
    path = key if first == "/" else key.translate(str.maketrans("/.", "./"))
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def parse(text: str) -> list[Assignment]:
    """The assignments of one file, in order; comments, blanks and nonsense left out as systemd-sysctl does."""
    found = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        key, equals, value = line.partition("=")
        if equals or key.startswith("-"):
            key = key[1:] if key.startswith("-") else key
            found.append(Assignment(normalized(key.strip()), value.strip() if equals else None, number))
    return found


def is_pattern(key: str) -> bool:
    """Whether systemd-sysctl takes a key for a shell pattern."""
    return any(sign in key for sign in "*?[")


def matches(key: str, pattern: str) -> bool:
    """Whether a shell pattern stands for a key; no sign of it stands for a /, nor but a dot itself for a leading dot."""
    parts, patterns = key.split("/"), pattern.replace("[^", "[!").split("/")
    return len(parts) == len(patterns) and all(
        fnmatch.fnmatchcase(part, one) and (not part.startswith(".") or one.startswith(".")) for part, one in zip(parts, patterns)
    )


def table(files: t.Iterable[tuple[str, str]]) -> Table:
    """What files (path and text) read in this order say, in the order in which it will be written.

    The last assignment to a key or pattern counts and moves to the end; one that changes nothing keeps its old place.
    """
    found: Table = {}
    for path, text in files:
        for item in parse(text):
            if item.key in found and found[item.key].value != item.value:
                del found[item.key]
            found.setdefault(item.key, Setting(item.value, f"{path}:{item.line}"))
    return found


def resolve(settings: Table, key: str) -> Setting | None:
    """What a key gets. One that stands there by itself, if only to be left alone, gets nothing from patterns; of several the last writes last."""
    found = settings.get(key)
    if found is None:
        by_pattern = [each for pattern, each in settings.items() if is_pattern(pattern) and each.value is not None and matches(key, pattern)]
        found = by_pattern[-1] if by_pattern else None
    return None if found is None or found.value is None else found


def boot_files(host: Host) -> list[str]:
    """The files systemd-sysctl reads, in its order."""
    return _drop_ins.files(host, FOLDERS)


def _shell_value(text: str | None, name: str) -> str:
    """The last value a shell file gives a variable; "" where it gives none."""
    values = re.findall(rf"^\s*{name}=[\"']?([^\"'#\s]*)", text or "", re.MULTILINE)
    return values[-1] if values else ""


def ufw_file(host: Host) -> str | None:
    """The file of kernel settings that ufw loads when it starts, after systemd-sysctl; None where it loads none."""
    if _shell_value(host.read(UFW_STATE), "ENABLED").lower() != "yes":
        return None
    return _shell_value(host.read(UFW_DEFAULTS), "IPT_SYSCTL") or None


def _tables(host: Host) -> tuple[Table, Table]:
    """What systemd-sysctl will set, and what ufw will set after it."""
    ufw = ufw_file(host)
    return table((path, _drop_ins.text(host, path)) for path in boot_files(host)), table([(ufw, _drop_ins.text(host, ufw))] if ufw else [])


def boot_setting(host: Host, key: str) -> Setting | None:
    """What the next boot will set a key (as under /proc/sys) to; None where nothing sets it."""
    first, later = host.remember("sysctl at boot", lambda: _tables(host))
    return resolve(later, key) or resolve(first, key)


def boot_keys(host: Host) -> list[str]:
    """The keys (as under /proc/sys) that the next boot sets by their own names, not by a pattern."""
    first, later = host.remember("sysctl at boot", lambda: _tables(host))
    return [key for key in {**first, **later} if not is_pattern(key)]
