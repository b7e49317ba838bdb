# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import fail2ban
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.fail2ban import FOR_EVER, NOTHING, Seen

WANT = {"enabled": True, "backend": "systemd", "ports": True, "maxretry": 5, "findtime": 600, "bantime": 3600, "loopback": True, "action": True}
KNOWN: dict[str, t.Any] = {"ports": (22, 2222), "action": "nftables", "own_action": "", "ignore": []}
DUMP = """WARNING of something
['set', 'loglevel', 'INFO']
['add', 'sshd', 'systemd']
['set', 'sshd', 'maxretry', 5]
['set', 'sshd', 'bantime', '1h']
['set', 'sshd', 'addignoreip', '127.0.0.1/8', '::1']
['multi-set', 'sshd', 'action', 'nftables', [['actionstart', "nft add\\n"], ['port', '22']]]
['add', 'other', 'auto']
['start', 'sshd']
"""


def test_parse() -> None:
    """The lines of one jail, as lists of Python."""
    found = fail2ban.parse(DUMP)
    assert (found["add"], found["start"], found["set"]["bantime"], found["ignore"]) == ("systemd", True, "1h", ["127.0.0.1/8", "::1"])
    assert found["actions"]["nftables"]["port"] == "22"
    assert "start" not in fail2ban.parse(DUMP, "other")
    with pytest.raises(ObservationError, match="make sense"):
        fail2ban.parse("['add', 'sshd'")


@pytest.mark.parametrize(
    ("text", "value"),
    [("10m", 600), (600, 600), ("600", 600), ("1h 30m", 5400), ("1d", 86400), ("1w", 604800), ("5 minutes", 300), ("-1", FOR_EVER), ("", 0), ("1mo", 2629800)],
)
def test_seconds(text: t.Any, value: int) -> None:
    """Times as fail2ban writes them."""
    assert fail2ban.seconds(text) == value


@pytest.mark.parametrize(
    ("text", "good"), [("22", True), ("ssh", False), ("ssh,22", True), ("2200:2299", False), ("0:65535", True), ("", False), ("2222", False), ("20-30", True)]
)
def test_covers(text: str, good: bool) -> None:
    """Numbers alone: a name is only as good as the table that it is looked up in."""
    assert fail2ban.covers(text, 22) is good


@pytest.mark.parametrize(
    ("fits", "action"),
    [
        ({"firewallcmd": True, "nftables": True, "ufw": False, "iptables": True}, "firewallcmd-rich-rules[actiontype=<multiport>]"),
        ({"firewallcmd": False, "nftables": True, "ufw": True, "iptables": True}, "nftables"),
        ({"firewallcmd": False, "nftables": False, "ufw": True, "iptables": True}, "ufw"),
        ({"firewallcmd": False, "nftables": False, "ufw": False, "iptables": False}, "iptables-multiport"),
    ],
)
def test_action_for(fits: dict[str, bool], action: str) -> None:
    """What filters on a host says by what to ban."""
    assert fail2ban.action_for(fits) == action


def lines(value: dict[str, t.Any], **known: t.Any) -> list[str]:
    """What is written for a jail that is so."""
    step = fail2ban.plan([Seen(value, "", "", {**KNOWN, **known})], WANT, {}, {"question": "jail"})[0]
    assert isinstance(step, Lines)
    return step.text.splitlines()


def test_plan() -> None:
    """All of a jail, by the ports that sshd has; what is stricter stays, and so does an action that works, ours too."""
    assert lines(dict(NOTHING)) == [
        "[sshd]",
        "enabled = true",
        "backend = systemd",
        "port = 22,2222",
        "maxretry = 5",
        "findtime = 600",
        "bantime = 3600",
        "ignoreip = 127.0.0.1/8 ::1",
        "banaction = nftables",
    ]
    strict = lines({**WANT, "maxretry": 3, "bantime": FOR_EVER}, ignore=["127.0.0.1/8", "192.0.2.1"])
    assert {"maxretry = 3", "bantime = -1", "ignoreip = 127.0.0.1/8 ::1 192.0.2.1"} < set(strict)
    assert not [line for line in strict if line.startswith("banaction")]
    assert "banaction = ufw" in lines(WANT, own_action="ufw")


def test_running_needs_a_program() -> None:
    """What is not installed cannot be started."""
    with pytest.raises(Unfixable, match="not installed yet"):
        fail2ban.plan([Seen({"answers": False, "enabled": False}, "", "", {"there": False})], {}, {}, {"question": "running"})
