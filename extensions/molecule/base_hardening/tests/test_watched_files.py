# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""AIDE on request: its database is made while the run goes on, a change is found afterwards, and a timer looks each day."""

from __future__ import annotations

import time

import pytest
from hosts import as_root, harden, told

# A database takes minutes, so not on every host: each family, and the one with the other coreutils.
DEBIAN = ("gw-debian13", "gw-ubuntu2604")
HOSTS = (*DEBIAN, "gw-el9")
INIT = "groundwork-aide-init.service"
AIDE = {"base_hardening_aide": True}
# On a crowded machine; nobody waits for it but this test.
SECONDS = 900.0


def config(name: str) -> str:
    """Where the family has AIDE's configuration."""
    return "/etc/aide/aide.conf" if name in DEBIAN else "/etc/aide.conf"


def database(name: str) -> str:
    """Where it has the database."""
    return "/var/lib/aide/aide.db" if name in DEBIAN else "/var/lib/aide/aide.db.gz"


def changed(name: str, said: str) -> str:
    """How many tasks of a run changed something."""
    return said.split(f"{name} : ok=")[1].split("changed=")[1].split()[0]


@pytest.mark.parametrize("name", HOSTS)
def test_asked_for(name: str) -> None:
    """The run ends before the database is there, and check mode told of it."""
    # until it is killed: the next run has to find it at work, however long all hosts take
    slow = f"mkdir -p /etc/systemd/system/{INIT}.d; printf '[Service]\\nExecStartPre=/bin/sleep 3600\\n' > /etc/systemd/system/{INIT}.d/slow.conf"
    told(name, f"{slow}; systemctl daemon-reload")
    code, said = harden(name, **AIDE)
    assert code == 0, said
    assert "is being made in the background" in said or "found being made, wanted there" in said
    assert told(name, f"systemctl is-active {INIT} || true") == "activating"
    assert as_root(name, f"test -s {database(name)}").returncode != 0


@pytest.mark.parametrize("name", HOSTS)
def test_a_second_run_leaves_it_at_work(name: str) -> None:
    started = told(name, f"systemctl show --property=ExecMainStartTimestampMonotonic --property=InvocationID {INIT}")
    code, said = harden(name, **AIDE)
    assert code == 0, said
    assert changed(name, said) == "0"
    assert told(name, f"systemctl show --property=ExecMainStartTimestampMonotonic --property=InvocationID {INIT}") == started
    assert f"{database(name)} is being made in the background at this moment; look again later" in said


@pytest.mark.parametrize("name", HOSTS)
def test_one_that_was_killed_is_begun_again(name: str) -> None:
    told(name, f"rm -r /etc/systemd/system/{INIT}.d; systemctl daemon-reload; systemctl kill --signal=KILL {INIT}; sleep 2")
    assert told(name, f"systemctl show --property=Result --value {INIT}") == "signal"
    code, said = harden(name, **AIDE)
    assert code == 0, said
    assert changed(name, said) == "1"
    until = time.monotonic() + SECONDS
    while as_root(name, f"test -s {database(name)}").returncode and time.monotonic() < until:
        time.sleep(5)
    assert as_root(name, f"test -s {database(name)}").returncode == 0, told(name, f"journalctl -n 20 --no-pager -u {INIT}")


@pytest.mark.parametrize("name", HOSTS)
def test_nothing_is_left_to_do(name: str) -> None:
    code, said = harden(name, **AIDE)
    assert code == 0, said
    assert changed(name, said) == "0"


@pytest.mark.parametrize("name", HOSTS)
def test_a_change_is_found(name: str) -> None:
    """AIDE itself says so: before, of no such file, afterwards of one that came."""
    check = f"aide --config={config(name)} --check"
    told(name, "echo said > /usr/bin/groundwork-injected")
    done = as_root(name, check)
    assert done.returncode & 1, done.stdout + done.stderr
    assert "/usr/bin/groundwork-injected" in done.stdout


@pytest.mark.parametrize("name", HOSTS)
def test_the_timer(name: str) -> None:
    unit = "dailyaidecheck.timer" if name in DEBIAN else "groundwork-aide-check.timer"
    assert told(name, f"systemctl is-active {unit}; systemctl is-enabled {unit}").split() == ["active", "enabled"]
    assert unit in told(name, "systemctl list-timers --no-legend --no-pager")


def test_the_check_of_ours() -> None:
    """Where the family has none of its own it ends as one that failed once it finds something, and says what."""
    assert as_root("gw-el9", "systemctl start groundwork-aide-check.service").returncode != 0
    assert "/usr/bin/groundwork-injected" in told("gw-el9", "journalctl --no-pager -u groundwork-aide-check.service")
    told("gw-el9", "rm /usr/bin/groundwork-injected; systemctl reset-failed groundwork-aide-check.service")


def test_switched_off() -> None:
    """Our units go away and leave nothing behind; the database stays."""
    code, said = harden("gw-el9")
    assert code == 0, said
    assert told("gw-el9", "find /etc/systemd/system -name 'groundwork-aide*'; systemctl --failed --no-legend | grep -c aide || true") == "0"
    assert told("gw-el9", f"test -s {database('gw-el9')} && echo kept") == "kept"
