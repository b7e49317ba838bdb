# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The filter passes reports on to the formats, and says what it cannot."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.groundwork.baseline.plugins.filter.report import FilterModule
from ansible_collections.groundwork.baseline.plugins.plugin_utils._reports import FORMATS

CASE = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "reports" / "mixed.json"
REPORT: dict[str, t.Any] = json.loads(CASE.read_text(encoding="utf-8"))
render = FilterModule().filters()["report"]


@pytest.mark.parametrize("name", FORMATS)
def test_formats(name: str) -> None:
    registered = {**REPORT, "changed": False, "gate": {"failed": False, "reason": ""}}
    assert render(registered, name) == CASE.with_suffix(f".{name}").read_text(encoding="utf-8")


def test_json_is_the_default() -> None:
    assert json.loads(render(REPORT)) == REPORT


@pytest.mark.parametrize(
    ("value", "name", "sentence"),
    [
        (REPORT, "xml", 'groundwork.baseline.report has no format "xml"; there are json, summary'),
        ({}, "json", "groundwork.baseline.report was given no audit"),
        ("text", "json", "groundwork.baseline.report was given no audit"),
        ({"failed": True, "msg": "x"}, "summary", "groundwork.baseline.report was given no audit"),
    ],
)
def test_refused(value: t.Any, name: str, sentence: str) -> None:
    with pytest.raises(AnsibleFilterError, match=sentence):
        render(value, name)
