# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What installs updates by itself takes the one that is for security, and leaves the ordinary one."""

from __future__ import annotations

import pytest
from hosts import told

APT = (
    "unattended-upgrade",
    "dpkg-query -W -f '${Version}' groundwork-canary-%s",
)
TIMERS = "apt-daily.timer apt-daily-upgrade.timer"
DNF = (
    "dnf-automatic /etc/dnf/automatic.conf",
    "rpm -q --qf '%%{VERSION}' groundwork-canary-%s",
)


@pytest.mark.parametrize(("name", "words"), [("gw-debian12", APT), ("gw-debian13", APT), ("gw-ubuntu2404", APT), ("gw-ubuntu2604", APT), ("gw-el9", DNF)])
def test_canaries(name: str, words: tuple[str, str]) -> None:
    upgrade, version = words
    assert [told(name, version % canary) for canary in ("security", "plain")] == ["1.0", "1.0"]
    told(name, upgrade)
    assert [told(name, version % canary) for canary in ("security", "plain")] == ["1.1", "1.0"]


@pytest.mark.parametrize(("name", "timers"), [("gw-debian12", TIMERS), ("gw-ubuntu2404", TIMERS), ("gw-el9", "dnf-automatic.timer")])
def test_timers(name: str, timers: str) -> None:
    """They run and start at boot."""
    assert set(told(name, f"systemctl is-active {timers}; systemctl is-enabled {timers}").split()) == {"active", "enabled"}
