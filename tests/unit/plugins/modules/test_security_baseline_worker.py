# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.module_utils import basic
from ansible_collections.groundwork.baseline.plugins.modules import security_baseline_worker

FAMILIES = {"debian": "debian", "rhel": "redhat"}


class _Ended(Exception):
    pass


def run(monkeypatch: pytest.MonkeyPatch, args: dict[str, t.Any]) -> dict[str, t.Any]:
    ended: dict[str, t.Any] = {}

    def end(failed: bool) -> t.Callable[..., t.NoReturn]:
        def finish(_module: basic.AnsibleModule, **result: t.Any) -> t.NoReturn:
            ended.update(result, failed=failed)
            raise _Ended

        return finish

    monkeypatch.setattr(basic.AnsibleModule, "exit_json", end(False))
    monkeypatch.setattr(basic.AnsibleModule, "fail_json", end(True))
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": args}).encode())
    monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
    with pytest.raises(_Ended):
        security_baseline_worker.main()
    return ended


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ((3, 9, 0), None),
        ((3, 13, 1), None),
        ((3, 8, 18), "cannot audit this host: /usr/bin/python3 is Python 3.8.18, and 3.9 or newer is needed; set ansible_python_interpreter to one"),
        ((2, 7, 18), "cannot audit this host: /usr/bin/python3 is Python 2.7.18, and 3.9 or newer is needed; set ansible_python_interpreter to one"),
    ],
)
def test_too_old(version: tuple[int, ...], reason: str | None) -> None:
    assert security_baseline_worker.too_old(version, "/usr/bin/python3") == reason


@pytest.mark.parametrize("check_mode", [False, True])
def test_answers(monkeypatch: pytest.MonkeyPatch, check_mode: bool) -> None:
    monkeypatch.setattr("ansible_collections.groundwork.baseline.plugins.module_utils._worker.family", lambda _facts, _families: "debian")
    question = {"id": "x", "resource": "file", "args": {"any": {"path": "/"}}}
    result = run(monkeypatch, {"questions": [question], "families": FAMILIES, "_ansible_check_mode": check_mode})
    assert (result["failed"], result["changed"], sorted(result)) == (False, False, ["answers", "changed", "distro", "failed", "stats"])
    assert result["answers"]["x"]["readings"][0]["value"]["type"] == "directory"


def test_an_unknown_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansible_collections.groundwork.baseline.plugins.module_utils._worker.family", lambda _facts, _families: "other")
    result = run(monkeypatch, {"questions": [], "families": FAMILIES})
    assert result["failed"]
    assert result["msg"].startswith("cannot audit this host: ")


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_baseline_worker, "OLDEST_PYTHON", (99, 0))
    result = run(monkeypatch, {"questions": [], "families": FAMILIES})
    assert result["failed"]
    assert "99.0 or newer is needed" in result["msg"]


def test_a_question_without_arguments_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(monkeypatch, {"questions": [{"id": "x", "resource": "file"}], "families": FAMILIES})
    assert result["failed"]
    assert "args" in result["msg"]
