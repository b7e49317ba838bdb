# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Kernel settings that have another value now than after the next boot, whatever that value should be."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sysctl_boot
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sysctl import PROC, typed

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host


def _spelt(key: str) -> str:
    """A path under /proc/sys as sysctl spells it."""
    return key.translate(str.maketrans("/.", "./"))


def observe(host: Host, below: str, defaults: t.Mapping[str, int] | None = None) -> list[Reading]:
    """One reading: a sentence for each setting below a name (net) that a file sets to something else than the kernel has.

    defaults: settings by name with what a kernel has from the start; one that has another value now which no file sets is told too.
    Patterns over interfaces are left out: what made an interface may have given it values of its own.
    """
    if host.stat(f"{PROC}/{below}") is None:
        raise ObservationError(f"cannot tell the settings below {below}: there is no {PROC}/{below}; look at a running host, with proc mounted")
    found = []
    for key in sorted(key for key in _sysctl_boot.boot_keys(host) if key.startswith(f"{below}/")):
        now, boot = host.read(f"{PROC}/{key}"), _sysctl_boot.boot_setting(host, key)
        if now is not None and boot is not None and boot.value is not None and typed(now) != typed(boot.value):
            found.append(f"{_spelt(key)} is {typed(now)}, and {typed(boot.value)} after the next boot ({boot.source})")
    for name, value in (defaults or {}).items():
        key = _sysctl_boot.normalized(name)
        now = host.read(f"{PROC}/{key}")
        if now is not None and typed(now) != value and _sysctl_boot.boot_setting(host, key) is None:
            found.append(f"{name} is {typed(now)}, and no file sets it, so that it is {value} after the next boot")
    return [Reading(found, f"{PROC}/{below} and {', '.join(_sysctl_boot.FOLDERS[:1])} and the like")]
