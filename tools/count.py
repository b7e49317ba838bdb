# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Tests that passed, failed and were skipped."""

from __future__ import annotations

import pathlib
import re
import xml.etree.ElementTree as ET
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Count:
    """How many tests ended in which way."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other))))

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @classmethod
    def of(cls, code: int) -> Count:
        """A command that counts as one test, by its return code."""
        return cls(failed=1) if code else cls(passed=1)

    @classmethod
    def said(cls, text: str, code: int) -> Count:
        """What the last line of a stage counts; one that died before, or failed without a failed test, counts as one failure more."""
        found = re.search(r"^(\d+) passed, (\d+) failed, (\d+) skipped\s*\Z", text, re.MULTILINE)
        total = cls(*map(int, found.groups())) if found else cls()
        return total + cls(failed=1) if not found or (code and not total.failed) else total


def of_junit(report: pathlib.Path, code: int) -> Count:
    """What a JUnit file counts. A run that failed without a failed case, or left no case at all, counts as one failure more."""
    total = Count()
    for suite in ET.parse(report).iter("testsuite") if report.exists() else ():
        tests, failures, errors, skipped = (int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped"))
        total += Count(tests - failures - errors - skipped, failures + errors, skipped)
    silent = (code and not total.failed) or total == Count()
    return total + Count(failed=1) if silent else total
