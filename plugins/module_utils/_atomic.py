# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""One file put in place so that even a power cut leaves the old one or the new one, with its owner, mode, ACL and SELinux context."""

from __future__ import annotations

import base64
import contextlib
import errno
import os
import stat
import typing as t
from dataclasses import dataclass, field


class Refused(Exception):
    """What is there is nothing that may be changed: one clause that says what it is."""


@dataclass(frozen=True)
class FileChange:
    """What a file is to become. text: its whole contents; None where only owner, group and mode change. uid, gid, mode: numbers."""

    path: str
    text: str | None
    mode: int
    uid: int = 0
    gid: int = 0


@dataclass(frozen=True)
class Setting:
    """A value that the kernel is to have in a file under /proc/sys."""

    path: str
    value: str


@dataclass(frozen=True)
class Kept:
    """Mode, owner and extended attributes (ACL, SELinux context) of a file."""

    mode: int
    uid: int
    gid: int
    attributes: dict[str, bytes] = field(default_factory=dict)

    def to_dict(self) -> dict[str, t.Any]:
        """As it stands in the journal."""
        attributes = {name: base64.b64encode(value).decode() for name, value in self.attributes.items()}
        return {"mode": self.mode, "uid": self.uid, "gid": self.gid, "attributes": attributes}

    @classmethod
    def from_dict(cls, said: dict[str, t.Any]) -> Kept:
        """As it was read from the journal."""
        return cls(said["mode"], said["uid"], said["gid"], {name: base64.b64decode(value) for name, value in said["attributes"].items()})


def kept(path: str, folder: bool = True) -> Kept | None:
    """What a file (or, where that is allowed, a folder) has beside its contents; None where there is none.

    A link is refused: what it points to may be anything.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found.st_mode):
        raise Refused(f"{path} is a symbolic link to {os.readlink(path)}; put a file there")
    if stat.S_ISDIR(found.st_mode) and not folder:
        raise Refused(f"{path} is a folder; a file is to stand there")
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise Refused(f"{path} is neither a file nor a folder")
    return Kept(stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid, _attributes(path))


def _attributes(path: str) -> dict[str, bytes]:
    try:
        return {name: os.getxattr(path, name, follow_symlinks=False) for name in os.listxattr(path, follow_symlinks=False)}
    except OSError as exc:
        if exc.errno in (errno.ENOTSUP, errno.ENODATA):
            return {}
        raise


def dress(path: str, wanted: Kept) -> None:
    """Give a file or folder this owner, mode and these attributes, and none other; never through a link."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(handle)
        if (found.st_uid, found.st_gid) != (wanted.uid, wanted.gid):
            os.fchown(handle, wanted.uid, wanted.gid)
        for name, value in wanted.attributes.items():
            os.setxattr(handle, name, value)
        # last: chown takes set-id bits away, and an ACL changes the mode
        os.fchmod(handle, wanted.mode)
        os.fsync(handle)
    finally:
        os.close(handle)


def draft_of(path: str) -> str:
    """Where a file is written before it is renamed: beside it, by a name that no program reads, known to who cleans up after a killed run."""
    return f"{os.path.dirname(path)}/.{os.path.basename(path)}.groundwork-new"


def discard(path: str) -> None:
    """Remove a file, if it is there."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def put(path: str, content: bytes, wanted: Kept, before_rename: t.Callable[[], object] = lambda: None) -> None:
    """Write beside, make it last on the disk, dress it, and rename it into place."""
    draft = draft_of(path)
    discard(draft)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        dress(draft, wanted)
        before_rename()
        os.rename(draft, path)
    except BaseException:
        discard(draft)
        raise
    sync(os.path.dirname(path))


def sync(folder: str) -> None:
    """Make what was renamed in a folder last on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def change(path: str, wanted: FileChange, before_rename: t.Callable[[], object] = lambda: None) -> None:
    """Make a file what it is to become; its ACL and context stay."""
    before = kept(path, folder=wanted.text is None)
    after = Kept(wanted.mode, wanted.uid, wanted.gid, dict(before.attributes if before else {}))
    if wanted.text is None:
        if before is None:
            raise Refused(f"{path} has gone")
        before_rename()
        dress(path, after)
        return
    put(path, wanted.text.encode("utf-8", "surrogateescape"), after, before_rename)


def set_value(path: str, value: str) -> None:
    """Write a kernel setting, which takes it in one write or refuses it."""
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, f"{value}\n".encode())
    finally:
        os.close(handle)
