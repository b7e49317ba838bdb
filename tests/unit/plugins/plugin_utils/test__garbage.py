# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The collector is off within, and as it was afterwards."""

from __future__ import annotations

import gc
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected


@uncollected()
def within(fails: bool) -> bool:
    """Whether it collects while this runs."""
    if fails:
        raise ValueError("this was to fail")
    return gc.isenabled()


@pytest.fixture(params=[True, False])
def collects(request: pytest.FixtureRequest) -> t.Iterator[bool]:
    """Whether it collected before."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield bool(request.param)
    (gc.enable if before else gc.disable)()


def test_off_within(collects: bool) -> None:
    assert [within(fails=False), within(fails=False)] == [False, False]
    assert gc.isenabled() is collects


def test_as_it_was_after_a_failure(collects: bool) -> None:
    with pytest.raises(ValueError, match="this was to fail"):
        within(fails=True)
    assert gc.isenabled() is collects
