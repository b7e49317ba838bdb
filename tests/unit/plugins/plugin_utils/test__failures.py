# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What Ansible and hosts were seen to say, and the sentence that a person gets."""

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._failures import failed, unreachable


@pytest.mark.parametrize(
    ("said", "beginning"),
    [
        ("Missing sudo password", "sudo wants a password (Missing sudo password); give it with --ask-become-pass, or set become to false"),
        ("sudo: a password is required\n", "sudo wants a password (sudo: a password is required)"),
        ("sudo: a terminal is required to read the password; either use ...", "sudo wants a password"),
        ("Incorrect sudo password", "sudo refuses the password (Incorrect sudo password)"),
        ("Sorry, user deploy may not run sudo on web1.", "the user may not use sudo (Sorry, user deploy may not run sudo on web1.)"),
        ("deploy is not in the sudoers file.  This incident will be reported.", "the user may not use sudo"),
        ("Sorry, user deploy is not allowed to execute '/bin/sh -c x' as root on web1.", "the user may not use sudo"),
        (
            "Premature end of stream waiting for become success.\n>>> Standard Error\n/bin/sh: 1: sudo: not found",
            "there is no sudo to become root with (/bin/sh: 1: sudo: not found); log in as root, or",
        ),
        ("Timeout (12s) waiting for privilege escalation prompt: ", "becoming root neither asks for a password nor goes on"),
        ("ansible-core requires a minimum of Python version 3.8. Current version: 3.6.8", "its Python is too old (ansible-core requires a minimum"),
        (
            'Traceback (most recent call last):\n  File "x", line 3\nSyntaxError: future feature annotations is not defined\n',
            "its Python is too old (SyntaxError: future feature annotations is not defined); set ansible_python_interpreter to a Python 3.9",
        ),
        ("The module interpreter '/usr/bin/python99' was not found.", "no Python was found where Ansible looked for one ("),
        ("/bin/sh: 1: /usr/bin/python3: not found", "no Python was found where Ansible looked for one"),
        ("bash: /usr/bin/python3: No such file or directory", "no Python was found where Ansible looked for one"),
        ("OSError: [Errno 28] No space left on device", "its disk is full (OSError: [Errno 28] No space left on device)"),
        ("Task failed: Failed to create temporary directory. In some cases", "nothing can be written in the user's home (Failed to create"),
        (
            'Traceback (most recent call last):\n  File "x", line 3\nKeyError: 1\n',
            "the host did not answer the questions (KeyError: 1); run again with -vvv to see all that was said",
        ),
        ("", "the host did not answer the questions; run again with -vvv"),
        ("x" * 200, f"the host did not answer the questions ({'x' * 157}...)"),
    ],
)
def test_failed(said: str, beginning: str) -> None:
    assert failed(said).startswith(beginning)
    assert "\n" not in failed(said)


@pytest.mark.parametrize(
    ("said", "beginning"),
    [
        (
            "Failed to connect to the host via ssh: ssh: connect to host 10.0.0.9 port 22: Connection refused",
            "nothing answers at its ssh port (ssh: connect to host 10.0.0.9 port 22: Connection refused); check ansible_port",
        ),
        ("Task failed: Failed to connect to the host via ssh: ssh: connect to host 10.0.0.9 port 22: No route to host", "it does not answer (ssh: connect"),
        ("Failed to connect to the host via ssh: ssh: Could not resolve hostname web9: Name or service not known", "its name has no address"),
        ("Failed to connect to the host via ssh: deploy@web1: Permission denied (publickey).", "it refuses the login (deploy@web1: Permission denied"),
        ("Failed to connect to the host via ssh: Warning: x\nHost key verification failed.", "its host key is not the one that is known (Host key"),
        (
            "Failed to connect to the host via ssh: kex_exchange_identification: closed",
            "it could not be reached (kex_exchange_identification: closed); log",
        ),
    ],
)
def test_unreachable(said: str, beginning: str) -> None:
    assert unreachable(said).startswith(beginning)
