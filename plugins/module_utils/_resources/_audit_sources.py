# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The rules that are loaded, and those that the next boot will load: what augenrules makes of its folder."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _audit_rules

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._audit_rules import Rule

FOLDER = "/etc/audit/rules.d"
COMPILED = "/etc/audit/audit.rules"
ON, OFF, LOCKED = 1, 0, 2


class Audit(t.NamedTuple):
    """Rules in their order, whether auditing is on (0, 1, or 2: locked), and where that was found."""

    rules: list[Rule]
    enabled: int
    source: str


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Names in the order of ls -v."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]


def _files(host: Host) -> list[str]:
    names = host.listdir(FOLDER)
    if names is None:
        return [COMPILED]
    return [f"{FOLDER}/{name}" for name in sorted(names, key=_natural) if name.endswith(".rules") and not name.startswith(".")]


def next_boot(host: Host) -> Audit:
    """What the files say: -D comes first and the last -e last, wherever they stand."""
    return host.remember("audit at boot", lambda: _next_boot(host))


def _next_boot(host: Host) -> Audit:
    lines = [line for path in _files(host) for line in (host.read(path) or "").splitlines()]
    said = [line.split() for line in lines if re.match(r"\s*-e\s*\d", line)]
    text = "\n".join(line for line in lines if not re.fullmatch(r"\s*-D\s*", line))
    enabled = int(said[-1][1][:1]) if said and len(said[-1]) > 1 else ON
    return Audit(_audit_rules.parse(text), enabled, FOLDER if host.stat(FOLDER) else COMPILED)


def loaded(host: Host) -> Audit:
    """What the kernel has; nothing where nobody could have loaded any."""
    return host.remember("audit now", lambda: _loaded(host))


def _loaded(host: Host) -> Audit:
    if host.which("auditctl") is None:
        return Audit([], ON, "there is no auditctl here, so nothing can have been loaded")
    status = re.search(r"^enabled\s+(\d+)", host.run("auditctl", "-s"), re.MULTILINE)
    enabled = int(status[1]) if status else OFF
    words = {OFF: ", and auditing is off (auditctl -s)", LOCKED: ", locked until the next boot (auditctl -s)"}.get(enabled, "")
    return Audit(_audit_rules.parse(host.run("auditctl", "-l")), enabled, f"auditctl -l{words}")
