# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _selinux_context
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _folders

if t.TYPE_CHECKING:
    import pathlib


@pytest.mark.parametrize("switched_on", [True, False], ids=["SELinux", "none"])
def test_label(switched_on: bool, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that a folder has, links among it, and nothing that a link leads to; nothing at all where paths have no contexts."""
    seen: list[str] = []
    monkeypatch.setattr(_selinux_context, "label", seen.append)
    monkeypatch.setattr(_selinux_context, "switched_on", lambda: switched_on)
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "venv"
    (elsewhere / "below").mkdir(parents=True)
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "module.py").touch()
    (folder / "lib64").symlink_to(elsewhere)
    (folder / "gone").symlink_to("nowhere")
    _folders.label(str(folder))
    there = [str(folder), *(str(folder / name) for name in ("gone", "lib", "lib/module.py", "lib64"))]
    assert sorted(seen) == (there if switched_on else [])
