# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._facts.unit_files import unit_files
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

UNIT = "[Service]\nExecStart=/usr/sbin/x\n"
VENDOR, ADMIN = "/usr/lib/systemd/system/x.service", "/etc/systemd/system/x.service"
WANTED = "/etc/systemd/system/multi-user.target.wants/x.service"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {}),
        ({VENDOR: UNIT}, {"x.service": False}),
        ({VENDOR: UNIT, WANTED: f"-> {VENDOR}"}, {"x.service": True}),
        ({VENDOR: UNIT, "/usr/lib/systemd/system/sysinit.target.requires/x.service": "-> ../x.service"}, {"x.service": True}),
        ({"/lib": "-> usr/lib", "/usr/lib/systemd/system/y.service": UNIT, ADMIN: "-> /lib/systemd/system/y.service"}, {"x.service": False}),
        ({VENDOR: UNIT, ADMIN: "-> /dev/null", WANTED: f"-> {VENDOR}"}, {}),
        ({VENDOR: UNIT, ADMIN: ""}, {}),
        # The link stays behind when the package goes.
        ({WANTED: f"-> {VENDOR}"}, {}),
    ],
)
def test_unit_files(files: dict[str, str], expected: dict[str, bool], tmp_path: Path) -> None:
    assert unit_files(FixtureHost(make_root(tmp_path, files)), ["x.service"]) == expected
