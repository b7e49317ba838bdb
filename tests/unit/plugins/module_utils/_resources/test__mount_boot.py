# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _mount_boot


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "-.mount"),
        ("/tmp", "tmp.mount"),
        ("/var/tmp/", "var-tmp.mount"),
        ("/dev/shm", "dev-shm.mount"),
        ("/srv/my-data", "srv-my\\x2ddata.mount"),
        ("/srv/a b", "srv-a\\x20b.mount"),
        ("/.hidden/.x", "\\x2ehidden-.x.mount"),
        ("/srv/é", "srv-\\xc3\\xa9.mount"),
    ],
)
def test_unit_names_are_those_of_systemd_escape(path: str, name: str) -> None:
    assert _mount_boot.unit_name(path) == name


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("defaults", set()),
        ("nodev,nosuid,noexec,ro", {"nodev", "nosuid", "noexec", "ro"}),
        ("nodev,defaults", {"nodev"}),
        ("nodev,dev", set()),
        ("dev,nodev", {"nodev"}),
        ("ro,rw", set()),
        ("owner", {"nodev", "nosuid"}),
        ("nosuid,user,suid", {"nodev", "noexec"}),
        ("hidepid=1", {"hidepid=noaccess"}),
        ("hidepid=2,hidepid=0", set()),
        ("hidepid=ptraceable", {"hidepid=ptraceable"}),
        ("nosymfollow", {"nosymfollow"}),
        ("x-systemd.automount,_netdev,size=5%", set()),
    ],
)
def test_restrictions(options: str, found: set[str]) -> None:
    assert _mount_boot.restrictions(options.split(",")) == found


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/dev/x /a ext4 defaults 0 1\n\t/dev/y\t/b//c/\text4\n", ["/a", "/b/c"]),
        ("# /dev/x /a ext4 defaults\n#/dev/x /a ext4\n\n/dev/z none swap sw 0 0\n", []),
        ("/dev/x /a\\040b\\134c ext4 ro\n", ["/a b\\c"]),
        ("nonsense\n", []),
    ],
)
def test_a_table(text: str, paths: list[str]) -> None:
    assert [entry.path for entry in _mount_boot.parse_table(text, "/etc/fstab")] == paths
