# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The kernel's parameters: those it has, and those of the next boot."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import boot_parameter
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

GRUB, GRUB2 = "/boot/grub/grub.cfg", "/boot/grub2/grub.cfg"
ENTRY = "/boot/loader/entries/a-5.14.conf"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("root=/dev/vda audit=1 quiet", 1),
        ("audit=0 audit=1", 1),
        ("audit=1 audit=0", 0),
        ("audit", "yes"),
        ("noaudit=1 audit_backlog_limit=8192", 64),
        ('audit="1"', 1),
        ("", 64),
    ],
)
def test_value(line: str, found: t.Any) -> None:
    assert boot_parameter.value(line, "audit", 64) == found


def test_spellings() -> None:
    assert boot_parameter.value("audit-backlog-limit=8192", "audit_backlog_limit") == 8192


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, [1]),
        ({GRUB: "menuentry x {\n\tlinux\t/boot/vmlinuz root=/dev/vda audit=0\n\tinitrd /x\n}\nlinux /v root=/x single audit=5\n"}, [1, 0]),
        ({GRUB2: "linuxefi /v audit=2\nlinux16 /v recovery audit=3\n"}, [1, 2]),
        ({ENTRY: "title x\noptions root=/dev/vda audit=7\n", "/boot/loader/entries/a-0-rescue.conf": "options audit=9\n"}, [1, 7]),
        ({ENTRY: "options $kernelopts quiet\n", "/boot/grub2/grubenv": "# GRUB\nkernelopts=root=/dev/vda audit=4\n"}, [1, 4]),
        ({ENTRY: "options $kernelopts quiet\n"}, [1, ""]),
    ],
)
def test_entries(tmp_path: Path, files: dict[str, str | None], expected: list[t.Any]) -> None:
    """Each entry that runs the host; none of those that mend it."""
    readings = boot_parameter.observe(FixtureHost(make_root(tmp_path, {"/proc/cmdline": "audit=1\n", **files}), {}), "audit")
    assert [each.value for each in readings] == expected


def test_without_proc(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="there is no /proc/cmdline"):
        boot_parameter.observe(FixtureHost(tmp_path, {}), "audit")
