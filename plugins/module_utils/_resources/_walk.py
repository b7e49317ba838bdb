# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The one walk over the local file systems of a host, which answers all that is asked about every file there."""

from __future__ import annotations

import re
import stat
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._mount_boot import parse_table
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.mount import MOUNTS

if t.TYPE_CHECKING:
    import os

    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._mount_boot import Entry

FILESYSTEMS = "/proc/filesystems"
# Local, although the kernel says that they need no device.
WITHOUT_DEVICE = frozenset(("aufs", "bcachefs", "overlay", "ramfs", "tmpfs", "zfs"))
# Parts of these have device numbers of their own without being mounted.
WITH_SUBVOLUMES = frozenset(("bcachefs", "btrfs"))
# The kernel's own, what lives until the next boot, and trees that belong to containers, snaps or snapshots: their users are not this host's.
PRUNED = frozenset(
    (
        *("/proc", "/sys", "/run", "/snap", "/.snapshots", "/var/lib/snapd", "/var/snap/lxd/common/lxd"),
        *("/var/lib/containerd", "/var/lib/containers", "/var/lib/docker", "/var/lib/kubelet", "/var/lib/rancher", "/var/lib/k0s"),
        *("/var/lib/lxc", "/var/lib/lxd", "/var/lib/incus", "/var/lib/machines", "/var/lib/portables", "/var/lib/crio", "/var/lib/buildkit"),
    )
)
# The same of a user, below a home.
PRUNED_OF_USERS = ("/.local/share/containers", "/.local/share/docker")
# systemd gives one of these to a service for as long as it runs (DynamicUser), and the service's files keep it.
DYNAMIC, OF_DYNAMIC = range(61184, 65520), re.compile(r"/var/(lib|cache|log)/private/")
# However long a question may take: a plan is not timed by anybody else.
SECONDS = 60.0
DIRECTORY_BITS = 0o170000
# What most files have none of.
TELLING = stat.S_IWOTH | stat.S_ISUID | stat.S_ISGID
# Kept of what a question asks for; the rest is counted.
MOST = 500


class Found:
    """What a question asks for: how many there are, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[tuple[str, os.stat_result]] = []

    def add(self, path: str, what: os.stat_result) -> None:
        """One more."""
        self.count += 1
        if self.count <= MOST:
            self.first.append((path, what))


class Owners:
    """Which numbers of users, or of groups, somebody has: by name, or by a range that is set aside for the containers of a user."""

    def __init__(self, name_of: t.Callable[[int], str | None], ranges: str) -> None:
        self._name_of = name_of
        self._known: dict[int, bool] = {}
        parts = (line.split(":") for line in ranges.splitlines())
        self._ranges = [range(int(part[1]), int(part[1]) + int(part[2])) for part in parts if len(part) == 3 and part[1].isdigit() and part[2].isdigit()]

    def has(self, number: int) -> bool:
        """Whether this number is somebody's, wherever a file lies."""
        if number not in self._known:
            self._known[number] = self._name_of(number) is not None or any(number in each for each in self._ranges)
        return self._known[number]

    def knows(self, number: int, path: str) -> bool:
        """Whether this file may have this number."""
        return self.has(number) or (number in DYNAMIC and OF_DYNAMIC.match(path) is not None)


class Walk:
    """All file systems of a host looked at once. Where that is cut off, it is not begun again: each question says so."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.begun = self.ended = False
        self.looked = 0
        self.roots: list[str] = []
        self.writable_files, self.open_folders, self.unowned, self.ungrouped = Found(), Found(), Found(), Found()
        self.set_user_id, self.set_group_id = Found(), Found()
        self._seen: set[tuple[int, int]] = set()
        self._usual: set[tuple[int, int]] = set()

    def take(self) -> Walk:
        """Walk, where that was not done yet. ObservationError where it cannot be done, or not in time."""
        if self.begun and not self.ended:
            raise ObservationError("the walk over the file systems was cut off before, when another question ran out of time; raise the limit of a control")
        if not self.begun:
            if not self.host.is_root:
                raise ObservationError("cannot look at every file: only root may look everywhere (become: true)")
            self.begun = True
            self._all()
            self.ended = True
        return self

    def _all(self) -> None:
        identities = Identities(self.host)
        self._users = Owners(identities.user_name, self.host.read("/etc/subuid") or "")
        self._groups = Owners(identities.group_name, self.host.read("/etc/subgid") or "")
        mounts = {entry.path: entry for entry in parse_table(self.host.read(MOUNTS) or "", MOUNTS)}
        local = _local(self.host)
        if mounts.get("/") is None or mounts["/"].kind not in local:
            kind = mounts["/"].kind if "/" in mounts else "not in " + MOUNTS
            raise NotApplicable(f"/ is {kind}, which is no local file system; look at its files where they lie")
        self._until = time.monotonic() + SECONDS
        for path, entry in sorted(mounts.items()):
            where = self.host.stat(path, follow=False) if entry.kind in local and not _lies_in_pruned(path) else None
            if where is not None and stat.S_ISDIR(where.st_mode):
                self.roots.append(path)
                self._below(entry, where, mounts)

    def _below(self, root: Entry, where: os.stat_result, mounts: t.Container[str]) -> None:
        """One file system; what is mounted below it has its own turn."""
        set_ids = "nosuid" not in root.options.split(",")
        folders = [(root.path, where)]
        while folders:
            path, itself = folders.pop()
            if (itself.st_dev, itself.st_ino) in self._seen:
                # the same place, mounted a second time
                continue
            self._seen.add((itself.st_dev, itself.st_ino))
            if time.monotonic() > self._until:
                raise ObservationError(f"gave up on the walk over the file systems after {SECONDS:g} seconds and {self.looked} files, in {path}")
            self._folder(path, itself)
            before = "" if path == "/" else path
            # what follows is done for every file there is, so it calls nothing for one that is as most are
            for name, what in self.host.scan(path):
                self.looked += 1
                mode = what.st_mode
                if mode & DIRECTORY_BITS == stat.S_IFDIR:
                    here = f"{before}/{name}"
                    if here not in mounts and (what.st_dev == itself.st_dev or root.kind in WITH_SUBVOLUMES) and not _is_pruned(here):
                        folders.append((here, what))
                    continue
                if mode & TELLING and stat.S_ISREG(mode):
                    self._file(f"{before}/{name}", what, set_ids)
                if (what.st_uid, what.st_gid) not in self._usual:
                    self._owned(f"{before}/{name}", what)

    def _folder(self, path: str, what: os.stat_result) -> None:
        self._owned(path, what)
        if what.st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH:
            self.open_folders.add(path, what)

    def _file(self, path: str, what: os.stat_result, set_ids: bool) -> None:
        mode = what.st_mode
        if mode & stat.S_IWOTH:
            self.writable_files.add(path, what)
        if set_ids and mode & stat.S_ISUID:
            self.set_user_id.add(path, what)
        # without the right to run it for the group, the bit is one for locks
        if set_ids and mode & stat.S_ISGID and mode & stat.S_IXGRP:
            self.set_group_id.add(path, what)

    def _owned(self, path: str, what: os.stat_result) -> None:
        if self._users.has(what.st_uid) and self._groups.has(what.st_gid):
            self._usual.add((what.st_uid, what.st_gid))
            return
        if not self._users.knows(what.st_uid, path):
            self.unowned.add(path, what)
        if not self._groups.knows(what.st_gid, path):
            self.ungrouped.add(path, what)


def _is_pruned(path: str) -> bool:
    return path in PRUNED or path.endswith(PRUNED_OF_USERS)


def _lies_in_pruned(path: str) -> bool:
    """The same of a place that one does not come to on the way: a mount."""
    parts = path.split("/")
    return any(_is_pruned("/".join(parts[:end])) for end in range(2, len(parts) + 1))


def _local(host: Host) -> frozenset[str]:
    """The kinds of file systems whose files lie on this host: by the kernel's word those that need a device, and some others."""
    text = host.read(FILESYSTEMS)
    if text is None:
        raise ObservationError(f"cannot tell which file systems are local: there is no {FILESYSTEMS}; look at a running host")
    return frozenset(line.strip() for line in text.splitlines() if not line.startswith("nodev")) | WITHOUT_DEVICE


def walk(host: Host) -> Walk:
    """What the walk over this host found, made once for all questions."""
    return host.remember("the walk", lambda: Walk(host)).take()
