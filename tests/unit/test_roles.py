# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What a role's variables are said to be and what they are: names, prefixes and defaults agree."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
import yaml

ROLES = sorted(path for path in (pathlib.Path(__file__).resolve().parents[2] / "roles").iterdir() if path.is_dir())


def read(role: pathlib.Path, name: str) -> dict[str, t.Any]:
    return dict(yaml.safe_load((role / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_defaults_are_the_documented_ones(role: pathlib.Path) -> None:
    options = read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    assert {name: option["default"] for name, option in options.items() if not option.get("required")} == read(role, "defaults/main.yml")
    assert all(name.startswith(f"{role.name}_") for name in options)
    assert all(option["description"] for option in options.values())
