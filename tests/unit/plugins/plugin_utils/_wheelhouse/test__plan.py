# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The plan for a host's folder, the tools that go along, and the options of a task."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _python_tools, _wheelhouse
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse import _tools, difference, gatherer

OPTIONS = {"index_url": "", "ca_bundle": None, "offline": False, "timeout": 60, "cache": "~/wheels"}


@pytest.mark.parametrize(
    ("present", "files", "prune", "changed", "add", "remove", "after"),
    [
        (None, {}, False, True, [], [], {}),
        (None, {"a.whl": "1"}, False, True, ["a.whl"], [], {"a.whl": "1"}),
        ({}, {}, False, False, [], [], {}),
        ({"a.whl": "1"}, {"a.whl": "1"}, True, False, [], [], {"a.whl": "1"}),
        ({"a.whl": "2"}, {"a.whl": "1"}, False, True, ["a.whl"], [], {"a.whl": "1"}),
        ({"b.whl": "2"}, {"a.whl": "1"}, False, True, ["a.whl"], [], {"a.whl": "1", "b.whl": "2"}),
        ({"a.whl": "1", "b.whl": "2"}, {"a.whl": "1"}, True, True, [], ["b.whl"], {"a.whl": "1"}),
    ],
)
def test_difference(present: t.Any, files: dict[str, str], prune: bool, changed: bool, add: list[str], remove: list[str], after: dict[str, str]) -> None:
    plan = difference(present, files, prune)
    assert (plan.changed, sorted(plan.add), plan.remove, plan.after) == (changed, add, remove, after)
    told = plan.told("/w", diff=True)
    assert (told["added"], told["removed"], told["changed"]) == (add, remove, changed)
    assert told["diff"]["before"] == "".join(f"{name} {present[name]}\n" for name in sorted(present or {}))
    assert told["diff"]["after"] == "".join(f"{name} {after[name]}\n" for name in sorted(after))
    assert "diff" not in plan.told("/w", diff=False)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, ["uv", "pip"]),
        ({"machine": "aarch64"}, ["uv", "pip"]),
        ({"libc": "musl"}, ["uv", "pip"]),
        ({"machine": "s390x"}, ["pip"]),
        ({"version": "3.9.2"}, ["uv", "pip"]),
        ({"version": "3.8.1"}, ["uv"]),
    ],
)
def test_tools(facts: dict[str, str], found: list[str]) -> None:
    python = {"version": "3.11.2", "machine": "x86_64", "libc": "glibc", **facts}
    items = _tools.items(_python_tools.table(), python)
    assert [item.project for item in items] == found
    assert all(item.file["name"].startswith(f"{item.project}-") and len(item.file["hash"]) == 71 for item in items)
    assert _tools.items({}, python) == []


def test_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    plain = gatherer(OPTIONS)
    assert (plain.shelf.path, plain.index_first, plain.source.ca_bundle) == ("/home/me/wheels", False, "")
    mine = gatherer({**OPTIONS, "index_url": "https://me:secret@index.example/simple/", "offline": True})
    assert (mine.source.index_url, mine.index_first, mine.source.offline) == ("https://index.example/simple", True, True)
    assert mine.source.masked("secret") != "secret"


@pytest.mark.parametrize(("content", "words"), [(None, "No such file or directory"), ("nothing", "it has no certificates")])
@pytest.mark.parametrize("variable", [True, False])
def test_no_bundle(variable: bool, content: str | None, words: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    if variable:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(_wheelhouse.CacheError, match=f"mine.pem on the controller: {words}; give another file"):
        gatherer(OPTIONS if variable else {**OPTIONS, "ca_bundle": str(path)})
