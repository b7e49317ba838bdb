# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The folder of wheels on a host: nothing gets its name there before it is known to be right."""

from __future__ import annotations

import hashlib
import io
import os
import pathlib
import tarfile

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python._wheelhouse import FolderError, apply, look

WHEEL = "a-1-py3-none-any.whl"


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def archive(folder: pathlib.Path, files: dict[str, bytes]) -> str:
    path = folder / "wheels.tar"
    with tarfile.open(path, "w") as handle:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            handle.addfile(member, io.BytesIO(content))
    return str(path)


def test_look(tmp_path: pathlib.Path) -> None:
    assert look(str(tmp_path / "gone")) is None
    assert look(str(tmp_path)) == {}
    (tmp_path / WHEEL).write_bytes(b"content")
    (tmp_path / "a-1.tar.gz").write_bytes(b"archive")
    (tmp_path / "notes.txt").write_bytes(b"")
    (tmp_path / "link.whl").symlink_to(tmp_path / WHEEL)
    (tmp_path / "folder.whl").mkdir()
    assert look(str(tmp_path)) == {WHEEL: sha256(b"content"), "a-1.tar.gz": sha256(b"archive")}
    with pytest.raises(FolderError, match="it is no folder; give another path"):
        look(str(tmp_path / WHEEL))


def test_apply(tmp_path: pathlib.Path) -> None:
    """Folders and files are readable by all, whatever the umask is, and whatever mode the archive has."""
    path, before = tmp_path / "wheels" / "shop", os.umask(0o077)
    try:
        apply(str(path), archive(tmp_path, {WHEEL: b"content"}), {WHEEL: sha256(b"content")}, [])
    finally:
        os.umask(before)
    assert {name: (path / name).read_bytes() for name in os.listdir(path)} == {WHEEL: b"content"}
    assert [place.stat().st_mode & 0o777 for place in (path.parent, path, path / WHEEL)] == [0o755, 0o755, 0o644]


def test_only_what_differs(tmp_path: pathlib.Path) -> None:
    for name in (WHEEL, "b.whl", "c.whl"):
        (tmp_path / name).write_bytes(b"old")
    apply(str(tmp_path), archive(tmp_path, {WHEEL: b"new", "d.whl": b"d"}), {WHEEL: sha256(b"new")}, ["c.whl"])
    assert look(str(tmp_path)) == {WHEEL: sha256(b"new"), "b.whl": sha256(b"old")}


def test_a_folder_alone(tmp_path: pathlib.Path) -> None:
    apply(str(tmp_path / "empty"), "", {}, [])
    assert look(str(tmp_path / "empty")) == {}


def test_a_link_is_replaced_and_not_followed(tmp_path: pathlib.Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    path = tmp_path / "wheels"
    path.mkdir()
    (path / WHEEL).symlink_to(outside)
    apply(str(path), archive(tmp_path, {WHEEL: b"content"}), {WHEEL: sha256(b"content")}, [])
    assert (outside.read_bytes(), (path / WHEEL).is_symlink(), (path / WHEEL).read_bytes()) == (b"precious", False, b"content")


@pytest.mark.parametrize(
    ("files", "wanted", "remove", "words"),
    [
        ({WHEEL: b"other"}, {WHEEL: sha256(b"content")}, [], f"{WHEEL} arrived damaged; run it again"),
        ({}, {WHEEL: sha256(b"content")}, [], f"{WHEEL} did not arrive"),
        ({"../x.whl": b"x"}, {"../x.whl": sha256(b"x")}, [], "is no name of a wheel"),
        ({"passwd": b"x"}, {"passwd": sha256(b"x")}, [], "is no name of a wheel"),
        ({}, {}, ["../old.whl"], "is no name of a wheel"),
        ({}, {}, ["old.whl", "gone.whl"], "cannot fill"),
    ],
)
def test_refused(files: dict[str, bytes], wanted: dict[str, str], remove: list[str], words: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "wheels"
    path.mkdir()
    (path / WHEEL).write_bytes(b"before")
    (tmp_path / "old.whl").write_bytes(b"before")
    with pytest.raises(FolderError, match=words):
        apply(str(path), archive(tmp_path, files), wanted, remove)
    assert {name: (path / name).read_bytes() for name in os.listdir(path)} == {WHEEL: b"before"}
    assert (tmp_path / "old.whl").read_bytes() == b"before"


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_no_archive(content: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "wheels.tar"
    path.write_bytes(content)
    with pytest.raises(FolderError, match="cannot fill"):
        apply(str(tmp_path / "w"), str(path), {WHEEL: sha256(b"content")}, [])


def test_no_room_above(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderError, match="cannot fill"):
        apply(str(tmp_path / "file" / "wheels"), "", {}, [])
