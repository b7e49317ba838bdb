# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""./run: what a mistaken word prints, which exit code an audit ends with, how tests are counted."""

from __future__ import annotations

import importlib
import json
import pathlib
import subprocess
import sys
import threading
import typing as t

import pytest

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
TOOLS = CHECKOUT / "tools"
pytestmark = pytest.mark.skipif(not TOOLS.is_dir() or sys.version_info < (3, 11), reason="tools/ is in a checkout alone, and needs Python 3.11")


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[str], t.Any]:
    """A module of tools/ by its name."""
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense"], 2, "unknown command 'nonsense'"),
        (["test", "nonsense"], 2, "there is no test 'nonsense'"),
        (["audit", "--nonsense"], 2, "usage: ./run audit"),
        (["audit", "somebody"], 2, "somebody"),
        (["help"], 0, "usage: ./run COMMAND"),
        ([], 0, "usage: ./run COMMAND"),
    ],
)
def test_words(words: list[str], code: int, said: str) -> None:
    """A word that is none is named, with the usage; nothing runs."""
    done = subprocess.run([str(CHECKOUT / "run"), *words], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


AUDITED = {"state": "audited", "message": "", "report": "r.json", "gate": False}


@pytest.mark.parametrize(
    ("hosts", "code"),
    [
        ({"a": AUDITED}, 0),
        ({"a": AUDITED, "b": {**AUDITED, "gate": True}}, 1),
        ({}, 2),
        (None, 2),
        ({"a": AUDITED, "b": {**AUDITED, "state": "unreachable"}}, 3),
        ({"a": {**AUDITED, "gate": True}, "b": {**AUDITED, "state": "failed"}}, 3),
    ],
)
def test_exit_code(hosts: dict[str, t.Any] | None, code: int, tools: t.Callable[[str], t.Any], tmp_path: pathlib.Path) -> None:
    """A host that could not be audited weighs more than a gate; no host at all is a mistake in the call."""
    outcome = tmp_path / "outcome.json"
    if hosts is not None:
        outcome.write_text(json.dumps({"hosts": hosts}))
    assert tools("audit").verdict(outcome, 0) == code


CASES = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("numbers", "code", "line"),
    [
        ((5, 1, 1, 1), 1, "2 passed, 2 failed, 1 skipped"),
        ((5, 0, 0, 0), 0, "5 passed, 0 failed, 0 skipped"),
        ((5, 0, 0, 0), 3, "5 passed, 1 failed, 0 skipped"),
        ((0, 0, 0, 0), 0, "0 passed, 1 failed, 0 skipped"),
        (None, 0, "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_count(numbers: tuple[int, ...] | None, code: int, line: str, tools: t.Callable[[str], t.Any], tmp_path: pathlib.Path) -> None:
    """What a report counts is what is told; a run that fell over, or ran nothing, is no success."""
    report = tmp_path / "junit.xml"
    if numbers:
        report.write_text(CASES.format(*numbers))
    assert str(tools("count").of_junit(report, code)) == line


@pytest.mark.parametrize(
    ("said", "code", "line"),
    [
        ("=== unit\n12 passed, 0 failed, 3 skipped\n", 0, "12 passed, 0 failed, 3 skipped"),
        ("1 passed, 0 failed, 0 skipped\n2 passed, 1 failed, 0 skipped\n", 1, "2 passed, 1 failed, 0 skipped"),
        ("12 passed, 0 failed, 3 skipped\n", 1, "12 passed, 1 failed, 3 skipped"),
        ("12 passed, 0 failed, 3 skipped\nrun: cannot set up\n", 2, "0 passed, 1 failed, 0 skipped"),
        ("", 0, "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_what_a_stage_said(said: str, code: int, line: str, tools: t.Callable[[str], t.Any]) -> None:
    """Nothing that died before its last line counts as passed."""
    assert str(tools("count").Count.said(said, code)) == line


def test_side_by_side(tools: t.Callable[[str], t.Any], tmp_path: pathlib.Path) -> None:
    """Two meet that wait for each other; the third begins when one has ended; each has its own words and code."""
    meet = "import pathlib,sys,time\nmine, other = map(pathlib.Path, sys.argv[1:])\nmine.touch()\nwhile not other.exists(): time.sleep(0.01)\nprint(mine.name)"
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    commands = {"a": [sys.executable, "-c", meet, first, second], "b": [sys.executable, "-c", meet, second, first], "c": [sys.executable, "-c", "1/0"]}
    ended = {each.name: each for each in tools("lanes").run(commands, 2, tmp_path / "log")}
    assert {name: each.code for name, each in ended.items()} == {"a": 0, "b": 0, "c": 1}
    assert (ended["a"].said, ended["b"].said) == ("first\n", "second\n")
    assert "ZeroDivisionError" in ended["c"].said


def test_whoever_is_interrupted_begins_no_more(tools: t.Callable[[str], t.Any], tmp_path: pathlib.Path) -> None:
    over = tmp_path / "over"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(over)!r}).exists(): time.sleep(0.01)"
    commands = {"a": [sys.executable, "-c", ""], "b": [sys.executable, "-c", wait], "c": [sys.executable, "-c", ""]}
    running = tools("lanes").run(commands, 1, tmp_path / "log")
    assert next(running).name == "a"
    threading.Timer(1, over.touch).start()
    running.close()
    assert (tmp_path / "log" / "b.log").exists()
    assert not (tmp_path / "log" / "c.log").exists()
