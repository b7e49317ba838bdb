# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""A reading whose plan has to know more than what is told of it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading


@dataclass(frozen=True)
class Seen(Reading):
    """A reading with what its plan has to know, which does not travel."""

    known: dict[str, t.Any] = field(default_factory=dict, compare=False, repr=False)

    def to_dict(self) -> dict[str, t.Any]:
        """The reading alone."""
        return {"value": self.value, "source": self.source, "aspect": self.aspect}
