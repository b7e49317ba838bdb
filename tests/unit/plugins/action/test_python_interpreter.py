# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import types
import typing as t

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.groundwork.baseline.plugins.action import python_interpreter


def run(monkeypatch: pytest.MonkeyPatch, **args: t.Any) -> dict[str, t.Any]:
    """What the module is asked."""
    asked: dict[str, t.Any] = {}
    kind = python_interpreter.ActionModule
    monkeypatch.setattr(python_interpreter.ActionBase, "run", lambda self, tmp=None, task_vars=None: {})
    monkeypatch.setattr(kind, "__init__", lambda self: None)
    monkeypatch.setattr(kind, "validate_argument_spec", lambda self, spec: (None, {name: args.get(name, one.get("default")) for name, one in spec.items()}))
    monkeypatch.setattr(kind, "_execute_module", lambda self, module_name, module_args, task_vars: asked.update(name=module_name, **module_args) or {})
    action = kind()  # type: ignore[call-arg]
    action._task = types.SimpleNamespace(args=args)
    action.run(task_vars={})
    return asked


def test_the_host_gets_the_tools_and_no_login_in_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = run(monkeypatch, version="3.13", mirror="https://user:hunter2@host/python")
    assert (asked["name"], asked["version"]) == ("groundwork.baseline.python_interpreter", "3.13")
    assert (asked["mirror"], asked["credentials"]) == ("https://host/python", [{"host": "host", "login": "user", "password": "hunter2"}])
    assert asked["tools"]["uv"]


def test_two_logins_for_one_host(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnsibleActionFail, match=r"^cannot tell which login is meant for host: "):
        run(monkeypatch, version="3.13", mirror="https://a:b@host/python", downloads="https://c:d@host/downloads.json")
