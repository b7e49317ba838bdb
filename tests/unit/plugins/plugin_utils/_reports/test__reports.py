# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Golden reports: each fixture, in each format of the table, is what it was; a new case is two new files."""

from __future__ import annotations

import copy
import json
import pathlib
import typing as t

import jsonschema
import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_schema import validator
from ansible_collections.groundwork.baseline.plugins.plugin_utils._reports import FORMATS, KEYS, report

CASES = sorted((pathlib.Path(__file__).resolve().parents[3] / "fixtures" / "reports").glob("*.json"))


def read(path: pathlib.Path) -> dict[str, t.Any]:
    """The report in a file."""
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: pathlib.Path, name: str) -> None:
    before = read(path)
    given = copy.deepcopy(before)
    assert FORMATS[name](given) == path.with_suffix(f".{name}").read_text(encoding="utf-8")
    assert given == before


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_fits_the_schema(path: pathlib.Path) -> None:
    validator("report").validate(read(path))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_fits_the_screen(path: pathlib.Path) -> None:
    lines = path.with_suffix(".summary").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("results", 0, "status"), "PASS"),
        (("results", 0, "severity"), "hgih"),
        (("results", 0, "drift"), None),
        (("results", 0, "new"), 1),
        (("summary", "score"), 101),
        (("summary", "audited_at"), "yesterday"),
        (("summary", "counts", "pass"), -1),
        (("schema_version",), 2),
        (("results", 0, "reason"), ""),
    ],
)
def test_the_schema_refuses(where: tuple[str | int, ...], value: t.Any) -> None:
    found: t.Any = read(next(path for path in CASES if path.stem == "mixed"))
    assert found["results"][0]["status"] == "fail"
    part = found
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        validator("report").validate(found)


def test_report() -> None:
    result = {**dict.fromkeys(KEYS, 1), "changed": False, "gate": {}}
    assert report(result) == {"schema_version": 1, **dict.fromkeys(KEYS, 1)}
    with pytest.raises(KeyError):
        report({})
