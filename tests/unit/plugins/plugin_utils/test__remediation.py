# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A cure a kind, and for a kind that has none of its own."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import RESOURCES
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.key_value import FORMATS
from ansible_collections.groundwork.baseline.plugins.plugin_utils._remediation import CURES, KEY_VALUES, cure

SSHD = "to /etc/ssh/sshd_config.d/00-groundwork.conf and into Match blocks that set it; reload sshd"
MODPROBE = "to /etc/modprobe.d/groundwork.conf and run: modprobe -r usb-storage"


@pytest.mark.parametrize(
    ("kind", "args", "want", "text"),
    [
        ("sysctl", {"name": "kernel.x"}, 2, 'write "kernel.x = 2" to /etc/sysctl.d/99-zz-groundwork.conf and run: sysctl --system'),
        ("sshd", {"option": "permitrootlogin"}, "no", f'write "permitrootlogin no" {SSHD}'),
        ("sshd", {"option": "ciphers"}, ["a", "b"], f'write "ciphers a,b" {SSHD}'),
        ("sshd", {"option": "allowgroups"}, ["a", "b"], f'write "allowgroups a b" {SSHD}'),
        ("sshd", {"option": "maxstartups"}, {"start": 10, "rate": 30, "full": 60}, f'write "maxstartups 10:30:60" {SSHD}'),
        ("sshd", {"option": "config_valid"}, True, "mend the line that sshd -t names, before anything reloads sshd"),
        ("file", {"path": "/x"}, {"owner": "root", "group": "adm", "mode": "0640"}, "run: chown root:adm /x && chmod 0640 /x"),
        ("file", {"paths": ["/x", "/y"]}, {"mode": "0640"}, "run: chmod 0640 /x /y"),
        ("file", {"path": "/x"}, {"group": "adm"}, "run: chown :adm /x"),
        ("file", {"path": "/x"}, {"type": "file"}, "make /x type=file"),
        ("package", {"names": ["a", "b"]}, "absent", "remove the package a b"),
        ("package", {"names": ["a", "b"], "any": True}, "present", "install the package a or b"),
        ("unit", {"names": ["a.service"]}, {"startable": False}, "run: systemctl mask --now a.service (and whatever starts it), or remove its package"),
        ("unit", {"names": ["a.service"]}, {"active": True}, "run: systemctl unmask a.service; systemctl enable --now a.service"),
        (
            "kernel_module",
            {"name": "usb-storage"},
            {"loaded": False},
            f'write "install usb-storage /bin/false" and "blacklist usb-storage" {MODPROBE}',
        ),
        (
            "mount",
            {"path": "/tmp"},
            ["nodev", "nosuid"],
            "add nodev,nosuid to the options of /tmp in /etc/fstab (or its mount unit) and run: mount -o remount,nodev,nosuid /tmp",
        ),
        ("account", {"question": "unshadowed"}, [], "move the hashes out of /etc/passwd: run pwconv"),
        ("account", {"question": "new"}, [], "put right the accounts that are named"),
        ("key_value", {"format": "login_defs", "key": "UMASK"}, "0027", "write 'UMASK 0027' to /etc/login.defs"),
        ("key_value", {"format": "dnf", "key": "gpgcheck"}, 1, "write 'gpgcheck = 1' to [main] of /etc/dnf/dnf.conf"),
        ("key_value", {"format": "dnf_automatic", "key": "a", "section": "commands"}, "yes", "write 'a = yes' to [commands] of /etc/dnf/automatic.conf"),
        ("key_value", {"format": "apt", "key": "A::B", "default": 0}, 1, "write 'A::B \"1\";' to /etc/apt/apt.conf.d/99zz-groundwork"),
        (
            "key_value",
            {"format": "journald", "key": "Storage"},
            "persistent",
            "write 'Storage=persistent' to [Journal] of /etc/systemd/journald.conf.d/99-zz-groundwork.conf and restart systemd-journald",
        ),
        ("new_kind", {"name": "x", "of": ["a", "b"]}, {"on": True}, "see to it that new_kind name=x of=a,b is on=True"),
    ],
)
def test_cure(kind: str, args: dict[str, t.Any], want: t.Any, text: str) -> None:
    assert cure(kind, args, want) == text


def test_each_kind_has_one() -> None:
    assert set(CURES) == set(RESOURCES)


def test_each_format_has_one() -> None:
    assert set(KEY_VALUES) == set(FORMATS)
