# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""./run docs: writes the pages that are made from roles and catalogue, in the environment of the tests."""

from __future__ import annotations

import argparse
import os
import subprocess

import environment


def parser() -> argparse.ArgumentParser:
    """The arguments of ./run docs."""
    made = argparse.ArgumentParser(prog="./run docs", description=__doc__)
    made.add_argument("--check", action="store_true", help="write nothing, and fail where a page is not what it would be made")
    return made


def main(_word: str, argv: list[str]) -> int:
    """Write the pages, or with --check hold them against what they should be; 1 where one is stale."""
    return run(["--check"] if parser().parse_args(argv).check else [])


def run(flags: list[str]) -> int:
    """The writer of pages as a program of its own; its exit code."""
    python = environment.environment("test") / "bin" / "python"
    env = {**os.environ, "PYTHONPATH": str(environment.tree()), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([str(python), str(environment.ROOT / "tools" / "pages" / "write.py"), *flags], env=env, cwd=environment.ROOT, check=False).returncode
