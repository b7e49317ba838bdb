# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What the action makes of its options and of what becomes of the worker on the host."""

from __future__ import annotations

import json
import pathlib
import typing as t
from unittest import mock

import pytest
import yaml
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.playbook.task import Task
from ansible_collections.groundwork.baseline.plugins.action.security_baseline_info import ActionModule
from ansible_collections.groundwork.baseline.plugins.doc_fragments import _selection
from ansible_collections.groundwork.baseline.plugins.module_utils._distro import identify
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.plugin_utils._auditing import ARGUMENTS, WORKER

HOSTS = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "hosts"
ANSWERED = {
    "distro": identify(Host(str(next(HOSTS.glob("debian*12*"))))),
    "answers": {"kernel.kptr_restrict": {"readings": [{"value": 0, "source": "/proc/x", "aspect": "runtime"}], "duration_ms": 0.1}},
    "stats": {"cpu_ms": 1, "wall_ms": 2, "python": "3.11.2"},
}
ONE = {"controls": ["kernel.kptr_restrict"]}


def run(args: dict[str, t.Any], answered: t.Any = None) -> tuple[dict[str, t.Any], mock.Mock]:
    """Run the action with these arguments against a worker that answers so."""
    task = Task()
    task.args = args
    task.action = task._resolved_action = "groundwork.baseline.security_baseline_info"
    connection = mock.Mock(_shell=mock.Mock(tmpdir=None))
    action = ActionModule(task, connection, mock.Mock(check_mode=False), mock.Mock(), mock.Mock(), mock.Mock())
    action._load_name = task.action
    worker = mock.Mock(side_effect=answered if isinstance(answered, Exception) else None, return_value=answered)
    with mock.patch.object(action, "_execute_module", worker):
        return action.run(task_vars={"inventory_hostname": "web1"}), worker


def test_one_round_trip() -> None:
    result, worker = run({**ONE, "fail_on": "high,medium"}, ANSWERED)
    assert worker.call_count == 1
    sent = worker.call_args.kwargs
    assert sent["module_name"] == WORKER
    assert set(sent["module_args"]) == {"questions", "families", "units", "limit"}
    assert (result["changed"], result["host"], result["results"][0]["status"], result["gate"]["failed"]) == (False, "web1", "fail", True)
    assert result["round_trip"] == {
        **{"cpu_ms": 1, "wall_ms": 2, "python": "3.11.2"},
        "request_bytes": len(json.dumps(sent["module_args"])),
        "answer_bytes": len(json.dumps(ANSWERED)),
    }


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({"profile": "basline"}, 'cannot choose controls: there is no profile "basline"; did you mean baseline?'),
        ({"controls": ["ssh.none"]}, 'cannot choose controls: there is no control "ssh.none"'),
        ({"select": "severty=='high'"}, 'controls have no "severty"'),
        ({"select": "[?"}, "it is no JMESPath expression that can be run"),
        ({"controls_dirs": "/none"}, "cannot load controls: /none is no folder"),
        ({"waivers": [{"control": "ssh.none", "reason": "r", "owner": "o", "expires": "2027-01-01"}]}, 'there is no control "ssh.none"'),
    ],
)
def test_a_mistake_asks_no_host(args: dict[str, t.Any], sentence: str) -> None:
    result, worker = run(args)
    assert result["failed"]
    assert sentence in result["msg"]
    assert not worker.called


@pytest.mark.parametrize("args", [{"fail_on": "hgih"}, {"levels": [3]}, {"severity": "high"}, {"waivers": [{"control": "ssh.x"}]}])
def test_arguments_are_checked(args: dict[str, t.Any]) -> None:
    with pytest.raises(AnsibleError):
        run(args)


@pytest.mark.parametrize(
    ("answered", "sentence"),
    [
        ({"failed": True, "msg": "cannot audit this host: its os-release says Arch"}, "cannot audit this host: its os-release says Arch"),
        ({"failed": True, "msg": "MODULE FAILURE", "rc": 1, "module_stderr": "sudo: a password is required\n", "module_stdout": ""}, "sudo wants a password"),
        ({"failed": True, "msg": "The module interpreter '/usr/bin/python9' was not found.", "rc": 127}, "no Python was found where Ansible looked for one"),
        ({"failed": True, "msg": "ansible-core requires a minimum of Python version 3.8. Current version: 3.6.8"}, "its Python is too old"),
        ({"failed": True}, "the host did not answer the questions"),
        ({}, "the host did not answer the questions"),
        (AnsibleError("Missing sudo password"), "sudo wants a password (Missing sudo password)"),
    ],
)
def test_failures(answered: t.Any, sentence: str) -> None:
    result, _worker = run(ONE, answered)
    assert result["failed"]
    assert result["msg"].startswith(sentence)
    assert "results" not in result


def test_warnings_are_kept() -> None:
    assert run(ONE, {"failed": True, "msg": "x", "warnings": ["w"]})[0]["warnings"] == ["w"]


def test_unreachable_stays_so() -> None:
    with pytest.raises(AnsibleConnectionFailure):
        run(ONE, AnsibleConnectionFailure("gone"))
    assert run(ONE, {"unreachable": True, "msg": "gone"})[0]["unreachable"]


def test_arguments_are_the_documented_ones() -> None:
    options = yaml.safe_load(_selection.ModuleDocFragment.DOCUMENTATION)["options"]
    assert set(options) == set(ARGUMENTS)
    for name, spec in ARGUMENTS.items():
        assert {key: options[name].get(key) for key in ("type", "elements", "default", "choices")} == {
            key: spec.get(key) for key in ("type", "elements", "default", "choices")
        }
    assert set(options["waivers"]["suboptions"]) == set(ARGUMENTS["waivers"]["options"])
