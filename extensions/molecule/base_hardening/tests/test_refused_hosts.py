# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Hosts that are left alone as a whole or in part. It runs last, for it takes apart what was built."""

from __future__ import annotations

import subprocess

import pytest
from hosts import EPHEMERAL, as_root, harden


def test_a_family_that_is_not_known() -> None:
    """It fails with a sentence before anything is changed, whatever its package manager."""
    host = "gw-debian12"
    try:
        break_it = "echo 'ID=plan9' > /opt/release; mount --bind /opt/release /etc/os-release; rm -f /etc/ssh/sshd_config.d/00-groundwork.conf"
        assert as_root(host, break_it).returncode == 0
        code, said = harden(host)
        assert code == 2
        assert f"cannot harden {host}: its os-release says plan9, of no family that is known here; leave the host out" in said
        assert as_root(host, "test ! -e /etc/ssh/sshd_config.d/00-groundwork.conf").returncode == 0
    finally:
        as_root(host, "umount /etc/os-release")


@pytest.mark.parametrize("name", ["gw-debian13", "gw-el9"])
def test_root_without_an_administrator_is_not_shut_out(name: str) -> None:
    """Nobody is named who could go on: passwords are closed, root keeps the key that is in use."""
    reopen = "rm -f /etc/ssh/sshd_config.d/00-groundwork.conf; systemctl reload ssh.service || systemctl reload sshd.service"
    assert as_root(name, reopen).returncode == 0
    code, said = harden(name, "root")
    assert code == 0, said
    assert "it would shut out root, who is connected" in said
    ssh = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), "-o", "ControlPath=none", "-o", "BatchMode=yes", "-l", "root", name, "sshd -T"]
    told = subprocess.run(ssh, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert {"permitrootlogin without-password", "passwordauthentication no"} <= set(told.stdout.splitlines())
