# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""pylock.toml: what is read from it, with groups and extras resolved away, and what is refused."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import LockError, read

HEAD = 'lock-version = "1.0"\ncreated-by = "hand"\n'
SHA = "1" * 64


def package(name: str, extra: str = "", hashes: str | None = f'hashes = {{ sha256 = "{SHA}" }}') -> str:
    wheel = f'{{ name = "{name}-1-py3-none-any.whl", url = "https://files.example/{name}-1-py3-none-any.whl"{f", {hashes}" if hashes else ""} }}'
    return f'[[packages]]\nname = "{name}"\nversion = "1"\n{extra}\nwheels = [{wheel}]\n'


def locked(folder: pathlib.Path, text: str, name: str = "pylock.toml", **asked: t.Any) -> dict[str, t.Any]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read(str(path), **asked)


def test_files(tmp_path: pathlib.Path) -> None:
    sdist = f'sdist = {{ url = "https://files.example/a%2B-1.tar.gz", hashes = {{ sha256 = "{"2" * 64}" }} }}'
    text = f'{HEAD}requires-python = ">=3.11"\nenvironments = ["sys_platform == \'linux\'"]\n{package("A.b", sdist)}'
    lock = locked(tmp_path, text, "pylock.shop.toml")
    assert (lock["format"], lock["requires_python"], lock["environments"]) == ("pylock.toml", ">=3.11", ["sys_platform == 'linux'"])
    assert lock["packages"] == [
        {
            "name": "a-b",
            "version": "1",
            "marker": "",
            "hashes": [f"sha256:{SHA}", f"sha256:{'2' * 64}"],
            "files": [
                {"name": "A.b-1-py3-none-any.whl", "hash": f"sha256:{SHA}", "url": "https://files.example/A.b-1-py3-none-any.whl"},
                {"name": "a+-1.tar.gz", "hash": f"sha256:{'2' * 64}", "url": "https://files.example/a%2B-1.tar.gz"},
            ],
        }
    ]


GROUPS = (
    'extras = ["metrics", "Pg_Sql"]\ndependency-groups = ["dev", "docs"]\ndefault-groups = ["main"]\n'
    + package("always")
    + package("app", "marker = \"'main' in dependency_groups\"")
    + package("pg", "marker = \"'pg-sql' in extras and python_version < '3.12'\"")
    + package("metrics", "marker = \"'metrics' in extras or 'dev' in dependency_groups\"")
    + package("either", "marker = \"python_version < '3.9' or 'docs' in dependency_groups\"")
    + package("without", "marker = \"'metrics' not in extras\"")
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"always": "", "app": "", "either": "python_version < '3.9'", "without": ""}),
        ({"groups": ["dev"]}, {"always": "", "either": "python_version < '3.9'", "metrics": "", "without": ""}),
        ({"groups": ["docs", "main"]}, {"always": "", "app": "", "either": "", "without": ""}),
        (
            {"extras": ["pg.sql", "metrics"]},
            {"always": "", "app": "", "either": "python_version < '3.9'", "metrics": "", "pg": "python_version < '3.12'"},
        ),
    ],
)
def test_groups_and_extras(asked: dict[str, t.Any], found: dict[str, str], tmp_path: pathlib.Path) -> None:
    lock = locked(tmp_path, HEAD + GROUPS, **asked)
    assert {one["name"]: one["marker"] for one in lock["packages"]} == found


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"groups": ["test"]}, "has no group test: it has dev, docs, main"),
        ({"extras": ["dev", "metrics"]}, "has no extra dev: it has metrics, pg-sql"),
    ],
)
def test_unknown_names(asked: dict[str, t.Any], words: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(LockError, match=words):
        locked(tmp_path, HEAD + GROUPS, **asked)


def test_the_project_itself_is_left_out(tmp_path: pathlib.Path) -> None:
    text = f'{HEAD}[[packages]]\nname = "shop"\ndirectory = {{ path = ".", editable = true }}\n{package("a")}'
    assert [one["name"] for one in locked(tmp_path, text)["packages"]] == ["a"]


def test_what_all_packages_need_of_python(tmp_path: pathlib.Path) -> None:
    """A package that is always wanted narrows the Pythons; one that is wanted at times does not."""
    text = f'{HEAD}requires-python = ">=3.9"\n' + package("a", 'requires-python = ">=3.10"')
    text += package("b", 'requires-python = ">=3.12"\nmarker = "python_version >= \'3.12\'"')
    assert locked(tmp_path, text)["requires_python"] == ">=3.9,>=3.10"


def test_by_content(tmp_path: pathlib.Path) -> None:
    assert locked(tmp_path, HEAD + package("a"), "locked-for-linux.toml")["format"] == "pylock.toml"


ELSEWHERE = HEAD + '[[packages]]\nname = "a"\nversion = "1"\n'


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("lock-version = ", "LOCK_INVALID", "is not valid TOML: Invalid value (at"),
        ('lock-version = "2.0"', "LOCK_INVALID", "is a lock of version 2.0"),
        ('created-by = "hand"', "LOCK_INVALID", "is a lock of version unknown"),
        ("lock-version = 1", "LOCK_INVALID", "lock-version is not a text"),
        (HEAD + "packages = 1", "LOCK_INVALID", "packages is not a list of tables"),
        (HEAD + "extras = [1]", "LOCK_INVALID", "extras is not a list of texts"),
        (HEAD + 'environments = ["linux"]', "LOCK_INVALID", "the marker 'linux' has no variable"),
        (HEAD + package("a", hashes=None), "LOCK_UNHASHED", ":3: a 1 has no hash and hashes are required"),
        (HEAD + package("a", hashes='hashes = { blake2b = "0" }'), "LOCK_UNHASHED", ":3: a 1 has hashes, but none of them is sha256"),
        (HEAD + package("a", hashes='hashes = { sha256 = "0" }'), "LOCK_INVALID", ":3: sha256:0 is no sha256"),
        (HEAD + package("a") + package("b", "marker = 'os_name'"), "LOCK_INVALID", ":8: the marker 'os_name' has no operator"),
        (HEAD + package("b", "marker = \"extras == 'x'\""), "LOCK_INVALID", ":3: extras can only be asked whether a name is in it"),
        (ELSEWHERE + 'vcs = { type = "git", url = "https://token@git.example/a", commit-id = "0" }', "LOCK_INVALID", ":3: a comes from a version control"),
        (ELSEWHERE + 'directory = { path = "../a" }', "LOCK_INVALID", ":3: a comes from a directory"),
        (ELSEWHERE + 'archive = { url = "https://token@files.example/a.zip" }', "LOCK_INVALID", ":3: a comes from an address of its own"),
        (HEAD + '[[packages]]\nname = "a"', "LOCK_UNPINNED", ":3: a has no version"),
        (HEAD + "[[packages]]\nversion = '1'", "LOCK_INVALID", ":3: a package has no name"),
        (ELSEWHERE + "wheels = [{ size = 1 }]", "LOCK_INVALID", "a file of it has neither a name nor a url"),
        (ELSEWHERE + "wheels = [{ name = '../a.whl' }]", "LOCK_INVALID", "'../a.whl' is no name of a file"),
    ],
)
def test_refused(text: str, code: str, words: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(LockError) as caught:
        locked(tmp_path, text)
    assert caught.value.code == code
    message = caught.value.message
    assert words in message and message.startswith(str(tmp_path))
    assert "token" not in message.replace(str(tmp_path), "") and "\n" not in message


def test_hashes_may_be_left_out(tmp_path: pathlib.Path) -> None:
    found = locked(tmp_path, HEAD + package("a", hashes=None), require_hashes=False)["packages"][0]
    assert (found["hashes"], found["files"][0]["hash"]) == ([], "")
