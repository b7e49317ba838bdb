# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whether this host is a container, and which kind."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# systemd's Container Interface: PID 1 or the manager writes the kind here.
KINDS = ("/run/systemd/container", "/run/host/container-manager")
# Marks that stay in an image, and so in a virtual machine that was made from it.
MARKS = {"/run/.containerenv": "podman", "/.dockerenv": "docker", "/dev/lxd/sock": "lxc", "/dev/.lxc-boot-id": "lxc"}
CGROUPS = re.compile(r"/(lxc|docker|kubepods|libpod|machine\.slice/libpod)[-/.]")
CGROUP_KINDS = {"kubepods": "kubernetes", "libpod": "podman", "machine.slice/libpod": "podman"}
# include/linux/proc_ns.h: the numbers of the namespaces that the kernel starts with.
INITIAL = {"pid": 0xEFFFFFFC, "uts": 0xEFFFFFFE, "ipc": 0xEFFFFFFF}


def container(host: Host) -> str:
    """The kind of container this is: podman, docker, lxc, systemd-nspawn ...; "other" where that is not known, "none" where it is none."""
    if not host.live:
        raise ObservationError(f"cannot tell what would run {host.root}: it is an unpacked file system")
    told = _told(host)
    if told:
        return told
    initial = _initial(host)
    if initial:
        return "none"
    mark = next((kind for path, kind in MARKS.items() if host.stat(path, follow=False)), None) or _by_cgroup(host)
    return mark or ("none" if initial is None else "other")


def _told(host: Host) -> str | None:
    for path in KINDS:
        kind = (host.read(path) or "").strip()
        if kind:
            return kind
    if host.stat("/proc/vz") and not host.stat("/proc/bc"):
        return "openvz"
    if re.search(r"microsoft|WSL", host.read("/proc/version") or ""):
        return "wsl"
    return _by_environment(host)


def _by_environment(host: Host) -> str | None:
    """What the manager gave PID 1; only root may read it, and the other signs serve who may not."""
    try:
        variables = (host.read("/proc/1/environ") or "").split("\0")
    except ObservationError:
        return None
    kinds = (variable.partition("=")[2] for variable in variables if variable.startswith("container="))
    return next(kinds, None) or None


def _initial(host: Host) -> bool | None:
    """Whether this process is where the kernel started, as only a host's own are; None where that cannot be seen."""
    seen = {name: host.stat(f"/proc/self/ns/{name}") for name in INITIAL}
    same = {name: place.st_ino == INITIAL[name] for name, place in seen.items() if place is not None}
    if all(same.get(name) for name in INITIAL):
        return True
    return None if same.get("pid", True) else False


def _by_cgroup(host: Host) -> str | None:
    try:
        found = CGROUPS.search(host.read("/proc/1/cgroup") or "")
    except ObservationError:
        return None
    return CGROUP_KINDS.get(found[1], found[1]) if found else None
