# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What ./run harden and ./run python refuse, and what they tell Ansible."""

from __future__ import annotations

import importlib
import pathlib
import sys
import typing as t

import pytest

TOOLS = pathlib.Path(__file__).resolve().parents[3] / "tools"
pytestmark = pytest.mark.skipif(not TOOLS.is_dir() or sys.version_info < (3, 11), reason="tools/ is in a checkout alone, and needs Python 3.11")


@pytest.fixture
def playbook(monkeypatch: pytest.MonkeyPatch) -> t.Any:
    """The module of tools/."""
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module("playbook")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["localhost"], "localhost is the machine that you sit at; add --yes-this-machine"),
        (["web1", "127.0.0.1"], "127.0.0.1 is the machine"),
        (["localhost", "--yes-this-machine"], ""),
        (["web1", "-i", "/no/such/inventory"], "there is no inventory /no/such/inventory"),
        (["web1", "-i", "web1,web2,"], ""),
    ],
)
@pytest.mark.parametrize("word", ["harden", "python"])
def test_refusal(playbook: t.Any, word: str, argv: list[str], words: str) -> None:
    said = playbook.refusal(word, playbook.parser(word).parse_args(argv))
    assert bool(said) == bool(words)
    assert words in said
    assert not said or said.startswith(f"{word}: ")


@pytest.mark.parametrize("word", ["harden", "python"])
def test_arguments(playbook: t.Any, word: str) -> None:
    made = playbook.arguments(word, playbook.parser(word).parse_args(["web1", "web2", "--check"]))
    assert made == [f"groundwork.baseline.{word}", "-i", "web1,web2,", "-e", f'{{"{word}_hosts": "web1,web2"}}', "--check", "--diff"]
    assert "local" in playbook.arguments(word, playbook.parser(word).parse_args(["localhost", "--yes-this-machine"]))


def test_nobody_is_named(playbook: t.Any) -> None:
    with pytest.raises(SystemExit, match="2"):
        playbook.parser("harden").parse_args([])
