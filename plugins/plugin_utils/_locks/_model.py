# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a lock is read into, and what is said where it cannot be."""

from __future__ import annotations

import pathlib
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers

UNPINNED, UNHASHED, INVALID = "LOCK_UNPINNED", "LOCK_UNHASHED", "LOCK_INVALID"
CODES = (UNPINNED, UNHASHED, INVALID)
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


class LockError(Exception):
    """A lock that cannot be used: one of CODES, and a sentence with the place and the cure."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class File(t.TypedDict):
    """A wheel or a source archive of a package; url is empty where the lock has none."""

    name: str
    hash: str
    url: str


class Package(t.TypedDict):
    """One version of one distribution. An empty marker means always; several of one name exclude each other by their markers."""

    name: str
    version: str
    marker: str
    hashes: list[str]
    files: list[File]


class Contents(t.TypedDict):
    """What a format's reader returns; at least one marker of environments has to hold on the host, where there are any."""

    requires_python: str
    environments: list[str]
    packages: list[Package]


class Request(t.NamedTuple):
    """What is asked of a lock."""

    path: pathlib.Path
    groups: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    require_hashes: bool = True


def canonical(name: str) -> str:
    """A name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def check_names(asked: t.Iterable[str], known: t.Iterable[str], word: str, place: str) -> tuple[str, ...]:
    """The groups or extras that were asked for, in canonical spelling; LockError where the lock has no such one."""
    names, there = tuple(canonical(name) for name in asked), sorted({canonical(name) for name in known})
    unknown = [name for name in names if name not in there]
    if unknown:
        has = f"it has {', '.join(there)}" if there else "it has none"
        raise LockError(INVALID, f"{place} has no {word} {', '.join(unknown)}: {has}; ask for one of its own, or lock again with it")
    return names


def check_marker(marker: str, place: str) -> str:
    """The marker as it is; LockError where it is none."""
    if not marker.strip():
        return ""
    try:
        _markers.parse(marker)
    except _markers.MarkerError as exc:
        raise LockError(INVALID, f"{place}: {exc}; write the lock again with the tool that made it") from None
    return marker


def check_hashes(package: Package, given: int, request: Request, place: str) -> None:
    """LockError where hashes are wanted and the package has no sha256."""
    if not request.require_hashes or package["hashes"]:
        return
    what = "hashes, but none of them is sha256," if given else "no hash"
    raise LockError(
        UNHASHED,
        f"{place}: {package['name']} {package['version']} has {what} and hashes are required; lock again with sha256 hashes, or set require_hashes to false",
    )


def merged(packages: t.Iterable[Package], path: str) -> list[Package]:
    """Packages by name; what is there twice as one, and LockError where two versions of one name are wanted at once."""
    found: dict[tuple[str, str, str], Package] = {}
    for package in packages:
        key = (package["name"], package["version"], package["marker"])
        same = found.setdefault(key, package)
        if same is not package:
            same["hashes"] = [*same["hashes"], *(one for one in package["hashes"] if one not in same["hashes"])]
            same["files"] = [*same["files"], *(one for one in package["files"] if one not in same["files"])]
    kept = sorted(found.values(), key=lambda package: (package["name"], package["version"], package["marker"]))
    for first, second in zip(kept, kept[1:]):
        if first["name"] == second["name"] and first["version"] != second["version"] and (not first["marker"] or first["marker"] == second["marker"]):
            versions = f"{first['version']} and {second['version']}"
            raise LockError(INVALID, f"{path} wants {first['name']} {versions} at once; keep one of them, or give them markers that exclude each other")
    return kept
