# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What ./run bench refuses, and what it reads of a run. No test asserts how long anything takes."""

from __future__ import annotations

import importlib
import pathlib
import sys
import typing as t

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
TOOLS = ROOT / "tools"
pytestmark = pytest.mark.skipif(not TOOLS.is_dir() or sys.version_info < (3, 11), reason="tools/ is in a checkout alone, and needs Python 3.11")

LET_GO = 'TASK [a : Look] ****\nfatal: [x]: FAILED! => {"rc": 1}\n...ignoring\n'
ENDS = "PLAY RECAP ****\nx : ok=1 changed=0\n"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[str], t.Any]:
    """A module of tools/ or tests/benchmark/, by its name."""
    for folder in (TOOLS, ROOT / "tests" / "benchmark"):
        monkeypatch.syspath_prepend(str(folder))
    return importlib.import_module


@pytest.mark.parametrize(
    ("names", "options", "words"),
    [
        ([], [], ""),
        (["enforce", "harden"], [], ""),
        (["harden"], ["--beside", "x"], ""),
        (["hardn"], [], "there is no benchmark 'hardn'"),
        ([], ["--lynis"], "--lynis is an option of one benchmark: name it alone"),
        (["enforce", "harden"], ["--lynis"], "--lynis is an option of one benchmark: name it alone"),
    ],
)
def test_mistake(module: t.Callable[[str], t.Any], names: list[str], options: list[str], words: str) -> None:
    assert module("bench").mistake(["enforce", "harden"], names, options) == words


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ('TASK [a : One] ****\nok: [x]\nTASK [b : Two] ****\nfatal: [x]: FAILED! => {"msg": ""}\n' + ENDS, "b : Two"),
        ("TASK [a : Loop] ****\nok: [x] => (item=1)\nfailed: [x] (item=2) => {}\nok: [x] => (item=3)\n" + ENDS, "a : Loop"),
        (LET_GO + "TASK [b : Two] ****\nok: [x]\nRUNNING HANDLER [c : Last] ****\nfatal: [x]: UNREACHABLE! => {}\n" + ENDS, "c : Last"),
        ("ERROR! the role 'devsec.hardening.os_hardening' was not found\n", "its start"),
    ],
)
def test_the_first_failure(module: t.Callable[[str], t.Any], text: str, task: str) -> None:
    """By name; what was let go is none."""
    assert module("hosts").first_failure(text) == task
