# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""dnf and dnf-automatic: what they would do by themselves, by their files, their timers and the metadata that dnf has cached."""

from __future__ import annotations

import re
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_ini import AUTOMATIC, AUTOMATIC_VENDOR, DNF, YUM, Item, decided, parse

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

YES = ("1", "yes", "true", "on")
CACHES = ("/var/cache/dnf", "/var/cache/libdnf5")
REPOSITORIES = "/etc/yum.repos.d/*.repo"
SECONDS = 30.0
# It installs, whatever automatic.conf says; the first, with or without the 5, does as that file says.
INSTALLING = "dnf-automatic-install.timer"
TIMERS = ("dnf-automatic.timer", "dnf5-automatic.timer", INSTALLING)


def said(host: Host, key: str, default: str) -> str:
    """What automatic.conf says in [commands], in small letters."""
    paths = [path for path in (AUTOMATIC_VENDOR, AUTOMATIC) if host.stat(path)]
    value = decided(host, paths, "commands", key).text if paths else None
    return default if value is None else value.lower()


def installed(host: Host) -> bool:
    """Whether dnf-automatic is here, by the file that it cannot do without."""
    return any(host.stat(path) for path in (AUTOMATIC_VENDOR, AUTOMATIC)) and bool(timers(host))


def timers(host: Host) -> list[str]:
    """Those of its timers that the host has."""
    folders = ("/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
    return [name for name in TIMERS if any(host.stat(f"{folder}/{name}") for folder in folders)]


def parse_repolist(text: str) -> list[str]:
    """The ids of dnf repolist."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return [words[0] for words in lines if not line_is_head(words)]


def line_is_head(words: list[str]) -> bool:
    """Whether a line of dnf repolist is its head."""
    return words[:2] == ["repo", "id"]


def enabled(host: Host) -> list[str]:
    """The ids of the repositories that dnf takes packages from."""
    program = "dnf" if host.which("dnf") else "yum"
    return parse_repolist(host.run(program, "-C", "-q", "repolist", seconds=SECONDS))


def _cached(host: Host, repository: str) -> str | None:
    """The newest repomd.xml that dnf has of a repository."""
    found = [path for cache in CACHES for path in host.glob(f"{cache}/{repository}-*/repodata/repomd.xml") if _is_of(path, repository)]
    return max(found, key=lambda path: _time(host, path), default=None)


def _is_of(path: str, repository: str) -> bool:
    return re.fullmatch(rf"{re.escape(repository)}-[0-9a-f]{{16}}", path.split("/")[-3]) is not None


def _time(host: Host, path: str) -> float:
    found = host.stat(path)
    return found.st_mtime if found else 0.0


def cached(host: Host) -> dict[str, str]:
    """Repository -> its repomd.xml; ObservationError where dnf has fetched nothing of one."""
    found = {repository: _cached(host, repository) for repository in enabled(host)}
    lost = [repository for repository, path in found.items() if path is None]
    if lost or not found:
        raise ObservationError(f"dnf has no metadata of {', '.join(lost) or 'any repository'} in {CACHES[0]}; run dnf makecache, as root")
    return {repository: path for repository, path in found.items() if path}


def has_advisories(host: Host) -> bool:
    """Whether a repository says which of its updates are for security. Without that an update of that kind alone finds none."""
    return any('type="updateinfo"' in (host.read(path) or "") for path in cached(host).values())


def age(host: Host) -> float:
    """Seconds since dnf looked at the repository that it looked at longest ago."""
    return time.time() - min(_time(host, path) for path in cached(host).values())


def parse_advisories(text: str) -> list[str]:
    """The packages of dnf updateinfo list: advisory, kind and severity, package."""
    return sorted({words[-1] if "." in words[-1] else words[2] for words in map(str.split, text.splitlines()) if len(words) >= 3 and "-" in words[0]})


def pending(host: Host) -> list[Reading]:
    """The packages that have a security update, by what dnf has cached."""
    if not has_advisories(host):
        raise NotApplicable("no repository of this host says which updates are for security, so none can be told from the others; install them all")
    program = "dnf" if host.which("dnf") else "yum"
    text = host.run(program, "-C", "-q", "updateinfo", "list", "--security", seconds=SECONDS)
    return [Reading(parse_advisories(text), f"{program} -C updateinfo list --security")]


def _sections(host: Host, path: str) -> dict[str, list[Item]]:
    items, ends = parse(_drop_ins.text(host, path), path)
    found: dict[str, list[Item]] = {section: [] for section in ends}
    for item in items:
        found[item.section].append(item)
    return found


def _value(items: t.Iterable[Item], key: str, default: str) -> str:
    return ([default] + [item.value for item in items if item.key == key])[-1].lower()


def unsigned(host: Host) -> list[Reading]:
    """The repositories, of those that are switched on, that packages are taken from without a signature."""
    main = YUM if host.stat(YUM) and not host.stat(DNF) else DNF
    default = _value(_sections(host, main).get("main", []), "gpgcheck", "0")
    found = []
    for path in host.glob(REPOSITORIES):
        for name, items in _sections(host, path).items():
            if name != "main" and _value(items, "enabled", "1") in YES and _value(items, "gpgcheck", default) not in YES:
                found.append(f"{name} ({path})")
    return [Reading(found, ", ".join(found) or REPOSITORIES)]
