# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What cannot be done is refused in one sentence, and the host is as it was."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t

import pytest

MOLECULE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MOLECULE / "shared"))
import calls

INVENTORY = str(MOLECULE / "inventory")
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
STATE = "cat /etc/passwd /etc/group /etc/shadow /etc/ssh/sshd_config.d/*.conf /var/lib/groundwork/ledger.json | sha256sum"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJlHXb5z4xFQbTVHZFgcrH6eF5pcYv5VsKT8dGqjSfDN"
HOSTS = ("gw-debian13", "gw-el9")


def state(name: str) -> str:
    """Accounts, sshd's files and what is noted of changes, as one word."""
    argv = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), name, f"sudo sh -c '{STATE}'"]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout


def refused(name: str, **variables: t.Any) -> str:
    """What is said where the role refuses these variables; the host is as it was."""
    before = state(name)
    argv = ["ansible-playbook", "-i", INVENTORY, "--limit", name, "--user", "ops", "-e", json.dumps(variables), "groundwork.baseline.harden"]
    done = calls.run(*argv)
    assert done.returncode == 2, done.stdout
    assert state(name) == before
    return " ".join(re.sub(r"\\[n\"]", " ", done.stdout + done.stderr).split())


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"base_hardening_admin_group": "nobodys"}, "base_hardening_admin_group is nobodys, and this host has no group of that name; make it first"),
        ({"base_hardening_admin_users": [{"name": "eve", "authorized_keys": ["ssh-ed25519 AAAA"]}]}, "cannot give eve its key number 1"),
        ({"base_hardening_admin_users": [{"name": "e v e", "authorized_keys": [KEY]}]}, "cannot make the administrator e v e : the"),
        ({"base_hardening_admin_users": [{"name": "eve", "password_hash": "secret"}]}, "password_hash is no hash as crypt(5) has them"),
        ({"base_hardening_admin_users": [{"authorized_keys": [KEY]}]}, "missing required arguments: name"),
        ({"base_hardening_firewall_manage": "perhaps"}, "perhaps"),
        ({"base_hardening_fail2ban": "sometimes"}, "value of base_hardening_fail2ban must be one of: auto, enforce, off, got: sometimes"),
        ({"base_hardening_profile": "strictest"}, "strictest"),
        ({"base_hardening_values": {"ssh.max_auth_tries": "many"}}, "ssh.max_auth_tries"),
        ({"base_hardening_controls": {"shh": "off"}}, "there is no control or area shh"),
    ],
)
def test_refused(name: str, variables: dict[str, t.Any], why: str) -> None:
    assert why in refused(name, **variables)
