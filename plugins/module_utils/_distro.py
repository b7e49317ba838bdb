# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What kind of system a host is: raw facts, judged by nobody."""

from __future__ import annotations

import platform
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import container, mac, managers, os_release, python, unit_files

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

OTHER = "other"
UNKNOWN = "unknown"
MAC_VERSION = "/System/Library/CoreServices/SystemVersion.plist"

T = t.TypeVar("T")


class Running(t.NamedTuple):
    """What uname tells of the running kernel."""

    system: str
    release: str
    version: str
    machine: str


class _Looking:
    """Asks for one fact after another, and notes why one cannot be told."""

    def __init__(self) -> None:
        self.unknown: dict[str, str] = {}

    def ask(self, name: str, look: t.Callable[[], T], otherwise: T) -> T:
        try:
            return look()
        except ObservationError as exc:
            self.unknown[name] = str(exc)
            return otherwise


def identify(host: Host, units: t.Iterable[str] | None = None, running: Running | None = None) -> dict[str, t.Any]:
    """The raw facts of a host. units: names of which to tell whether they are installed (None: do not look).

    running: instead of this process's uname.

    Never raises. Where a host has no such thing the fact is None, or "none"; where that cannot be told it is "unknown",
    and unknown says why: {fact: reason}.
    """
    kernel = (running or _uname()) if host.live else None
    looking = _Looking()
    facts = os_release.identity(looking.ask("id", lambda: _fields(host, kernel), {}))
    return {
        **facts,
        "kernel": kernel.release if kernel else None,
        "architecture": kernel.machine if kernel else UNKNOWN,
        "container": looking.ask("container", lambda: container.container(host), UNKNOWN),
        "package_manager": looking.ask("package_manager", lambda: managers.package_manager(host), UNKNOWN),
        "service_manager": looking.ask("service_manager", lambda: managers.service_manager(host), UNKNOWN),
        "mac": looking.ask("mac", lambda: mac.mac(host), {"system": UNKNOWN, "state": UNKNOWN}),
        "python": looking.ask("default_python", lambda: python.default_python(host), None),
        "unit_files": None if units is None else looking.ask("units", lambda: unit_files.unit_files(host, units), None),
        "unknown": looking.unknown,
    }


def _uname() -> Running:
    told = platform.uname()
    return Running(told.system, told.release, told.version, told.machine)


def _fields(host: Host, running: Running | None) -> os_release.Fields:
    """What the system's files say; where there are none, what its kernel says."""
    said = os_release.read(host)
    if said:
        return said
    system = running.system if running else ""
    apple = re.search(r"<key>ProductVersion</key>\s*<string>([0-9.]+)</string>", host.read(MAC_VERSION) or "")
    if apple or system == "Darwin":
        return {"ID": "macos", "NAME": "macOS", "VERSION_ID": apple[1] if apple else ""}
    if running and system == "Windows":
        return {"ID": "windows", "NAME": "Windows", "VERSION_ID": running.version}
    if running and system.endswith("BSD"):
        return {"ID": system.lower(), "NAME": system, "VERSION_ID": running.release.partition("-")[0]}
    return {}


def family(facts: t.Mapping[str, t.Any], families: t.Mapping[str, str]) -> str:
    """The family of a system, by its own id or by the nearest it says it is like; "other" where that names none."""
    return next((families[name] for name in (facts["id"], *facts["id_like"]) if name in families), OTHER)
