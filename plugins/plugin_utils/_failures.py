# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Says in one sentence why a host could not be audited, from what Ansible and the host said: two tables."""

from __future__ import annotations

import re

MOST_HEARD = 160
NO_ROOT = "or set become to false (audit_become=false in the playbook) and see what an ordinary user may see"
PYTHON = "set ansible_python_interpreter to a Python 3.9 or newer that is there, or install one"
SSH = "log in once with the same user and key by plain ssh to see what it asks for"

# What was said -> what that means, and what to do. The first that fits.
Table = tuple[tuple[str, str, str], ...]
FAILED: Table = (
    (
        r"missing \w+ password|a password is required|password is required but|a terminal is required",
        "sudo wants a password",
        f"give it with --ask-become-pass, {NO_ROOT}",
    ),
    (r"incorrect \w+ password|sorry, try again|[0-9] incorrect password", "sudo refuses the password", f"give the right one with --ask-become-pass, {NO_ROOT}"),
    (r"not in the sudoers file|may not run sudo|is not allowed to (execute|run)", "the user may not use sudo", f"give the user that right, {NO_ROOT}"),
    (r"(?<![/\w])(sudo|doas|su): (command )?not found|sudo: no such file", "there is no sudo to become root with", f"log in as root, {NO_ROOT}"),
    (r"requires a minimum of python|future feature annotations|syntaxerror|unsupported python", "its Python is too old", PYTHON),
    (
        r"interpreter .*not found|python[0-9.]*: (command )?not found|python[0-9.]*: no such file|no python interpreters? found",
        "no Python was found where Ansible looked for one",
        PYTHON,
    ),
    (r"waiting for (become|privilege)", "becoming root neither asks for a password nor goes on", f"try it on the host by hand, {NO_ROOT}"),
    (r"no space left on device", "its disk is full", "make room in the home directory of the user who logs in"),
    (
        r"failed to create temporary directory|permission denied.*ansible.tmp",
        "nothing can be written in the user's home",
        "set ansible_remote_tmp to where it can",
    ),
)
UNREACHABLE: Table = (
    (
        r"host key verification failed|remote host identification has changed",
        "its host key is not the one that is known",
        "compare it, then put it into known_hosts",
    ),
    (r"permission denied|authentication|too many authentication failures", "it refuses the login", SSH),
    (r"could not resolve|name or service not known|temporary failure in name", "its name has no address", "correct ansible_host in the inventory"),
    (r"connection refused", "nothing answers at its ssh port", "check ansible_port, and that sshd runs"),
    (r"timed out|no route to host|network is unreachable", "it does not answer", "check ansible_host, and that it runs"),
)
NOISE = re.compile(
    r"^(task failed|failed to connect to the host via ssh|module result deserialization failed|data could not be sent to .*?)[:.]\s*", re.IGNORECASE
)


def failed(said: str) -> str:
    """The sentence for a host that was reached, but could not be asked."""
    return _sentence(said, FAILED, "the host did not answer the questions", "run again with -vvv to see all that was said")


def unreachable(said: str) -> str:
    """The sentence for a host that was not reached."""
    return _sentence(said, UNREACHABLE, "it could not be reached", SSH)


def _sentence(said: str, table: Table, otherwise: str, then: str) -> str:
    pattern, what, remedy = next((row for row in table if re.search(row[0], said, re.IGNORECASE)), ("", otherwise, then))
    heard = _heard(said, pattern)
    return f"{what}{f' ({heard})' if heard else ''}; {remedy}"


def _heard(said: str, pattern: str) -> str:
    """What was said, short: the line that tells, else the last one, without what Ansible puts before it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    text = next((line for line in lines if pattern and re.search(pattern, line, re.IGNORECASE)), lines[-1] if lines else "")
    while NOISE.match(text):
        text = NOISE.sub("", text, count=1)
    return text if len(text) <= MOST_HEARD else f"{text[: MOST_HEARD - 3]}..."
