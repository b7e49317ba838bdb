# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""./run bench: runs the benchmarks of tests/benchmark in the environment of the tests."""

from __future__ import annotations

import subprocess
import sys

import environment

BENCHMARKS = environment.ROOT / "tests" / "benchmark"


def main(word: str, argv: list[str]) -> int:
    """Run the benchmarks that are named, or all."""
    known = sorted(path.parent.name for path in BENCHMARKS.glob("*/bench.py"))
    unknown = [name for name in argv if name not in known]
    if unknown:
        print(f"usage: ./run bench [{'|'.join(known)}]...\nrun: there is no benchmark {unknown[0]!r}", file=sys.stderr)
        return 2
    venv = environment.environment("test")
    env = environment.ansible_environ(venv)
    codes = [
        subprocess.run([str(venv / "bin" / "python"), str(BENCHMARKS / name / "bench.py")], env=env, cwd=environment.ROOT, check=False).returncode
        for name in argv or known
    ]
    return max(codes)
