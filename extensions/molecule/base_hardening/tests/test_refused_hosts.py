# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Hosts that are left alone as a whole or in part. It runs last, for it takes apart what was built."""

from __future__ import annotations

import os
import pathlib
import shlex
import subprocess
import sys

import pytest

MOLECULE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MOLECULE / "shared"))
import calls

INVENTORY = str(MOLECULE / "inventory")
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])


def login_as_deploy(name: str, command: str) -> subprocess.CompletedProcess[str]:
    """A command as root on a host of that name."""
    argv = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), name, f"sudo sh -c {shlex.quote(command)}"]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def test_a_family_that_is_not_known() -> None:
    """It fails with a sentence before anything is changed, whatever its package manager."""
    host = "gw-debian12"
    try:
        break_it = "echo 'ID=plan9' > /opt/release; mount --bind /opt/release /etc/os-release; rm -f /etc/ssh/sshd_config.d/00-groundwork.conf"
        assert login_as_deploy(host, break_it).returncode == 0
        done = calls.run("ansible-playbook", "-i", INVENTORY, "--limit", host, "--user", "ops", "groundwork.baseline.harden")
        assert done.returncode == 2
        assert f"cannot harden {host}: its os-release says plan9, of no family that is known here; leave the host out" in done.stdout + done.stderr
        assert login_as_deploy(host, "test ! -e /etc/ssh/sshd_config.d/00-groundwork.conf").returncode == 0
    finally:
        login_as_deploy(host, "umount /etc/os-release")


@pytest.mark.parametrize("name", ["gw-debian13", "gw-el9"])
def test_root_without_an_administrator_is_not_shut_out(name: str) -> None:
    """Nobody is named who could go on: passwords are closed, root keeps the key that is in use."""
    reopen = "rm -f /etc/ssh/sshd_config.d/00-groundwork.conf; systemctl reload ssh.service || systemctl reload sshd.service"
    assert login_as_deploy(name, reopen).returncode == 0
    done = calls.run("ansible-playbook", "-i", INVENTORY, "--limit", name, "--user", "root", "groundwork.baseline.harden")
    assert done.returncode == 0, done.stdout
    assert "it would shut out root, who is connected" in done.stdout
    ssh = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), "-o", "ControlPath=none", "-o", "BatchMode=yes", "-l", "root", name, "sshd -T"]
    told = subprocess.run(ssh, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert {"permitrootlogin without-password", "passwordauthentication no"} <= set(told.stdout.splitlines())
