# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What ./run harden refuses, and what it tells Ansible."""

from __future__ import annotations

import importlib
import pathlib
import sys
import typing as t

import pytest

TOOLS = pathlib.Path(__file__).resolve().parents[3] / "tools"
pytestmark = pytest.mark.skipif(not TOOLS.is_dir() or sys.version_info < (3, 11), reason="tools/ is in a checkout alone, and needs Python 3.11")


@pytest.fixture
def harden(monkeypatch: pytest.MonkeyPatch) -> t.Any:
    """The module of tools/."""
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module("harden")


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
def test_refusal(harden: t.Any, argv: list[str], words: str) -> None:
    said = harden.refusal(harden.parser().parse_args(argv))
    assert bool(said) == bool(words)
    assert words in said


def test_arguments(harden: t.Any) -> None:
    made = harden.arguments(harden.parser().parse_args(["web1", "web2", "--check"]))
    assert made == ["groundwork.baseline.harden", "-i", "web1,web2,", "-e", '{"harden_hosts": "web1,web2"}', "--check", "--diff"]
    assert "local" in harden.arguments(harden.parser().parse_args(["localhost", "--yes-this-machine"]))


def test_nobody_is_named(harden: t.Any) -> None:
    with pytest.raises(SystemExit, match="2"):
        harden.parser().parse_args([])
