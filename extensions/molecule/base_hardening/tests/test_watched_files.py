# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""AIDE on request, the real one: its database is made while the run goes on, a change is found afterwards, and a timer looks each day."""

from __future__ import annotations

import time

import pytest
from hosts import as_root, harden, told

# One of each family: a database takes long.
DEBIAN, EL = HOSTS = ("gw-debian13", "gw-el9")
CONFIG = {DEBIAN: "/etc/aide/aide.conf", EL: "/etc/aide.conf"}
DATABASE = {DEBIAN: "/var/lib/aide/aide.db", EL: "/var/lib/aide/aide.db.gz"}
TIMER = {DEBIAN: "dailyaidecheck.timer", EL: "groundwork-aide-check.timer"}
INIT = "groundwork-aide-init.service"
FOUND = "/usr/bin/groundwork-injected"
# nobody waits for it but this test
SECONDS = 900.0


@pytest.mark.parametrize("name", HOSTS)
def test_asked_for(name: str) -> None:
    """The run ends before the database is there."""
    # until it is killed, so that it is at work however slow all is
    slow = f"mkdir -p /etc/systemd/system/{INIT}.d; printf '[Service]\\nExecStartPre=/bin/sleep 3600\\n' > /etc/systemd/system/{INIT}.d/slow.conf"
    told(name, f"{slow}; systemctl daemon-reload")
    code, said = harden(name, base_hardening_aide=True)
    assert code == 0, said
    assert "being made" in said
    assert told(name, f"systemctl is-active {INIT} || true") == "activating"
    assert as_root(name, f"test -s {DATABASE[name]}").returncode != 0


@pytest.mark.parametrize("name", HOSTS)
def test_one_that_was_killed_is_begun_again(name: str) -> None:
    told(name, f"rm -r /etc/systemd/system/{INIT}.d; systemctl daemon-reload; systemctl kill --signal=KILL {INIT}; sleep 2")
    assert told(name, f"systemctl show --property=Result --value {INIT}") == "signal"
    code, said = harden(name, base_hardening_aide=True)
    assert code == 0, said
    assert "changed=1" in said.split(f"{name} : ok=")[1]
    until = time.monotonic() + SECONDS
    while as_root(name, f"test -s {DATABASE[name]}").returncode and time.monotonic() < until:
        time.sleep(5)
    assert as_root(name, f"test -s {DATABASE[name]}").returncode == 0, told(name, f"journalctl -n 20 --no-pager -u {INIT}")


@pytest.mark.parametrize("name", HOSTS)
def test_a_change_is_found(name: str) -> None:
    """By AIDE's own word, of a file that came."""
    told(name, f"echo said > {FOUND}")
    done = as_root(name, f"aide --config={CONFIG[name]} --check")
    assert done.returncode & 1, done.stdout + done.stderr
    assert FOUND in done.stdout
    told(name, f"rm {FOUND}")


@pytest.mark.parametrize("name", HOSTS)
def test_the_timer(name: str) -> None:
    assert told(name, f"systemctl is-active {TIMER[name]}; systemctl is-enabled {TIMER[name]}").split() == ["active", "enabled"]
    assert TIMER[name] in told(name, "systemctl list-timers --no-legend --no-pager")


def test_switched_off() -> None:
    """Our units go away and leave nothing behind; the database stays."""
    code, said = harden(EL)
    assert code == 0, said
    assert told(EL, "find /etc/systemd/system -name 'groundwork-aide*'") == ""
    assert told(EL, f"test -s {DATABASE[EL]} && echo kept") == "kept"
