# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.
"""Whether SELinux enforces its policy or only logs, as long as the kernel runs."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._selinux import ENFORCE

MODES = {"0": "permissive", "1": "enforcing"}


@dataclass(frozen=True)
class SelinuxMode(Live):
    """value: enforcing or permissive."""

    def now(self, root: str) -> SelinuxMode:
        """What it is."""
        with open(os.path.join(root, ENFORCE.lstrip("/")), encoding="ascii") as handle:
            return SelinuxMode(self.path, MODES[handle.read().strip()])

    def put(self, root: str) -> None:
        """Switch it, as setenforce does; OSError where the policy or the kernel forbids it."""
        handle = os.open(os.path.join(root, ENFORCE.lstrip("/")), os.O_WRONLY)
        try:
            os.write(handle, next(sign for sign, mode in MODES.items() if mode == self.value).encode())
        finally:
            os.close(handle)
