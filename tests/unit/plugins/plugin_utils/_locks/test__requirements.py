# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Requirements files: what is read from them, and each line that is refused with its place."""

from __future__ import annotations

import hashlib
import importlib
import pathlib
import sys
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _packaging
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import LockError, read

ONE, TWO = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"
HASHED = f"--hash={ONE}"


def written(folder: pathlib.Path, files: t.Mapping[str, str]) -> str:
    """The path of the first of several files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return str(folder / next(iter(files)))


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        (f"Django==5.2.1 {HASHED}", [("django", "5.2.1", "", [ONE])]),
        (f"zope.interface==7.0 \\\n    --hash={ONE} \\\n    --hash={TWO}\n    # via something\n", [("zope-interface", "7.0", "", [ONE, TWO])]),
        (f"a==1 --hash {ONE.upper().replace('SHA256', 'sha256')}", [("a", "1", "", [ONE])]),
        (f"# a comment\n\na==1 {HASHED}  # why\n  \n", [("a", "1", "", [ONE])]),
        (f"a==1 \\\n# in between\nb==2 {HASHED}", None),
        (f"uvicorn[standard, x]==0.30.0 ; python_version >= '3.9' {HASHED}", [("uvicorn", "0.30.0", 'python_version >= "3.9"', [ONE])]),
        (f"a == 1.0.0RC1 {HASHED}", [("a", "1.0.0rc1", "", [ONE])]),
        (f"a===1.0 {HASHED}", [("a", "1.0", "", [ONE])]),
        (f"a==1+cpu {HASHED}", [("a", "1+cpu", "", [ONE])]),
        (f"a==1 ; os_name == 'nt' {HASHED}\na==2 ; os_name != 'nt' {HASHED}", [("a", "1", 'os_name == "nt"', [ONE]), ("a", "2", 'os_name != "nt"', [ONE])]),
        (f"a==1 {HASHED}\nA==1 --hash={TWO}", [("a", "1", "", [ONE, TWO])]),
        (f"--require-hashes\na==1 {HASHED}", [("a", "1", "", [ONE])]),
        (f"a==1 --hash=sha512:{'0' * 128} {HASHED}", [("a", "1", "", [ONE])]),
        ("", []),
    ],
)
def test_read(text: str, packages: list[tuple[str, str, str, list[str]]] | None, tmp_path: pathlib.Path) -> None:
    path = written(tmp_path, {"requirements.txt": text})
    if packages is None:
        with pytest.raises(LockError):
            read(path)
        return
    lock = read(path)
    assert [(one["name"], one["version"], one["marker"], one["hashes"]) for one in lock["packages"]] == packages
    assert (lock["format"], lock["requires_python"], lock["environments"]) == ("requirements", "", [])
    assert lock["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert "included" not in lock


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("\n\ndjango>=5", "LOCK_UNPINNED", ":3: django is not pinned to one version; write django==VERSION"),
        ("django", "LOCK_UNPINNED", ":1: django is not pinned"),
        ("django==5.*", "LOCK_UNPINNED", ":1: django is not pinned"),
        ("django==5,<6", "LOCK_UNPINNED", ":1: django is not pinned"),
        ("# x\ndjango==5.2.1", "LOCK_UNHASHED", ":2: django 5.2.1 has no hash and hashes are required; lock again"),
        (f"a==1 --hash=sha512:{'0' * 128}", "LOCK_UNHASHED", ":1: a 1 has hashes, but none of them is sha256, and hashes are required"),
        ("a==1 --hash=md5:0123", "LOCK_INVALID", ":1: 'md5:0123' is no hash"),
        ("a==1 --hash=sha256:12", "LOCK_INVALID", ":1: 'sha256:12' is no hash"),
        ("a==1 --hash", "LOCK_INVALID", ":1: '' is no hash"),
        ("a==1 --global-option=x", "LOCK_INVALID", ":1: --global-option is not for a lock"),
        ("a==1 --hash='", "LOCK_INVALID", ":1: the options of a==1 cannot be read"),
        ("a b", "LOCK_INVALID", ":1: 'a b' is no requirement"),
        ("a==1 ; python_version", "LOCK_INVALID", ":1: "),
        ("a==1 ; os_name == sys_platform", "LOCK_INVALID", ":1: the marker"),
        ("a @ https://token@index.example/a-1.whl", "LOCK_INVALID", ":1: it comes from a path or an address"),
        ("git+https://token@index.example/a", "LOCK_INVALID", ":1: it comes from a path or an address"),
        ("https://token@index.example/a-1.tar.gz", "LOCK_INVALID", ":1: it comes from a path or an address"),
        ("./wheels/a-1-py3-none-any.whl", "LOCK_INVALID", ":1: it comes from a path or an address"),
        ("a-1-py3-none-any.whl", "LOCK_INVALID", ":1: it comes from a path or an address"),
        ("-e .", "LOCK_INVALID", ":1: -e is not for a lock; build a wheel"),
        ("--editable=git+https://token@index.example/a", "LOCK_INVALID", ":1: --editable is not for a lock"),
        ("-i https://me:token@index.example/simple", "LOCK_INVALID", ":1: -i is not for a lock; say where packages come from with index_url"),
        ("--index-url https://me:token@index.example/simple", "LOCK_INVALID", ":1: --index-url is not for a lock"),
        ("--extra-index-url=https://me:token@index.example/simple", "LOCK_INVALID", ":1: --extra-index-url is not for a lock"),
        ("--find-links /srv/wheels", "LOCK_INVALID", "with wheelhouse of the task"),
        ("--no-binary :all:", "LOCK_INVALID", "with only_binary of the task"),
        ("--pre", "LOCK_INVALID", ":1: --pre is not for a lock; take the line out"),
        ("-r gone.txt", "LOCK_INVALID", ":1: cannot read gone.txt: No such file or directory; paths are relative"),
        ("-r https://token@index.example/r.txt", "LOCK_INVALID", ":1: a file at an address is included"),
        ("-r requirements.txt", "LOCK_INVALID", ":1: requirements.txt is included although it is being read already"),
        (f"a==1 {HASHED}\na==2 {HASHED}", "LOCK_INVALID", "requirements.txt wants a 1 and 2 at once"),
        (f"a==1 {HASHED}\na==2 ; os_name == 'nt' {HASHED}", "LOCK_INVALID", "requirements.txt wants a 1 and 2 at once"),
    ],
)
def test_refused(text: str, code: str, words: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(LockError) as caught:
        read(written(tmp_path, {"requirements.txt": text}))
    assert caught.value.code == code
    message = caught.value.message
    assert words in message and message.startswith(str(tmp_path))
    assert "token" not in message.replace(str(tmp_path), "") and "\n" not in message


def test_includes(tmp_path: pathlib.Path) -> None:
    """Paths are relative to the file that includes; the sha256 covers what is included; a line number is that of its own file."""
    files = {
        "requirements.txt": f"-r more/web.txt\n--requirement=db.txt\na==1 {HASHED}",
        "more/web.txt": f"-r ../base.txt\nb==2 {HASHED}",
        "base.txt": f"c==3 {HASHED}",
        "db.txt": f"-rbase.txt\nd==4 {HASHED}",
    }
    path = written(tmp_path, files)
    first = read(path)
    assert [one["name"] for one in first["packages"]] == ["a", "b", "c", "d"]
    (tmp_path / "base.txt").write_text(f"c==3 --hash={TWO}", encoding="utf-8")
    assert read(path)["sha256"] != first["sha256"]
    (tmp_path / "more/web.txt").write_text("\nb==2", encoding="utf-8")
    with pytest.raises(LockError, match=r"more/web\.txt:2: b 2 has no hash"):
        read(path)
    (tmp_path / "base.txt").write_text("-r more/web.txt", encoding="utf-8")
    (tmp_path / "more/web.txt").write_text("-r ../base.txt", encoding="utf-8")
    with pytest.raises(LockError, match=r"base\.txt:1: more/web\.txt is included although it is being read already"):
        read(path)


@pytest.mark.parametrize(
    ("requirement", "constraint", "expected"),
    [
        ("a", f"a==1 {HASHED}", [("a", "1", [ONE])]),
        ("a>=1", f"a==1 {HASHED}\nb==7", [("a", "1", [ONE])]),
        (f"a==1 {HASHED}", f"a==1 --hash={TWO}", [("a", "1", [ONE, TWO])]),
        (f"a==1 {HASHED}", "a<9", [("a", "1", [ONE])]),
        (f"a==1 {HASHED}", "a==2 ; os_name == 'nt'", [("a", "1", [ONE])]),
        (f"a==1 {HASHED}", "a==2", "requirements.txt:2: a is held to 1 and 2 at once"),
        ("a", "b==1", "requirements.txt:2: a is not pinned"),
    ],
)
def test_constraints(requirement: str, constraint: str, expected: t.Any, tmp_path: pathlib.Path) -> None:
    path = written(tmp_path, {"requirements.txt": f"-c c.txt\n{requirement}", "c.txt": constraint})
    if isinstance(expected, str):
        with pytest.raises(LockError) as caught:
            read(path)
        assert expected in caught.value.message
    else:
        assert [(one["name"], one["version"], one["hashes"]) for one in read(path)["packages"]] == expected


def test_hashes_may_be_left_out(tmp_path: pathlib.Path) -> None:
    assert read(written(tmp_path, {"r.txt": "a==1"}), require_hashes=False)["packages"][0]["hashes"] == []
    with pytest.raises(LockError, match="has no hash"):
        read(written(tmp_path, {"r.txt": "--require-hashes\na==1"}), require_hashes=False)


@pytest.mark.parametrize("asked", [{"groups": ["dev"]}, {"extras": ["dev"]}])
def test_it_has_no_groups(asked: dict[str, t.Any], tmp_path: pathlib.Path) -> None:
    with pytest.raises(LockError, match=r"has no (group|extra) dev: it has none"):
        read(written(tmp_path, {"r.txt": ""}), **asked)


@pytest.mark.parametrize(("raw", "words"), [(None, "No such file or directory"), (b"\xff\xfe", "it is not UTF-8 text")])
def test_no_lock(raw: bytes | None, words: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "requirements.txt"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(LockError, match=words) as caught:
        read(str(path))
    assert caught.value.code == "LOCK_INVALID"


def test_an_old_library(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A controller without the library says so at the first lock."""
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    old = importlib.reload(_packaging)
    try:
        with pytest.raises(LockError, match="has no packaging library of release"):
            read(written(tmp_path, {"r.txt": ""}))
    finally:
        monkeypatch.undo()
        importlib.reload(old)
    assert read(written(tmp_path, {"r.txt": ""}))["packages"] == []
