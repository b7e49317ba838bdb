# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Mandatory access control: which system, and what it does with what it forbids."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._facts.container import container
from ansible_collections.groundwork.baseline.plugins.module_utils._selinux import ENFORCE, has_policy

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

SELINUX_CONFIG = "/etc/selinux/config"
MODULES = "/sys/kernel/security/lsm"
APPARMOR_ENABLED = "/sys/module/apparmor/parameters/enabled"
APPARMOR_PROFILES = "/sys/kernel/security/apparmor/profiles"
APPARMOR_LOADER = "apparmor_parser"
KNOWN = ("selinux", "apparmor", "smack", "tomoyo")

Mac = dict[str, str]


def mac(host: Host) -> Mac:
    """The system (selinux, apparmor, smack, tomoyo, none) and its state (enforcing, permissive, disabled, none).

    "unknown" is for what cannot be told. AppArmor has a mode for each profile: it enforces where one profile does.
    """
    if not host.live:
        return {"system": _configured(host) or "unknown", "state": "unknown"}
    enforce = (host.read(ENFORCE) or "").strip()
    if enforce:
        # whatever the kernel says of itself, without a policy it denies nothing
        return {"system": "selinux", "state": ("enforcing" if enforce == "1" else "permissive") if has_policy(host) else "disabled"}
    if (host.read(APPARMOR_ENABLED) or "").startswith("Y"):
        return {"system": "apparmor", "state": _apparmor(host)}
    return _by_list(host) or _switched_off(host)


def _apparmor(host: Host) -> str:
    """By the profiles loaded; only root may read them, and only where securityfs is mounted."""
    try:
        profiles = host.read(APPARMOR_PROFILES)
    except ObservationError:
        return "unknown"
    if profiles is None:
        return "unknown"
    modes = set(re.findall(r"\((\w+)\)$", profiles, re.MULTILINE))
    return "enforcing" if modes & {"enforce", "kill"} else "permissive" if modes else "disabled"


def _by_list(host: Host) -> Mac | None:
    active = (host.read(MODULES) or "").strip().split(",")
    found = next((name for name in KNOWN if name in active), None)
    return {"system": found, "state": "unknown"} if found else None


def _switched_off(host: Host) -> Mac:
    """Nothing is at work: one that is installed is disabled. Without /sys, or in a container, that cannot be said."""
    if host.stat("/sys/kernel") is None:
        raise ObservationError("cannot tell the mandatory access control: there is no /sys/kernel; mount sysfs")
    if container(host) != "none":
        raise ObservationError("cannot tell the mandatory access control: it belongs to the container's host, which hides it; ask that host")
    system = _configured(host)
    return {"system": system, "state": "disabled"} if system else {"system": "none", "state": "none"}


def _configured(host: Host) -> str | None:
    """The one that the files are made for."""
    if re.search(r"^\s*SELINUX=\s*\w", host.read(SELINUX_CONFIG) or "", re.MULTILINE):
        return "selinux"
    return "apparmor" if host.which(APPARMOR_LOADER) else None
