# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""One file put in place so that even a power cut leaves the old one or the new one, with its owner, mode, ACL and SELinux context."""

from __future__ import annotations

import array
import base64
import contextlib
import errno
import fcntl
import os
import stat
import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils._selinux_context import ATTRIBUTE, label

# linux/fs.h: FS_IOC_GETFLAGS, FS_IMMUTABLE_FL, FS_APPEND_FL; chattr(1) has the letters
GET_FLAGS = 0x80086601
FIXED = {0x10: "i", 0x20: "a"}


class Refused(Exception):
    """What is there is nothing that may be changed: one clause that says what it is."""


@dataclass(frozen=True)
class FileChange:
    """What a file is to become. text: its whole contents; None where only owner, group and mode change. uid, gid, mode: numbers.

    gone: it is not to be there at all.
    """

    path: str
    text: str | None
    mode: int
    uid: int = 0
    gid: int = 0
    gone: bool = False


@dataclass(frozen=True)
class Kept:
    """Mode, owner and extended attributes (ACL, SELinux context) of a file."""

    mode: int
    uid: int
    gid: int
    attributes: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> Kept:
        """What a copy gets that only we are to read: with the context of the file, or a service that may not read /etc/shadow could read it there."""
        return Kept(0o600, os.geteuid(), os.getegid(), {name: value for name, value in self.attributes.items() if name == ATTRIBUTE})

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
    return Kept(stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid, _attributes(path, follow_symlinks=False))


def _attributes(path: str | int, **how: bool) -> dict[str, bytes]:
    try:
        return {name: os.getxattr(path, name, **how) for name in os.listxattr(path, **how)}
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
        _attach(handle, wanted.attributes)
        # last: chown takes set-id bits away, and an ACL changes the mode
        os.fchmod(handle, wanted.mode)
        os.fsync(handle)
    finally:
        os.close(handle)


def _attach(handle: int, attributes: dict[str, bytes]) -> None:
    """Set what differs: in a container not even root may set a context, the one that is there neither."""
    there = _attributes(handle)
    for name, value in attributes.items():
        if there.get(name) != value:
            os.setxattr(handle, name, value)


def draft_of(path: str) -> str:
    """Where a file is written before it is renamed: beside it, by a name that no program reads, known to who cleans up after a killed run."""
    return f"{os.path.dirname(path)}/.{os.path.basename(path)}.groundwork-new"


def discard(path: str) -> None:
    """Remove a file, if it is there."""
    # asked first: a read-only disk would refuse before it looked
    if os.path.lexists(path):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def stage(path: str, content: bytes, wanted: Kept) -> None:
    """Write what a file is to become beside it, dressed and on the disk: a full disk shows here, before anything has changed."""
    draft = draft_of(path)
    discard(draft)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            # before its contents: what SELinux keeps from others is kept from them all the while
            if ATTRIBUTE in wanted.attributes:
                _attach(file.fileno(), {ATTRIBUTE: wanted.attributes[ATTRIBUTE]})
            else:
                label(path, at=draft)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        dress(draft, wanted)
    except BaseException:
        discard(draft)
        raise


def commit(path: str) -> None:
    """Put what was staged in place."""
    os.rename(draft_of(path), path)
    sync(os.path.dirname(path))


def put(path: str, content: bytes, wanted: Kept) -> None:
    """Write beside, make it last on the disk, dress it, and rename it into place."""
    stage(path, content, wanted)
    commit(path)


def sync(folder: str) -> None:
    """Make what was renamed in a folder last on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prepare(path: str, wanted: FileChange) -> None:
    """The first half of a change, which nobody sees: a new text is staged; its ACL and context are those of the file that is there, else the policy's."""
    before = kept(path, folder=wanted.text is None)
    if wanted.text is not None and not wanted.gone:
        after = Kept(wanted.mode, wanted.uid, wanted.gid, dict(before.attributes if before else {}))
        stage(path, wanted.text.encode("utf-8", "surrogateescape"), after)


def change(path: str, wanted: FileChange) -> None:
    """The second half: make a file what it is to become, or not be there."""
    if wanted.gone:
        discard(path)
        sync(os.path.dirname(path))
    elif wanted.text is not None:
        commit(path)
    else:
        before = kept(path)
        if before is None:
            raise Refused(f"{path} has gone")
        dress(path, Kept(wanted.mode, wanted.uid, wanted.gid, dict(before.attributes)))


def unchangeable(path: str) -> str:
    """The command that lets a file be changed again, where an attribute of the file system forbids it even to root; else nothing."""
    flags = array.array("L", [0])
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    try:
        fcntl.ioctl(handle, GET_FLAGS, flags)
    except OSError:
        return ""
    finally:
        os.close(handle)
    return next((f"chattr -{letter} {path}" for flag, letter in FIXED.items() if flags[0] & flag), "")


def missing_folders(path: str) -> list[str]:
    """The folders above a path that are not there, the topmost first."""
    found: list[str] = []
    folder = os.path.dirname(path)
    while folder and folder != "/" and not os.path.lexists(folder):
        found.insert(0, folder)
        folder = os.path.dirname(folder)
    return found


def make_folder(path: str) -> None:
    """Make a folder that everybody may read."""
    os.mkdir(path, 0o755)
    os.chmod(path, 0o755)
    label(path)
    sync(os.path.dirname(path))


def remove_folder(path: str) -> None:
    """Remove a folder, if it is there and empty."""
    with contextlib.suppress(OSError):
        os.rmdir(path)
