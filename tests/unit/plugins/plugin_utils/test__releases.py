# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import datetime
import re
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _releases

TABLE = _catalogue.load().releases
DISTRIBUTIONS: dict[str, dict[str, t.Any]] = TABLE["distributions"]
LINES = [(name, release) for name, distribution in DISTRIBUTIONS.items() for release in distribution.get("releases", ())]
NEEDED = {"version", "codename", "lts", "released", "standard", "extended", "python"}


@pytest.mark.parametrize(("name", "release"), LINES)
def test_a_line_is_whole(name: str, release: dict[str, t.Any]) -> None:
    assert set(release) - {"name"} == NEEDED
    assert isinstance(release["version"], str) and isinstance(release["lts"], bool)
    assert release["python"] is None or re.fullmatch(r"3\.[0-9]+", release["python"])
    days = [datetime.date.fromisoformat(release[key]) for key in ("released", "standard", "extended") if release[key]]
    assert days == sorted(days)
    assert release["extended"] is None or "extension" in DISTRIBUTIONS[name]


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_distribution_is_whole(name: str) -> None:
    distribution = DISTRIBUTIONS[name]
    assert set(distribution) <= {"title", "source", "extension", "releases", "caution", "instead", "not_for_production"}
    assert "releases" in distribution or "not_for_production" in distribution
    if "releases" in distribution:
        assert set(distribution["source"]) == {"dates", "python"}
        assert set(distribution["source"].values()) <= set(TABLE["sources"])
        lines = [(release.get("name"), release["version"]) for release in distribution["releases"]]
        assert len(lines) == len(set(lines))


@pytest.mark.parametrize(("name", "releases"), [(name, distribution["releases"]) for name, distribution in DISTRIBUTIONS.items() if "releases" in distribution])
def test_releases_stand_oldest_first(name: str, releases: list[dict[str, t.Any]]) -> None:
    for system in {release.get("name") for release in releases}:
        days = [release["released"] for release in releases if release.get("name") == system and release["released"]]
        assert days == sorted(days)


DISTRIBUTION = {
    "extension": {"name": "more", "free": True},
    "releases": [
        {"version": "9", "codename": "nine", "lts": True, "released": "2021-01-01", "standard": "2022-01-01", "extended": None},
        {"version": "9.10", "codename": None, "lts": False, "released": "2021-06-01", "standard": "2022-01-01", "extended": None},
        {"version": "10", "name": "Other", "codename": "ten", "lts": True, "released": "2022-01-01", "standard": "2024-01-01", "extended": None},
        {"version": "11", "codename": "eleven", "lts": True, "released": None, "standard": None, "extended": None},
    ],
}


@pytest.mark.parametrize(
    ("version", "codename", "name", "expected"),
    [
        ("9", None, None, "9"),
        ("9.3", None, None, "9"),
        ("90", None, None, None),
        ("10", None, "Other", "10"),
        ("10", None, "Mine", None),
        (None, "eleven", None, "11"),
        ("12", "eleven", None, None),
        (None, None, None, None),
        ("", "", None, None),
    ],
)
def test_find(version: str | None, codename: str | None, name: str | None, expected: str | None) -> None:
    found = _releases.find({"version": version, "codename": codename, "name": name}, DISTRIBUTION)
    assert (found and found["version"]) == expected


def test_find_where_nothing_is_known() -> None:
    assert _releases.find({"version": "1", "codename": None, "name": None}, {}) is None


@pytest.mark.parametrize(
    ("release", "support", "days_left"),
    [
        ({}, "unknown", None),
        ({"released": "2020-01-01", "standard": None, "extended": None}, "unknown", None),
        ({"released": "2020-01-01", "standard": "2021-01-31", "extended": None}, "supported", 30),
        ({"released": "2020-01-01", "standard": "2020-12-31", "extended": "2021-01-01"}, "extended", 0),
        ({"released": "2020-01-01", "standard": "2020-12-31", "extended": None}, "ended", -1),
        ({"released": "2021-01-02", "standard": "2022-12-31", "extended": None}, "unknown", None),
    ],
)
def test_lifecycle(release: dict[str, str | None], support: str, days_left: int | None) -> None:
    assert _releases.lifecycle(release, datetime.date(2021, 1, 1)) == _releases.Life(support, days_left)
