# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The tables of Pythons, and what they say of an interpreter: who patches it, until when."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _releases
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import Document

if t.TYPE_CHECKING:
    import datetime

Data = t.Mapping[str, t.Any]

FOLDER = _catalogue.DATA / "python"
# Why the distribution's date is not known, by the source of an interpreter.
STRANGERS = {
    "appstream": "AppStream retires its further versions before the release, and those days are not in this collection's table",
    "deadsnakes": "the archive deadsnakes promises no day",
    "uv": "no distribution patches it: a newer build has to be fetched",
    "pyenv": "no distribution patches it: it has to be built again",
    "other": "it is of no package of the distribution",
    None: "it cannot be told whether it is of a package of the distribution",
}


@dataclass(frozen=True)
class Tables:
    """interpreters: the data of interpreters.yml; cycles: the lines of cycles.yml by their versions."""

    interpreters: Data
    cycles: t.Mapping[str, Data]


def load() -> Tables:
    """Read the tables; CatalogueError where that fails."""
    cycles = Document(FOLDER / "cycles.yml", "the cycles of Python").data["cycles"]
    return Tables(Document(FOLDER / "interpreters.yml", "the places of interpreters").data, {line["version"]: line for line in cycles})


def describe(interpreter: Data, cycles: t.Mapping[str, Data], distro: Data, releases: Data, today: datetime.date) -> dict[str, t.Any]:
    """An interpreter with its ends of life. distro: the identity of the system; releases: the data of releases.yml. Pure."""
    minor = ".".join(interpreter["version"].split(".")[:2]) if interpreter["version"] else ""
    upstream = cycles.get(minor, {}).get("end")
    return {**interpreter, "upstream_eol": upstream, "upstream_days_left": _left(upstream, today), **_distribution(interpreter, minor, distro, releases, today)}


def _distribution(interpreter: Data, minor: str, distro: Data, releases: Data, today: datetime.date) -> dict[str, t.Any]:
    release = _releases.find(distro, releases["distributions"].get(distro["id"], {})) or {}
    reason = _stranger(interpreter, minor, release, distro)
    life = _releases.lifecycle(release, today)
    ends = {_releases.SUPPORTED: release.get("standard"), _releases.UNKNOWN: None}
    end = None if reason else ends.get(life.support, release.get("extended") or release.get("standard"))
    return {
        "distro_eol": end,
        "distro_days_left": _left(end, today),
        "distro_support": _releases.UNKNOWN if reason else life.support,
        "distro_eol_reason": reason or ("" if end else f"no end of {_title(distro)} is in this collection's table"),
    }


def _stranger(interpreter: Data, minor: str, release: Data, distro: Data) -> str:
    """Why the end of the release says nothing of an interpreter; "" where it does."""
    if interpreter["source"] != "distro":
        return STRANGERS[interpreter["source"]]
    if not minor:
        return "it does not tell its version"
    if release.get("python") not in (None, minor):
        return f"it is not the Python {release['python']} that {_title(distro)} comes with, and how long another is patched is not in this collection's table"
    return ""


def _title(distro: Data) -> str:
    return str(distro["pretty_name"] or distro["id"])


def _left(day: str | None, today: datetime.date) -> int | None:
    end = _releases.date(day)
    return (end - today).days if end else None
