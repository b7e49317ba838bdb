# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""What ./run does: picks the command by its first word."""

from __future__ import annotations

import importlib
import subprocess
import sys

import environment

USAGE = """usage: ./run COMMAND [ARGUMENTS]

  audit [-i INVENTORY] ...   audit this machine, or the hosts of an inventory (./run audit --help)
  test [WORD ...]            build the lab and pass every test; words: unit, sanity, lint, package, or a scenario's name
  lint                       formatting, types and the ecosystem's own checks
  harden HOST ...            harden hosts (./run harden --help)
  python HOST ...            have Pythons and locked environments on hosts (./run python --help)
  bench [NAME ...]           what things cost, side by side: enforce, harden, python (./run bench harden --help)
  docs [--check]             write the pages that are made from roles, catalogue and scenarios
  lab [IMAGE ...]            build the images that the scenarios run on
"""
COMMANDS = {"audit": "audit", "bench": "bench", "docs": "document", "harden": "playbook", "python": "playbook", "test": "test", "lint": "test", "lab": "test"}


def main(argv: list[str]) -> int:
    """Run a command; 2 for a word that is none."""
    word = argv[0] if argv else "help"
    if word in ("help", "-h", "--help"):
        print(USAGE, end="")
        return 0
    if word not in COMMANDS:
        print(f"run: unknown command {word!r}\n\n{USAGE}", end="", file=sys.stderr)
        return 2
    try:
        return int(importlib.import_module(COMMANDS[word]).main(word, argv[1:]))
    except environment.SetupError as exc:
        print(f"run: {exc}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("run: interrupted", file=sys.stderr)
        return 130
    except subprocess.CalledProcessError as exc:
        print(f"run: {exc}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
