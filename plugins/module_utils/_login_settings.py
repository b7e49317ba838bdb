# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What sshd -T prints for one connection, asked by option."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import ALIASES


class Settings:
    """The options in force, under the names of today's sshd whatever its version.

    said: option in lower case -> the rest of each line, as sshd.parse gives it.
    """

    def __init__(self, said: t.Mapping[str, list[str]]) -> None:
        self._said = {ALIASES.get(option, option): values for option, values in said.items()}

    def lines(self, option: str) -> list[str]:
        """All values, one a line; [] where nothing is set."""
        return [value for value in self._said.get(option, []) if value]

    def word(self, option: str, default: str = "") -> str:
        """The one value of an option; the default where sshd prints none."""
        return next(iter(self.lines(option)), default)

    def words(self, option: str) -> list[str]:
        """The words of all values."""
        return " ".join(self.lines(option)).split()

    def yes(self, option: str, default: str = "no") -> bool:
        """Whether an option is on."""
        return self.word(option, default).lower() == "yes"

    def given(self, option: str) -> bool:
        """Whether an option has a value other than none."""
        return self.word(option, "none").lower() != "none"
