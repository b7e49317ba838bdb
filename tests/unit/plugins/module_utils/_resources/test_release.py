# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import release
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("text", "value"), [('ID=debian\nVERSION_ID="12"\n', "debian 12"), ("ID=arch\n", "arch"), ("", "")])
def test_observe(tmp_path: Path, text: str, value: str) -> None:
    """In the host's own words."""
    assert release.observe(FixtureHost(make_root(tmp_path, {"/etc/os-release": text}), {}))[0].value == value


def test_nameless(tmp_path: Path) -> None:
    """Nothing says which it is."""
    with pytest.raises(SubjectMissing):
        release.observe(FixtureHost(make_root(tmp_path, {}), {}))
