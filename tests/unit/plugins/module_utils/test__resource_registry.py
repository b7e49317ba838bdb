# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _resource_registry
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import RESOURCES


def test_every_kind_has_its_line() -> None:
    folder = Path(_resource_registry.__file__).parent / "_resources"
    assert sorted(RESOURCES) == sorted(path.stem for path in folder.glob("[a-z]*.py"))


@pytest.mark.parametrize("kind", sorted(RESOURCES))
def test_every_kind_observes_a_host(kind: str) -> None:
    first, *others = inspect.signature(RESOURCES[kind]).parameters.values()
    assert first.name == "host"
    assert others
    assert RESOURCES[kind].__doc__
