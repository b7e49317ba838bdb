# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Coming in again after a change: a new login tells the host that it may keep what was changed; where there is none, what became of it."""

from __future__ import annotations

import contextlib
import time
import typing as t

from ansible.errors import AnsibleError
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import REVERTED

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

# Connections that log in over ssh, by the last word of their transport.
SSH_LIKE = ("ssh", "paramiko", "paramiko_ssh", "libssh")
# No connection that stands already, whoever opened it: Ansible's own, or one that a user's ssh_config shares. The first value counts for ssh.
ALONE = "-o ControlMaster=no -o ControlPath=none"
# Seconds before each try. Few: fail2ban counts five that fail, and its ban would outlast the guard.
TRIES = (0, 3, 12)
# After the host has put everything back: while it does, the lock is waited for.
AFTERWARDS = (2, 15)
# Shorter than a login on a slow host takes, and longer than anybody should have to wait outside.
SHORTEST, LONGEST = 10, 3600
SHOWN = 5
LOST = "what had been changed by then the host puts back by itself, {} seconds after its last change"


class Outcome(t.NamedTuple):
    """Whether a new login confirmed; state: of the run, as the host said last ("" where nobody came in); said: by the login that failed last."""

    confirmed: bool
    state: str
    said: str


def mistake(seconds: int) -> str:
    """What is wrong with a time; nothing where it can be used."""
    if not seconds or SHORTEST <= seconds <= LONGEST:
        return ""
    return f"cannot use guard_seconds: it is {seconds}, but has to be between {SHORTEST} and {LONGEST}, or 0 for no guard"


def unguarded(seconds: int, transport: str, check_mode: bool) -> str:
    """Why a run is not guarded, as far as that can be told before it; nothing where it is to be."""
    if check_mode:
        return "check mode changes nothing"
    if not seconds:
        return "guard_seconds is 0"
    return "" if transport.rpartition(".")[2] in SSH_LIKE else f"the connection is {transport}, which needs no login over ssh"


@contextlib.contextmanager
def _new_login(connection: t.Any) -> t.Iterator[None]:
    """What is run meanwhile comes in by a login of its own."""
    if connection.transport != "ssh":
        connection.reset()
        yield
        return
    # one that is open is kept: whoever is shut out would be glad of it
    before = connection.get_option("ssh_args")
    connection.set_option("ssh_args", f"{ALONE} {before or ''}".strip())
    try:
        yield
    finally:
        connection.set_option("ssh_args", before)


def _tried(connection: t.Any, ask: t.Callable[[], Data]) -> Outcome:
    """One new login that confirms."""
    try:
        with _new_login(connection):
            answered = ask()
    except AnsibleError as exc:
        return Outcome(False, "", _line(exc))
    if "guard" not in answered:
        return Outcome(False, "", _line(answered.get("msg") or "no answer"))
    told = answered["guard"]
    return Outcome(bool(told["confirmed"]), str(told["state"]), _line(told["why"]))


def _line(said: object) -> str:
    """What was said, in one line that ends without a full stop; of what Ansible says of ssh, ssh's own words."""
    return " ".join(str(said).split()).rpartition("can be reached over ssh: ")[2].rstrip(".")[:300]


def come_in_again(
    connection: t.Any, ask: t.Callable[[], Data], seconds: float, sleep: t.Callable[[float], object] = time.sleep, clock: t.Callable[[], float] = time.monotonic
) -> Outcome:
    """Log in anew and confirm, more than once where that fails; then wait until the host has put everything back, and look what became of it.

    ask: sends the confirmation. seconds: how long the host waits, from now on at the most.
    """
    until = clock() + seconds
    first = ""
    for pause in TRIES:
        if first and clock() + pause >= until:
            break
        sleep(pause)
        tried = _tried(connection, ask)
        if tried.confirmed or (tried.state and not tried.said):
            return tried._replace(said=tried.said or first)
        first = first or tried.said
    sleep(max(0.0, until - clock()))
    for pause in AFTERWARDS:
        sleep(pause)
        tried = _tried(connection, ask)
        if tried.state and not tried.said:
            break
    return tried._replace(said=first)


def failure(outcome: Outcome, name: str, changes: t.Sequence[Data], seconds: int) -> str:
    """Why a run failed that no new login confirmed, and how the host is now."""
    paths = [change["path"] for change in changes]
    listed = ", ".join(paths[:SHOWN]) + (f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else "")
    login = f"no new login came in ({outcome.said})" if outcome.said else "the new login came too late (give it more guard_seconds)"
    what = f"cannot put this host right: once it had changed {listed}, {login}"
    if outcome.state == REVERTED:
        return f"{what}; the host put everything back after {seconds} seconds without one, and lets in again"
    now = f"says that it is {outcome.state}" if outcome.state else "still lets nobody in"
    return f"{what}; the host was to put everything back after {seconds} seconds, but {now}; see on its console: journalctl -u groundwork-guard-{name}"
