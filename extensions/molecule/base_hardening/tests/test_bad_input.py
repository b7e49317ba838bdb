# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What cannot be done is refused in one sentence, and the host is as it was."""

from __future__ import annotations

import typing as t

import pytest
from hosts import as_root, harden, told

STATE = "cat /etc/passwd /etc/group /etc/shadow /etc/ssh/sshd_config.d/*.conf /var/lib/groundwork/ledger.json | sha256sum"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJlHXb5z4xFQbTVHZFgcrH6eF5pcYv5VsKT8dGqjSfDN"
HOSTS = ("gw-debian13", "gw-el9")


def refused(name: str, **variables: t.Any) -> str:
    """What is said where the role refuses these variables; the host is as it was."""
    before = told(name, STATE)
    code, said = harden(name, **variables)
    assert code == 2, said
    assert told(name, STATE) == before
    return said


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


SOURCES = {"gw-debian13": "/etc/apt/sources.list.d", "gw-el9": "/etc/yum.repos.d"}
LOCKS = {"gw-debian13": "/var/lib/dpkg/lock-frontend", "gw-el9": "/var/lib/rpm/.rpm.lock"}
AIDE: dict[str, t.Any] = {"base_hardening_aide": True, "base_hardening_package_wait": 3}


@pytest.mark.parametrize("name", HOSTS)
def test_no_repository(name: str) -> None:
    """What is to be installed cannot be had: one sentence, and nothing of the rest is begun."""
    folder = SOURCES[name]
    told(name, f"mv {folder} {folder}.away && mkdir {folder} && (apt-get -qq update || dnf -q clean all) 2> /dev/null")
    try:
        assert "cannot put this host right: to install aide" in refused(name, **AIDE)
    finally:
        as_root(name, f"rmdir {folder}; mv {folder}.away {folder}; apt-get -qq update || dnf -q makecache")


@pytest.mark.parametrize("name", ["gw-debian13"])
def test_a_locked_package_manager(name: str) -> None:
    """Somebody else holds it for longer than one waits."""
    hold = f"import fcntl,time; handle=open('{LOCKS[name]}','w'); fcntl.lockf(handle, fcntl.LOCK_EX); time.sleep(90)"
    told(name, f'systemd-run --quiet --unit=groundwork-hold python3 -c "{hold}"; sleep 1')
    try:
        assert "cannot put this host right: to install aide" in refused(name, **AIDE)
    finally:
        as_root(name, "systemctl stop groundwork-hold")
