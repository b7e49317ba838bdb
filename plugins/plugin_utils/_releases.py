# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The table of releases: which line a system is on, where it is in its life on a day, and what comes after it. Pure."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

Data = t.Mapping[str, t.Any]

SUPPORTED, EXTENDED, ENDED, UNKNOWN = "supported", "extended", "ended", "unknown"


@dataclass(frozen=True)
class Life:
    """Where a release is in its life on a day: supported, extended, ended or unknown, and the days left of that; negative after the end."""

    support: str
    days_left: int | None


def find(raw: Data, distribution: Data) -> Data | None:
    """The line of a system: by its version, or by its codename where it has no version yet."""
    version, codename = raw["version"] or "", raw["codename"]
    for release in distribution.get("releases", ()):
        named = version == release["version"] or version.startswith(f"{release['version']}.")
        if _same_system(raw, release) and (named or (not version and codename and codename == release["codename"])):
            return t.cast("Data", release)
    return None


def lifecycle(release: Data, today: datetime.date) -> Life:
    """The last day of a phase belongs to it. Without a date, or before the release, nothing is known."""
    released, standard, extended = (date(release.get(name)) for name in ("released", "standard", "extended"))
    if released is None or standard is None or today < released:
        return Life(UNKNOWN, None)
    if today <= standard:
        return Life(SUPPORTED, (standard - today).days)
    last = extended or standard
    return Life(EXTENDED if today <= last else ENDED, (last - today).days)


def next_lts(raw: Data, current: Data, distribution: Data, today: datetime.date) -> str | None:
    """The nearest later release made for long, of those that are out and that everybody still gets updates for."""
    here = _number(current.get("version") or raw["version"])
    return next((version for version in open_lts(raw, distribution, today) if here and _number(version) > here), None)


def open_lts(raw: Data, distribution: Data, today: datetime.date) -> list[str]:
    """All such releases of the same system, oldest first."""
    own = [release for release in distribution.get("releases", ()) if _same_system(raw, release)]
    return [str(release["version"]) for release in own if release["lts"] and _open_to_all(release, distribution, today)]


def date(text: str | None) -> datetime.date | None:
    """A day as the table writes it, 2026-04-23."""
    return datetime.date.fromisoformat(text) if text else None


def _same_system(raw: Data, release: Data) -> bool:
    return release.get("name") in (None, raw["name"])


def _open_to_all(release: Data, distribution: Data, today: datetime.date) -> bool:
    support = lifecycle(release, today).support
    return support == SUPPORTED or (support == EXTENDED and distribution["extension"]["free"])


def _number(version: str | None) -> tuple[int, ...]:
    parts = (version or "").split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
