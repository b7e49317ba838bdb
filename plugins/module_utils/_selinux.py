# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.
"""Whether SELinux has a say on this host."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

ENFORCE = "/sys/fs/selinux/enforce"
# How the kernel calls every process before a policy is loaded.
WITHOUT_POLICY = "kernel"


def has_policy(host: Host) -> bool:
    """Whether SELinux has anything to go by: a kernel that was started with it denies nothing until a policy is loaded."""
    return host.stat(ENFORCE) is not None and (host.read("/proc/self/attr/current") or "").strip("\0\n ") != WITHOUT_POLICY
