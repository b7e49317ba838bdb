# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""The numbers of controls in the README, which people wrote and the catalogue counts."""

from __future__ import annotations

import pathlib
import re

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue

PAGE = "README.md"


def counted(text: str, every: int, manual: int) -> str:
    """A text with these numbers in its sentences; ValueError where it has one of them no longer."""
    sentences = {
        r"\d+( controls are one module run)": rf"{every}\1",
        r"\d+( of the )\d+( controls can be put right; for the other )\d+": rf"{every - manual}\g<1>{every}\g<2>{manual}",
    }
    for pattern, words in sentences.items():
        text, found = re.subn(pattern, words, text)
        if found != 1:
            raise ValueError(f"{PAGE} has {found} sentences such as {pattern!r}, where one is counted; mend it, or tools/pages/readme_counts.py")
    return text


def pages(root: pathlib.Path) -> dict[str, str]:
    """The README as it is to be."""
    controls = _catalogue.load().controls
    manual = sum("manual" in control for control in controls)
    return {PAGE: counted((root / PAGE).read_text(encoding="utf-8"), len(controls), manual)}
