# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""fail2ban bans who guesses, and lets them in again when it is told to; on EL it comes from EPEL, which has to be allowed."""

from __future__ import annotations

import time

import pytest
from hosts import as_root, harden, told

# From OpenSSH 9.8 on sshd itself turns away who fails too often, before fail2ban has counted to five.
HOSTS = ("gw-debian12", "gw-ubuntu2404", "gw-el9")
GUESSER = "gw-debian13"
PROBE = "import socket; print(socket.create_connection(('%s', 22), 4).recv(4).decode())"


def answers(address: str) -> bool:
    """Whether sshd at an address greets the one who guesses."""
    return as_root(GUESSER, f'python3 -c "{PROBE % address}"').stdout.strip() == "SSH-"


def test_without_epel() -> None:
    """It is left out, and the run says so and goes on."""
    code, said = harden("gw-el9", base_hardening_fail2ban="enforce")
    assert code == 0, said
    assert (
        "fail2ban is left out on gw-el9: it comes from epel-release, of which /etc/yum.repos.d/epel.repo is not there; set base_hardening_epel to true" in said
    )
    assert as_root("gw-el9", "command -v fail2ban-client").returncode != 0


@pytest.mark.parametrize("name", HOSTS)
def test_bans_and_unbans(name: str) -> None:
    code, said = harden(name, base_hardening_fail2ban="enforce", base_hardening_epel=True)
    assert code == 0, said
    assert told(name, "systemctl is-active fail2ban.service") == "active"
    assert told(name, "fail2ban-client get sshd maxretry") == "5"
    address, guesser = (told(each, "hostname -I").split()[0] for each in (name, GUESSER))
    assert answers(address)
    for attempt in range(6):
        # not by ConnectTimeout alone: who is banned in the middle of the key exchange waits for a quarter of an hour
        as_root(GUESSER, f"timeout 15 ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null guess{attempt}@{address} true")
    deadline = time.monotonic() + 60
    while guesser not in told(name, "fail2ban-client status sshd") and time.monotonic() < deadline:
        time.sleep(1)
    assert guesser in told(name, "fail2ban-client status sshd")
    assert not answers(address)
    told(name, f"fail2ban-client set sshd unbanip {guesser}")
    assert answers(address)


@pytest.mark.parametrize("name", HOSTS)
def test_a_second_run(name: str) -> None:
    code, said = harden(name, base_hardening_fail2ban="enforce", base_hardening_epel=True)
    assert code == 0, said
    assert f"{name} : ok=" in said
    assert "changed=0" in said.split(f"{name} : ok=")[1]
