# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What systemd says of its units, and what the message bus would have it start."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# sd_booted(3): this folder is there when, and only when, systemd runs the host.
BOOTED = "/run/systemd/system"
# Properties that name the units by which a unit is started, and the words for it; the most telling first.
# systemctl leaves out those that its version does not know.
STARTED_BY = {
    "TriggeredBy": "triggers it",
    "RequiredBy": "requires it",
    "BoundBy": "is bound to it",
    "WantedBy": "wants it",
    "UpheldBy": "upholds it",
    "OnFailureOf": "starts it on failure",
    "OnSuccessOf": "starts it on success",
}
PROPERTIES = ("Id", "Names", "LoadState", "ActiveState", "UnitFileState", "Accept", *STARTED_BY)
SHOW = ("systemctl", "show", "--no-pager", f"--property={','.join(PROPERTIES)}", "--")
# All that is loaded, in 5 ms; asking all units for their properties takes 100 to 200, and list-unit-files 200 to 300 (systemd 252 and 257).
LIST = ("systemctl", "list-units", "--all", "--full", "--plain", "--no-legend", "--no-pager")
LIST_FILES = ("systemctl", "list-unit-files", "--full", "--no-legend", "--no-pager", "--")

# systemd.unit(5), and what systemctl attach and set-property write.
FOLDERS = (
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/run/systemd/transient",
    "/run/systemd/generator.early",
    "/etc/systemd/system",
    "/etc/systemd/system.attached",
    "/run/systemd/system",
    "/run/systemd/system.attached",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
    "/run/systemd/generator.late",
)
# The message bus takes a name from the first folder that has it.
BUS_FOLDERS = (
    "/etc/dbus-1/system-services",
    "/run/dbus-1/system-services",
    "/usr/local/share/dbus-1/system-services",
    "/usr/share/dbus-1/system-services",
    "/lib/dbus-1/system-services",
)


class Unit(t.NamedTuple):
    """A unit: its names, its states in systemd's words, and by whom it is started, as (property, unit)."""

    id: str
    names: tuple[str, ...]
    load: str
    active: str
    file_state: str
    accept: bool
    started_by: tuple[tuple[str, str], ...]


class Activation(t.NamedTuple):
    """A name on the message bus that starts a unit when somebody calls it."""

    bus_name: str
    unit: str
    path: str


def booted(host: Host) -> bool:
    """Whether systemd runs this host."""
    return host.stat(BOOTED) is not None


def parse_unit(block: str) -> Unit:
    """One block of key=value lines that SHOW printed."""
    fields = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
    name, load, active = (fields.get(key, "") for key in ("Id", "LoadState", "ActiveState"))
    if not (name and load and active):
        raise ObservationError(f"cannot make sense of what systemctl show printed of {name or 'a unit'}: no Id, LoadState or ActiveState")
    names = tuple(dict.fromkeys([name, *fields.get("Names", "").split()]))
    started_by = tuple((key, starter) for key in STARTED_BY for starter in fields.get(key, "").split())
    return Unit(name, names, load, active, fields.get("UnitFileState", ""), fields.get("Accept") == "yes", started_by)


def parse_list(text: str) -> dict[str, str]:
    """The active state of each unit that LIST printed; without any, systemd was not understood."""
    found = {}
    for words in (line.split() for line in text.splitlines() if line.strip()):
        if len(words) < 4 or "." not in words[0]:
            raise ObservationError(f"cannot make sense of what systemctl list-units printed: {' '.join(words)[:80]}")
        found[words[0]] = words[2]
    if not found:
        raise ObservationError("cannot tell which units are loaded: systemctl list-units printed none")
    return found


def parse_activation(text: str, path: str) -> Activation | None:
    """The name and the unit in a bus service file; None where it names no unit, so that the bus starts a program itself."""
    fields: dict[str, str] = {}
    section = ""
    for line in (line.strip() for line in text.splitlines()):
        section = line if line.startswith("[") else section
        key, equals, value = line.partition("=")
        if equals and section == "[D-BUS Service]":
            fields[key.strip()] = value.strip()
    name, unit = fields.get("Name"), fields.get("SystemdService")
    return Activation(name, unit, path) if name and unit else None


def activations(host: Host) -> list[Activation]:
    """All bus names that start a unit."""
    found: dict[str, Activation] = {}
    for path in (path for folder in BUS_FOLDERS for path in host.glob(f"{folder}/*.service")):
        activation = parse_activation(host.read(path) or "", path)
        if activation:
            found.setdefault(activation.bus_name, activation)
    return list(found.values())


def has_file(host: Host, name: str) -> bool:
    """Whether a unit, or the template of an instance, has a file, an alias or a mask anywhere."""
    stem, at, rest = name.partition("@")
    names = {name, f"{stem}@.{rest.rpartition('.')[2]}"} if at else {name}
    return any(host.stat(f"{folder}/{each}", follow=False) for folder in FOLDERS for each in names)


def loaded(host: Host) -> dict[str, str]:
    """The active state of each loaded unit by its first name."""
    return parse_list(host.run(*LIST))


def show(host: Host, names: t.Sequence[str]) -> list[Unit]:
    """What systemd says of units by any of their names, in that order."""
    units = [parse_unit(block) for block in host.run(*SHOW, *names).split("\n\n") if block.strip()]
    if len(units) != len(names):
        raise ObservationError(f"cannot tell the state of {', '.join(names)}: systemctl show printed {len(units)} units")
    return units


def template_state(host: Host, name: str) -> str:
    """The state of a template's file, which systemctl show does not take; "" where it has none."""
    words = host.run(*LIST_FILES, name).split()
    return words[1] if len(words) > 1 and words[0] == name else ""
