# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What a person and the caller get to see of each thing that may happen to a host."""

from __future__ import annotations

import json
import pathlib
import types
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.callback.audit import COPY, INFO, CallbackModule

CASES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "reports"


class Screen:
    """Takes what a callback displays."""

    verbosity = 0

    def __init__(self) -> None:
        self.out: list[str] = []
        self.err: list[str] = []

    def display(self, msg: str, color: str | None = None, stderr: bool = False, **_more: t.Any) -> None:
        (self.err if stderr else self.out).append(msg)

    def warning(self, msg: str, **_more: t.Any) -> None:
        self.err.append(msg)


def event(name: str, action: str, **result: t.Any) -> t.Any:
    """What Ansible tells a callback of a task."""
    named = types.SimpleNamespace(get_name=lambda: name)
    return types.SimpleNamespace(_host=named, _task=types.SimpleNamespace(resolved_action=action), _result=result)


def audit(host: str, gate: str = "") -> t.Any:
    """An audit that went well."""
    report = json.loads((CASES / "mixed.json").read_text(encoding="utf-8"))
    return event(host, INFO, **{**report, "host": host, "gate": {"failed": bool(gate), "reason": gate}, "changed": False})


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def callback(screen: Screen, tmp_path: pathlib.Path) -> CallbackModule:
    made = CallbackModule()
    made._display = screen
    made.get_option = lambda name, *_more: str(tmp_path / "outcome.json")  # type: ignore[method-assign]
    return made


@pytest.fixture
def outcome(callback: CallbackModule, tmp_path: pathlib.Path) -> t.Callable[[], dict[str, t.Any]]:
    def end() -> dict[str, t.Any]:
        callback.v2_playbook_on_stats(None)
        assert [path.name for path in tmp_path.iterdir()] == ["outcome.json"]
        return json.loads((tmp_path / "outcome.json").read_text(encoding="utf-8"))["hosts"]

    return end


Outcome = t.Callable[[], dict[str, t.Any]]


def test_an_audit(callback: CallbackModule, screen: Screen, outcome: Outcome) -> None:
    callback.v2_runner_on_ok(event("web1", "ansible.builtin.file", path="/x"))
    callback.v2_runner_on_ok(audit("web1"))
    assert screen.out == (CASES / "mixed.summary").read_text(encoding="utf-8").splitlines()
    callback.v2_runner_on_ok(event("web1", COPY, dest=str(pathlib.Path.cwd() / "reports" / "web1.json")))
    found = outcome()
    assert screen.out[-1] == "full report: reports/web1.json"
    assert found == {"web1": {"state": "audited", "message": "", "report": str(pathlib.Path.cwd() / "reports" / "web1.json"), "gate": False}}


def test_a_gate_is_no_failure_to_audit(callback: CallbackModule, screen: Screen, outcome: Outcome) -> None:
    callback.v2_runner_on_ok(audit("web1", gate="1 control failed"))
    callback.v2_runner_on_failed(event("web1", "ansible.builtin.fail", msg="1 control failed"))
    assert screen.out[-1] == "web1: 1 control failed"
    assert outcome()["web1"] == {"state": "audited", "message": "1 control failed", "report": None, "gate": True}


def test_an_audit_without_its_report(callback: CallbackModule, screen: Screen, outcome: Outcome) -> None:
    callback.v2_runner_on_ok(audit("web1", gate="1 control failed"))
    callback.v2_runner_on_failed(event("web1", COPY, msg="Destination /r not writable"))
    assert screen.out[-1] == "web1 could not be audited: Destination /r not writable"
    assert outcome()["web1"] == {"state": "failed", "message": "Destination /r not writable", "report": None, "gate": True}


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Task failed: Action failed: x\n y", "x y"),
        ("cannot audit this host: its os-release says Arch", "its os-release says Arch"),
        (None, "no reason was given; run again with -vvv"),
    ],
)
def test_a_failure(callback: CallbackModule, screen: Screen, outcome: Outcome, message: str | None, sentence: str) -> None:
    callback.v2_runner_on_failed(event("web1", INFO, msg=message))
    assert screen.out == [f"web1 could not be audited: {sentence}"]
    assert outcome()["web1"] == {"state": "failed", "message": sentence, "report": None, "gate": False}


def test_an_ignored_failure(callback: CallbackModule, screen: Screen, outcome: Outcome) -> None:
    callback.v2_runner_on_failed(event("web1", "ansible.builtin.command", msg="x"), ignore_errors=True)
    assert screen.out == []
    assert outcome() == {}


def test_unreachable(callback: CallbackModule, screen: Screen, outcome: Outcome) -> None:
    callback.v2_runner_on_unreachable(event("web1", INFO, msg="Failed to connect to the host via ssh: Connection refused"))
    assert screen.out == ["web1 could not be audited: nothing answers at its ssh port (Connection refused); check ansible_port, and that sshd runs"]
    assert outcome()["web1"]["state"] == "unreachable"


def test_a_fleet(callback: CallbackModule, screen: Screen, outcome: Outcome) -> None:
    callback.v2_runner_on_ok(audit("web1"))
    callback.v2_runner_on_unreachable(event("web2", INFO, msg="x"))
    callback.v2_runner_on_ok(audit("web3", gate="bad"))
    screen.out.clear()
    assert set(outcome()) == {"web1", "web2", "web3"}
    assert [line.split()[0] for line in screen.out] == ["host", "web2", "web1", "web3"]
    assert screen.out[1].endswith("UNREACHABLE")
    assert screen.out[3].endswith("GATE")


def test_nobody(callback: CallbackModule, screen: Screen, outcome: Outcome) -> None:
    callback.v2_playbook_on_no_hosts_matched()
    assert "no host was audited" in screen.err[0]
    assert outcome() == {}


def test_warnings_are_shown(callback: CallbackModule, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[t.Any] = []
    monkeypatch.setattr(callback, "_handle_warnings", shown.append)
    callback.v2_runner_on_ok(event("web1", "ansible.builtin.file", warnings=["mind the gap"]))
    callback.v2_runner_on_failed(event("web1", "ansible.builtin.file", warnings=["mind the step"], msg="x"))
    assert [each["warnings"] for each in shown] == [["mind the gap"], ["mind the step"]]
    assert screen.out == ["web1 could not be audited: x"]
