# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What boot will mount on a path and with which restrictions: fstab, mount units with their drop-ins, systemd's own mounts."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._facts.container import container
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._systemd import booted

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

FSTAB = "/etc/fstab"
# systemd.unit(5): where a unit file is looked for; fstab's units are generated between the two groups, and those of generator.late after them.
ABOVE_FSTAB = ("/etc/systemd/system",)
GENERATED = "/run/systemd/generator.late"
BELOW_FSTAB = ("/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system", GENERATED)
DROP_INS = ("/etc/systemd/system", "/run/systemd/system", *BELOW_FSTAB[:3])
# What systemd mounts before it reads anything (src/shared/mount-setup.c), by path.
API = {
    "/proc": "nosuid,noexec,nodev",
    "/sys": "nosuid,noexec,nodev",
    "/dev": "nosuid",
    "/dev/shm": "nosuid,nodev",
    "/dev/pts": "nosuid,noexec",
    "/run": "nosuid,nodev",
}
# Options that take something away from a mount, and what undoes each. One that none of these names comes as the kernel's default.
OPPOSITES = {"nodev": "dev", "nosuid": "suid", "noexec": "exec", "ro": "rw", "nosymfollow": "symfollow"}
WEIGHED = frozenset((*OPPOSITES, *OPPOSITES.values()))
# mount(8): what these stand for, unless a later option says otherwise.
IMPLIED = {
    "user": ("nodev", "nosuid", "noexec"),
    "users": ("nodev", "nosuid", "noexec"),
    "owner": ("nodev", "nosuid"),
    "group": ("nodev", "nosuid"),
}
HIDEPID = {"0": "off", "1": "noaccess", "2": "invisible", "4": "ptraceable"}
MASKED = "masked"
MOST_BINDS = 10
OCTAL = re.compile(r"\\([0-7]{3})")


class Entry(t.NamedTuple):
    """What is to be mounted on a path: the device or folder, type and options as written, and where."""

    device: str
    path: str
    kind: str
    options: str
    where: str


def unescaped(field: str) -> str:
    """A field of fstab or /proc/mounts with its octal escapes resolved."""
    return OCTAL.sub(lambda found: chr(int(found[1], 8)), field)


def clean(path: str) -> str:
    """A path without doubled or trailing slashes."""
    return "/" + "/".join(part for part in path.split("/") if part)


def restrictions(options: t.Iterable[str]) -> frozenset[str]:
    """The restrictions that a list of options amounts to, rightmost first; hidepid by its word, with the group it lets through."""
    on: dict[str, str] = {}
    for option in options:
        key, _equals, value = option.partition("=")
        for each in (*IMPLIED.get(key, ()), option):
            if each in OPPOSITES:
                on[each] = each
            on.pop(next((less for less, more in OPPOSITES.items() if more == each), ""), None)
        if key == "hidepid":
            on[key] = f"hidepid={HIDEPID.get(value, value)}"
    return frozenset(on.values()) - {"hidepid=off"}


def parse_table(text: str, source: str) -> list[Entry]:
    """The entries of fstab or /proc/mounts; lines that mount nothing left out."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split()
        if len(fields) >= 3 and not fields[0].startswith("#") and fields[1].startswith("/"):
            device, path = unescaped(fields[0]), clean(unescaped(fields[1]))
            found.append(Entry(device, path, fields[2], unescaped(fields[3]) if len(fields) > 3 else "defaults", f"{source}:{number}"))
    return found


def parse_unit(text: str, source: str) -> list[tuple[str, str, str]]:
    """The assignments in the [Mount] section of a unit or drop-in, as key, value and place."""
    found, section = [], ""
    for number, line in enumerate((line.strip() for line in text.splitlines()), start=1):
        section = line if line.startswith("[") else section
        key, equals, value = line.partition("=")
        if equals and section == "[Mount]" and line[0] not in "#;":
            found.append((key.strip(), value.strip(), f"{source}:{number}"))
    return found


def unit_name(path: str) -> str:
    """The name of the mount unit of a path, as systemd-escape --path makes it."""
    escaped = ""
    for byte in clean(path)[1:].encode("utf-8", "surrogateescape"):
        sign = chr(byte)
        plain = re.match(r"[A-Za-z0-9:_.]", sign) and (escaped or sign != ".")
        escaped += "-" if sign == "/" else sign if plain else f"\\x{byte:02x}"
    return f"{escaped or '-'}.mount"


def _unit_entry(host: Host, path: str, folders: t.Sequence[str]) -> Entry | None:
    """What a unit file in one of these folders mounts; a mask has no options, and its kind says so."""
    name = unit_name(path)
    for file in (f"{folder}/{name}" for folder in folders):
        text = host.read(file)
        if text is None and host.stat(file, follow=False) is None:
            continue
        fields = {key: (value, where) for key, value, where in parse_unit(text or "", file)}
        options, where = fields.get("Options", ("", file))
        kind = fields.get("Type", ("", ""))[0] if fields else MASKED
        return Entry(fields.get("What", ("", ""))[0], path, kind, options, where)
    return None


def _with_drop_ins(host: Host, entry: Entry) -> Entry:
    """The entry with what drop-ins of its unit set; by file name, each name from the first folder that has it."""
    first: dict[str, str] = {}
    for file in (file for folder in DROP_INS for file in host.glob(f"{folder}/{unit_name(entry.path)}.d/*.conf")):
        first.setdefault(file.rsplit("/", 1)[1], file)
    for file in (first[name] for name in sorted(first)):
        for key, value, where in parse_unit(host.read(file) or "", file):
            entry = entry._replace(options=value, where=where) if key == "Options" else entry
    return entry


def _is_wanted(host: Host, path: str) -> bool:
    """Whether a unit that only lies there is started at boot: something has a link to it."""
    links = (f"{folder}/*.{kind}/{unit_name(path)}" for folder in (*ABOVE_FSTAB, *BELOW_FSTAB) for kind in ("wants", "requires"))
    return any(host.glob(link) for link in links)


def boot_entry(host: Host, path: str) -> Entry | None:
    """What boot will mount on a path; None where nothing says so."""
    fstab = next((entry for entry in parse_table(host.read(FSTAB) or "", FSTAB) if entry.path == path), None)
    if path in API:
        # systemd mounts these before it reads units, and remounts those that fstab has; in a container they are there before it.
        own = booted(host) and container(host) == "none"
        return fstab or (Entry("", path, "", API[path], "systemd's own mount") if own else None)
    if not booted(host):
        return fstab
    above = _unit_entry(host, path, ABOVE_FSTAB)
    found = above or fstab or _unit_entry(host, path, BELOW_FSTAB)
    if found is None or found.kind == MASKED:
        return None
    sure = found is fstab or found.where.startswith(GENERATED) or _is_wanted(host, path)
    return _with_drop_ins(host, found) if sure else None


def _adds_to_source(host: Host) -> bool:
    """Whether mount(8) adds a bind's options to those of its source; before 2.39 it set them in place of these, if there were any."""
    version = re.search(r"util-linux (\d+)\.(\d+)", host.run("mount", "--version"))
    if version is None:
        raise ObservationError("cannot tell what a bind mount takes over: mount --version names no version of util-linux")
    return (int(version[1]), int(version[2])) >= (2, 39)


def boot_restrictions(host: Host, entry: Entry, depth: int = 0) -> frozenset[str] | None:
    """The restrictions that an entry gives its mount; a bind takes over those of its source, None where these cannot be told."""
    options = [option for option in entry.options.split(",") if option]
    implied = ["nodev", "nosuid"] if entry.kind.startswith("fuse") else []
    own = restrictions([*implied, *options])
    if not {"bind", "rbind"}.intersection(options):
        return own
    adds = bool(WEIGHED.intersection(options)) and _adds_to_source(host)
    if own and not adds:
        return own
    source = clean(entry.device)
    above = [source[:end] or "/" for end in range(len(source), -1, -1) if end in (0, len(source)) or source[end] == "/"]
    origin = next((each for each in (boot_entry(host, path) for path in above) if each), None)
    inherited = boot_restrictions(host, origin, depth + 1) if origin and depth < MOST_BINDS else None
    return restrictions([*inherited, *options]) if adds and inherited is not None else inherited
