# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The packages in dpkg's and in rpm's database, each read once."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

STATUS = "/var/lib/dpkg/status"
UPDATES = "/var/lib/dpkg/updates"
RPM_QUERY = ("rpm", "-qa", "--qf", r"%{NAME}\t%{EVR}\n")
RPM_SHOWN = "rpm -qa"

PRESENT = "present"
# dpkg's states with all files of the package in place, and those without any; any other is a broken state, reported by its name.
INSTALLED = frozenset(("installed", "triggers-awaited", "triggers-pending"))
GONE = frozenset(("not-installed", "config-files"))
STATES = INSTALLED | GONE | {"half-installed", "unpacked", "half-configured"}

FIELD = re.compile(r"^(Package|Status|Version|Architecture):[ \t]*(.*?)[ \t]*$", re.MULTILINE)


class Package(t.NamedTuple):
    """A package that is there: PRESENT or the broken state it is in, and its version."""

    state: str
    version: str


class Database(t.NamedTuple):
    """What one package manager knows; packages that are not there are left out."""

    packages: dict[str, Package]
    query: str


Stanzas = dict[tuple[str, str], Package]


@functools.lru_cache(maxsize=4)
def parse_dpkg(text: str, path: str) -> Stanzas:
    """The packages of a status text by name and architecture, those without files among them; any stanza that says less raises."""
    found: Stanzas = {}
    line = 1
    for stanza in text.split("\n\n"):
        if stanza.strip():
            fields = dict(FIELD.findall(stanza))
            state = fields.get("Status", "").rpartition(" ")[2]
            if not fields.get("Package") or state not in STATES:
                where = f"{path}:{line + len(stanza) - len(stanza.lstrip(chr(10)))}"
                raise ObservationError(f"cannot trust the package database: {where} has no package with a known status; see dpkg --audit")
            version = fields.get("Version", "")
            found[fields["Package"], fields.get("Architecture", "")] = Package(PRESENT if state in INSTALLED else state, version)
        line += stanza.count("\n") + 2
    return found


def _dpkg(host: Host) -> dict[str, Package]:
    """What dpkg has: its status file, and on top of it the updates that a run has not yet merged."""
    stanzas: Stanzas = dict(parse_dpkg(host.read(STATUS) or "", STATUS))
    for name in host.listdir(UPDATES) or ():
        if name.isdigit():
            stanzas.update(parse_dpkg(host.read(f"{UPDATES}/{name}") or "", f"{UPDATES}/{name}"))
    found: dict[str, Package] = {}
    for (name, _architecture), package in stanzas.items():
        if (package.state not in GONE and found.get(name, package).state != PRESENT) or (name not in found and package.state not in GONE):
            found[name] = package
    return found


@functools.lru_cache(maxsize=4)
def parse_rpm(text: str) -> dict[str, Package]:
    """The packages of a listing by RPM_QUERY; one of several versions has them all."""
    versions: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, tab, version = line.partition("\t")
        if not (name and tab and version):
            raise ObservationError(f"cannot trust the package database: {RPM_SHOWN} printed a line that is no package; rpmdb --verifydb tells more")
        versions.setdefault(name, []).append(version)
    return {name: Package(PRESENT, ", ".join(sorted(all_of_it))) for name, all_of_it in versions.items()}


def _rpm(host: Host) -> dict[str, Package]:
    """What rpm has. It ends with 0 after some errors of its database, so that what it says counts too."""
    done = host.execute(*RPM_QUERY)
    errors = " ".join(line for line in done.stderr.splitlines() if line.startswith("error"))
    if done.returncode != 0 or errors or not done.stdout.strip():
        words = (errors or " ".join(done.stderr.split()) or "no package at all")[:300]
        raise ObservationError(f"cannot trust the package database: {RPM_SHOWN} ended with {done.returncode}: {words}; rpmdb --verifydb tells more")
    return parse_rpm(done.stdout)


def database(host: Host) -> Database:
    """The database of the manager that installed this system: the one that holds the manager itself.

    Either can be there as a guest of the other (alien on Debian, dpkg from EPEL), and then knows nothing that counts.
    """
    dpkg = Database(_dpkg(host), "dpkg-query -W")
    if "dpkg" in dpkg.packages:
        return dpkg
    if host.which("rpm"):
        return Database(_rpm(host), "rpm -q")
    if host.which("dpkg") or host.stat(STATUS):
        raise ObservationError(f"cannot trust the package database: {STATUS} does not hold dpkg itself; restore it from /var/backups or status-old")
    raise ObservationError("cannot tell which packages are here: neither dpkg nor rpm is on this host")
