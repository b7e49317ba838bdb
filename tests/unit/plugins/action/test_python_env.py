# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible.errors import AnsibleActionFail, AnsibleFileNotFound
from ansible_collections.groundwork.baseline.plugins.action import python_env
from ansible_collections.groundwork.baseline.plugins.module_utils._python._arguments import ENVIRONMENT

HASH = "sha256:" + "0" * 64


class Task:
    """As much of a task as the action looks at."""

    async_val = 0
    check_mode = False
    diff = False

    def __init__(self, args: dict[str, t.Any]) -> None:
        self.args = args


class Action(python_env.ActionModule):
    """The action, without a host."""

    def __init__(self, args: dict[str, t.Any], folder: pathlib.Path) -> None:
        self._task, self.folder = Task({"path": "/opt/shop/venv", **args}), folder
        self.asked: dict[str, t.Any] = {}

    def validate_argument_spec(self, argument_spec: t.Any = None, **_kwargs: t.Any) -> t.Any:
        """What Ansible's own does, for options that are right."""
        return None, {name: self._task.args.get(name, spec.get("default")) for name, spec in argument_spec.items()}

    def _find_needle(self, dirname: str, needle: str) -> str:
        path = self.folder / dirname / needle
        if not path.exists():
            raise AnsibleFileNotFound(f"no {needle}")
        return str(path)

    def _execute_module(self, module_name: str | None = None, module_args: t.Any = None, task_vars: t.Any = None, **_kwargs: t.Any) -> dict[str, t.Any]:
        self.asked = {"name": module_name, **module_args}
        return {"changed": True}


@pytest.fixture(name="folder")
def _folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.setattr(python_env.ActionBase, "run", lambda self, tmp=None, task_vars=None: {})
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "lock.txt").write_text(f"idna==3.7 --hash={HASH}\n", encoding="utf-8")
    (tmp_path / "files" / "unhashed.txt").write_text("idna==3.7\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("args", [{"lock": "lock.txt"}, {"packages": [f"idna==3.7 --hash={HASH}"]}])
def test_the_host_gets_the_lock(args: dict[str, t.Any], folder: pathlib.Path) -> None:
    action = Action({**args, "index_url": "https://user:hunter2@host/simple"}, folder)
    assert action.run(task_vars={}) == {"changed": True}
    assert action.asked["name"] == "groundwork.baseline.python_env"
    assert action.asked["locked"]["packages"] == [{"name": "idna", "version": "3.7", "marker": "", "hashes": [HASH]}]
    assert action.asked["index_url"] == "https://host/simple"
    assert action.asked["credentials"] == [{"host": "host", "login": "user", "password": "hunter2"}]
    assert {"uv", "pip", "headers"} <= set(action.asked["tools"])


def test_only_passwords_are_masked_and_all_of_them() -> None:
    secret = {name for name, spec in ENVIRONMENT["credentials"]["options"].items() if spec.get("no_log")}
    assert secret == {"password", "token"}


def test_absent_needs_no_lock(folder: pathlib.Path) -> None:
    action = Action({"state": "absent"}, folder)
    assert action.run(task_vars={})["changed"] and action.asked["locked"] == {}


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ({"lock": "unhashed.txt"}, "LOCK_UNHASHED", "unhashed.txt:1: idna 3.7 has no hash"),
        ({"packages": ["idna==3.7"]}, "LOCK_UNHASHED", "packages:1: idna 3.7 has no hash"),
        ({"packages": ["idna>=3"]}, "LOCK_UNPINNED", "packages:1: "),
        ({"lock": "nowhere.txt"}, "LOCK_INVALID", "cannot find the lock nowhere.txt"),
    ],
)
def test_a_lock_that_cannot_be_used(args: dict[str, t.Any], code: str, words: str, folder: pathlib.Path) -> None:
    action = Action(args, folder)
    told = action.run(task_vars={})
    assert (told["failed"], told["code"], told["msg"].startswith(f"{code}: ")) == (True, code, True)
    assert words in told["msg"] and action.asked == {}


@pytest.mark.parametrize("args", [{}, {"lock": "lock.txt", "packages": []}])
def test_one_of_lock_and_packages(args: dict[str, t.Any], folder: pathlib.Path) -> None:
    with pytest.raises(AnsibleActionFail, match=r"^cannot tell what to install: give either lock"):
        Action(args, folder).run(task_vars={})


def test_two_logins_for_one_host(folder: pathlib.Path) -> None:
    with pytest.raises(AnsibleActionFail, match=r"^cannot tell which login"):
        Action({"lock": "lock.txt", "index_url": "https://a:b@host/", "extra_index_urls": ["https://c:d@host/"]}, folder).run(task_vars={})
