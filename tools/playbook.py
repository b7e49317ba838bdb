# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""./run harden, python: the playbook of that name on hosts that are named."""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys

import environment

MISTAKE = 2
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
# word: the role whose variables it takes, and what it does to a machine
ROLES = {"harden": ("base_hardening", "is to be hardened"), "python": ("python_runtime", "is to get Pythons and environments")}
EPILOG = """Variables of the role {role} come from the inventory, or after -- with -e. What follows -- goes to ansible-playbook:
./run {word} -i inventory.yml web1 --check -- --user root --diff"""


def parser(word: str) -> argparse.ArgumentParser:
    """The arguments of ./run WORD."""
    said = f"The playbook groundwork.baseline.{word} on hosts that are named."
    made = argparse.ArgumentParser(prog=f"./run {word}", description=said, epilog=EPILOG.format(word=word, role=ROLES[word][0]))
    made.add_argument("hosts", nargs="+", metavar="HOST", help="hosts or groups of the inventory")
    made.add_argument("-i", "--inventory", action="append", default=[], help="an Ansible inventory; without one the hosts are taken as they are")
    made.add_argument("--check", action="store_true", help="change nothing, and show what would be")
    made.add_argument("--yes-this-machine", action="store_true", help="allow localhost, without ssh")
    return made


def refusal(word: str, args: argparse.Namespace) -> str:
    """A sentence on why this is not done; "" where it is."""
    own = [host for host in args.hosts if host in THIS_MACHINE]
    if own and not args.yes_this_machine:
        return f"{word}: {own[0]} is the machine that you sit at; add --yes-this-machine if it {ROLES[word][1]}"
    missing = [path for path in args.inventory if "," not in path and not pathlib.Path(path).exists()]
    return f"{word}: there is no inventory {missing[0]}" if missing else ""


def arguments(word: str, args: argparse.Namespace) -> list[str]:
    """What ansible-playbook is told."""
    inventories = args.inventory or [",".join(args.hosts) + ","]
    made = [f"groundwork.baseline.{word}", *(word for path in inventories for word in ("-i", path))]
    made += ["-e", json.dumps({f"{word}_hosts": ",".join(args.hosts)})]
    if args.yes_this_machine:
        made += ["-c", "local", "-e", json.dumps({"ansible_python_interpreter": sys.executable})]
    return [*made, "--check", "--diff"] if args.check else made


def main(word: str, argv: list[str]) -> int:
    """Run the playbook; the exit code is that of ansible-playbook, or 2 for a mistake in the call."""
    cut = argv.index("--") if "--" in argv else len(argv)
    args = parser(word).parse_args(argv[:cut])
    problem = refusal(word, args)
    if problem:
        print(problem, file=sys.stderr)
        return MISTAKE
    venv = environment.environment("audit")
    env = environment.ansible_environ(venv)
    return subprocess.run([str(venv / "bin" / "ansible-playbook"), *arguments(word, args), *argv[cut + 1 :]], env=env, check=False).returncode
