# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Ansible's own commands, one after the other, without what each would do anew: import Ansible, and pack a module for hosts."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import multiprocessing
import multiprocessing.context
import multiprocessing.forkserver
import os
import subprocess
import sys
import tempfile
import typing as t

# as plain JSON, whatever the terminal and whoever asked for colours
PLAIN = {"ANSIBLE_CALLBACK_RESULT_FORMAT": "json", "ANSIBLE_FORCE_COLOR": "0", "ANSIBLE_NOCOLOR": "1"}
# a connection outlives the tests during which nobody could make a new one
LASTING = {"ANSIBLE_SSH_ARGS": "-C -o ControlMaster=auto -o ControlPersist=600s"}
# what each command of Ansible's runs
COMMANDS = {"ansible": ("ansible.cli.adhoc", "AdHocCLI"), "ansible-playbook": ("ansible.cli.playbook", "PlaybookCLI")}


@functools.cache
def ready() -> multiprocessing.context.ForkServerContext:
    """Processes that begin with Ansible imported, and that share what it packs for hosts: a command of its own takes seconds for both."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module for module, _name in COMMANDS.values()])
    before = dict(os.environ)
    os.environ.update(PLAIN | LASTING)
    try:
        multiprocessing.forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return context


def _command(argv: t.Sequence[str], out: str, err: str) -> None:
    """Be a command of Ansible's, in a process of its own that writes into files."""
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY), number)
    # it ends before there is anything worth collecting
    gc.disable()
    module, name = COMMANDS[argv[0]]
    sys.argv = list(argv)
    getattr(importlib.import_module(module), name).cli_executor(list(argv))


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    """A command of Ansible's, run to its end."""
    with contextlib.ExitStack() as stack:
        out, err = (stack.enter_context(tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace")) for _stream in ("out", "err"))
        process = ready().Process(target=_command, args=(argv, out.name, err.name))
        process.start()
        process.join()
        return subprocess.CompletedProcess(argv, process.exitcode or 0, out.read(), err.read())
