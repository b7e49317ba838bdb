# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The lab's images: what a recipe is made of when it goes on from another, and that every one of them is whole."""

from __future__ import annotations

import importlib
import pathlib
import re
import sys
import typing as t

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
LAB = ROOT / "tests" / "lab"
RECIPES = sorted(path.stem for path in LAB.glob("images/*.yml") if "." not in path.stem)
pytestmark = pytest.mark.skipif(not LAB.is_dir() or sys.version_info < (3, 11), reason="tests/lab is in a checkout alone, and needs Python 3.11")


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[str], t.Any]:
    """A module of tests/lab by its name."""
    pytest.importorskip("yaml")
    monkeypatch.syspath_prepend(str(LAB))
    return importlib.import_module


@pytest.fixture
def folder(lab: t.Callable[[str], t.Any], monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> pathlib.Path:
    """A lab with two recipes, the second like the first."""
    monkeypatch.setattr(lab("build"), "HERE", tmp_path)
    (tmp_path / "images").mkdir()
    for name in ("debian.py", "repositories.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "images/old.yml").write_text("source: s\nsuites: [a]\npackages: one\nfiles: {/kept: k, /changed: old}\nrun: |\n  first\n")
    (tmp_path / "images/new.yml").write_text("like: old\nsuites: [b]\nfiles: {/changed: new}\nrun: |\n  second\n")
    return tmp_path


def test_like(lab: t.Callable[[str], t.Any], folder: pathlib.Path) -> None:
    """Files are laid over, the script runs afterwards, the rest is instead."""
    recipe = lab("build").recipe_of("new")
    assert recipe["files"] == {"/kept": "k", "/changed": "new"}
    assert recipe["run"] == "first\nsecond\n"
    assert (recipe["suites"], recipe["packages"]) == (["b"], "one")


def test_adds(lab: t.Callable[[str], t.Any], folder: pathlib.Path) -> None:
    """Words go after those that are there, entries into the tables that are there."""
    more = "adds:\n  packages: two\n  owns: {a: {/b: c}, d: {/e: f}}\n  served: three\n"
    (folder / "images/more.yml").write_text(f"like: old\n{more}")
    with open(folder / "images/old.yml", "a") as file:
        file.write("owns: {a: {/x: y}}\n")
    recipe = lab("build").recipe_of("more")
    assert (recipe["packages"], recipe["served"]) == ("one two", "three")
    assert recipe["owns"] == {"a": {"/x": "y", "/b": "c"}, "d": {"/e": "f"}}


def test_a_change_of_the_first_makes_the_second_anew(lab: t.Callable[[str], t.Any], folder: pathlib.Path) -> None:
    table = {"new": {"registry": "r", "family": "debian"}}
    before = lab("build").key("new", table, "local")
    assert lab("build").key("new", table, "local") == before
    with open(folder / "images/old.yml", "a") as file:
        file.write("# another\n")
    assert lab("build").key("new", table, "local") != before


@pytest.mark.parametrize("name", RECIPES)
def test_recipe(lab: t.Callable[[str], t.Any], name: str) -> None:
    """Every recipe says what it is, is in the table, and calls itself what its name says."""
    recipe = lab("build").recipe_of(name)
    assert recipe["source"] and recipe["suites"] and recipe["packages"].split()
    assert re.search(rf"^{name}: ", (LAB / "images.yml").read_text(encoding="utf-8"), re.MULTILINE)
    written = recipe.get("files", {}).get("/usr/lib/os-release", "")
    assert "Debian" not in written, "Ansible takes such a host for Debian"
    if name.startswith("ubuntu"):
        assert f'VERSION_ID="{name[6:8]}.{name[8:]}"' in written


def test_every_default_image_is_an_instance(lab: t.Callable[[str], t.Any]) -> None:
    """What is built without being asked for is what the scenarios run, and their tests look at all of it."""
    hosts = (ROOT / "extensions/molecule/inventory/hosts.yml").read_text(encoding="utf-8")
    instances = dict(re.findall(r"(gw-\w+): \{groundwork_image: (\w+)\}", hosts))
    assert sorted(instances.values()) == sorted(lab("build").DEFAULT)
    own = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("extensions/molecule/*/inventory/hosts.yml"))
    assert [name for name in RECIPES if name not in instances.values() and not re.search(rf"groundwork_image: {name}\b", own)] == []
    looked_at = re.findall(r"ssh://([\w-]+)", (ROOT / "extensions/molecule/config.yml").read_text(encoding="utf-8"))
    assert sorted(looked_at) == sorted(instances)
