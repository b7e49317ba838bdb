# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which packages files belong to, and where those came from: all files in one question."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed, Host

PACKAGE = r"[a-z0-9][a-z0-9+.-]*"
DPKG_LINE = re.compile(rf"({PACKAGE})(?::[a-z0-9-]+)?(?:, {PACKAGE}(?::[a-z0-9-]+)?)*: (/.*)")
RPM_FORMAT = r"%{NAME}\t%{VENDOR}\n"
# apt-cache policy: a package at the line's beginning, the installed version marked, where it can be had from further in.
POLICY_PACKAGE = re.compile(rf"({PACKAGE})(?::[a-z0-9-]+)?:")
POLICY_VERSION = re.compile(r" (\*\*\*|   ) \S")
POLICY_PLACE = re.compile(r" +-?[0-9]+ (\S.*)")


class Owner(t.NamedTuple):
    """A package, and who made it; "" where the database does not say."""

    package: str
    vendor: str = ""


def owners(host: Host, database: str, paths: t.Sequence[str]) -> dict[str, Owner]:
    """The owner of each file that has one. Raises ObservationError where the database cannot be asked."""
    return {"dpkg": _dpkg, "rpm": _rpm}[database](host, paths) if paths else {}


def _dpkg(host: Host, paths: t.Sequence[str]) -> dict[str, Owner]:
    """dpkg knows a file under the name that its package has it by, which may be that of before /bin became a link to /usr/bin."""
    names = {name: path for path in paths for name in _merged(path)}
    done = host.execute("dpkg", "-S", *(_literal(name) for name in names))
    if done.returncode not in (0, 1):
        raise _failed(done)
    lines = [DPKG_LINE.fullmatch(line) for line in done.stdout.splitlines()]
    return {names[line[2]]: Owner(line[1]) for line in lines if line and line[2] in names}


def _merged(path: str) -> list[str]:
    return [path, path[len("/usr") :]] if path.startswith(("/usr/bin/", "/usr/lib")) else [path]


def _literal(path: str) -> str:
    """dpkg takes a path with one of these signs for a pattern."""
    return re.sub(r"([*?\[\\])", r"\\\1", path)


def _rpm(host: Host, paths: t.Sequence[str]) -> dict[str, Owner]:
    """rpm answers in order, with a line for each package: more than one where packages share a file, and then they are asked singly."""
    done = host.execute("rpm", "-qf", "--qf", RPM_FORMAT, *paths)
    lines = done.stdout.splitlines()
    if "error:" in done.stderr and "No such file" not in done.stderr:
        raise _failed(done)
    if len(lines) > len(paths) > 1:
        return {name: owner for path in paths for name, owner in _rpm(host, [path]).items()}
    if len(lines) < len(paths):
        raise _failed(done)
    told = (line.split("\t") for line in lines)
    return {path: Owner(*parts) for path, parts in zip(paths, told) if len(parts) == len(Owner._fields)}


def archives(host: Host, packages: t.Iterable[str]) -> dict[str, list[str]]:
    """Where apt could have got the installed version of each package from, in the words of apt-cache policy."""
    return parse_policy(host.run("apt-cache", "policy", *packages))


def parse_policy(text: str) -> dict[str, list[str]]:
    """The places of the installed version of each package, dpkg's own status left out."""
    found: dict[str, list[str]] = {}
    package, installed = "", False
    for line in text.splitlines():
        heading, version, place = (pattern.match(line) for pattern in (POLICY_PACKAGE, POLICY_VERSION, POLICY_PLACE))
        if heading:
            package, installed = heading[1], False
        elif version:
            installed = version[1] == "***"
        elif place and installed and not place[1].startswith("/"):
            found.setdefault(package, []).append(place[1])
    return found


def _failed(done: Completed) -> ObservationError:
    words = " ".join((done.stderr or done.stdout).split())[:300] or "no message"
    return ObservationError(f"cannot tell which packages the interpreters are from: {' '.join(done.argv[:2])} ended with {done.returncode}: {words}")
