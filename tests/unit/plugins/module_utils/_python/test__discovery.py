# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _discovery

NAMES = ["python3.14", "python3.13", "python3.9", "/usr/bin/python3", "python3"]
FOLDERS = ["/usr/local/bin", "relative", "/usr/bin"]


@pytest.mark.parametrize(
    ("there", "taken"),
    [
        (["/usr/bin/python3", "/usr/bin/python3.11"], "/usr/bin/python3"),
        (["/usr/bin/python3", "/usr/bin/python3.9"], "/usr/bin/python3.9"),
        (["/usr/local/bin/python3.13", "/usr/bin/python3.13"], "/usr/local/bin/python3.13"),
        # the order of the names comes before that of the folders
        (["/usr/local/bin/python3.9", "/usr/bin/python3.14"], "/usr/bin/python3.14"),
        (["/usr/local/bin/python3"], "/usr/local/bin/python3"),
        (["relative/python3.14", "/usr/bin/python3"], "/usr/bin/python3"),
        (["/opt/x/bin/python3.14"], "/usr/bin/python3"),
        ([], "/usr/bin/python3"),
    ],
)
def test_takes(there: list[str], taken: str) -> None:
    assert _discovery.takes(NAMES, FOLDERS, there.__contains__) == taken


SYSTEM = {"path": "/usr/bin/python3", "realpath": "/usr/bin/python3.11", "version": "3.11.2", "broken": ""}
OTHER = {"path": "/usr/local/bin/python3.13", "realpath": "/usr/local/bin/python3.13", "version": "3.13.0", "broken": ""}
BROKEN = {**OTHER, "version": None, "broken": "it ended with 127: no libpython"}
HERE = "Ansible's discovery would take "
CURE = "; set ansible_python_interpreter to /usr/bin/python3"


@pytest.mark.parametrize(
    ("taken", "system", "imports", "why"),
    [
        (SYSTEM, SYSTEM, None, ""),
        ({**SYSTEM, "path": "/usr/bin/python3.11"}, SYSTEM, None, ""),
        (OTHER, None, None, ""),
        (OTHER, SYSTEM, True, f"{HERE}/usr/local/bin/python3.13 (Python 3.13.0), not the system's own /usr/bin/python3 (Python 3.11.2){CURE}"),
        (OTHER, SYSTEM, None, f"{HERE}/usr/local/bin/python3.13 (Python 3.13.0), not the system's own /usr/bin/python3 (Python 3.11.2){CURE}"),
        (
            OTHER,
            SYSTEM,
            False,
            f"{HERE}/usr/local/bin/python3.13 (Python 3.13.0), not the system's own /usr/bin/python3 (Python 3.11.2), and that cannot import apt_pkg{CURE}",
        ),
        (BROKEN, SYSTEM, None, f"{HERE}/usr/local/bin/python3.13, which cannot be used, so that no module runs: it ended with 127: no libpython{CURE}"),
        (
            {**SYSTEM, "broken": "it hangs"},
            {**SYSTEM, "broken": "it hangs"},
            None,
            f"{HERE}/usr/bin/python3 (Python 3.11.2), which cannot be used, so that no module runs: it hangs; set ansible_python_interpreter to one that works",
        ),
        (
            BROKEN,
            None,
            None,
            f"{HERE}{OTHER['path']}, which cannot be used, so that no module runs: {BROKEN['broken']}{CURE.replace('/usr/bin/python3', 'one that works')}",
        ),
    ],
)
def test_risk(taken: dict[str, t.Any], system: dict[str, t.Any] | None, imports: bool | None, why: str) -> None:
    assert _discovery.risk(taken, system, imports, "apt_pkg") == why
