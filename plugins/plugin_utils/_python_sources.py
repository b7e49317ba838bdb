# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""From where a version of Python comes on a host, and the sentence that says why it cannot. Pure."""

from __future__ import annotations

import re
import typing as t
from dataclasses import asdict, dataclass, field

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _python_packages

Data = t.Mapping[str, t.Any]
VERSION = re.compile(r"3\.[0-9]+")
FULL_VERSION = re.compile(r"3\.[0-9]+(\.[0-9]+)?")
AUTO, DISTRO, APPSTREAM, UV, DEADSNAKES, PATH = SOURCES = ("auto", "distro", "appstream", "uv", "deadsnakes", "path")
OWN = "own"


class Refused(Exception):
    """A sentence on why a version cannot be had."""


@dataclass(frozen=True)
class Interpreter:
    """A Python to be: from where, at which path ("" where that is known only afterwards), by which packages. on_path: a new python3.N on PATH."""

    version: str
    source: str
    path: str = ""
    packages: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    on_path: bool = False

    def told(self) -> dict[str, t.Any]:
        """As a dictionary."""
        return asdict(self)


def resolve(entry: Data, host: str, distro: Data) -> Interpreter:
    """The interpreter that an entry of python_runtime_versions asks for; Refused where it cannot be had."""
    version, source = str(entry.get("version", "")), str(entry.get("source") or AUTO)
    if not (FULL_VERSION if source == UV else VERSION).fullmatch(version):
        raise Refused(f'cannot have Python "{version}" on {host}: a version is written as "3.12"; put it in quotes, as 3.10 without them is 3.1')
    if source == PATH:
        return _at_path(version, str(entry.get("path") or ""), host)
    if entry.get("path"):
        raise Refused(f"cannot have Python {version} on {host}: path goes with source path alone, and source is {source}; leave one of them out")
    if source == UV:
        return Interpreter(version, UV)
    if source == DEADSNAKES:
        return _deadsnakes(version, host, distro)
    return _packaged(version, source, host, distro)


def own(distro: Data) -> Interpreter:
    """The Python that a host has as python3."""
    names, version = _python_packages.family(distro), _python_packages.own(distro)
    path = names["path"].format(version=version) if version else distro["default_python"]["path"]
    return Interpreter(version, OWN, path, list(names["own"]["interpreter"]), list(names["own"]["headers"]))


def _at_path(version: str, path: str, host: str) -> Interpreter:
    if not path.startswith("/"):
        raise Refused(f'cannot have Python {version} on {host}: source is path, and path is "{path}"; give the absolute path of the interpreter')
    return Interpreter(version, PATH, path)


def _packaged(version: str, source: str, host: str, distro: Data) -> Interpreter:
    """From the release's own repositories, under whatever name they go there."""
    names, title = _python_packages.family(distro), _title(distro)
    if source == APPSTREAM and names["repositories"] != APPSTREAM:
        raise Refused(f"cannot have Python {version} from AppStream on {host}: {title} has no such repository; leave source at auto")
    if version == _python_packages.own(distro) and source != APPSTREAM:
        return own(distro)
    found = _python_packages.others(distro).get(version)
    if found is None or source not in (AUTO, names["repositories"]):
        raise Refused(f"cannot have Python {version} on {host}: {_offer(distro)}. {_instead(version, distro)}")
    if _python_packages.comes_later(distro, found.get("since", "")):
        raise Refused(f"cannot have Python {version} on {host}: it comes with {found['since']}, and this is {title}; update the host first. {_offer(distro)}")
    return _by_name(version, names["repositories"], distro)


def _by_name(version: str, source: str, distro: Data) -> Interpreter:
    names = _python_packages.family(distro)
    packages, headers = ([word.format(version=version) for word in names["other"][kind]] for kind in ("interpreter", "headers"))
    return Interpreter(version, source, names["path"].format(version=version), packages, headers, on_path=True)


def _deadsnakes(version: str, host: str, distro: Data) -> Interpreter:
    known = _python_packages.table()["deadsnakes"]
    if distro["id"] != known["distribution"] or distro["version"] not in known["releases"]:
        raise Refused(
            f"cannot have Python {version} from deadsnakes on {host}: it publishes for Ubuntu {', '.join(known['releases'])} alone, and this is "
            f"{_title(distro)}; {_instead(version, distro)}"
        )
    return _by_name(version, DEADSNAKES, distro)


def _title(distro: Data) -> str:
    name = str(distro.get("name") or distro["id"]).removesuffix(" GNU/Linux")
    return f"{name} {distro.get('version') or distro.get('codename') or ''}".strip()


def _offer(distro: Data) -> str:
    """What the release offers, and until when."""
    beside = sorted(
        (version for version, known in _python_packages.others(distro).items() if not _python_packages.comes_later(distro, known.get("since", ""))),
        key=lambda version: int(version.partition(".")[2]),
    )
    offered = f"{_title(distro)} offers {_python_packages.own(distro) or 'a python3'}{' and ' if beside else ' alone'}{', '.join(beside)}"
    ends = distro.get("end_of_life") or {}
    until = f"updates for everybody until {ends['standard']}" if ends.get("standard") else "the end of its updates is not known here"
    extended = f", extended until {ends['extended']}" if ends.get("extended") else ""
    return f"{offered} ({until}{extended})"


def _instead(version: str, distro: Data) -> str:
    """What to do about it."""
    distribution = _catalogue.releases()["distributions"].get(distro["id"], {})
    ships = [f"{distribution['title']} {release['version']}" for release in distribution.get("releases", ()) if release["python"] == version and release["lts"]]
    moved = f", or move to {' or '.join(dict.fromkeys(ships))}, which ships it" if ships else ""
    return f"Ask for one of these, or for source uv, which keeps a build of its own in a folder{moved}"
