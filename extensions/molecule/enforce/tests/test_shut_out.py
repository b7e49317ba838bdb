# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A change that lets in stays; one that passes every check on the host and shuts out who made it is undone by the host.

All hosts at once, each looked at by logins of its own. This runs last of the scenario, on hosts that have seen everything else.
"""

from __future__ import annotations

import concurrent.futures
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import typing as t

import pytest

MOLECULE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MOLECULE / "shared"))
import calls

INVENTORY = str(MOLECULE / "inventory")
CONFIG = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "ssh_config"
SSH = ["ssh", "-F", str(CONFIG), "-o", "BatchMode=yes"]
HOSTS = re.findall(r"^Host (gw-\S+)", CONFIG.read_text(), re.MULTILINE)
SECONDS = 60
CHANGE: dict[str, t.Any] = {
    "controls": ["ssh.max_auth_tries", "network.all_send_redirects", "services.snmp", "mine.keys_are_roots"],
    "values": {"ssh.max_auth_tries": 2},
    "controls_dirs": [str(MOLECULE / "enforce" / "controls")],
    "guard_seconds": SECONDS,
}
LETS_IN = {**CHANGE, "controls": ["ssh.max_auth_tries"], "values": {"ssh.max_auth_tries": 3}}
BREAK = "sudo bash -c 'sysctl -qw net.ipv4.conf.all.send_redirects=1; . /opt/library.sh; service snmpd.service'"
KEYS = "/home/deploy/.ssh/authorized_keys"
# sshd does not tell while systemd starts it anew
LOOK = f"""sudo sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sshd -T && break; sleep 1; done
stat -c "%n %U %G %a" {KEYS} /etc/ssh/sshd_config.d/* /etc/sysctl.d/*; cat {KEYS} /etc/ssh/sshd_config.d/* /etc/sysctl.d/*
sysctl -n net.ipv4.conf.all.send_redirects; systemctl is-active snmpd.service; systemctl is-enabled snmpd.service; true'"""
LEFT = "sudo sh -c 'systemctl list-timers --all; ls /etc/systemd/system /etc/systemd/system/timers.target.wants; find /var/lib/groundwork'"


def login(host: str, command: str = "true") -> subprocess.CompletedProcess[str]:
    """A new login of the administrator, by ssh alone."""
    return subprocess.run([*SSH, "-o", "ControlPath=none", host, command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def until(host: str, code: int, words: str = "", seconds: float = 300.0) -> str:
    """What a new login says once it ends as it is to; a server that is being reloaded may refuse for a moment, with other words."""
    limit = time.monotonic() + seconds
    while (done := login(host)).returncode != code or words not in done.stderr:
        assert time.monotonic() < limit, f"a login on {host} still ends with {done.returncode}: {done.stderr}"
        time.sleep(3)
    return done.stderr


def settled(host: str) -> tuple[str, str]:
    """What the host is and what is left there, once its guard has done all it has to. It lets in before that, and refuses while sshd starts anew."""
    limit = time.monotonic() + 120
    while True:
        left, after = login(host, LEFT), login(host, LOOK)
        quiet = left.returncode == after.returncode == 0 and "groundwork-guard" not in left.stdout
        if quiet or time.monotonic() > limit:
            return after.stdout, left.stdout
        time.sleep(3)


class Story(t.NamedTuple):
    """What a host was before, what a login said while nobody could come in, what the host is afterwards, and what the task said."""

    before: str
    denied: str
    after: str
    left: str
    said: dict[str, t.Any]


def shut_out(host: str, dies: bool) -> Story:
    """Make the change that shuts out; whoever makes it may die as soon as it is made."""
    login(host, BREAK)
    before = login(host, LOOK).stdout
    argv = ["ansible", host, "-i", INVENTORY, "-m", calls.MODULE, "-a", json.dumps(CHANGE), "--become"]
    run = subprocess.Popen(argv, env={**os.environ, **calls.PLAIN}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    denied = until(host, 255, "Permission denied")
    if dies:
        for sign in ("-STOP", "-KILL"):
            subprocess.run(["pkill", sign, "--parent", str(run.pid)], check=True)
            os.kill(run.pid, getattr(signal, f"SIG{sign[1:]}"))
        run.wait()
        # not earlier: newer servers shut a source out for a while whose logins fail too often
        time.sleep(SECONDS)
    told = "" if dies else run.communicate()[0]
    until(host, 0)
    said = re.search(r"=> (\{.*\})", told, re.DOTALL)
    assert said or dies, told
    return Story(before, denied, *settled(host), json.loads(said[1]) if said else {})


def everywhere(happens: t.Callable[[str], Story]) -> dict[str, Story]:
    """The same on all hosts at once."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return dict(zip(HOSTS, pool.map(happens, HOSTS)))


def let_in(host: str) -> Story:
    """Make a change that lets in. What comes next takes longer than the host would have waited for a login."""
    said = calls.call(INVENTORY, host, **LETS_IN)
    return Story("", "", *settled(host), said)


@pytest.fixture(scope="module")
def kept() -> dict[str, Story]:
    """Tasks that came in again."""
    return everywhere(let_in)


@pytest.fixture(scope="module")
def failed(kept: dict[str, Story]) -> dict[str, Story]:
    """Tasks that waited for their host."""
    return everywhere(lambda host: shut_out(host, dies=False))


@pytest.fixture(scope="module")
def died(failed: dict[str, Story]) -> dict[str, Story]:
    """Tasks that were killed with nobody left to confirm anything."""
    return everywhere(lambda host: shut_out(host, dies=True))


@pytest.fixture(scope="module")
def after_that(died: dict[str, Story]) -> dict[str, Story]:
    """Tasks that find all as it is to be, on hosts that nobody has asked since theirs died."""
    return everywhere(let_in)


def undone(story: Story) -> None:
    """Nobody could come in, and everything is as it was."""
    assert story.denied
    assert f"{KEYS} deploy deploy 600" in story.before
    assert story.before.endswith("\nactive\nenabled\n")
    assert story.after == story.before
    assert "groundwork-guard" not in story.left
    assert "guard.pyz" not in story.left


def test_confirmed(host: t.Any, kept: dict[str, Story], failed: dict[str, Story]) -> None:
    """It stays, also once the time is over in which the host would have put it back, and nothing of the guard is left."""
    story = kept[host.backend.get_hostname()]
    assert story.said["guard"] == {"armed": True, "confirmed": True, "seconds": SECONDS, "why": ""}
    assert "groundwork-guard" not in story.left
    assert "guard.pyz" not in story.left
    assert "maxauthtries 3" in story.after.splitlines()
    assert "maxauthtries 3" in failed[host.backend.get_hostname()].after.splitlines()


def test_the_host_puts_it_back(host: t.Any, failed: dict[str, Story]) -> None:
    """The task fails, says what was changed and what the login said, and that all is as it was."""
    story = failed[host.backend.get_hostname()]
    undone(story)
    assert story.said["msg"].startswith("cannot put this host right: once it had changed ")
    assert KEYS in story.said["msg"]
    assert "unit snmpd.service" in story.said["msg"]
    assert "no new login came in (deploy@127.0.0.1: Permission denied (publickey" in story.said["msg"]
    assert story.said["msg"].endswith(f"; the host put everything back after {SECONDS} seconds without one, and lets in again")
    assert story.said["guard"] == {"armed": True, "confirmed": False, "seconds": SECONDS, "why": ""}


def test_nobody_is_left_to_ask(host: t.Any, died: dict[str, Story]) -> None:
    """The host needs nobody to be put back."""
    undone(died[host.backend.get_hostname()])


def test_it_is_told_afterwards(host: t.Any, after_that: dict[str, Story]) -> None:
    """Whoever comes next hears what became of it, and there is nothing left to change."""
    said = after_that[host.backend.get_hostname()].said
    assert ["did not come in by a new login within" in sentence for sentence in said["recovered"]] == [True]
    assert (said["changed"], said["guard"]["armed"], said["guard"]["why"]) == (False, False, "nothing was changed")


def test_check_mode_arms_nothing(host: t.Any) -> None:
    result = calls.call(INVENTORY, host, "--become", "--check", controls=["ssh.max_auth_tries"], values={"ssh.max_auth_tries": 1})
    assert (result["changed"], result["guard"]["armed"], result["guard"]["why"]) == (True, False, "check mode changes nothing")
    assert "groundwork-guard" not in login(host.backend.get_hostname(), LEFT).stdout
