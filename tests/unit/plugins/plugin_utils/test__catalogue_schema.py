# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""One sentence for each way of not fitting a schema."""

from __future__ import annotations

import builtins
import json
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue_schema
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError, Document

if t.TYPE_CHECKING:
    import pathlib

CONTROL = """\
---
controls:
  - id: ssh.x
    title: T
    rationale: R
    severity: high
    level: 1
    resource: sshd
    args: {option: x}
    want: 1
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("high", "hgih", 6, 'control ssh.x: "severity" is "hgih", but has to be one of low, medium, high, critical'),
        ("level: 1", "level: 3", 7, 'control ssh.x: "level" is 3, but has to be one of 1, 2'),
        ("level: 1", 'level: "1"', 7, 'control ssh.x: "level" is "1", but has to be one of 1, 2'),
        ("    title: T\n", "", 3, 'control ssh.x: "title" is missing'),
        ("title: T", 'title: ""', 4, 'control ssh.x: "title" is "", but has to say something'),
        ("title: T", "title: [T]", 4, 'control ssh.x: "title" is ["T"], but has to be text'),
        ("level: 1", "levl: 1", 7, 'control ssh.x: "levl" is no word that can stand here; did you mean level?'),
        ("id: ssh.x", "id: 5.1.20", 3, 'control 5.1.20: "id" is "5.1.20", but has to look like'),
        ("id: ssh.x", "id: 7", 3, 'control number 1: "id" is 7, but has to be text'),
        ("{option: x}", "x", 9, 'control ssh.x: "args" is "x", but has to be a mapping'),
        ("want: 1", "want: null", 10, 'control ssh.x: "want" is null, but has to be text or a number or true or false or a list or a mapping'),
        ("want: 1", "want: 1\n    accept: {}", 11, 'control ssh.x: "accept" is {}, but has to have an entry'),
        ("want: 1", "want: 1\n    if_absent: error", 11, 'control ssh.x: "if_absent" is "error", but has to be one of not_applicable, fail, pass'),
        ("want: 1", "want: 1\n    applies_to: {families: [a, a]}", 11, 'control ssh.x: "families" is ["a", "a"], but has to name each thing once'),
        ("want: 1", "want: 1\n    references: {ssg: 1}", 11, 'control ssh.x: "ssg" is 1, but has to be text'),
        (CONTROL, "[]\n", 1, "it is [], but has to be a mapping"),
        (CONTROL, "controls:\n", 1, '"controls" is null, but has to be a list'),
        (CONTROL, "controls: []\n", 1, '"controls" is [], but has to have an entry'),
        (CONTROL, "controls: [1]\n", 1, "control number 1: it is 1, but has to be a mapping"),
        (CONTROL, "", 1, "it is null, but has to be a mapping"),
    ],
)
def test_sentences(tmp_path: pathlib.Path, old: str, new: str, line: int, sentence: str) -> None:
    path = tmp_path / "ssh.yml"
    path.write_text(CONTROL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        _catalogue_schema.check("controls", Document(path, "controls"))
    assert str(caught.value).startswith(f"cannot load controls: {path}:{line}: {sentence}")


def test_good(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "ssh.yml"
    path.write_text(CONTROL, encoding="utf-8")
    _catalogue_schema.check("controls", Document(path, "controls"))


@pytest.mark.parametrize("path", sorted(_catalogue_schema.SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_the_schemas_are_schemas(path: pathlib.Path) -> None:
    validator = _catalogue_schema.validator(path.stem)
    validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_without_jsonschema(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: t.Any, **kwargs: t.Any) -> t.Any:
        if name == "jsonschema":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    _catalogue_schema.validator.cache_clear()
    with pytest.raises(CatalogueError, match=r'the Python library jsonschema is missing; install it with ".* -m pip install jsonschema"'):
        _catalogue_schema.validator("controls")


@pytest.mark.parametrize(
    ("word", "words", "hint"),
    [
        ("basline", ["baseline", "strict"], "; did you mean baseline?"),
        ("xyz", ["baseline", "strict"], "; there are baseline, strict"),
        ("xyz", [f"control{number}" for number in range(20)], ""),
        ("xyz", [], ""),
    ],
)
def test_near(word: str, words: list[str], hint: str) -> None:
    assert _catalogue_schema.near(word, words) == hint
