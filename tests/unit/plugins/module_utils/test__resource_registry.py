# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _resource_registry
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import PLANS, RESOURCES


def test_every_kind_has_its_line() -> None:
    folder = Path(_resource_registry.__file__).parent / "_resources"
    assert sorted(RESOURCES) == sorted(path.stem for path in folder.glob("[a-z]*.py"))


@pytest.mark.parametrize("kind", sorted(RESOURCES))
def test_every_kind_observes_a_host(kind: str) -> None:
    first, *others = inspect.signature(RESOURCES[kind]).parameters.values()
    assert first.name == "host"
    assert others
    assert RESOURCES[kind].__doc__


def test_every_file_is_packed() -> None:
    """What packs the module follows imports: each file that is loaded by its name is imported somewhere too."""
    tree = ast.parse(Path(_resource_registry.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == _resource_registry.PACKAGE]
    assert sorted(name.name for node in imports for name in node.names) == sorted({*RESOURCES.files.values(), *PLANS.files.values()})


def test_none_is_loaded_before_it_is_asked_for() -> None:
    script = "import sys; from {} import RESOURCES; RESOURCES['mount']; print(*sorted(name for name in sys.modules if name.startswith('{}.')))"
    words = script.format(_resource_registry.__name__, _resource_registry.PACKAGE)
    loaded = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout.split()
    assert f"{_resource_registry.PACKAGE}.mount" in loaded
    assert f"{_resource_registry.PACKAGE}.account" not in loaded
