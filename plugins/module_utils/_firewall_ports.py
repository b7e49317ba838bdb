# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Ports as people write them: 443/tcp, 8000-8010/udp. And the word ssh for those of the SSH server."""

from __future__ import annotations

import re
import typing as t

FORM = re.compile(r"([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?/(tcp|udp)")
HIGHEST = 65535
SSH = "ssh"


class Port(t.NamedTuple):
    """A port, or a range where the two differ, of tcp or udp."""

    low: int
    high: int
    protocol: str

    def __str__(self) -> str:
        return f"{self.span('-')}/{self.protocol}"

    def span(self, between: str) -> str:
        """22, or 8000-8010 with the sign that a program wants between them."""
        return str(self.low) if self.low == self.high else f"{self.low}{between}{self.high}"


def port(text: str) -> Port | None:
    """The port in a word; None where it is none."""
    found = FORM.fullmatch(text)
    if not found:
        return None
    low, high = int(found[1]), int(found[2] or found[1])
    return Port(low, high, found[3]) if low <= high <= HIGHEST else None
