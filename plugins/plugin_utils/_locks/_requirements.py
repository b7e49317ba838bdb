# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Requirements files with pinned versions and hashes, as pip, pip-tools and uv read and write them."""

from __future__ import annotations

import collections
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _packaging
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._lines import Files, Line
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import (
    INVALID,
    SHA256,
    UNPINNED,
    LockError,
    Package,
    Request,
    canonical,
    check_hashes,
    check_marker,
    check_names,
    merged,
)

_ELSEWHERE = re.compile(r"://|^[a-z]+\+|^file:|@\s*[a-z+]+:|^\.{0,2}/|\\|\.(whl|zip|tar\.\w+)(\s|$)", re.IGNORECASE)
_ADDRESS = "it comes from a path or an address and not from an index; build a wheel of it, put it into your index, and pin that"
_ALGORITHMS = ("sha256", "sha384", "sha512")


class _Pin(t.NamedTuple):
    """A requirement: its version is empty where it is not pinned, given is how many hashes of any kind it has."""

    package: Package
    given: int
    line: Line


def read(text: str, request: Request) -> dict[str, t.Any]:
    """What a requirements file says; LockError where it cannot be used. Extras of a name add nothing: a lock names all that they need."""
    path = str(request.path)
    check_names(request.groups, (), "group", path)
    check_names(request.extras, (), "extra", path)
    files = Files(request.path, text)
    pins = [_pin(line) for line in files.lines()]
    wanted = request._replace(require_hashes=request.require_hashes or files.require_hashes)
    constraints = collections.defaultdict(list)
    for pin in pins:
        if pin.line.constraint:
            constraints[pin.package["name"]].append(pin)
    packages = [_checked(_constrained(pin, constraints[pin.package["name"]]), wanted) for pin in pins if not pin.line.constraint]
    return {"requires_python": "", "environments": [], "packages": merged(packages, path), "included": files.included}


def _pin(line: Line) -> _Pin:
    requirement = _parsed(line)
    hashes = _hashes(line)
    package = Package(
        name=canonical(requirement.name),
        version=_version(requirement),
        marker=check_marker(str(requirement.marker or ""), line.place),
        hashes=[one for one in hashes if one.startswith("sha256:")],
        files=[],
    )
    return _Pin(package, len(hashes), line)


def _parsed(line: Line) -> _packaging.Requirement:
    if _ELSEWHERE.search(line.text.partition(";")[0]):
        raise LockError(INVALID, f"{line.place}: {_ADDRESS}")
    try:
        requirement = _packaging.Requirement(line.text)
    except _packaging.InvalidRequirement as exc:
        why = str(exc).splitlines()[0]
        raise LockError(INVALID, f"{line.place}: {line.text!r} is no requirement ({why}); one looks like django==5.2.1 --hash=sha256:...") from None
    if requirement.url:
        raise LockError(INVALID, f"{line.place}: {requirement.name}: {_ADDRESS}")
    return requirement


def _version(requirement: _packaging.Requirement) -> str:
    """The one version that it allows, empty where it allows others too."""
    clauses = list(requirement.specifier)
    if len(clauses) != 1 or clauses[0].operator not in ("==", "===") or clauses[0].version.endswith(".*"):
        return ""
    try:
        return str(_packaging.Version(clauses[0].version))
    except _packaging.InvalidVersion:
        return ""


def _hashes(line: Line) -> list[str]:
    found, options = [], list(line.options)
    while options:
        option, sign, value = options.pop(0).partition("=")
        if option != "--hash":
            raise LockError(INVALID, f"{line.place}: {option} is not for a lock; only --hash may follow a requirement, take it out")
        digest = (value if sign else options.pop(0) if options else "").strip()
        algorithm = digest.partition(":")[0]
        if algorithm not in _ALGORITHMS or (algorithm == "sha256" and not SHA256.fullmatch(digest.lower())):
            raise LockError(INVALID, f"{line.place}: {digest!r} is no hash; one looks like --hash=sha256: and 64 hexadecimal digits")
        found.append(digest.lower())
    return found


def _constrained(pin: _Pin, constraints: list[_Pin]) -> _Pin:
    """A requirement with the version and the hashes that a constraints file has for it."""
    package = pin.package.copy()
    for other in constraints:
        if other.package["marker"] not in ("", package["marker"]):
            continue
        versions = {one for one in (package["version"], other.package["version"]) if one}
        if len(versions) > 1:
            both = " and ".join(sorted(versions))
            raise LockError(INVALID, f"{pin.line.place}: {package['name']} is held to {both} at once, the other one by {other.line.place}; keep one")
        package["version"] = "".join(versions)
        package["hashes"] = [*package["hashes"], *(one for one in other.package["hashes"] if one not in package["hashes"])]
        pin = pin._replace(given=pin.given + other.given)
    return pin._replace(package=package)


def _checked(pin: _Pin, request: Request) -> Package:
    package, place = pin.package, pin.line.place
    if not package["version"]:
        raise LockError(UNPINNED, f"{place}: {package['name']} is not pinned to one version; write {package['name']}==VERSION, or lock again")
    check_hashes(package, pin.given, request, place)
    return package
