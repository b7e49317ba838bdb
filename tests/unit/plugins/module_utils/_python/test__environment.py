# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pathlib
import shutil
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _environment, _stamp
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._wanted import Package
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python import fake_venv

WANTED = {"idna": Package("idna", "3.7"), "markupsafe": Package("markupsafe", "2.1.5")}


def differs(folder: pathlib.Path, python: pathlib.Path, wanted: t.Mapping[str, Package] | None = None, **options: t.Any) -> _environment.Difference:
    options = {"keep": (), "prune": True, "version": fake_venv.VERSION, **options}
    facts = fake_venv.facts(python, options.pop("version"))
    return _environment.differs(_environment.look(str(folder)), WANTED if wanted is None else wanted, facts, **options)


def site(folder: pathlib.Path) -> pathlib.Path:
    return folder / "lib" / "python3.11" / "site-packages"


def relink(folder: pathlib.Path, target: str) -> None:
    (folder / "bin" / "python3").unlink()
    (folder / "bin" / "python3").symlink_to(target)


def edit(path: pathlib.Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


BREAKS: dict[str, tuple[t.Callable[[pathlib.Path], t.Any], str]] = {
    "nothing": (lambda folder: None, ""),
    "a folder that is gone": (shutil.rmtree, "absent"),
    "an empty folder": (lambda folder: (shutil.rmtree(folder), folder.mkdir()), "absent"),  # type: ignore[func-returns-value]
    "a build that was killed": (lambda folder: _stamp.write(str(folder), "building"), "incomplete"),
    "a build that was killed at once": (lambda folder: (folder / "pyvenv.cfg").unlink(), "incomplete"),
    "an environment of somebody else": (lambda folder: (folder / "groundwork.json").unlink(), "incomplete"),
    "a note that cannot be read": (lambda folder: (folder / "groundwork.json").write_text("{", encoding="utf-8"), "incomplete"),
    "a note of a later version": (lambda folder: edit(folder / "groundwork.json", '"format": 1', '"format": 2'), "incomplete"),
    "one that waits beside it": (lambda folder: folder.rename(folder.parent / ".venv.groundwork-old"), "incomplete"),
    "an interpreter that is gone": (lambda folder: relink(folder, "/nowhere/python3"), "interpreter_gone"),
    "another interpreter": (lambda folder: relink(folder, "/bin/sh"), "interpreter_changed"),
    "another version in its place": (lambda folder: edit(folder / "pyvenv.cfg", "3.11.2", "3.10.1"), "interpreter_changed"),
    "the system's packages": (lambda folder: edit(folder / "pyvenv.cfg", "false", "true"), "tampered"),
    "a package by hand": (lambda folder: fake_venv.install(site(folder), "foo", "1.0"), "packages"),
    "a package that is gone": (lambda folder: shutil.rmtree(site(folder) / "idna-3.7.dist-info"), "packages"),
    "a package without RECORD": (lambda folder: (site(folder) / "idna-3.7.dist-info" / "RECORD").unlink(), "incomplete"),
    "a package that is there twice": (lambda folder: fake_venv.install(site(folder), "IDNA", "3.6"), "incomplete"),
    "an egg": (lambda folder: (site(folder) / "old-1.0-py3.11.egg-info").mkdir(), "packages"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_reason(name: str, tmp_path: pathlib.Path) -> None:
    python = fake_venv.interpreter(tmp_path)
    folder = fake_venv.venv(tmp_path, python, {"idna": "3.7", "MarkupSafe": "2.1.5"})
    breaks, reason = BREAKS[name]
    breaks(folder)
    assert differs(folder, python).reason == reason


@pytest.mark.parametrize(
    ("installed", "options", "added", "removed", "changed"),
    [
        ({"idna": "3.7", "markupsafe": "2.1.5.0"}, {}, {}, {}, {}),
        ({"idna": "3.6"}, {}, {"markupsafe": "2.1.5"}, {}, {"idna": ("3.6", "3.7")}),
        ({"idna": "3.7", "markupsafe": "2.1.5", "foo": "1"}, {}, {}, {"foo": "1"}, {}),
        ({"idna": "3.7", "markupsafe": "2.1.5", "foo": "1"}, {"prune": False}, {}, {}, {}),
        ({"idna": "3.7", "markupsafe": "2.1.5", "Foo_Bar": "1"}, {"keep": {"foo-bar"}}, {}, {}, {}),
    ],
)
def test_packages(
    installed: dict[str, str],
    options: dict[str, t.Any],
    added: dict[str, str],
    removed: dict[str, str],
    changed: dict[str, tuple[str, str]],
    tmp_path: pathlib.Path,
) -> None:
    python = fake_venv.interpreter(tmp_path)
    found = differs(fake_venv.venv(tmp_path, python, installed), python, **options)
    assert (found.added, found.removed, found.changed) == (added, removed, changed)
    assert bool(found.reason) == bool(added or removed or changed)


def test_a_newer_patch_is_the_same_interpreter(tmp_path: pathlib.Path) -> None:
    python = fake_venv.interpreter(tmp_path)
    folder = fake_venv.venv(tmp_path, python, {"idna": "3.7", "markupsafe": "2.1.5"})
    assert differs(folder, python, version="3.11.9").reason == ""
    assert differs(folder, python, version="3.12.0").reason == "interpreter_changed"


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_is_no_environment_is_left_alone(kind: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "venv"
    if kind == "file":
        path.write_text("mine", encoding="utf-8")
    elif kind == "link":
        path.symlink_to(tmp_path)
    else:
        path.mkdir()
        (path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(PythonError, match=r"^NOT_A_VENV: will not touch .*venv, which is .*; "):
        _environment.look(str(path))
