# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Waivers that hold, and those that nobody can use."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._waivers import read

WAIVER = {"control": "ssh.a", "reason": "old kit", "owner": "ops", "expires": "2027-01-31"}
KNOWN = ["ssh.a", "ssh.b"]


def test_read() -> None:
    assert read([WAIVER], KNOWN) == {"ssh.a": WAIVER}
    assert read([], KNOWN) == {}


@pytest.mark.parametrize(
    ("waivers", "sentence"),
    [
        ([{**WAIVER, "control": "shh.a"}], 'there is no control "shh.a"; did you mean ssh.a'),
        ([WAIVER, WAIVER], "ssh.a is waived twice; keep one"),
        ([{**WAIVER, "expires": "2027-02-30"}], "ssh.a expires on 2027-02-30, which is no day; write it as YYYY-MM-DD"),
        ([{**WAIVER, "expires": "soon"}], 'cannot use waivers, entry 1: "expires" is "soon", but has to look like'),
        ([{**WAIVER, "reason": ""}], '"reason" is "", but has to say something'),
        ([{"control": "ssh.a"}], '"reason" is missing'),
        ([{**WAIVER, "expiry": "x"}], '"expiry" is no word that can stand here; did you mean expires?'),
    ],
)
def test_refused(waivers: list[dict[str, t.Any]], sentence: str) -> None:
    with pytest.raises(CatalogueError, match=r"^cannot use waivers") as caught:
        read(waivers, KNOWN)
    assert sentence in str(caught.value)
