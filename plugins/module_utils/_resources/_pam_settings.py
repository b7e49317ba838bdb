# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The settings of PAM modules that have a file of their own: faillock.conf and pwhistory.conf. An argument in PAM's lines wins over the file."""

from __future__ import annotations

import re
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

HISTORY_FILE = "/etc/security/pwhistory.conf"
HISTORY_MODULES = ("/usr/lib/*/security/pam_pwhistory.so", "/usr/lib*/security/pam_pwhistory.so", "/lib/*/security/pam_pwhistory.so")
LINE = re.compile(r"\s*([^\s=#]+)(?:\s*=\s*|\s+|\s*$)([^#]*)")


def setting(line: str) -> tuple[str, str] | None:
    """Name and value of a line, the value empty where it is a word alone; None where it sets nothing."""
    found = LINE.match(line.partition("#")[0])
    return (found[1], found[2].strip()) if found else None


def last(text: str, name: str, good: t.Callable[[str], bool]) -> tuple[str, int] | None:
    """The value of the last line that sets a name to something the module takes, and its number; what it does not take is only logged."""
    found = None
    for number, line in enumerate(text.split("\n"), start=1):
        said = setting(line)
        if said and said[0] == name and good(said[1]):
            found = (said[1], number)
    return found


def with_setting(name: str, value: str, text: str) -> str:
    """The text with a value in the last line that sets a name, or with one more line; empty value: a word alone."""
    wanted = f"{name} = {value}" if value else name
    lines = text.split("\n")
    places = [at for at, line in enumerate(lines) if (setting(line) or ("", ""))[0] == name]
    if places:
        lines[places[-1]] = wanted
        return "\n".join(lines)
    return f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{wanted}\n"


def reads_history_file(host: Host) -> bool:
    """Whether this pam_pwhistory knows of its file: it does since 1.5.3, and where a vendor gave it that before."""
    places = [path for pattern in HISTORY_MODULES for path in host.glob(pattern)]
    return any(HISTORY_FILE.rsplit("/", 1)[-1] in (host.read(path) or "") for path in places)
