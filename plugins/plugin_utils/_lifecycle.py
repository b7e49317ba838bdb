# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a system's raw facts mean: its family, its names, its place in life and whether to serve from it. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._distro import OTHER, UNKNOWN, family
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _production, _releases

if t.TYPE_CHECKING:
    import datetime

Data = t.Mapping[str, t.Any]

ROLES = ("ssh", "cron", "time", "firewall", "updates")
# Raw facts that are passed on as they are, in the order a reader wants them.
SAID = ("id", "id_like", "name", "pretty_name", "version", "major", "variant")
SEEN = ("kernel", "architecture", "container", "package_manager", "service_manager", "mac", "unknown")


def candidate_units(platforms: Data) -> list[str]:
    """The units that a host has to be asked about, for describe() to choose from."""
    return sorted({name for platform in platforms.values() for role in ROLES for name in _candidates(platform, role)})


def describe(raw: Data, platforms: Data, releases: Data, today: datetime.date) -> dict[str, t.Any]:
    """The distro record. raw: what _distro.identify() tells; platforms: by family; releases: the data of catalogue/releases.yml."""
    kin = family(raw, {name: key for key, platform in platforms.items() for name in platform["ids"]})
    platform = platforms.get(kin, {})
    distribution = releases["distributions"].get(raw["id"], {})
    release = _releases.find(raw, distribution) or {}
    life = _releases.lifecycle(release, today)
    following = _releases.next_lts(raw, release, distribution, today)
    latest = following or next(reversed(_releases.open_lts(raw, distribution, today)), None)
    system = _system(raw, distribution)
    case = _production.Case(
        title=_title(raw, system),
        distribution=distribution,
        release=release,
        life=life,
        today=today,
        instead=f"{system} {latest}" if latest else distribution.get("instead", "a release that is supported"),
        stranger_to=[each["title"] for each in platforms.values()] if kin == OTHER else [],
    )
    return {
        **{name: raw[name] for name in SAID},
        "codename": raw["codename"] or release.get("codename"),
        "family": kin,
        "lts": release.get("lts"),
        "released": release.get("released"),
        "end_of_life": {"standard": release.get("standard"), "extended": release.get("extended")},
        "support": life.support,
        "days_left": life.days_left,
        "next_lts": following,
        **{name: raw[name] for name in SEEN},
        "admin_group": platform.get("admin_group"),
        "units": {role: _unit(platform, role, raw["unit_files"]) for role in ROLES},
        "default_python": {"path": None, "version": None, **(raw["python"] or {}), "shipped": release.get("python")},
        "production": _production.judge(case),
    }


def _system(raw: Data, distribution: Data) -> str | None:
    """What to call it without its version: as the table does, or by its own name where several share an id; None where the table has none."""
    shared = any(release.get("name") for release in distribution.get("releases", ()))
    return (raw["name"] if shared else None) or distribution.get("title")


def _title(raw: Data, system: str | None) -> str:
    """How to speak of it: "Debian 12", or in its own words where it is not in the table."""
    if system is None:
        return "This system, which no os-release names," if raw["id"] == UNKNOWN else f"{raw['pretty_name'] or raw['id']} (id {raw['id']})"
    return " ".join(part for part in (system, raw["version"] or raw["codename"]) if part)


def _candidates(platform: Data, role: str) -> list[str]:
    names = platform.get("units", {}).get(role) or []
    return [names] if isinstance(names, str) else list(names)


def _unit(platform: Data, role: str, there: t.Mapping[str, bool] | None) -> str | None:
    """The first of the family's candidates that the host starts, or else that it has; None where it has none."""
    if there is None:
        return UNKNOWN if platform else None
    names = [name for name in _candidates(platform, role) if name in there]
    return next((name for name in names if there[name]), None) or next(iter(names), None)
