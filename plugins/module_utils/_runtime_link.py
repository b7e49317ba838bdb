# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""A symbolic link that a file takes the place of, and that comes back when that is undone."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._selinux_context import label

LINK = "-> "
MODE = 0o644


@dataclass(frozen=True)
class Replaced(Live):
    """What is to be at a path: a text, as a file that everybody may read, or with an arrow before it where a link points to."""

    def now(self, root: str) -> Replaced:
        """What is there."""
        here = os.path.join(root, self.path.lstrip("/"))
        if os.path.islink(here):
            return Replaced(self.path, f"{LINK}{os.readlink(here)}")
        try:
            with open(here, encoding="utf-8", errors="surrogateescape", newline="") as handle:
                return Replaced(self.path, handle.read())
        except FileNotFoundError:
            return Replaced(self.path, "")

    def put(self, root: str) -> None:
        """Put it there in one go; OSError where that fails."""
        here = os.path.join(root, self.path.lstrip("/"))
        if not self.value.startswith(LINK):
            _atomic.put(here, self.value.encode("utf-8", "surrogateescape"), _atomic.Kept(MODE, os.geteuid(), os.getegid()))
            return
        draft = _atomic.draft_of(here)
        _atomic.discard(draft)
        os.symlink(self.value[len(LINK) :], draft)
        label(here, at=draft)
        _atomic.commit(here)
