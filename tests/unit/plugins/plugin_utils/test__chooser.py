# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What is chosen, and what is said of a choice that nobody can make."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue_schema, _chooser
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import Catalogue, CatalogueError, choose


def control(name: str, severity: str, level: int, resource: str, **more: t.Any) -> dict[str, t.Any]:
    """A control as the catalogue has it."""
    return {"id": name, "area": name.partition(".")[0], "title": name, "severity": severity, "level": level, "resource": resource, **more}


CONTROLS = [
    control("kernel.a", "medium", 1, "sysctl", references={"cis_rhel9": "1.5.1"}),
    control("kernel.b", "low", 2, "sysctl"),
    control("ssh.a", "high", 1, "sshd", references={"cis_rhel9": "5.1.1", "ssg": "x"}, applies_to={"families": ["debian"]}),
    control("ssh.b", "critical", 2, "sshd", references={"cis_rhel9": "5.1.2"}),
]
PROFILES: dict[str, dict[str, t.Any]] = {
    "first": {"levels": [1]},
    "all": {"levels": [1, 2]},
    "cis": {"framework": "cis_rhel9"},
    "cis_one": {"framework": "cis_rhel9", "levels": [1]},
    "named": {"include": ["ssh.b", "kernel.b"]},
    "but": {"levels": [1], "include": ["ssh.b"], "exclude": ["ssh.a"]},
    "none": {"framework": "pci"},
}
CATALOGUE = Catalogue(CONTROLS, PROFILES, {}, {})


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ({}, ["kernel.a", "kernel.b", "ssh.a", "ssh.b"]),
        ({"profile": "first"}, ["kernel.a", "ssh.a"]),
        ({"profile": "cis"}, ["kernel.a", "ssh.a", "ssh.b"]),
        ({"profile": "cis_one"}, ["kernel.a", "ssh.a"]),
        ({"profile": "named"}, ["kernel.b", "ssh.b"]),
        ({"profile": "but"}, ["kernel.a", "ssh.b"]),
        ({"areas": ["ssh"]}, ["ssh.a", "ssh.b"]),
        ({"severities": ["low", "critical"]}, ["kernel.b", "ssh.b"]),
        ({"levels": [2]}, ["kernel.b", "ssh.b"]),
        ({"controls": ["ssh.b", "kernel.a"]}, ["kernel.a", "ssh.b"]),
        ({"profile": "first", "areas": ["ssh"], "severities": ["high"]}, ["ssh.a"]),
        ({"select": "[]"}, ["kernel.a", "kernel.b", "ssh.a", "ssh.b"]),
        ({"select": "[?severity=='high']"}, ["ssh.a"]),
        ({"select": "severity=='high'"}, ["ssh.a"]),
        ({"select": "  severity=='high' || level==`2`  "}, ["kernel.b", "ssh.a", "ssh.b"]),
        ({"select": "[?resource=='sshd' && level==`2`].id"}, ["ssh.b"]),
        ({"select": "[-1]"}, ["ssh.b"]),
        ({"select": "[0].id"}, ["kernel.a"]),
        ({"select": "@[?level==`1`]"}, ["kernel.a", "ssh.a"]),
        ({"select": "references.cis_rhel9"}, ["kernel.a", "ssh.a", "ssh.b"]),
        ({"select": "[?starts_with(not_null(references.cis_rhel9, ''), '5.')]"}, ["ssh.a", "ssh.b"]),
        ({"select": "contains(id, 'ssh')"}, ["ssh.a", "ssh.b"]),
        ({"select": "contains(['low', 'high'], severity)"}, ["kernel.b", "ssh.a"]),
        ({"select": "applies_to.families[?@=='debian']"}, ["ssh.a"]),
        ({"select": "[].{name: id, s: severity} | [?s=='low'].name"}, ["kernel.b"]),
        ({"select": "[?level==`1`] | [?area=='ssh']"}, ["ssh.a"]),
        ({"profile": "first", "select": "area=='ssh'"}, ["ssh.a"]),
    ],
)
def test_choose(options: dict[str, t.Any], chosen: list[str]) -> None:
    assert [each["id"] for each in choose(CATALOGUE, **options)] == chosen


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"profile": "frist"}, 'cannot choose controls: there is no profile "frist"; did you mean first?'),
        ({"areas": ["shh"]}, 'cannot choose controls: there is no area "shh"; did you mean ssh?'),
        ({"severities": ["hihg"]}, 'cannot choose controls: there is no severity "hihg"; did you mean high?'),
        ({"levels": [3]}, 'cannot choose controls: there is no level "3"; there are 1, 2'),
        ({"controls": ["ssh.a", "shh.b"]}, 'cannot choose controls: there is no control "shh.b"; did you mean ssh.b or ssh.a?'),
        ({"profile": "none"}, "cannot choose controls: none fits profile none; ask for less at once"),
        (
            {"areas": ["ssh"], "levels": [1], "severities": ["low"]},
            "none fits areas ssh and severities low and levels 1; ask for less at once",
        ),
        ({"profile": "first", "controls": ["ssh.b"]}, "cannot choose controls: none fits profile first and controls ssh.b; ask for less at once"),
        (
            {"select": "severity=='hgih'"},
            "cannot select controls by severity=='hgih': none of 4 controls matches; loosen it, or take another profile",
        ),
        ({"profile": "first", "select": "level==`2`"}, "none of 2 controls matches"),
        ({"select": "severty=='high'"}, "cannot select controls by severty=='high': controls have no \"severty\"; did you mean severity?"),
        ({"select": 'severity=="high"'}, "controls have no \"high\"; text stands in single quotes: 'high'"),
        ({"select": "[?refs.ssg]"}, 'controls have no "refs"'),
        ({"select": "[?level==`1`] | [?aera=='ssh']"}, 'controls have no "aera"; did you mean area?'),
        ({"select": "[?severity=='high'"}, "it is no JMESPath expression that can be run: Invalid jmespath expression: Incomplete expression"),
        ({"select": "level==1"}, "it is no JMESPath expression that can be run: "),
        ({"select": ""}, "it is no JMESPath expression that can be run: "),
        ({"select": "foo(id)"}, "it is no JMESPath expression that can be run: Unknown function: foo()"),
        ({"select": "contains(level, 'x')"}, "it is no JMESPath expression that can be run: In function contains()"),
        ({"select": "[].level"}, "it gives neither controls nor their ids; try [?severity=='high']"),
        ({"select": "[].title | [?contains(@, 'x')] | [0]"}, "none of 4 controls matches"),
        ({"select": "[].severity"}, "it gives neither controls nor their ids"),
        ({"select": "@ | length(@)"}, "it gives neither controls nor their ids"),
        ({"select": "[].[id, severity]"}, "it gives neither controls nor their ids"),
    ],
)
def test_bad_choice(options: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        choose(CATALOGUE, **options)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_fields_are_the_schema_s() -> None:
    schema: t.Any = _catalogue_schema.validator("controls").schema
    assert set(_chooser.FIELDS) == {"area", *schema["$defs"]["control"]["properties"]}
