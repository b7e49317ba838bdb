# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a running system has and no file holds alone: set with one call, and set back to what it was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Live:
    """path: what is set, a path or words, one of its kind on a host; value: what it is to be."""

    path: str
    value: str

    def now(self, root: str) -> Live:
        """What it is at present."""
        raise NotImplementedError

    def put(self, root: str) -> None:
        """Make it so; OSError with one clause where that fails."""
        raise NotImplementedError

    def hindrance(self, root: str) -> str:
        """Why it cannot be set on this host at all, and what to do; nothing where it can."""
        return ""

    def stays(self, root: str) -> str:
        """What it is until the next boot, whoever asks for another value, as a clause; nothing where it can be set."""
        return ""

    def gone(self, root: str) -> str:
        """That there is nothing any more to bring back to this, as a clause; nothing where there is."""
        return ""

    def written(self) -> list[str]:
        """The files that are written by setting it, and that somebody has to read anew once all is set."""
        return []

    def touches(self, root: str) -> list[str]:
        """The files that setting it changes, by the program that is told to: copies are kept of them, and are what brings them back."""
        return []
