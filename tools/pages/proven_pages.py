# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""What was proven where, as the scenarios have it: their hosts, what those are made of, and what their tests say of themselves."""

from __future__ import annotations

import ast
import pathlib
import re
import typing as t

import yaml
from texts import template

Data = dict[str, t.Any]
MOLECULE = "extensions/molecule"
LAB = "tests/lab"
CONTAINER, MACHINE = "container", "machine"


class Cases(t.NamedTuple):
    """The cases of the scenario prove, and which of them are proven in containers and which on machines."""

    cases: dict[str, Data]
    where: dict[str, set[str]]


def read_cases(root: pathlib.Path) -> Cases:
    """Every case; what belongs to a machine alone is no case of a container (see prove/cases.py)."""
    files = sorted(root.glob(f"{MOLECULE}/prove/cases/*.yml"))
    found = {name: case for path in files for name, case in (_yaml(path) or {}).items()}
    controls = [each for path in root.glob("plugins/plugin_utils/catalogue/controls/*.yml") for each in _yaml(path)["controls"]]
    of_machines = {each["id"] for each in controls if each.get("applies_to", {}).get("containers") is False}
    machine = {name for name, case in found.items() if name in of_machines or case.get("machine")}
    return Cases(found, {CONTAINER: set(found) - of_machines, MACHINE: machine})


def told(control: Data, cases: Cases, families: list[str], titles: dict[str, str]) -> str:
    """Where a control was broken, put right and proven, in words; "" where nowhere."""
    places = {CONTAINER: "in containers", MACHINE: "on machines"}
    found = [words for where, words in places.items() if control["id"] in cases.where[where]]
    own = [family for family in cases.cases.get(control["id"], {}).get("families", families) if family in families]
    of = "" if len(own) == len(titles) > 1 else f" of {' and '.join(titles[family] for family in own)}"
    return f"{' and '.join(found)}{of}" if found and own else ""


def pages(root: pathlib.Path) -> dict[str, str]:
    """docs/proven.md."""
    cases, listed = read_cases(root), scenarios(root)
    used = {host for each in listed for host in each["hosts"]}
    tested = [path.parent for path in sorted(root.glob(f"{MOLECULE}/*/inventory")) if path.parent.name in {each["name"] for each in listed}]
    inventories = [root / MOLECULE / "inventory" / "hosts.yml", *(path / "inventory" / "hosts.yml" for path in tested)]
    containers = {host: image for path in inventories for host, image in _hosts(path, "groundwork_image").items()}
    machines = _hosts(root / MOLECULE / "vm" / "inventory" / "hosts.yml", "groundwork_machine")
    idle = sorted({path.stem for path in root.glob(f"{LAB}/machines/*.yml")} - {machine for host, machine in machines.items() if host in used})
    text = template("proven.md.j2").render(
        scenarios=listed,
        containers={host: _image(root, image) for host, image in containers.items()},
        machines={host: _machine(root, machine) for host, machine in machines.items()},
        idle=idle,
        counts={where: len(names) for where, names in cases.where.items()},
        total=len(cases.cases),
    )
    return {"docs/proven.md": text}


def scenarios(root: pathlib.Path) -> list[Data]:
    """The scenarios with tests: name, hosts, how many test functions, and what each file of them says it shows."""
    shared = _verified(root / MOLECULE / "config.yml", [])
    found = []
    for path in sorted(root.glob(f"{MOLECULE}/*/molecule.yml")):
        files = sorted(path.parent.glob("tests/test_*.py"))
        parsed = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
        tests = [node.name for tree in parsed for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        said = [ast.get_docstring(tree) or "" for tree in parsed]
        if files:
            found.append({"name": path.parent.name, "hosts": _verified(path, shared), "tests": len(tests), "said": [" ".join(each.split()) for each in said]})
    return found


def _verified(path: pathlib.Path, otherwise: list[str]) -> list[str]:
    """The hosts that a scenario's tests are run on."""
    named = ((_yaml(path).get("verifier") or {}).get("options") or {}).get("hosts", "")
    return re.findall(r"ssh://([\w-]+)", named) or otherwise


def _hosts(inventory: pathlib.Path, key: str) -> dict[str, str]:
    """Host -> what it is made from, from an inventory with a group a family."""
    groups = _yaml(inventory)["all"]["children"]["instances"]["children"].values()
    return {host: words[key] for group in groups for host, words in group["hosts"].items() if key in words}


def _image(root: pathlib.Path, image: str) -> Data:
    return {"image": image, "source": _source(root, image) if _recipe(root, image).is_file() else "from a registry alone"}


def _recipe(root: pathlib.Path, image: str) -> pathlib.Path:
    return root / LAB / "images" / f"{image}.yml"


def _source(root: pathlib.Path, image: str) -> str:
    """Its own word, or that of the image whose recipe it changes."""
    recipe = _yaml(_recipe(root, image))
    return str(recipe["source"]) if "source" in recipe else _source(root, recipe["like"])


def _machine(root: pathlib.Path, machine: str) -> Data:
    recipe = _yaml(root / LAB / "machines" / f"{machine}.yml")
    return {**_image(root, recipe["image"]), "kernel": recipe.get("kernel", machine)}


def _yaml(path: pathlib.Path) -> Data:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
