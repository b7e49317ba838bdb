# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""One proof for every control of the built-in catalogue; a new control is proven by two rows of data."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
import yaml
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import PLANS, RESOURCES
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _handed
from ansible_collections.groundwork.baseline.plugins.plugin_utils._evaluate import judge

CATALOGUE = _catalogue.load(check=True)
CASES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "controls"
READINGS: dict[str, dict[str, t.Any]] = {
    control: rows for path in sorted(CASES.glob("*.yml")) for control, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}
REFERENCES = {
    "cis_ubuntu2404": r"\d+(\.\d+)+(, ?\d+(\.\d+)+)*",
    "cis_rhel9": r"\d+(\.\d+)+(, ?\d+(\.\d+)+)*",
    "ssg": r"[a-z0-9_-]+(, ?[a-z0-9_-]+)*",
    "lynis": r"[A-Z]+-\d{4}(, ?[A-Z]+-\d{4})*",
}


# What breaks and proves each control on real hosts: the scenario prove.
BROKEN = pathlib.Path(__file__).resolve().parents[4] / "extensions" / "molecule" / "prove" / "cases"
PROVEN = {control for path in sorted(BROKEN.glob("*.yml")) for control in yaml.safe_load(path.read_text(encoding="utf-8"))}


def distro(family: str) -> dict[str, t.Any]:
    """A host of a family that is no container."""
    return {"family": family, "container": "none"}


def families(control: dict[str, t.Any]) -> list[str]:
    """The families that a control is for."""
    return control.get("applies_to", {}).get("families", sorted(CATALOGUE.platforms))


def cases() -> list[t.Any]:
    """(control, family, status, readings) for every row of every fixture: those for all families, then a family's own."""
    found = []
    for control in CATALOGUE.controls:
        told = READINGS.get(control["id"], {})
        for family in families(control):
            for status in ("pass", "fail"):
                rows = [*told.get(status, ()), *told.get(family, {}).get(status, ())]
                found += [pytest.param(control, family, status, row, id=f"{control['id']}-{family}-{status}-{at}") for at, row in enumerate(rows)]
    return found


@pytest.mark.parametrize(("control", "family", "status", "readings"), cases())
def test_judged(control: dict[str, t.Any], family: str, status: str, readings: list[dict[str, t.Any]]) -> None:
    """Readings that are good pass, readings that are not fail, on each family."""
    answer = {"readings": [{"source": "fixture", "aspect": "", **reading} for reading in readings], "duration_ms": 0.1}
    result = judge(control, answer, distro(family), CATALOGUE.platforms)
    assert result["status"] == status, result["reason"]
    assert bool(result["reason"]) == (status == "fail" or result["drift"])
    assert bool(result["remediation"]) == (status == "fail")


@pytest.mark.parametrize("control", CATALOGUE.controls, ids=lambda control: control["id"])
def test_whole(control: dict[str, t.Any]) -> None:
    """Each control has rows for pass and fail, references of the right form, and words that say something."""
    assert READINGS[control["id"]]["pass"], "no row that passes"
    assert READINGS[control["id"]]["fail"], "no row that fails"
    for framework, reference in control.get("references", {}).items():
        assert re.fullmatch(REFERENCES[framework], reference), f"{framework}: {reference}"
    assert len(control["title"]) <= 100
    assert control["title"] != control["rationale"]
    assert control["rationale"].endswith(".")
    assert len(control["rationale"]) <= 200
    assert control.get("impact", "It is none.").endswith(".")


@pytest.mark.parametrize("control", CATALOGUE.controls, ids=lambda control: control["id"])
def test_absent(control: dict[str, t.Any]) -> None:
    """A subject that is not there is what the fixture says, not applicable where it says nothing; what cannot be told is an error everywhere."""
    for family in families(control):
        told = {status: judge(control, {status: "it is so"}, distro(family), CATALOGUE.platforms)["status"] for status in ("absent", "error")}
        assert told == {"absent": READINGS[control["id"]].get("absent", "not_applicable"), "error": "error"}


@pytest.mark.parametrize("control", CATALOGUE.controls, ids=lambda control: control["id"])
def test_in_a_container(control: dict[str, t.Any]) -> None:
    """A container has settings of the network and mounts of its own, but neither a kernel nor a console."""
    # what translates BPF programs is the kernel's, whatever it is named after
    network = control["args"].get("name", "").startswith("net.") and "bpf" not in control["args"]["name"]
    if control["resource"] == "kernel_module" or control["area"] == "boot" or (control["resource"] == "sysctl" and not network):
        assert control.get("applies_to", {}).get("containers") is False
    if control["resource"] == "sysctl" and network:
        assert "applies_to" not in control


def test_enough() -> None:
    """All kinds of resources are used; no fixture is left of a control that is gone."""
    kinds = {control["resource"] for control in CATALOGUE.controls}
    assert kinds == set(RESOURCES)
    assert set(READINGS) == {control["id"] for control in CATALOGUE.controls}
    titles = [control["title"] for control in CATALOGUE.controls]
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize("profile", sorted(CATALOGUE.profiles))
def test_profiles(profile: str) -> None:
    """Every profile selects something."""
    assert _catalogue.choose(CATALOGUE, profile=profile)


def test_every_fix_is_proven() -> None:
    """What can be put right has a case that breaks it and proves the cure; all else says why only people can put it right."""
    fixable = {control["id"] for control in CATALOGUE.controls if "manual" not in control}
    assert sorted(fixable - PROVEN) == []
    assert sorted(PROVEN - fixable) == []
    kinds = {control["resource"] for control in CATALOGUE.controls if control["id"] in fixable}
    assert kinds <= {*PLANS, *_handed.KINDS}


def test_the_readme_counts_right() -> None:
    """What it says of how many controls there are is so."""
    readme = (BROKEN.parents[3] / "README.md").read_text(encoding="utf-8")
    manual = [control for control in CATALOGUE.controls if "manual" in control]
    assert f"{len(CATALOGUE.controls)} controls are one module run" in readme
    assert f"{len(CATALOGUE.controls) - len(manual)} of the {len(CATALOGUE.controls)} controls can be put right; for the other {len(manual)}" in readme
