# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Our catalogue, a user's folder beside it, and the questions that come of them."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError

CONTROL = """\
---
controls:
  - id: shop.x
    title: T
    rationale: R
    severity: high
    level: 1
    resource: sysctl
    args: {name: kernel.x}
    want: 1
"""


def folder(path: pathlib.Path, files: dict[str, str]) -> pathlib.Path:
    """A user's folder with these files."""
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_ours_holds() -> None:
    catalogue = _catalogue.load(check=True)
    assert len(catalogue.controls) >= 60
    assert {"baseline"} <= set(catalogue.profiles)
    assert {"debian", "redhat"} <= set(catalogue.platforms)
    assert catalogue.releases["distributions"]


@pytest.mark.parametrize("name", ["shop.yml", "shop.yaml", "shop-more.yml", "controls/shop.yml"])
def test_a_folder_stands_beside_ours(tmp_path: pathlib.Path, name: str) -> None:
    ours = _catalogue.load()
    both = _catalogue.load([folder(tmp_path, {name: CONTROL})])
    assert [control["id"] for control in both.controls] == [*(control["id"] for control in ours.controls), "shop.x"]
    assert both.controls[-1]["area"] == "shop"


def test_a_profile_of_ones_own(tmp_path: pathlib.Path) -> None:
    profile = "---\ntitle: T\ndescription: D\ninclude: [shop.x, ssh.config_valid]\n"
    catalogue = _catalogue.load([folder(tmp_path, {"shop.yml": CONTROL, "profiles/mine.yml": profile})])
    assert [control["id"] for control in _catalogue.choose(catalogue, "mine")] == ["ssh.config_valid", "shop.x"]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"a.txt": ""}, "cannot load controls: {tmp} holds no .yml file; put one there that begins with controls:"),
        ({"shop.yml": CONTROL.replace("high", "hgih")}, 'cannot load controls: {tmp}/shop.yml:6: control shop.x: "severity" is "hgih", but has to be one of'),
        ({"shop.yml": "a: [\n"}, "cannot load controls: {tmp}/shop.yml:2: it is not valid YAML: "),
        ({"shop.yml": ""}, "cannot load controls: {tmp}/shop.yml:1: it is null, but has to be a mapping"),
        ({"other.yml": CONTROL}, 'cannot load controls: {tmp}/other.yml:3: control shop.x: "id": it stands in the file of area other'),
        (
            {"shop.yml": CONTROL.replace("sysctl", "sysclt")},
            'cannot load controls: {tmp}/shop.yml:8: control shop.x: "resource": "sysclt" is no kind of resource; did you mean sysctl?',
        ),
        (
            {"shop.yml": CONTROL.replace("kernel.x", "'{units.none}'")},
            'cannot load controls: {tmp}/shop.yml:9: control shop.x: "args": {units.none} is no name in platforms/',
        ),
        (
            {"shop.yml": CONTROL + "    accept: {at_least: 2}\n"},
            'cannot load controls: {tmp}/shop.yml:10: control shop.x: "want": it wants 1 (number), which its own accept refuses: at least 2',
        ),
        (
            {"ssh.yml": CONTROL.replace("shop.x", "ssh.config_valid")},
            "cannot load controls: {tmp}/ssh.yml:3: control ssh.config_valid: there is one of this id already, in /",
        ),
        (
            {"shop.yml": CONTROL, "controls/shop.yml": CONTROL},
            "cannot load controls: {tmp}/controls/shop.yml:3: control shop.x: there is one of this id already, in {tmp}/shop.yml:3",
        ),
        (
            {"shop.yml": CONTROL, "profiles/a.yml": "title: T\ndescription: D\nlevls: [1]\n"},
            'cannot load profiles: {tmp}/profiles/a.yml:3: "levls" is no word that can stand here; did you mean levels?',
        ),
        (
            {"shop.yml": CONTROL, "profiles/a.yml": "title: T\ndescription: D\ninclude:\n  - shop.y\n"},
            'cannot load profiles: {tmp}/profiles/a.yml:4: "shop.y" is no control; did you mean shop.x',
        ),
        (
            {"shop.yml": CONTROL, "profiles/baseline.yml": "title: T\ndescription: D\nlevels: [1]\n"},
            "cannot load profiles: {tmp}/profiles/baseline.yml:1: there is a profile baseline already",
        ),
    ],
)
def test_a_bad_folder(tmp_path: pathlib.Path, files: dict[str, str], sentence: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        _catalogue.load([folder(tmp_path, files)])
    assert str(caught.value).startswith(sentence.replace("{tmp}", str(tmp_path)))


def test_no_folder(tmp_path: pathlib.Path) -> None:
    with pytest.raises(CatalogueError, match=r"cannot load controls: .*/none is no folder; give one that holds YAML files of controls"):
        _catalogue.load([str(tmp_path / "none")])


@pytest.mark.parametrize(
    ("name", "text", "check", "sentence"),
    [
        ("controls/shop.yml", "a: [\n", False, "controls/shop.yml:2: it is not valid YAML"),
        ("controls/shop.yml", "[]", False, "controls/shop.yml:1: it has to hold a list of mappings under controls:"),
        ("controls/shop.yml", CONTROL.replace("    args: {name: kernel.x}\n", ""), False, 'controls/shop.yml:3: control shop.x: "args" is missing'),
        ("controls/shop.yml", CONTROL.replace("high", "hgih"), True, 'controls/shop.yml:6: control shop.x: "severity" is "hgih"'),
        ("platforms/debian.yml", "family: redhat\n", False, 'platforms/debian.yml:1: "family" has to be debian, as the file is named'),
        ("platforms/debian.yml", "family: debian\ntitle: D\nids: debian\n", True, 'platforms/debian.yml:3: "ids" is "debian", but has to be a list'),
        ("profiles/a.yml", "[]", False, "profiles/a.yml:1: it has to be a mapping with title"),
        ("releases.yml", "a: [\n", False, "releases.yml:2: it is not valid YAML"),
    ],
)
def test_ours_broken(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, check: bool, sentence: str) -> None:
    folder(tmp_path, {"releases.yml": "distributions: {}\n", name: text})
    monkeypatch.setattr(_catalogue, "DATA", tmp_path)
    with pytest.raises(CatalogueError, match=r"^cannot load .*/") as caught:
        _catalogue.load(check=check)
    assert sentence in str(caught.value)


PLATFORMS: dict[str, dict[str, t.Any]] = {
    "debian": {"family": "debian", "title": "Debian", "ids": ["debian", "ubuntu"], "units": {"ssh": "ssh.service", "old": "old.service"}},
    "redhat": {"family": "redhat", "title": "Red Hat", "ids": ["rhel"], "units": {"ssh": "sshd.service", "old": None}},
}


@pytest.mark.parametrize(
    ("control", "args"),
    [
        ({"args": {"name": "x"}}, {"any": {"name": "x"}}),
        ({"args": {"names": ["{units.ssh}"]}}, {"debian": {"names": ["ssh.service"]}, "redhat": {"names": ["sshd.service"]}}),
        ({"args": {"names": ["{units.old}"]}}, {"debian": {"names": ["old.service"]}}),
        ({"args": {"name": "x"}, "applies_to": {"families": ["redhat"]}}, {"redhat": {"name": "x"}}),
        ({"args": {"names": ["{units.old}"]}, "applies_to": {"families": ["redhat"]}}, None),
    ],
)
def test_questions(control: dict[str, t.Any], args: dict[str, t.Any] | None) -> None:
    asked, families = _catalogue.questions([{"id": "a.b", "resource": "unit", **control}], PLATFORMS)
    assert asked == ([{"id": "a.b", "resource": "unit", "args": args}] if args else [])
    assert families == {"debian": "debian", "ubuntu": "debian", "rhel": "redhat"}
