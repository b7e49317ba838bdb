# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a running kernel has: its settings and the options of its mounts. And the table of all kinds of what is live."""

from __future__ import annotations

import os
import subprocess
from dataclasses import asdict, dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_aide import Making
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_audit import Loaded
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_firewall import NftTable, Service, UfwRules, ZonePort
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_link import Replaced
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_pam import Feature
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_ports import PortType
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_selinux import SelinuxMode
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import Jail, Unit

MOUNTS = "/proc/self/mounts"
MOUNT_SECONDS = 20
# What says that a mount is free of a restriction.
FREE = {"nodev": "dev", "nosuid": "suid", "noexec": "exec"}
# What the kernel refuses to change again before its next boot, once it has this value.
ONE_WAY = {
    "/proc/sys/kernel/kexec_load_disabled": "1",
    "/proc/sys/kernel/modules_disabled": "1",
    "/proc/sys/kernel/unprivileged_bpf_disabled": "1",
    "/proc/sys/kernel/yama/ptrace_scope": "3",
}


@dataclass(frozen=True)
class Setting(Live):
    """A value that the kernel is to have in a file under /proc/sys."""

    def now(self, root: str) -> Setting:
        """What it has."""
        with open(os.path.join(root, self.path.lstrip("/")), encoding="utf-8") as handle:
            return Setting(self.path, handle.read().strip())

    def put(self, root: str) -> None:
        """Write it; the kernel takes it in one write or refuses it with OSError."""
        handle = os.open(os.path.join(root, self.path.lstrip("/")), os.O_WRONLY)
        try:
            os.write(handle, f"{self.value}\n".encode())
        finally:
            os.close(handle)

    def hindrance(self, root: str) -> str:
        """In a container the kernel's settings are those of its host."""
        writable = os.access(os.path.join(root, self.path.lstrip("/")), os.W_OK)
        return "" if writable else f"{self.path} is read-only here; set it on the machine that this host runs on"

    def stays(self, root: str) -> str:
        """Some settings can be tightened and never be loosened."""
        now = self.now(root).value if self.path in ONE_WAY else ""
        return f"{self.path} stays {now} until the next boot" if now and now == ONE_WAY[self.path] != self.value else ""


@dataclass(frozen=True)
class Remount(Live):
    """The options, sorted and with commas between them, that a mount is to have as far as they restrict it: nodev, nosuid, noexec."""

    def now(self, root: str) -> Remount:
        """What it has."""
        with open(os.path.join(root, MOUNTS.lstrip("/")), encoding="utf-8", errors="surrogateescape") as handle:
            found = [line.split()[3].split(",") for line in handle if line.split()[1] == self.path]
        return Remount(self.path, ",".join(sorted(set(found[-1] if found else ()) & set(FREE))))

    def put(self, root: str) -> None:
        """Mount it anew with these; OSError where that fails."""
        wanted = self.value.split(",")
        options = ",".join(["remount", *(name if name in wanted else free for name, free in FREE.items())])
        argv = ["/bin/mount", "-o", options, self.path]
        try:
            # this module knows no Ansible, and run_command has no time limit
            done = subprocess.run(  # pylint: disable=ansible-bad-function
                argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=MOUNT_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as exc:
            raise OSError(f"gave up on {' '.join(argv)} after {MOUNT_SECONDS} seconds") from exc
        if done.returncode:
            raise OSError(f"{' '.join(argv)} ended with {done.returncode}: {' '.join(done.stderr.split())[:200]}")


KINDS: dict[str, type[Live]] = {
    "aide_database": Making,
    "audit_rules": Loaded,
    "fail2ban": Jail,
    "firewall_nft": NftTable,
    "firewall_ufw": UfwRules,
    "firewall_unit": Service,
    "firewall_zone_port": ZonePort,
    "link": Replaced,
    "mount": Remount,
    "pam": Feature,
    "selinux_mode": SelinuxMode,
    "selinux_port": PortType,
    "setting": Setting,
    "unit": Unit,
}


def to_dict(value: Live) -> dict[str, str]:
    """As it stands in the journal."""
    return {"kind": next(name for name, kind in KINDS.items() if value.__class__ == kind), **asdict(value)}


def from_dict(said: dict[str, str]) -> Live:
    """As it was read from the journal."""
    return KINDS[said["kind"]](said["path"], said["value"])
