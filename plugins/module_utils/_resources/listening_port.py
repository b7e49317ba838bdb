# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Ports that others can reach: what listens on more than loopback, of all programs or of those that are asked about."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._listeners import TABLES, listeners

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

SHOWN = 12


def observe(host: Host, ports: t.Sequence[int] = (), processes: t.Sequence[str] = ()) -> list[Reading]:
    """One reading: the sorted list of ports, as 25/tcp, that listen on an address which is not loopback.

    ports: only these. processes: only those of programs of these names; SubjectMissing where none of them runs. Root sees whose each is.
    """
    if processes and not _runs(host, processes):
        raise SubjectMissing(f"no {' and no '.join(processes)} runs here")
    found = [each for each in listeners(host) if not each.local and (not ports or each.port in ports) and (not processes or each.process in processes)]
    shown = ", ".join(str(each) for each in found[:SHOWN]) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
    return [Reading(sorted({each.name for each in found}), f"/proc/net/{{{','.join(path[10:] for path in TABLES)}}}{': ' if shown else ''}{shown}")]


def _runs(host: Host, names: t.Sequence[str]) -> bool:
    return any((host.read(f"/proc/{pid}/comm") or "").strip() in names for pid in host.listdir("/proc") or () if pid.isdigit())
