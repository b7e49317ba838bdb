# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""A page an area: what the role base_hardening changes, control by control; and the index with the counts."""

from __future__ import annotations

import fnmatch
import itertools
import pathlib
import typing as t
from collections import Counter

import proven_pages
import yaml
from ansible_collections.groundwork.baseline.plugins.module_utils import _workloads
from ansible_collections.groundwork.baseline.plugins.module_utils._guards import DOORS
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import PLANS
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _handed, _readings, _remediation, _tailoring
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_checks import families_of
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import NoSuchName, fill
from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import words
from texts import template

Data = dict[str, t.Any]
ROLE = "base_hardening"
BY_DEFAULT, PROFILE, ON_REQUEST, AUDITED, MANUAL = WAYS = ("by default", "with another profile", "on request", "audited alone", "by people")
FRAMEWORKS = {
    "cis_ubuntu2404": "CIS Ubuntu 24.04",
    "cis_rhel9": "CIS RHEL 9",
    "ssg": "ComplianceAsCode",
    "lynis": "Lynis",
    "stig_rhel9": "STIG RHEL 9",
}


class Role(t.NamedTuple):
    """What the role says of controls without being asked: its profile, modes by control or area; and its variables that ask for more of them."""

    profile: str
    modes: dict[str, str]
    switches: dict[str, str]


def pages(root: pathlib.Path) -> dict[str, str]:
    """The page of each area, and the index."""
    catalogue = _catalogue.load()
    role = read_role(root / "roles" / ROLE)
    cases = proven_pages.read_cases(root)
    told = [tell(control, catalogue, role, cases) for control in catalogue.controls]
    areas = {area: list(each) for area, each in itertools.groupby(sorted(told, key=lambda each: each["area"]), key=lambda each: each["area"])}
    made = {f"docs/controls/{area}.md": template("area.md.j2").render(area=area, controls=each) for area, each in areas.items()}
    return made | {"docs/controls/README.md": index(told, areas, catalogue, role)}


def read_role(role: pathlib.Path) -> Role:
    """Its defaults, the doors that it closes, and its switches: NAME stands for the table NAME_controls, AREA_manage for an area.

    What a switch stands for that is on by default is put right by default.
    """
    defaults, own = (yaml.safe_load((role / name / "main.yml").read_text(encoding="utf-8")) for name in ("defaults", "vars"))
    tables = {name: own[f"{name}_controls"] for name in defaults if f"{name}_controls" in own}
    unasked = {control: mode for name, table in tables.items() if defaults[name] is True for control, mode in table.items()}
    modes = {**own[f"{ROLE}_doors"], **unasked, **defaults[f"{ROLE}_controls"]}
    switches = {control: name for name, table in tables.items() if defaults[name] is not True for control in table}
    areas = {name.removeprefix(f"{ROLE}_").removesuffix("_manage"): name for name in defaults if name.endswith("_manage")}
    return Role(defaults[f"{ROLE}_profile"], modes, {**switches, **areas})


def tell(control: Data, catalogue: _catalogue.Catalogue, role: Role, cases: proven_pages.Cases) -> Data:
    """A control as the templates take it."""
    named = {family: _named(control, catalogue.platforms[family]) for family in families_of(control, catalogue.platforms)}
    named = {family: each for family, each in named.items() if each}
    way, why = _way(control, catalogue, role)
    return {
        **{key: control[key] for key in ("id", "area", "title", "rationale", "severity", "level", "resource")},
        "families": list(named),
        "where": _where(control, named, catalogue.platforms),
        "containers": control.get("applies_to", {}).get("containers", True),
        "way": way,
        "why": why,
        "switch": role.switches.get(control["id"], role.switches.get(control["area"], "")),
        "cures": _by_family(named, catalogue.platforms, lambda each: _cure(control["resource"], each)),
        "accepted": _by_family(named, catalogue.platforms, lambda each: _accepted(each["want"], each.get("accept"))),
        "proven": proven_pages.told(control, cases, list(named), {family: each["title"] for family, each in catalogue.platforms.items()}),
        "impact": control.get("impact", ""),
        "kept": _kept(control),
        "absent": control.get("if_absent", "not_applicable"),
        "range": _accepted(control["want"], control["range"]) if "range" in control else "",
        "profiles": [name for name in catalogue.profiles if control in _catalogue.choose(catalogue, profile=name)],
        "references": [f"{FRAMEWORKS.get(name, name)} {number}" for name, number in control.get("references", {}).items()],
    }


def _named(control: Data, platform: Data) -> Data:
    """The control in a family's names; nothing where the family has none."""
    try:
        return {key: fill(control[key], platform) for key in ("args", "want", "accept", "remediation") if key in control}
    except NoSuchName:
        return {}


def _where(control: Data, named: dict[str, Data], platforms: dict[str, Data]) -> str:
    families = "both families" if len(named) == len(platforms) > 1 else " and ".join(platforms[family]["title"] for family in named)
    return families if control.get("applies_to", {}).get("containers", True) else f"{families}, but not in containers"


def _way(control: Data, catalogue: _catalogue.Catalogue, role: Role) -> tuple[str, str]:
    """By whom and when a control is put right, and why not always."""
    mode = role.modes.get(control["id"], role.modes.get(control["area"], ""))
    if control.get("manual"):
        return MANUAL, control["manual"]
    if (control["resource"] not in PLANS and control["resource"] not in _handed.KINDS) or mode == _tailoring.AUDIT:
        return AUDITED, ""
    if mode == _tailoring.ENFORCE:
        return BY_DEFAULT, ""
    if control.get("on_request"):
        return ON_REQUEST, ""
    chosen = mode != _tailoring.OFF and control in _catalogue.choose(catalogue, profile=role.profile)
    return (BY_DEFAULT, "") if chosen else (PROFILE, f"it is not in the profile {role.profile}")


def _by_family(named: dict[str, Data], platforms: dict[str, Data], say: t.Callable[[Data], str]) -> list[tuple[str, str]]:
    """What is said for each family, (title, text); one line without a title where all are told the same."""
    said = [(platforms[family]["title"], say(each).rstrip(".")) for family, each in named.items()]
    return [("", said[0][1])] if len({text for _title, text in said}) == 1 else said


def _cure(kind: str, named: Data) -> str:
    return str(named.get("remediation") or _remediation.cure(kind, named["args"], named["want"]))


def _accepted(want: t.Any, accept: Data | None) -> str:
    tests = _readings.tests(want, accept).items()
    return ", ".join(f"{key.replace('_', ' ')} {words(test, most=99)}".strip() for key, test in tests)


def _kept(control: Data) -> str:
    """What keeps the engine from it on some hosts, as its guards say."""
    if control["resource"] == "sshd" and control["args"].get("option") in DOORS:
        return "never where whoever is connected could not come in again"
    name = control["args"].get("name", "")
    if control["resource"] == "sysctl" and any(fnmatch.fnmatchcase(name, pattern) for pattern in _workloads.SETTINGS):
        return "not where containers, virtual machines, a VPN or routing are found"
    return ""


def index(told: list[Data], areas: dict[str, list[Data]], catalogue: _catalogue.Catalogue, role: Role) -> str:
    """The page with the counts."""
    titles = {family: platform["title"] for family, platform in catalogue.platforms.items()}
    return template("index.md.j2").render(
        total=len(told),
        profile=role.profile,
        profiles={name: (profile["description"], sum(name in each["profiles"] for each in told)) for name, profile in catalogue.profiles.items()},
        ways={way: count for way in WAYS if (count := sum(each["way"] == way for each in told))},
        areas={area: Counter(each["way"] for each in controls) for area, controls in areas.items()},
        kinds=dict(sorted(Counter(each["resource"] for each in told).items())),
        families={title: _reach(told, family) for family, title in titles.items()},
    )


def _reach(told: list[Data], family: str) -> tuple[int, int]:
    """How many controls a family has on a machine, and in a container."""
    own = [each for each in told if family in each["families"]]
    return len(own), sum(each["containers"] for each in own)
