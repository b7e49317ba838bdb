# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import signal
import time
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _worker
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._worker import Unfit, answer, ask, plain, work
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host


def raising(error: Exception) -> t.Callable[..., list[Reading]]:
    def observe(host: Host, **args: t.Any) -> list[Reading]:
        raise error

    return observe


def stubborn(host: Host) -> list[Reading]:
    """Takes whatever goes wrong for its own, again and again."""
    while True:
        try:
            time.sleep(5)
        except Exception:
            continue


def good(host: Host, name: str) -> list[Reading]:
    return [Reading(("a", {"b": name}), "/x:1", "runtime")]


KINDS: dict[str, t.Callable[..., list[Reading]]] = {
    "good": good,
    "stubborn": stubborn,
    "silent": lambda host: [],
    "missing": raising(SubjectMissing("there is no x")),
    "elsewhere": raising(NotApplicable("x belongs to others")),
    "unsure": raising(ObservationError("cannot read x")),
    "broken": raising(TypeError("x\n is  no y")),
    "deep": raising(RecursionError("too deep")),
}


@pytest.fixture(name="host")
def fixture_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FixtureHost:
    monkeypatch.setattr(_worker, "RESOURCES", KINDS)
    return FixtureHost(make_root(tmp_path, {"/etc/os-release": "ID=debian\nVERSION_ID=13\n"}), {})


@pytest.mark.parametrize(
    ("kind", "args", "found"),
    [
        ("good", {"name": "n"}, {"readings": [{"value": ["a", {"b": "n"}], "source": "/x:1", "aspect": "runtime"}]}),
        ("missing", {}, {"absent": "there is no x"}),
        ("elsewhere", {}, {"not_applicable": "x belongs to others"}),
        ("unsure", {}, {"error": "cannot read x"}),
        ("broken", {}, {"error": "broken raised TypeError: x is no y"}),
        ("deep", {}, {"error": "deep raised RecursionError: too deep"}),
        ("good", {"other": 1}, {"error": "good raised TypeError: good() got an unexpected keyword argument 'other'"}),
        ("silent", {}, {"error": "silent told nothing about {}"}),
        ("none", {}, {"error": f"cannot ask about none: there is no such resource, only {', '.join(KINDS)}"}),
        ("stubborn", {}, {"error": "gave up on stubborn {} after 0.1 seconds; look at what keeps the host, or raise the limit"}),
    ],
)
def test_answer(host: FixtureHost, kind: str, args: dict[str, t.Any], found: dict[str, t.Any]) -> None:
    given = answer(host, kind, args, 0.1)
    assert given.pop("duration_ms") < 5000
    assert given == found


def test_the_alarm_is_given_back(host: FixtureHost) -> None:
    before = signal.getsignal(signal.SIGALRM)
    for kind in ("stubborn", "unsure", "good"):
        answer(host, kind, {}, 0.05)
        assert signal.getsignal(signal.SIGALRM) is before
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_without_a_limit(host: FixtureHost) -> None:
    assert "readings" in answer(host, "good", {"name": "n"}, 0)


@pytest.mark.parametrize(
    ("args", "asked"),
    [
        ({"debian": {"name": "d"}, "redhat": {"name": "r"}}, "d"),
        ({"any": {"name": "a"}}, "a"),
        ({"debian": {"name": "d"}, "any": {"name": "a"}}, "d"),
        ({"redhat": {"name": "r"}}, None),
        ({}, None),
    ],
)
def test_ask_with_the_arguments_of_the_family(host: FixtureHost, args: dict[str, t.Any], asked: str | None) -> None:
    given = ask(host, [{"id": "x", "resource": "good", "args": args}], "debian", 1)
    assert {name: found["readings"][0]["value"][1]["b"] for name, found in given.items()} == ({"x": asked} if asked else {})


def test_one_question_does_not_stop_the_others(host: FixtureHost) -> None:
    questions: list[dict[str, t.Any]] = [{"id": kind, "resource": kind, "args": {"any": {}}} for kind in ("stubborn", "broken", "missing")]
    assert [next(iter(found)) for found in ask(host, questions, "debian", 0.05).values()] == ["error", "error", "absent"]


@pytest.mark.parametrize(
    ("value", "same"),
    [("a", "a"), ("caf\u00e9", "caf\u00e9"), ("a\udcffb", "a\\xffb"), (("a", 1), ["a", 1]), ({"a\udcff": [None, True]}, {"a\\xff": [None, True]})],
)
def test_plain(value: t.Any, same: t.Any) -> None:
    assert plain(value) == same


def test_work(host: FixtureHost) -> None:
    done = work(host, [{"id": "x", "resource": "missing", "args": {"any": {}}}], {"debian": "debian"}, 1)
    assert (done["distro"]["id"], done["distro"]["family"], done["answers"]["x"]["absent"]) == ("debian", "debian", "there is no x")
    assert done["stats"]["cpu_ms"] >= 0 and done["stats"]["wall_ms"] >= 0 and done["stats"]["python"].startswith("3.")


def test_a_derivative_has_the_family_of_its_model(tmp_path: Path) -> None:
    alike = FixtureHost(make_root(tmp_path, {"/etc/os-release": "ID=mine\nID_LIKE='yours debian'\n"}), {})
    assert work(alike, [], {"debian": "debian"}, 1)["distro"]["family"] == "debian"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"/etc/os-release": "ID=gentoo\nPRETTY_NAME='Gentoo Linux'\n"}, "os-release says Gentoo Linux (id gentoo, like none), and only debian, rhel and what"),
        ({"/etc/os-release": "ID=x\nID_LIKE='y z'\n"}, "(id x, like y, z)"),
    ],
)
def test_an_unknown_system(tmp_path: Path, files: dict[str, str | None], message: str) -> None:
    with pytest.raises(Unfit) as caught:
        work(FixtureHost(make_root(tmp_path, files), {}), [], {"debian": "debian", "rhel": "redhat"}, 1)
    assert message in str(caught.value)
    assert str(caught.value).startswith("cannot audit this host: ")
