# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import subprocess
import sys
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _guard_timer

if t.TYPE_CHECKING:
    from pathlib import Path


def test_the_program_needs_nothing_beside_it(tmp_path: Path) -> None:
    """Python runs the file alone, without this collection to be found anywhere; there is nothing to put back."""
    program = tmp_path / "guard.pyz"
    # by a process that has loaded no more than it has to
    pack = f"import sys; from {_guard_timer.OURS}_guard_timer import packed; sys.stdout.buffer.write(packed())"
    program.write_bytes(subprocess.run([sys.executable, "-c", pack], capture_output=True, check=True).stdout)
    script = (
        f"import sys; sys.path.insert(0, {str(program)!r}); from {_guard_timer.OURS}_guard_program import main;"
        f" from {_guard_timer.OURS}_transaction import Transaction; sys.exit(main('x', Transaction({str(tmp_path)!r})))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], cwd="/", env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
