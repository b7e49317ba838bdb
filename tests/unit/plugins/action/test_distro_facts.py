# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.groundwork.baseline.plugins.action import distro_facts
from ansible_collections.groundwork.baseline.plugins.module_utils._distro import identify
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

HOSTS = pathlib.Path(__file__).parents[2] / "fixtures" / "hosts"


class Task:
    """As much of a task as the action looks at."""

    async_val = 0
    check_mode = False
    diff = False

    def __init__(self, args: dict[str, t.Any]) -> None:
        self.args = args


class Action(distro_facts.ActionModule):
    """The action, with a host that is a fixture."""

    def __init__(self, args: dict[str, t.Any], answer: dict[str, t.Any]) -> None:
        self._task, self.answer = Task(args), answer
        self.asked: dict[str, t.Any] = {}

    def _execute_module(self, module_name: str | None = None, module_args: t.Any = None, task_vars: t.Any = None, **_kwargs: t.Any) -> dict[str, t.Any]:
        self.asked = {"name": module_name, **module_args}
        return self.answer


def run(args: dict[str, t.Any], answer: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Action, dict[str, t.Any]]:
    monkeypatch.setattr(distro_facts.ActionBase, "run", lambda self, tmp=None, task_vars=None: {})
    action = Action(args, answer)
    return action, action.run(task_vars={})


def test_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = identify(Host(str(HOSTS / "debian-12")), ["ssh.service"])
    answer = {"changed": False, "distro": raw, "ansible_facts": {"discovered_interpreter_python": "/usr/bin/python3"}}
    action, result = run({"root": "/srv/image", "date": "2028-07-01"}, answer, monkeypatch)
    assert action.asked["name"] == "groundwork.baseline.distro_facts"
    assert (action.asked["root"], "ssh.service" in action.asked["units"], "sshd.service" in action.asked["units"]) == ("/srv/image", True, True)
    assert result["changed"] is False and "distro" not in result
    assert result["ansible_facts"]["discovered_interpreter_python"] == "/usr/bin/python3"
    assert (result["ansible_facts"]["distro"]["family"], result["ansible_facts"]["distro"]["support"]) == ("debian", "ended")


@pytest.mark.parametrize("answer", [{"failed": True, "msg": "no"}, {"unreachable": True, "msg": "gone"}, {"skipped": True}])
def test_a_host_that_gave_no_facts(answer: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run({}, answer, monkeypatch)[1] == answer


@pytest.mark.parametrize("date", ["2026-13-01", "tomorrow", "2026-1", "23.11.2026", 20261123])
def test_no_day(date: t.Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnsibleActionFail, match=r"which is no day; write it as 2026-04-23$"):
        run({"date": date}, {}, monkeypatch)


def test_the_table_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise distro_facts._catalogue.CatalogueError("cannot load releases: releases.yml:3: it is not valid YAML")

    monkeypatch.setattr(distro_facts._catalogue, "releases", broken)
    with pytest.raises(AnsibleActionFail, match=r"cannot load releases: releases\.yml:3"):
        run({}, {}, monkeypatch)
