# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import pathlib
import shutil
import typing as t

import pytest
from ansible.errors import AnsibleActionFail, AnsibleFileNotFound
from ansible_collections.groundwork.baseline.plugins.action import python_wheelhouse
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _wheelhouse
from ansible_collections.groundwork.baseline.tests.unit.plugins.plugin_utils._wheelhouse.loopback import Index, serving

PYTHON = {
    "path": "/usr/bin/python3",
    "version": "3.11.2",
    "implementation": "cpython",
    "platform": "linux-x86_64",
    "machine": "x86_64",
    "soabi": "cpython-311-x86_64-linux-gnu",
    "libc": "glibc",
    "libc_version": "2.36",
    "broken": "",
}
A, B = "a-1-py3-none-any.whl", "b-1-cp311-cp311-linux_x86_64.whl"


class Task:
    """As much of a task as the action looks at."""

    async_val = 0

    def __init__(self, args: dict[str, t.Any], check_mode: bool, diff: bool) -> None:
        self.args, self.check_mode, self.diff = args, check_mode, diff


class Shell:
    """As much of a shell as the action looks at."""

    tmpdir: str | None = None
    join_path = staticmethod(lambda *parts: "/".join(parts))


class Connection:
    """A connection with a shell."""

    def __init__(self) -> None:
        self._shell = Shell()


class Action(python_wheelhouse.ActionModule):
    """The action, with a host that is a folder, on which the module's own code runs."""

    def __init__(self, folder: pathlib.Path, args: dict[str, t.Any], check_mode: bool, told: dict[str, t.Any] | None) -> None:
        given = {"path": str(folder / "host"), "cache": str(folder / "cache"), "lock": "requirements.txt", "with_tools": False}
        self._task, self._connection = Task({**given, **args}, check_mode, True), Connection()
        self.folder, self.told = folder, told
        self.asked: list[dict[str, t.Any]] = []
        self.transferred: list[str] = []

    def validate_argument_spec(self, argument_spec: t.Any = None, **_kwargs: t.Any) -> t.Any:
        """What Ansible's own does, for options that are right."""
        return None, {name: self._task.args.get(name, spec.get("default")) for name, spec in argument_spec.items()}

    def _find_needle(self, dirname: str, needle: str) -> str:
        path = self.folder / needle
        if not path.exists():
            raise AnsibleFileNotFound(f"no {needle}")
        return str(path)

    def _make_tmp_path(self, remote_user: str | None = None) -> str:
        self._connection._shell.tmpdir = str(self.folder / "remote")
        (self.folder / "remote").mkdir()
        return str(self._connection._shell.tmpdir)

    def _remove_tmp_path(self, tmp_path: t.Any, force: bool = False) -> None:
        shutil.rmtree(tmp_path)
        self._connection._shell.tmpdir = None

    def _fixup_perms2(self, remote_paths: t.Any, **_kwargs: t.Any) -> t.Any:
        return remote_paths

    def _transfer_file(self, local_path: str, remote_path: str) -> str:
        self.transferred.append(remote_path)
        shutil.copy(local_path, remote_path)
        return remote_path

    def _execute_module(self, module_name: str | None = None, module_args: t.Any = None, task_vars: t.Any = None, **_kwargs: t.Any) -> dict[str, t.Any]:
        self.asked.append({"name": module_name, **module_args})
        if self.told is not None:
            return self.told
        path, work = module_args["path"], module_args["work"]
        if "files" in work:
            _wheelhouse.apply(path, work["archive"], work["files"], work["remove"])
            return {"changed": True}
        return {"changed": False, "present": _wheelhouse.look(path), "python": {**PYTHON, "path": work["python"]} if "python" in work else {}}


@pytest.fixture(name="index")
def _index(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Any:
    """An index with two projects, and a lock of them; a credential is in its address."""
    monkeypatch.setattr(python_wheelhouse.ActionBase, "run", lambda self, tmp=None, task_vars=None: {})
    monkeypatch.setattr(python_wheelhouse.constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    with serving() as index:
        files = {project: index.file(name, name.encode()) for project, name in (("a", A), ("b", B))}
        for project, file in files.items():
            index.project(project, file)
        lines = [f"{project}==1 --hash={file['hash']}\n" for project, file in files.items()]
        (tmp_path / "requirements.txt").write_text("".join(lines), encoding="utf-8")
        (tmp_path / "only-a.txt").write_text(lines[0], encoding="utf-8")
        yield index


def run(folder: pathlib.Path, index: Index, check: bool = False, told: t.Any = None, **args: t.Any) -> tuple[Action, dict[str, t.Any]]:
    address = index.address.replace("//", "//me:secret@")
    action = Action(folder, {"index_url": f"{address}/simple", **args}, check, told)
    result = action.run(task_vars={})
    assert "secret" not in json.dumps([result, action.asked])
    return action, result


def test_from_nothing_to_all_there(index: Index, tmp_path: pathlib.Path) -> None:
    """Check mode foretells the run, the run does it, and the next one has nothing to do, in one module run and without a transfer."""
    looked, foretold = run(tmp_path, index, check=True)
    assert (len(looked.asked), looked.transferred, (tmp_path / "host").exists(), (tmp_path / "cache").exists()) == (1, [], False, False)
    filled, done = run(tmp_path, index)
    assert {**foretold, "changed": True} == done
    assert (done["changed"], done["added"], done["removed"], done["fetched"]) == (True, [A, B], [], [A, B])
    assert (done["diff"]["before"], done["diff"]["after"].split()[::2]) == ("", [A, B])
    assert (len(filled.asked), len(filled.transferred), (tmp_path / "remote").exists()) == (2, 1, False)
    assert {path.name: path.read_bytes() for path in (tmp_path / "host").iterdir()} == {A: A.encode(), B: B.encode()}
    again, nothing = run(tmp_path, index)
    assert (nothing["changed"], nothing["added"], nothing["fetched"], len(again.asked), again.transferred) == (False, [], [], 1, [])
    assert nothing["diff"]["before"] == nothing["diff"]["after"] == done["diff"]["after"]
    assert nothing["python"] == {"path": "/usr/bin/python3", "version": "3.11.2"}


@pytest.mark.parametrize(
    ("prune", "removed", "left"),
    [(False, [], [A, B, "old-1-py3-none-any.whl"]), (True, [B, "old-1-py3-none-any.whl"], [A])],
)
def test_what_the_lock_does_not_need(prune: bool, removed: list[str], left: list[str], index: Index, tmp_path: pathlib.Path) -> None:
    run(tmp_path, index)
    (tmp_path / "host" / "old-1-py3-none-any.whl").write_bytes(b"")
    action, result = run(tmp_path, index, lock="only-a.txt", prune=prune)
    assert (result["changed"], result["removed"], action.transferred) == (prune, removed, [])
    assert sorted(path.name for path in (tmp_path / "host").iterdir()) == left


def test_a_file_that_was_changed_on_the_host(index: Index, tmp_path: pathlib.Path) -> None:
    run(tmp_path, index)
    (tmp_path / "host" / A).write_bytes(b"tampered")
    action, result = run(tmp_path, index)
    assert (result["added"], result["fetched"], list(action.asked[1]["work"]["files"])) == ([A], [], [A])
    assert (tmp_path / "host" / A).read_bytes() == A.encode()


def test_facts_that_are_given(index: Index, tmp_path: pathlib.Path) -> None:
    action, result = run(tmp_path, index, python={**PYTHON, "version": "3.12.1", "soabi": "cpython-312-x86_64-linux-gnu"}, lock="only-a.txt")
    assert (result["changed"], action.asked[0]["work"], result["python"]["version"]) == (True, {}, "3.12.1")


def test_the_module_is_told_nothing_of_the_index(index: Index, tmp_path: pathlib.Path) -> None:
    action, _result = run(tmp_path, index)
    assert {key for asked in action.asked for key in asked} == {"name", "path", "lock", "work"}


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ({"lock": "gone.txt"}, "LOCK_INVALID", "cannot find the lock gone.txt"),
        ({"lock": "unhashed.txt"}, "LOCK_UNHASHED", "unhashed.txt:1: a 1 has no hash"),
        ({"lock": "only-a.txt", "groups": ["dev"]}, "LOCK_INVALID", "has no group dev"),
        ({"python": {**PYTHON, "broken": "it ended with 1"}}, "INTERPRETER_BROKEN", "it ended with 1; install it"),
        ({"python": {"implementation": "cpython"}}, "INTERPRETER_BROKEN", "its facts have no version"),
        ({"python": {**PYTHON, "soabi": "cpython-312-x86_64-linux-gnu", "version": "3.12.1"}}, "NO_WHEEL", "b 1 (it has 1 for others)"),
    ],
)
def test_failures(args: dict[str, t.Any], code: str, words: str, index: Index, tmp_path: pathlib.Path) -> None:
    """One sentence with its name in front; neither the host nor the controller has anything new."""
    (tmp_path / "unhashed.txt").write_text("a==1", encoding="utf-8")
    _action, result = run(tmp_path, index, **args)
    assert (result["failed"], result["changed"], result["code"]) == (True, False, code)
    assert result["msg"].startswith(f"{code}: ") and words in result["msg"]
    assert not (tmp_path / "host").exists() and not (tmp_path / "cache").exists()


@pytest.mark.parametrize("told", [{"failed": True, "msg": "no"}, {"unreachable": True, "msg": "gone"}, {"skipped": True}])
def test_a_host_that_does_not_answer(told: dict[str, t.Any], index: Index, tmp_path: pathlib.Path) -> None:
    assert run(tmp_path, index, told=told)[1] == told


def test_no_bundle(index: Index, tmp_path: pathlib.Path) -> None:
    with pytest.raises(AnsibleActionFail, match="No such file or directory; give another file"):
        run(tmp_path, index, ca_bundle=str(tmp_path / "gone.pem"))
