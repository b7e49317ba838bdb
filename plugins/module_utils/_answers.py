# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The words in which a host answers: readings, and the three ways of having none."""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass

# Aspects that mean the same thing at two times: readings of both that differ are drift.
RUNTIME = "runtime"
BOOT = "boot"


class ObservationError(Exception):
    """It could not be found out: permission, time, a command that failed. Never a pass, never a fail."""


class SubjectMissing(Exception):
    """What was asked about is not on this host. The control says what that means."""


class NotApplicable(Exception):
    """The question makes no sense on this host, whatever the control."""


@dataclass(frozen=True)
class Reading:
    """One value that a host gave.

    value: bool, int, str, or a list or dict of those; None where a setting has no value at all.
    source: where it was read: C(/path:line), C(/proc path), or the command. Never a secret.
    aspect: which of several readings this is: "runtime", "boot", a path, "user=root" ...; "" where there is one.
    """

    value: t.Any
    source: str
    aspect: str = ""

    def to_dict(self) -> dict[str, t.Any]:
        """The reading as it travels to the controller."""
        return asdict(self)
