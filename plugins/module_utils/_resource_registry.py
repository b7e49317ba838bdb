# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The kinds of resources that a control can be about. Adding one is one file in _resources and two lines here: its import and its name."""

from __future__ import annotations

import collections
import importlib
import typing as t

if t.TYPE_CHECKING:
    # Loaded by nobody here: what packs the module for a host follows imports, wherever they stand, and not the names of files below.
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources import (  # noqa: F401
        _firewall_edits,
        _ssh_port_edits,
        _sshd_edits,
        _sshd_questions,
        _sudoers_edits,
        _updates_edits,
        account,
        aide,
        audit_rule,
        banner,
        boot,
        boot_parameter,
        cron,
        crypto_policy,
        fail2ban,
        file,
        filesystem,
        firewall,
        home,
        kernel_module,
        key_value,
        listening_port,
        log,
        mac,
        mount,
        mounts,
        package,
        pam,
        release,
        shell,
        ssh_port,
        sudoers,
        sysctl,
        sysctl_drift,
        time,
        trust,
        unit,
        updates,
    )

    # of the kinds: what reads, (host, **args) -> readings, and what plans, (readings, want, accept, args) -> steps
    Function = t.Callable[..., t.Any]

PACKAGE = "ansible_collections.groundwork.baseline.plugins.module_utils._resources"


class Functions(collections.UserDict):  # type: ignore[type-arg]
    """Kind -> its function. Its file is loaded once somebody asks for it: to compile all of them takes a host longer than most answers do."""

    def __init__(self, name: str, files: dict[str, str]) -> None:
        super().__init__(files)
        self.name, self.files = name, files

    def __getitem__(self, kind: str) -> Function:
        found = self.data[kind]
        if isinstance(found, str):
            found = self.data[kind] = getattr(importlib.import_module(f"{PACKAGE}.{found}"), self.name)
        return t.cast("Function", found)


RESOURCES = Functions(
    "observe",
    {
        "account": "account",
        "aide": "aide",
        "banner": "banner",
        "audit_rule": "audit_rule",
        "boot_parameter": "boot_parameter",
        "boot": "boot",
        "cron": "cron",
        "crypto_policy": "crypto_policy",
        "fail2ban": "fail2ban",
        "file": "file",
        "filesystem": "filesystem",
        "firewall": "firewall",
        "home": "home",
        "kernel_module": "kernel_module",
        "key_value": "key_value",
        "listening_port": "listening_port",
        "log": "log",
        "mac": "mac",
        "mount": "mount",
        "mounts": "mounts",
        "package": "package",
        "pam": "pam",
        "shell": "shell",
        "ssh_port": "ssh_port",
        "sshd": "_sshd_questions",
        "release": "release",
        "sudoers": "sudoers",
        "sysctl": "sysctl",
        "sysctl_drift": "sysctl_drift",
        "trust": "trust",
        "time": "time",
        "unit": "unit",
        "updates": "updates",
    },
)

# The kinds that can be put right: pure, and Unfixable where it has to stay as it is.
PLANS = Functions(
    "plan",
    {
        "account": "account",
        "aide": "aide",
        "banner": "banner",
        "audit_rule": "audit_rule",
        "boot": "boot",
        "cron": "cron",
        "fail2ban": "fail2ban",
        "file": "file",
        "filesystem": "filesystem",
        "firewall": "_firewall_edits",
        "home": "home",
        "kernel_module": "kernel_module",
        "key_value": "key_value",
        "log": "log",
        "mac": "mac",
        "mount": "mount",
        "mounts": "mounts",
        "pam": "pam",
        "shell": "shell",
        "ssh_port": "_ssh_port_edits",
        "sshd": "_sshd_edits",
        "sudoers": "_sudoers_edits",
        "sysctl": "sysctl",
        "time": "time",
        "updates": "_updates_edits",
        "trust": "trust",
        "unit": "unit",
    },
)
