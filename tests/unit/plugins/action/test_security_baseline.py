# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""One trip where nothing fails, two where something does, and a transaction that failed fails the task."""

from __future__ import annotations

import pathlib
import typing as t
from unittest import mock

import pytest
from ansible.playbook.task import Task
from ansible_collections.groundwork.baseline.plugins.action.security_baseline import ActionModule
from ansible_collections.groundwork.baseline.plugins.module_utils._distro import identify
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

HOSTS = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "hosts"
CONTROL = "kernel.kptr_restrict"


def asked(value: int) -> dict[str, t.Any]:
    """A host that has this value in force."""
    reading = {"value": value, "source": "/proc/sys/kernel/kptr_restrict", "aspect": "runtime"}
    return {
        "distro": identify(Host(str(next(HOSTS.glob("debian*12*"))))),
        "answers": {CONTROL: {"readings": [reading], "duration_ms": 0.1}},
        "journal": {"recovered": [], "backups": [], "standing": []},
        "stats": {"cpu_ms": 1, "wall_ms": 2, "python": "3.11.2"},
    }


CHANGE = {"path": "/proc/sys/kernel/kptr_restrict", "before": "0\n", "after": "2\n"}
ENFORCED = {"answers": {}, "enforced": {"changes": [CHANGE], "refused": {}, "recovered": [], "kept": "k", "backups": [], "answers": asked(2)["answers"]}}


def run(*answers: dict[str, t.Any], **args: t.Any) -> tuple[dict[str, t.Any], mock.Mock]:
    """Run the action against a worker that answers so, one trip after the other."""
    task = Task()
    task.args = {"controls": [CONTROL], **args}
    task.check_mode = False
    task.action = task._resolved_action = "groundwork.baseline.security_baseline"
    action = ActionModule(task, mock.Mock(_shell=mock.Mock(tmpdir=None)), mock.Mock(check_mode=False), mock.Mock(), mock.Mock(), mock.Mock())
    action._load_name = task.action
    worker = mock.Mock(side_effect=list(answers))
    with mock.patch.object(action, "_execute_module", worker):
        return action.run(task_vars={"inventory_hostname": "web1"}), worker


def test_nothing_to_do_is_one_trip() -> None:
    result, worker = run(asked(2))
    assert worker.call_count == 1
    assert (result["changed"], result["changes"], result["not_fixed"]) == (False, [], {})


def test_something_to_do_is_two_trips() -> None:
    result, worker = run(asked(0), ENFORCED)
    assert worker.call_count == 2
    sent = worker.call_args.kwargs["module_args"]["fixes"]
    assert sent == [{"id": CONTROL, "resource": "sysctl", "args": {"name": CONTROL}, "want": 2, "accept": {"at_least": 1}, "yields_to": []}]
    assert (result["changed"], result["changes"], result["results"][0]["status"]) == (True, [CHANGE], "pass")
    assert (result["before"]["counts"]["fail"], result["summary"]["counts"]["fail"]) == (1, 0)


@pytest.mark.parametrize("answered", [{"failed": True, "msg": "cannot put this host right: changing /etc/x failed (disk full); everything was put back"}])
def test_a_failed_transaction(answered: dict[str, t.Any]) -> None:
    result, _worker = run(asked(0), answered)
    assert result["failed"]
    assert result["msg"] == answered["msg"]


PACKAGE = "services.telnet_server"


def with_telnetd(value: str) -> dict[str, t.Any]:
    reading = {"value": value, "source": "dpkg-query", "aspect": "telnetd"}
    return {**asked(2), "answers": {PACKAGE: {"readings": [reading], "duration_ms": 0.1}}}


def test_packages_go_to_ansible() -> None:
    """All removals in one call of the family's module, and the host is asked again afterwards."""
    result, worker = run(with_telnetd("present"), {"changed": True}, with_telnetd("absent"), controls=[PACKAGE])
    asked_for = worker.call_args_list[1].kwargs
    assert asked_for["module_name"] == "ansible.builtin.apt"
    assert asked_for["module_args"] == {"name": ["telnetd"], "state": "absent", "lock_timeout": 60}
    assert (result["changed"], result["results"][0]["status"]) == (True, "pass")
    assert result["changes"] == [{"path": "package telnetd", "before": "present\n", "after": "absent\n"}]


def test_what_came_with_a_package_is_put_right_too() -> None:
    """The whole profile is asked anew once something was installed; what fails only then is put right in the same run."""
    after = {**asked(0), "answers": {**asked(0)["answers"], **with_telnetd("absent")["answers"]}}
    before = {**asked(2), "answers": {**asked(2)["answers"], **with_telnetd("present")["answers"]}}
    result, worker = run(before, {"changed": True}, after, ENFORCED, controls=[PACKAGE, CONTROL])
    assert worker.call_count == 4
    assert [fix["id"] for fix in worker.call_args.kwargs["module_args"]["fixes"]] == [CONTROL]
    assert [change["path"] for change in result["changes"]] == ["package telnetd", CHANGE["path"]]
    assert (result["before"]["counts"]["fail"], result["summary"]["counts"]) == (1, {**result["summary"]["counts"], "fail": 0, "pass": 2})


def test_a_package_that_cannot_be_had() -> None:
    result, worker = run(with_telnetd("present"), {"failed": True, "msg": "No package matching"}, controls=[PACKAGE])
    assert result["msg"] == "cannot put this host right: to remove telnetd failed (No package matching); nothing else was changed"
    assert worker.call_count == 2


def test_restored() -> None:
    done = {"changes": [CHANGE], "recovered": [], "kept": "n", "restored": "k", "backups": []}
    result, worker = run({"answers": {}, "enforced": done}, state="restored", backup="k")
    assert worker.call_args.kwargs["module_args"]["restore"] == "k"
    assert (result["changed"], result["restored"], result["diff"][0]["after"]) == (True, "k", "2\n")


def test_bad_input_asks_nobody() -> None:
    result, worker = run(values={CONTROL: "two"})
    assert "has to be a number such as 2" in result["msg"]
    assert worker.call_count == 0


def standing(*names: str) -> dict[str, t.Any]:
    """A host on which these controls changed something once."""
    return {**asked(2), "journal": {"recovered": [], "backups": [], "standing": list(names)}}


TAKEN_BACK = {"answers": {}, "enforced": {**ENFORCED["enforced"], "answers": {}}}


def test_what_is_wanted_no_longer_is_taken_back() -> None:
    """It goes in the trip that puts right; then the whole profile is asked anew, for others may have leant on it."""
    host = standing(CONTROL, "kernel.gone", "ssh.gone")
    result, worker = run(host, TAKEN_BACK, asked(0), ENFORCED, controls=[], profile="baseline", areas=["kernel"], withdraw=["kernel", "ssh"])
    sent = [call.kwargs["module_args"] for call in worker.call_args_list]
    assert (sent[1]["withdraw"], sent[1]["fixes"], sent[3]["withdraw"]) == (["kernel.gone"], [], [])
    assert [fix["id"] for fix in sent[3]["fixes"]] == [CONTROL]
    assert (result["changed"], result["withdrawn"], result["changes"]) == (True, ["kernel.gone"], [CHANGE, CHANGE])


def test_nothing_is_taken_back_unasked() -> None:
    result, worker = run(standing("kernel.gone"), controls=[], profile="baseline", areas=["kernel"])
    assert (worker.call_count, result["withdrawn"]) == (1, [])


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"controls": [CONTROL], "withdraw": ["kernel"]}, "cannot use withdraw together with controls: all that these leave out would be taken back"),
        ({"controls": [], "withdraw": ["kernels"]}, 'cannot use withdraw: there is no area "kernels"; did you mean kernel?'),
    ],
)
def test_what_cannot_be_taken_back(options: dict[str, t.Any], why: str) -> None:
    result, worker = run(standing(), **options)
    assert (result["msg"], worker.call_count) == (why, 1)
