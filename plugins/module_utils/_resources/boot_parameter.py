# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.
"""Words of the kernel's command line: those it was started with, and those that the boot loader will give it next time."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import RUNTIME, ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sysctl import typed

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

RUNNING = "/proc/cmdline"
ENTRIES = ("/boot/loader/entries/*.conf", "/boot/efi/loader/entries/*.conf", "/efi/loader/entries/*.conf")
MENUS = ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg")
ENVIRONMENT = "/boot/grub2/grubenv"
# entries to mend a host with, not to run it
MENDING = re.compile(r"(^|\s)(single|emergency|rescue|recovery|systemd\.unit=(rescue|emergency)\.target)(\s|$)")


def observe(host: Host, name: str, default: t.Any = "") -> list[Reading]:
    """The value of a parameter now, and in each entry that the boot loader offers, the entries for repair left out.

    A parameter without a value is "yes"; default: what is told where nothing sets it.
    """
    text = host.read(RUNNING)
    if text is None:
        raise ObservationError(f"cannot tell {name}: there is no {RUNNING}; look at a running host, with proc mounted")
    now = Reading(value(text, name, default), RUNNING, RUNTIME)
    return [now, *(Reading(value(line, name, default), source, source) for source, line in entries(host))]


def value(line: str, name: str, default: t.Any = "") -> t.Any:
    """What the last mention of a parameter says; the kernel takes - and _ for the same."""
    said = [word.partition("=") for word in line.split() if word.partition("=")[0].replace("-", "_") == name.replace("-", "_")]
    return default if not said else typed(said[-1][2].strip('"')) if said[-1][1] else "yes"


def entries(host: Host) -> list[tuple[str, str]]:
    """(where it stands, the command line) of each entry."""
    kept = re.search(r"^kernelopts=(.*)$", host.read(ENVIRONMENT) or "", re.MULTILINE)
    found = []
    for path in [path for pattern in ENTRIES for path in host.glob(pattern)]:
        lines = re.findall(r"^options\s+(.*)$", host.read(path) or "", re.MULTILINE)
        found.append((path, " ".join(lines).replace("$kernelopts", kept[1] if kept else "")))
    for path in MENUS:
        for number, text in enumerate((host.read(path) or "").splitlines(), start=1):
            words = re.match(r"\s*linux(16|efi)?\s+\S+\s*(.*)", text)
            if words:
                found.append((f"{path}:{number}", words[2]))
    return [(source, line) for source, line in found if not MENDING.search(line) and "-rescue" not in source]
