# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Whether SELinux is there, by what a kernel says with a policy, without one, and without SELinux."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _selinux
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

CURRENT = "/proc/self/attr/current"


@pytest.mark.parametrize(
    ("files", "has"),
    [
        ({_selinux.ENFORCE: "1", CURRENT: "unconfined_u:unconfined_r:unconfined_t:s0\0"}, True),
        ({_selinux.ENFORCE: "0", CURRENT: "unconfined_u:unconfined_r:unconfined_t:s0\0"}, True),
        ({_selinux.ENFORCE: "0", CURRENT: "kernel\0"}, False),
        ({CURRENT: "unconfined\n"}, False),
        ({}, False),
    ],
)
def test_has_policy(tmp_path: Path, files: dict[str, str], has: bool) -> None:
    assert _selinux.has_policy(FixtureHost(make_root(tmp_path, files), {})) is has
