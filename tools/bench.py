# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""./run bench: runs the benchmarks of tests/benchmark in the environment of the tests."""

from __future__ import annotations

import itertools
import pathlib
import subprocess
import sys

import environment

BENCHMARKS = environment.ROOT / "tests" / "benchmark"


def main(word: str, argv: list[str]) -> int:
    """Run the benchmarks that are named, or all; what follows a single name from its first option on is that one's own."""
    known = sorted(path.parent.name for path in BENCHMARKS.glob("*/bench.py"))
    names = list(itertools.takewhile(lambda each: not each.startswith("-"), argv))
    options = argv[len(names) :]
    problem = mistake(known, names, options)
    if problem:
        print(f"usage: ./run bench [{'|'.join(known)}]... (./run bench NAME --help)\nrun: {problem}", file=sys.stderr)
        return 2
    venv = environment.environment("test")
    env = environment.ansible_environ(venv)
    if "--ssh-audit" in options:
        env["SSH_AUDIT"] = str(scanner())
    return max(
        subprocess.run([str(venv / "bin" / "python"), str(BENCHMARKS / name / "bench.py"), *options], env=env, check=False).returncode
        for name in names or known
    )


def mistake(known: list[str], names: list[str], options: list[str]) -> str:
    """A sentence on what is wrong with the call; "" where nothing is."""
    unknown = [name for name in names if name not in known]
    if unknown:
        return f"there is no benchmark {unknown[0]!r}"
    return f"{options[0]} is an option of one benchmark: name it alone" if options and len(names) != 1 else ""


def scanner() -> pathlib.Path:
    """The package ssh_audit, installed on its own."""
    return next(environment.environment("bench").glob("lib/python*/site-packages/ssh_audit"))
