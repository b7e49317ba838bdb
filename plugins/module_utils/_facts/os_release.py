# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which system this says it is: os-release(5), and the older files that said it before."""

from __future__ import annotations

import re
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# os-release(5): the first of these that there is counts, alone.
OS_RELEASE = ("/etc/os-release", "/usr/lib/os-release")
LSB_RELEASE = "/etc/lsb-release"
# Oracle's redhat-release names Red Hat, so the more telling files come first.
RELEASE_FILES = ("/etc/oracle-release", "/etc/system-release", "/etc/redhat-release")
DEBIAN_VERSION = "/etc/debian_version"

ASSIGNMENT = re.compile(r"[ \t]*([A-Za-z_][A-Za-z0-9_]*)=(.*)")
SINGLE = re.compile(r"'([^']*)'")
DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"')
BARE = re.compile(r"((?:[^\s\"'\\$`;&|<>()]|\\.)*)")
REST = re.compile(r"[ \t]*|[ \t]+#.*")
RELEASE_LINE = re.compile(r"(\S.*?) release ([0-9][\w.]*)(?:.*?\(([^()]*)\))?.*")
EDITION = re.compile(r" (Linux|Server)\b.*")
CODENAME = re.compile(r"\(([A-Za-z]+(?: [A-Za-z]+)*)\)")

# What lsb-release and redhat-release call a system that os-release gives another id.
OLDER_NAMES = {
    "redhatenterprise": "rhel",
    "redhatenterpriseserver": "rhel",
    "centosstream": "centos",
    "oracle": "ol",
    "oracleserver": "ol",
    "amazon": "amzn",
    "amazonami": "amzn",
}

Fields = dict[str, str]


def parse(text: str) -> Fields:
    """The assignments of an os-release file. A line that a shell would not take as one is left out, never half read."""
    fields = {}
    for line in text.lstrip("\ufeff").split("\n"):
        found = ASSIGNMENT.fullmatch(line.rstrip("\r"))
        value = _unquoted(found[2]) if found else None
        if found and value is not None:
            fields[found[1]] = value
    return fields


def _unquoted(text: str) -> str | None:
    pattern = {"'": SINGLE, '"': DOUBLE}.get(text[:1], BARE)
    found = pattern.match(text)
    if found is None or not REST.fullmatch(text[found.end() :]):
        return None
    if pattern is SINGLE:
        return found[1]
    return re.sub(r"\\([\"$`\\'])" if pattern is DOUBLE else r"\\(.)", r"\1", found[1])


def read(host: Host) -> Fields:
    """What the host says of its system in the words of os-release(5), whichever file says it; {} where none does."""
    return _os_release(host) or _lsb_release(host) or _release_file(host) or _debian_version(host)


def _os_release(host: Host) -> Fields:
    for path in OS_RELEASE:
        said = parse(host.read(path) or "")
        if said:
            return {"ID": "linux", "NAME": "Linux", **said}
    return {}


def _lsb_release(host: Host) -> Fields:
    said = parse(host.read(LSB_RELEASE) or "")
    name = said.get("DISTRIB_ID", "")
    return _named(name, said.get("DISTRIB_DESCRIPTION") or name, said.get("DISTRIB_RELEASE", ""), said.get("DISTRIB_CODENAME", "")) if name else {}


def _release_file(host: Host) -> Fields:
    for path in RELEASE_FILES:
        line = (host.read(path) or "").strip().partition("\n")[0]
        found = RELEASE_LINE.fullmatch(line)
        if found:
            return _named(found[1], line, found[2], found[3] or "")
    return {}


def _debian_version(host: Host) -> Fields:
    said = (host.read(DEBIAN_VERSION) or "").strip()
    found = re.fullmatch(r"([0-9]+)(?:\.[0-9]+)*|([a-z]+)/sid", said)
    return _named("Debian", f"Debian GNU/Linux {said}", found[1] or "", found[2] or "") if found else {}


def _named(name: str, title: str, version: str, codename: str) -> Fields:
    word = re.sub(r"[^a-z0-9._-]", "", EDITION.sub("", name).lower())
    return {"ID": OLDER_NAMES.get(word, word), "NAME": name, "PRETTY_NAME": title, "VERSION_ID": version, "VERSION_CODENAME": codename.lower()}


def identity(said: Fields) -> dict[str, t.Any]:
    """Who the fields say it is: id, id_like, name, pretty_name, version, major, codename, variant; None where they do not say."""
    name, version = said.get("NAME") or None, said.get("VERSION_ID") or None
    number = re.match(r"[0-9]+", version or "")
    return {
        "id": (said.get("ID") or "unknown").lower(),
        "id_like": said.get("ID_LIKE", "").lower().split(),
        "name": name,
        "pretty_name": said.get("PRETTY_NAME") or " ".join(part for part in (name, version) if part) or None,
        "version": version,
        "major": int(number[0]) if number else None,
        "codename": _codename(said),
        "variant": said.get("VARIANT_ID") or None,
    }


def _codename(said: Fields) -> str | None:
    """Where the field is missing, older releases have it in brackets behind the version; some have their variant there."""
    if "VERSION_CODENAME" in said:
        return said["VERSION_CODENAME"] or None
    found = CODENAME.search(said.get("VERSION", ""))
    return found[1].lower() if found and found[1] != said.get("VARIANT") else None
