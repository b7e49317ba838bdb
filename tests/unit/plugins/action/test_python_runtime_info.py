# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.groundwork.baseline.plugins.action import python_runtime_info
from ansible_collections.groundwork.baseline.plugins.modules.python_runtime_info import NEEDED

RAW = {"path": "/usr/bin/python3.11", "version": "3.11.2", "source": "distro", "broken": ""}
DISTRO = {"id": "debian", "version": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "pretty_name": "Debian 12"}
ANSWER = {"changed": False, "interpreters": [RAW], "distro": DISTRO, "discovery_at_risk": "", "unknown": {}}
LOGIN = "Welcome to LONGISLAND\r\nLOGIN\r\nPATH=/home/bob/bin:/usr/bin\r\nHOME=/home/bob\r\nPYENV_ROOT=\r\nUV_PYTHON_INSTALL_DIR=/opt/a=b\r\n"


class Task:
    """As much of a task as the action looks at."""

    async_val = 0
    check_mode = True
    diff = False

    def __init__(self, args: dict[str, t.Any]) -> None:
        self.args = args


class Templar:
    """Knows one variable."""

    def template(self, text: t.Any) -> t.Any:
        return "/opt/python3" if text == "{{ our_python }}" else text


class Action(python_runtime_info.ActionModule):
    """The action, with a host that is a table."""

    def __init__(self, args: dict[str, t.Any], answer: dict[str, t.Any]) -> None:
        self._task, self._templar, self.answer = Task(args), Templar(), answer
        self.asked: dict[str, t.Any] = {}
        self.commands: list[tuple[str, bool]] = []

    def _execute_module(self, module_name: str | None = None, module_args: t.Any = None, task_vars: t.Any = None, **_kwargs: t.Any) -> dict[str, t.Any]:
        self.asked = {"name": module_name, **module_args}
        return dict(self.answer)

    def _low_level_execute_command(self, cmd: str, sudoable: bool = True, **_kwargs: t.Any) -> dict[str, t.Any]:
        self.commands.append((cmd, sudoable))
        return {"rc": 0, "stdout": LOGIN}


def run(monkeypatch: pytest.MonkeyPatch, args: dict[str, t.Any] | None = None, answer: t.Any = None, **task_vars: t.Any) -> tuple[Action, dict[str, t.Any]]:
    monkeypatch.setattr(python_runtime_info.ActionBase, "run", lambda self, tmp=None, task_vars=None: {})
    action = Action(args or {}, ANSWER if answer is None else answer)
    return action, action.run(task_vars=task_vars)


def test_what_the_host_is_told_and_what_is_made_of_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    action, result = run(monkeypatch, {"paths": ["/opt/*/venv"], "date": "2026-11-28", "context": {"names": ["evil"]}})
    context = action.asked["context"]
    assert (action.asked["name"], action.asked["paths"]) == ("groundwork.baseline.python_runtime_info", ["/opt/*/venv"])
    assert set(context) == set(NEEDED)
    assert "python3.11" in context["names"] and "evil" not in context["names"]
    assert (context["families"]["rocky"], context["tables"]["files"]) == ("redhat", ["/usr/libexec/platform-python"])
    assert context["login"] == {"PATH": "/home/bob/bin:/usr/bin", "HOME": "/home/bob", "UV_PYTHON_INSTALL_DIR": "/opt/a=b"}
    assert [sudoable for _command, sudoable in action.commands] == [False]
    (interpreter,) = result["interpreters"]
    assert (interpreter["path"], interpreter["upstream_days_left"], interpreter["distro_eol"]) == (RAW["path"], 337, "2028-06-30")
    assert (result["date"], result["changed"], "distro" in result) == ("2026-11-28", False, False)


def test_names_that_an_inventory_gives_to_discovery(monkeypatch: pytest.MonkeyPatch) -> None:
    action, _result = run(monkeypatch, ansible_interpreter_python_fallback=["python3.7"])
    assert action.asked["context"]["names"] == ["python3.7"]


@pytest.mark.parametrize(
    ("setting", "pinned"),
    [
        ("/usr/bin/python3", True),
        ("{{ our_python }}", True),
        ("autopython", True),
        (None, False),
        ("", False),
        ("auto", False),
        ("auto_silent", False),
        ("auto_legacy", False),
        ("auto_legacy_silent", False),
    ],
)
def test_pinned(setting: str | None, pinned: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    task_vars: dict[str, t.Any] = {} if setting is None else {"ansible_python_interpreter": setting}
    assert run(monkeypatch, **task_vars)[1]["pinned"] is pinned


@pytest.mark.parametrize("stdout", ["", "command not found", "PATH=/bin", "LOGIN\nno variables\n"])
def test_a_login_that_tells_nothing(stdout: str) -> None:
    assert python_runtime_info.login(stdout) == {}


@pytest.mark.parametrize("answer", [{"failed": True, "msg": "no"}, {"unreachable": True, "msg": "gone"}])
def test_a_host_that_told_nothing(answer: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, answer=answer)[1] == answer


def test_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnsibleActionFail, match=r"^cannot count the days that a Python is patched: date is 'soon', which is no day;"):
        run(monkeypatch, {"date": "soon"})


def test_a_table_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise python_runtime_info._catalogue.CatalogueError("cannot load the cycles of Python: cycles.yml: gone")

    monkeypatch.setattr(python_runtime_info._pythons, "load", broken)
    with pytest.raises(AnsibleActionFail, match=r"^cannot load the cycles of Python: cycles\.yml: gone$"):
        run(monkeypatch)
