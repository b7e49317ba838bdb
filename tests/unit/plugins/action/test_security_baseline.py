# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""One trip where nothing fails, two where something does, and a transaction that failed fails the task."""

from __future__ import annotations

import pathlib
import typing as t
from unittest import mock

import pytest
from ansible.errors import AnsibleConnectionFailure
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


def run(*answers: dict[str, t.Any] | Exception, transport: str = "local", **args: t.Any) -> tuple[dict[str, t.Any], mock.Mock]:
    """Run the action against a worker that answers so, one trip after the other."""
    task = Task()
    task.args = {"controls": [CONTROL], **args}
    task.check_mode = False
    task.action = task._resolved_action = "groundwork.baseline.security_baseline"
    connection = mock.Mock(_shell=mock.Mock(tmpdir=None), transport=transport)
    action = ActionModule(task, connection, mock.Mock(check_mode=False), mock.Mock(), mock.Mock(), mock.Mock())
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


ARMED = {"answers": {}, "enforced": {**ENFORCED["enforced"], "guard": {"armed": True, "why": ""}}}


def confirmed(state: str) -> dict[str, t.Any]:
    return {"answers": {}, "guard": {"state": state, "confirmed": state == "done", "why": ""}}


def test_confirmed_by_a_new_login() -> None:
    """A third trip, which names the transaction; the second asked for the guard."""
    result, worker = run(asked(0), ARMED, confirmed("done"), transport="ssh", guard_seconds=30)
    sent = [call.kwargs["module_args"] for call in worker.call_args_list]
    assert (sent[1]["guard"], sent[2]["confirm"], len(sent)) == (30, "k", 3)
    assert result["guard"] == {"armed": True, "confirmed": True, "seconds": 30, "why": ""}
    assert result["changed"]


def test_put_back_by_the_host() -> None:
    result, _worker = run(asked(0), ARMED, confirmed("reverted"), transport="ssh", guard_seconds=30)
    assert result["failed"]
    assert result["msg"].startswith(f"cannot put this host right: once it had changed {CHANGE['path']}, the new login came too late (")
    assert result["guard"]["confirmed"] is False


UNARMED = {"answers": {}, "enforced": {**ENFORCED["enforced"], "guard": {"armed": False, "why": "no systemd runs here"}}}
NO_GUARD: dict[str, tuple[list[dict[str, t.Any]], dict[str, t.Any], int, str]] = {
    "nothing to do": ([asked(2)], {"transport": "ssh"}, 0, "nothing was changed"),
    "switched off": ([asked(0), ENFORCED], {"transport": "ssh", "guard_seconds": 0}, 0, "guard_seconds is 0"),
    "not over ssh": ([asked(0), ENFORCED], {}, 0, "the connection is local, which needs no login over ssh"),
    "no systemd": ([asked(0), UNARMED], {"transport": "ssh"}, 120, "no systemd runs here"),
}


@pytest.mark.parametrize("row", NO_GUARD)
def test_no_guard(row: str) -> None:
    """No trip more than without it, and never a claim."""
    answers, args, asked_for, why = NO_GUARD[row]
    result, worker = run(*answers, **args)
    assert worker.call_count == len(answers)
    assert (result["guard"]["armed"], result["guard"]["confirmed"], result["guard"]["why"]) == (False, False, why)
    assert [call.kwargs["module_args"].get("guard") for call in worker.call_args_list[1:]] == [asked_for] * (len(answers) - 1)


def test_a_connection_that_is_lost_on_the_way() -> None:
    with pytest.raises(AnsibleConnectionFailure, match="Broken pipe; what had been changed by then the host puts back by itself, 120 seconds after"):
        run(asked(0), AnsibleConnectionFailure("Broken pipe"), transport="ssh")


def test_a_time_that_cannot_be() -> None:
    result, worker = run(guard_seconds=5)
    assert (result["msg"], worker.call_count) == ("cannot use guard_seconds: it is 5, but has to be between 10 and 3600, or 0 for no guard", 0)


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
