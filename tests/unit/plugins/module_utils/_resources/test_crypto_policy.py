# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import crypto_policy
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

FOLDER = "/etc/crypto-policies"
CONFIG, STATE = f"{FOLDER}/config", f"{FOLDER}/state/current"


@pytest.mark.parametrize(
    ("files", "value"),
    [
        ({CONFIG: "# which one\nDEFAULT\n", STATE: "DEFAULT\n"}, {"policy": "DEFAULT", "modules": [], "applied": True}),
        ({CONFIG: "default:no-sha1:OSPP\n", STATE: "DEFAULT:NO-SHA1:OSPP\n"}, {"policy": "DEFAULT", "modules": ["NO-SHA1", "OSPP"], "applied": True}),
        # what was applied is in force, whatever is configured
        ({CONFIG: "DEFAULT\n", STATE: "LEGACY\n"}, {"policy": "LEGACY", "modules": [], "applied": False}),
        ({CONFIG: "FUTURE\n"}, {"policy": "FUTURE", "modules": [], "applied": False}),
        ({STATE: "DEFAULT\n"}, {"policy": "DEFAULT", "modules": [], "applied": True}),
    ],
)
def test_observed(tmp_path: Path, files: dict[str, str], value: dict[str, t.Any]) -> None:
    assert crypto_policy.observe(FixtureHost(make_root(tmp_path, files), commands={}, stats={}), FOLDER)[0].value == value


def test_no_policy(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="each library has settings of its own"):
        crypto_policy.observe(FixtureHost(make_root(tmp_path, {}), commands={}, stats={}), FOLDER)


def test_untold(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="cannot read /etc/crypto-policies/state/current"):
        crypto_policy.observe(FixtureHost(make_root(tmp_path, {f"{STATE}/": ""}), commands={}, stats={}), FOLDER)
