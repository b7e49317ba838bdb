# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What YAML means here, and where a complaint says that it stands."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError, Document, documents

if t.TYPE_CHECKING:
    import pathlib


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("0644", "0644"),
        ("0o644", "0o644"),
        ("12", 12),
        ("-1", -1),
        ("0", 0),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("2026-11-23", "2026-11-23"),
        ("", None),
        ("~", None),
        ("text", "text"),
        ("'1'", "1"),
    ],
)
def test_words(tmp_path: pathlib.Path, text: str, value: object) -> None:
    path = tmp_path / "a.yml"
    path.write_text(f"key: {text}\n", encoding="utf-8")
    assert Document(path, "controls").data == {"key": value}


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("a: [1\n", ":2", "it is not valid YAML: did not find expected ',' or ']'"),
        ("a: 1\n\tb: 2\n", ":2", "it is not valid YAML: "),
        ("a: 1\nb: 2\na: 3\n", ":3", '"a" is written twice in one block; keep one'),
        ("a:\n  - {b: 1, b: 2}\n", ":2", '"b" is written twice in one block; keep one'),
        ("a: !!python/object:os.system {}\n", ":1", "it is not valid YAML: could not determine a constructor for the tag"),
        ("a: 1\n---\nb: 2\n", ":2", "it is not valid YAML: but found another document"),
        ("a: \x01\n", "", "it is not valid YAML: "),
    ],
)
def test_not_yaml(tmp_path: pathlib.Path, text: str, place: str, sentence: str) -> None:
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        Document(path, "controls")
    assert str(caught.value).startswith(f"cannot load controls: {path}{place}: {sentence}")
    assert "\n" not in str(caught.value)


def test_unreadable(tmp_path: pathlib.Path) -> None:
    with pytest.raises(CatalogueError, match=r"cannot load controls: .*/none.yml: No such file or directory"):
        Document(tmp_path / "none.yml", "controls")


@pytest.mark.parametrize(
    ("steps", "line"),
    [((), 1), (("controls",), 2), (("controls", 0), 3), (("controls", 0, "b"), 4), (("controls", 1, "a"), 5), (("controls", 9, "a"), 2), (("no", "such"), 1)],
)
def test_line(tmp_path: pathlib.Path, steps: tuple[str | int, ...], line: int) -> None:
    path = tmp_path / "a.yml"
    path.write_text("---\ncontrols:\n  - a: 1\n    b: 2\n  - a: 3\n", encoding="utf-8")
    assert Document(path, "controls").line(steps) == line


def test_documents(tmp_path: pathlib.Path) -> None:
    for name in ("b.yml", "a.yaml", "c.txt"):
        (tmp_path / name).write_text("x: 1\n", encoding="utf-8")
    assert [each.path.name for each in documents(tmp_path, "controls")] == ["a.yaml", "b.yml"]
    assert documents(tmp_path / "none", "controls") == []
