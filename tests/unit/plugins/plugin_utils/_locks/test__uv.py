# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""uv.lock: the way from the project to its packages, and what is refused."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import LockError, read, recognise

HEAD = 'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n'
REGISTRY = 'source = { registry = "https://index.example/simple" }'


def package(name: str, *dependencies: str, version: str = "1", source: str = REGISTRY, more: str = "", hashed: bool = True) -> str:
    digest = f', hash = "sha256:{"1" * 64}"' if hashed else ""
    wheels = f'wheels = [{{ url = "https://files.example/{name}-{version}-py3-none-any.whl"{digest} }}]\n' if source == REGISTRY else ""
    listed = f"dependencies = [{', '.join(dependencies)}]\n" if dependencies else ""
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\n{source}\n{listed}{wheels}{more}\n'


def on(name: str, marker: str = "", **keys: str) -> str:
    pairs = [f'{key} = "{value}"' if key != "extra" else f"extra = {value}" for key, value in {"name": name, **keys}.items()]
    return "{ " + ", ".join([*pairs, *([f'marker = "{marker}"'] if marker else [])]) + " }"


def project(*dependencies: str, more: str = "", source: str = 'source = { virtual = "." }') -> str:
    return HEAD + package("shop", *dependencies, source=source, more=more)


def locked(folder: pathlib.Path, text: str, **asked: t.Any) -> dict[str, t.Any]:
    path = folder / "uv.lock"
    path.write_text(text, encoding="utf-8")
    return read(str(path), **asked)


def names(folder: pathlib.Path, text: str, **asked: t.Any) -> dict[str, str]:
    return {f"{one['name']} {one['version']}": one["marker"] for one in locked(folder, text, **asked)["packages"]}


LINUX, OLD = "sys_platform == 'linux'", "python_version < '3.12'"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (project() + package("unused"), {}),
        (project(on("a")) + package("a", on("b")) + package("b"), {"a 1": "", "b 1": ""}),
        (project(on("a"), source='source = { editable = "." }') + package("a"), {"a 1": ""}),
        # markers on one way hold together, one of several ways is enough, and a way without any settles it
        (project(on("a", LINUX)) + package("a", on("b", OLD)) + package("b"), {"a 1": LINUX, "b 1": f"{OLD} and {LINUX}"}),
        (project(on("a", LINUX), on("b", OLD)) + package("a", on("b")) + package("b"), {"a 1": LINUX, "b 1": f"{OLD} or {LINUX}"}),
        (project(on("a", LINUX), on("b")) + package("a", on("b")) + package("b"), {"a 1": LINUX, "b 1": ""}),
        (
            project(on("a", f"{LINUX} or os_name == 'nt'")) + package("a", on("b", OLD)) + package("b"),
            {"a 1": f"{LINUX} or os_name == 'nt'", "b 1": f"{OLD} and ({LINUX} or os_name == 'nt')"},
        ),
        # circles
        (project(on("a", LINUX)) + package("a", on("b")) + package("b", on("a", OLD)), {"a 1": LINUX, "b 1": LINUX}),
        (project(on("a")) + package("a", on("shop")), {"a 1": ""}),
        # extras of packages, those of extras too
        (
            project(on("a", extra='["x"]')) + package("a", more=f"[package.optional-dependencies]\nx = [{on('b', OLD)}]\ny = [{on('c')}]") + package("b"),
            {"a 1": "", "b 1": OLD},
        ),
        # two versions of one thing
        (
            project(on("a", OLD, version="1"), on("a", "python_version >= '3.12'", version="2")) + package("a") + package("a", version="2"),
            {"a 1": OLD, "a 2": "python_version >= '3.12'"},
        ),
    ],
)
def test_the_way(text: str, found: dict[str, str], tmp_path: pathlib.Path) -> None:
    assert names(tmp_path, text) == found


CHOICE = (
    f"[package.optional-dependencies]\nPg = [{on('pg')}]\ngpu = [{on('gpu')}]\n[package.dev-dependencies]\ndev = [{on('lint', OLD)}]\n"
    '[package.metadata]\nprovides-extras = ["pg", "gpu", "nothing"]\n[package.metadata.requires-dev]\nempty = []'
)
CONFLICTS = 'conflicts = [[{ package = "shop", extra = "gpu" }, { package = "shop", group = "dev" }]]\n'
CHOICES = project(on("a", "extra == 'extra-4-shop-gpu'"), on("b", "extra != 'extra-4-shop-gpu'"), more=CHOICE)
CHOICES = CHOICES.replace(HEAD, HEAD + CONFLICTS) + "".join(package(name) for name in ("a", "b", "pg", "gpu", "lint"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"b 1": ""}),
        ({"extras": ["PG"]}, {"b 1": "", "pg 1": ""}),
        ({"extras": ["gpu", "nothing"]}, {"a 1": "", "gpu 1": ""}),
        ({"groups": ["dev", "empty"]}, {"b 1": "", "lint 1": OLD}),
    ],
)
def test_groups_and_extras(asked: dict[str, list[str]], found: dict[str, str], tmp_path: pathlib.Path) -> None:
    assert names(tmp_path, CHOICES, **asked) == found


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"groups": ["test"]}, "has no group test: it has dev, empty"),
        ({"extras": ["dev"]}, "has no extra dev: it has gpu, nothing, pg"),
        ({"extras": ["gpu"], "groups": ["dev"]}, "was locked so that gpu and dev are never installed together; ask for one of them"),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, list[str]], words: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(LockError) as caught:
        locked(tmp_path, CHOICES, **asked)
    assert (caught.value.code, words in caught.value.message) == ("LOCK_INVALID", True)


def from_(source: str) -> str:
    return project(on("a")) + package("a", source=f"source = {{ {source} }}")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("version = ", "LOCK_INVALID", "is not valid TOML"),
        ("version = 2", "LOCK_INVALID", "is a uv.lock of version 2, and 1 is what can be read; give what uv export"),
        ("package = []", "LOCK_INVALID", "is a uv.lock of version None"),
        (HEAD + "package = 1", "LOCK_INVALID", "package is not a list of tables"),
        (HEAD + package("a"), "LOCK_INVALID", "has no project beside it"),
        (HEAD + "[manifest]\nmembers = ['a']\n" + package("a", source='source = { editable = "a" }'), "LOCK_INVALID", "has no project beside it"),
        (from_('git = "https://token@git.example/a?rev=1#0"'), "LOCK_INVALID", ":10: a comes from a git repository"),
        (from_('url = "https://token@files.example/a.zip"'), "LOCK_INVALID", ":10: a comes from an address of its own"),
        (from_('path = "a.whl"'), "LOCK_INVALID", ":10: a comes from a file"),
        (from_('directory = "../a"'), "LOCK_INVALID", ":10: a comes from a directory"),
        (from_('editable = "packages/a"'), "LOCK_INVALID", ":10: a comes from a directory"),
        (project(on("a")) + package("a", hashed=False), "LOCK_UNHASHED", ":10: a 1 has no hash and hashes are required"),
        (project(on("a")), "LOCK_INVALID", ":4: it needs a, and the lock has 0 packages that this could be"),
        (project(on("a")) + package("a") + package("a", version="2"), "LOCK_INVALID", ":4: it needs a, and the lock has 2 packages"),
        (project(on("a", "os_name")) + package("a"), "LOCK_INVALID", ":4: the marker 'os_name' has no operator"),
        (project(on("a", "extra == 'x'")) + package("a"), "LOCK_INVALID", ":4: the marker extra == 'x' stands for nothing"),
        (project(on("a")) + '[[package]]\nname = "a"\n' + REGISTRY, "LOCK_UNPINNED", ":10: a has no version"),
        (project(on("a", version="1"), on("a", LINUX, version="2")) + package("a") + package("a", version="2"), "LOCK_INVALID", "wants a 1 and 2 at once"),
    ],
)
def test_refused(text: str, code: str, words: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(LockError) as caught:
        locked(tmp_path, text)
    message = caught.value.message
    assert caught.value.code == code
    assert words in message and message.startswith(str(tmp_path))
    assert "token" not in message.replace(str(tmp_path), "") and "\n" not in message


def test_what_is_not_reached_is_not_refused(tmp_path: pathlib.Path) -> None:
    text = project(more=f"[package.dev-dependencies]\ndev = [{on('a')}]") + package("a", source='source = { directory = "../a" }')
    assert names(tmp_path, text) == {}
    with pytest.raises(LockError, match="a comes from a directory"):
        names(tmp_path, text, groups=["dev"])


def test_many_ways(tmp_path: pathlib.Path) -> None:
    """A lattice of a million ways to one package is walked in no time, for ways that add nothing end."""
    text = project(on("n0", LINUX), on("m0", OLD))
    for step in range(20):
        onward = (on(f"n{step + 1}", LINUX), on(f"m{step + 1}", OLD))
        text += package(f"n{step}", *onward) + package(f"m{step}", *onward)
    found = names(tmp_path, text + package("n20") + package("m20"))
    assert (len(found), found["n20 1"]) == (42, LINUX)


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("uv.lock", "", "uv.lock"),
        ("pylock.toml", "", "pylock.toml"),
        ("pylock.shop.toml", "", "pylock.toml"),
        ("shop.lock", HEAD, "uv.lock"),
        ("shop.lock", 'lock-version = "1.0"\nrequires-python = ">=3.9"', "pylock.toml"),
        ("requirements.txt", "a==1", "requirements"),
        ("requirements-dev.lock", "# nothing\n", "requirements"),
        ("pylock.toml.txt", "a==1", "requirements"),
        ("poetry.lock", "", "poetry.lock is a file of Poetry, which only that can read"),
        ("pyproject.toml", "", "pyproject.toml is a file of a project"),
    ],
)
def test_formats(name: str, text: str, form: str) -> None:
    try:
        assert recognise(name, text) == form
    except LockError as exc:
        assert exc.message.startswith(form)
