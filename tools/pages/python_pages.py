# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Which Python each release has, until when, and under which names: the page for whoever runs web applications."""

from __future__ import annotations

import pathlib
import typing as t

import yaml
from texts import template

Data = dict[str, t.Any]
CATALOGUE = "plugins/plugin_utils/catalogue"
PAGE = "docs/python-web-applications.md"


def pages(root: pathlib.Path) -> dict[str, str]:
    """The page."""
    packages, cycles = _yaml(root, "python/packages.yml"), _yaml(root, "python/cycles.yml")["cycles"]
    listed = releases(packages, _yaml(root, "releases.yml")["distributions"])
    ends = {cycle["version"]: str(cycle["end"]) for cycle in cycles}
    families = {_yaml(root, f"platforms/{name}.yml")["title"]: family for name, family in packages["families"].items()}
    text = template("python.md.j2").render(releases=listed, pythons=pythons(listed, ends), families=families, deadsnakes=packages["deadsnakes"])
    return {PAGE: text}


def releases(packages: Data, distributions: Data) -> list[Data]:
    """The releases of which the Pythons are known, with their dates and all their Pythons."""
    found = []
    for name, offers in packages["others"].items():
        known = {(each.get("name", distributions[name]["title"]), each["version"]): each for each in distributions[name]["releases"]}
        for (title, version), each in known.items():
            # CentOS Linux had versions of the same numbers as Stream, and none that is in the table
            if version in offers:
                extension = distributions[name].get("extension", {})
                extended = f"{each['extended']} ({extension.get('name')})" if each["extended"] else ""
                dates = {"standard": str(each["standard"] or "not published"), "extended": extended}
                found.append({"title": f"{title} {version}", "own": each["python"], "others": offers[version], **dates})
    return found


def pythons(listed: list[Data], ends: dict[str, str]) -> list[Data]:
    """Each version that a release has: until when it is patched upstream, which releases have it as python3, and which beside."""
    versions = {each["own"] for each in listed} | {version for each in listed for version in each["others"]}
    return [
        {
            "version": version,
            "end": ends[version],
            "own": [each["title"] for each in listed if each["own"] == version],
            "beside": [each["title"] for each in listed if version in each["others"]],
        }
        for version in sorted(versions, key=lambda version: int(version.partition(".")[2]))
    ]


def _yaml(root: pathlib.Path, name: str) -> Data:
    return dict(yaml.safe_load((root / CATALOGUE / name).read_text(encoding="utf-8")))
