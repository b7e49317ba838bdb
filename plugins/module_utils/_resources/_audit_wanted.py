# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a control wants recorded, on this machine: its architectures, its system calls, the paths that are there, its first ordinary user."""

from __future__ import annotations

import os
import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _audit_rules
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._audit_rules import Deed

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

    Group = dict[str, t.Any]

KERNEL = "/proc/sys/kernel/osrelease"
LOGIN_DEFS = "/etc/login.defs"
UID_MIN = 1000
# Machines with 32-bit programs of their own beside; others know one architecture.
TWO_ARCHES = ("x86_64",)
# Architectures that came after these calls had been replaced do not have them.
WITHOUT_LEGACY = ("aarch64", "riscv64", "loongarch64")
LEGACY = ("chmod", "chown", "creat", "lchown", "open", "rename", "unlink")
# Calls that newer kernels have: number (auditctl may not know the name yet), and the kernel that brought it.
NEWER = {"fchmodat2": ("452", (6, 6)), "move_mount": ("429", (5, 2)), "openat2": ("437", (5, 6))}
# What 32-bit programs call instead. Written too, though nobody else's rules are refused for want of it.
TWINS = {
    "chown": "chown32",
    "clock_settime": "404",
    "fchown": "fchown32",
    "ftruncate": "ftruncate64",
    "lchown": "lchown32",
    "settimeofday": "stime",
    "truncate": "truncate64",
}
SET_ID = stat.S_ISUID | stat.S_ISGID


class Wanted(t.NamedTuple):
    """What has to be recorded, and rules that do so."""

    deeds: list[Deed]
    lines: list[str]


def machine(host: Host) -> str:
    """The name of the architecture, as uname has it."""
    return host.remember("machine", lambda: os.uname().machine)


def arches(host: Host) -> tuple[str, ...]:
    """The architectures whose programs run here."""
    name = machine(host)
    return ("b64", "b32") if name in TWO_ARCHES else ("b64",) if "64" in name or name == "s390x" else ("b32",)


def _kernel(host: Host) -> tuple[int, ...]:
    parts = re.match(r"(\d+)\.(\d+)", host.read(KERNEL) or "")
    return (int(parts[1]), int(parts[2])) if parts else (0, 0)


def uid_min(host: Host) -> int:
    """The first user id that is a person's."""
    found = re.findall(r"^\s*UID_MIN\s+(\d+)\s*$", host.read(LOGIN_DEFS) or "", re.MULTILINE)
    return int(found[-1]) if found else UID_MIN


def _here(host: Host, calls: t.Iterable[str]) -> list[str]:
    """The calls that this machine has."""
    none = LEGACY if machine(host) in WITHOUT_LEGACY else ()
    return [name for name in calls if name not in none and (name not in NEWER or _kernel(host) >= NEWER[name][1])]


def _written(host: Host, calls: t.Iterable[str], arch: str) -> str:
    """Calls as a rule names them; of those that this kernel has not yet, nothing."""
    names = [NEWER[name][0] if name in NEWER else name for name in _here(host, calls)]
    twins = [TWINS[name] for name in calls if name in TWINS] if arch == "b32" and machine(host) in TWO_ARCHES else []
    return ",".join(names + twins)


def _paths(host: Host, group: Group) -> list[str]:
    """The watched paths that are there: auditctl stops at a rule whose folder is missing."""
    found = [path for path in group.get("watch", ()) if host.stat(path)]
    for folder in group.get("set_id", ()):
        if not stat.S_ISLNK(getattr(host.stat(folder, follow=False), "st_mode", 0)):
            found += [f"{folder}/{name}" for name in host.listdir(folder) or () if _is_set_id(host, f"{folder}/{name}")]
    return sorted(dict.fromkeys(found))


def _is_set_id(host: Host, path: str) -> bool:
    found = host.stat(path, follow=False)
    return found is not None and stat.S_ISREG(found.st_mode) and bool(found.st_mode & SET_ID)


def _conditions(host: Host, group: Group) -> list[list[tuple[str, str]]]:
    """Options of a rule, -F or -C; a list of them for each result of a call that counts."""
    shared = [("-F", each) for each in group.get("fields", ())]
    shared += [("-C", group["compare"])] if group.get("compare") else []
    if group.get("people"):
        shared += [("-F", f"auid>={uid_min(host)}"), ("-F", "auid!=unset")]
    elif group.get("logged_in"):
        shared += [("-F", "auid!=unset")]
    results = group.get("exits") or [""]
    return [[*([("-F", f"exit=-{name}")] if name else []), *shared] for name in results]


def wanted(host: Host, groups: t.Iterable[Group], key: str) -> Wanted:
    """All that these groups of a control ask for here; nothing where none of their paths is here."""
    found = Wanted([], [])
    for group in groups:
        for arch in arches(host):
            for options in _conditions(host, group):
                _add(host, found, group, arch, options, key)
    return found


def _add(host: Host, found: Wanted, group: Group, arch: str, options: list[tuple[str, str]], key: str) -> None:
    known = frozenset(_audit_rules.comparison(text) if option == "-C" else _audit_rules.field(text) for option, text in options)
    tail = "".join(f" {option} {text}" for option, text in options) + f" -k {key}"
    calls = group.get("calls", ())
    if calls:
        found.deeds.extend(Deed(arch, name, "", "", known) for name in _here(host, calls))
        found.lines.append(f"-a always,exit -F arch={arch} -S {_written(host, calls, arch)}{tail}")
    perms = group.get("perm", "wa")
    for path in _paths(host, group):
        found.deeds.extend(Deed(arch, "", _audit_rules.plain_path(path), perm, known) for perm in perms)
        what = "dir" if stat.S_ISDIR(getattr(host.stat(path), "st_mode", 0)) else "path"
        found.lines.append(f"-a always,exit -F arch={arch} -F {what}={path} -F perm={perms}{tail}")
