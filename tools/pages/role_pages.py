# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""The page of each role: what people wrote in its docs/, and its variables as meta/argument_specs.yml has them."""

from __future__ import annotations

import pathlib
import re
import typing as t

import yaml
from texts import template

Data = dict[str, t.Any]
HEADER = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)


def pages(root: pathlib.Path) -> dict[str, str]:
    """The README of each role, and of the folder of roles."""
    specs = {path.parents[1]: _spec(path) for path in sorted(root.glob("roles/*/meta/argument_specs.yml"))}
    made = {f"roles/{role.name}/README.md": page(role, spec) for role, spec in specs.items()}
    listed = {role.name: spec["short_description"] for role, spec in specs.items()}
    return made | {"roles/README.md": template("roles.md.j2").render(roles=listed)}


def _spec(path: pathlib.Path) -> Data:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"])


def page(role: pathlib.Path, spec: Data) -> str:
    """A role's README."""
    defaults = role / "defaults" / "main.yml"
    values = (yaml.safe_load(defaults.read_text(encoding="utf-8")) if defaults.is_file() else None) or {}
    options = [option(name, each, values.get(name)) for name, each in spec["options"].items()]
    return template("role.md.j2").render(role=role.name, head=prose(role / "docs" / "head.md"), foot=prose(role / "docs" / "foot.md"), options=options)


def prose(path: pathlib.Path) -> str:
    """What people wrote, without the header of its license; "" where they wrote nothing."""
    return HEADER.sub("", path.read_text(encoding="utf-8")).strip() if path.is_file() else ""


def option(name: str, spec: Data, default: t.Any = None) -> Data:
    """A variable as the template takes it, with those within it."""
    kind = spec.get("type", "str")
    return {
        "name": name,
        "kind": f"list of {spec['elements']}" if kind == "list" and "elements" in spec else kind,
        "required": spec.get("required", False),
        "default": shown(spec.get("default") if default is None else default),
        "choices": [shown(each) for each in spec.get("choices", ())],
        "description": spec["description"],
        "options": [option(each, inner) for each, inner in (spec.get("options") or {}).items()],
    }


def shown(value: t.Any) -> str:
    """A value as one would write it in YAML on one line; "" where there is none."""
    if value is None:
        return ""
    text = yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True, sort_keys=False).strip()
    return text.removesuffix("...").strip().replace("''", '""') if not isinstance(value, str) or value else '""'
