# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Real environments of the Python that runs this; only what installs is a stand-in."""

from __future__ import annotations

import os
import pathlib
import sys
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _build, _chosen, _ensure, _installers, _tools
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python import fake_venv
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python.stage import PYTHON, Stage, locked


@pytest.fixture(name="stage")
def _stage(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage(tmp_path)
    monkeypatch.setattr(_tools, "place", lambda *_args: _tools.Tool("uv", "1", "/uv"))
    monkeypatch.setattr(_installers.Job, "install", stage.install)
    monkeypatch.setattr(_installers.Job, "remove", stage.remove)
    return stage


def test_a_new_one(stage: Stage) -> None:
    foretold = stage.run(check=True)
    assert not stage.venv.exists() and not os.path.exists(stage.root)
    told = stage.run()
    assert foretold == {**told, "tool": "", "tool_version": ""}
    assert (told["changed"], told["reason"], told["added"]) == (True, "absent", ["click==8.1.7", "idna==3.7"])
    assert told["diff"]["before"] == "" and told["diff"]["after"] == "click==8.1.7\nidna==3.7\n"
    assert (told["tool"], told["tool_version"]) == ("uv", "1")
    again = stage.run()
    assert (again["changed"], again["reason"], "diff" in again, len(stage.installed)) == (False, "", False, 1)


def test_the_note_has_no_secret(stage: Stage) -> None:
    stage.run()
    note = (stage.venv / "groundwork.json").read_text(encoding="utf-8")
    assert not any(word in note for word in ("hunter2", "user", "host"))
    assert stage.note["lock_sha256"] == "ab" * 32


def test_no_program_is_started_where_nothing_differs(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.run()
    monkeypatch.setattr(_chosen, "probe", lambda _path: pytest.fail("it was asked"))
    monkeypatch.setattr(_build._commands, "run", lambda *_args: pytest.fail("a program was started"))
    assert stage.run()["changed"] is False


def test_an_interpreter_that_was_replaced_is_asked_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.run()
    asked: list[str] = []
    real = _chosen.probe
    monkeypatch.setattr(_chosen, "identify", lambda path: {"realpath": os.path.realpath(path), "size": 1, "changed": 1})
    monkeypatch.setattr(_chosen, "probe", lambda path: asked.append(path) or real(path))  # type: ignore[func-returns-value]
    assert (stage.run()["changed"], asked) == (False, [PYTHON])


def test_umask(stage: Stage) -> None:
    before = os.umask(0o077)
    try:
        stage.run()
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in stage.venv.rglob("*") if not path.is_symlink()}
    assert modes <= {0o755, 0o644} and stage.venv.stat().st_mode & 0o777 == 0o755 and stage.venv.parent.stat().st_mode & 0o777 == 0o755


CHANGES: dict[str, tuple[t.Callable[[Stage], t.Any], dict[str, t.Any], str]] = {
    "killed": (lambda stage: stage.venv.joinpath("groundwork.json").write_text('{"format": 1, "state": "building"}', encoding="utf-8"), {}, "incomplete"),
    "interpreter": (lambda stage: relink(stage.venv / "bin" / "python", "/nowhere"), {}, "interpreter_gone"),
    "another interpreter": (lambda stage: relink(stage.venv / "bin" / "python", "/bin/sh"), {}, "interpreter_changed"),
    "other versions": (lambda stage: None, {"lock": locked(idna="3.6", click="8.1.7")}, "packages"),
    "fewer": (lambda stage: None, {"lock": locked(idna="3.7")}, "packages"),
    "added by hand": (lambda stage: fake_venv.install(stage.site, "foo", "1"), {}, "packages"),
    "edited": (lambda stage: (stage.site / "idna" / "__init__.py").write_text("x", encoding="utf-8"), {"verify": "record"}, "tampered"),
    "edited with its RECORD": (lambda stage: rehash(stage.site), {"verify": "record"}, "tampered"),
    "of nobody": (lambda stage: (stage.site / "evil.pth").write_text("x", encoding="utf-8"), {"verify": "record"}, "tampered"),
    "anew": (lambda stage: None, {"state": "recreate"}, "recreate"),
}


def relink(path: pathlib.Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


def rehash(site: pathlib.Path) -> None:
    module, record = site / "idna" / "__init__.py", next(site.glob("idna-*.dist-info")) / "RECORD"
    text, old = record.read_text(encoding="utf-8"), fake_venv.hashed(module)
    module.write_text("evil\n", encoding="utf-8")
    record.write_text(text.replace(old, fake_venv.hashed(module)), encoding="utf-8")


@pytest.mark.parametrize("name", CHANGES)
def test_each_reason_is_found_and_mended(name: str, stage: Stage) -> None:
    stage.run()
    breaks, options, reason = CHANGES[name]
    breaks(stage)
    foretold, told = stage.run(check=True, **options), stage.run(**options)
    assert (told["reason"], told["changed"], "diff" in told) == (reason, True, True)
    assert {**foretold, "tool": "uv", "tool_version": "1"} == told
    later = stage.run(**{**options, "state": "present"})
    assert (later["reason"], later["changed"]) == ("", False)
    assert not (stage.venv.parent / ".venv.groundwork-old").exists() and os.listdir(os.path.join(stage.root, "tmp")) == []


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "of nobody"])
def test_what_is_known_before_changes_nothing(name: str, stage: Stage) -> None:
    stage.run()
    breaks, options, reason = CHANGES[name]
    breaks(stage)
    before, stage.fails = stage.files(), "before"
    if name == "fewer":
        options = {"lock": locked(idna="3.6")}
    with pytest.raises(PythonError, match=r"^HASH_MISMATCH: nothing was changed"):
        stage.run(**options)
    assert stage.files() == before
    assert stage.run(check=True, **options)["reason"] == reason


@pytest.mark.parametrize("fails", ["half", "liar"])
@pytest.mark.parametrize("there", [True, False])
def test_a_failure_half_way(fails: str, there: bool, stage: Stage) -> None:
    if there:
        stage.run()
    stage.fails = fails
    with pytest.raises(PythonError, match=r"^INSTALL_FAILED: "):
        stage.run(lock=locked(idna="3.6", click="8.1.6"))
    assert stage.venv.exists() == there
    assert stage.run(check=True)["reason"] == ("incomplete" if there else "absent")
    stage.fails = ""
    assert stage.run()["changed"] and not stage.run()["changed"]


@pytest.mark.parametrize("there", [True, False])
def test_a_run_that_is_killed(there: bool, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    if there:
        stage.run()
    stage.fails = "killed"
    monkeypatch.setattr(_build, "_drop", lambda _folder: sys.exit("killed"))
    with pytest.raises((KeyboardInterrupt, SystemExit)):
        stage.run(lock=locked(idna="3.6", click="8.1.6"))
    monkeypatch.undo()
    assert stage.note["state"] == "building"
    assert stage.run(check=True)["reason"] == "incomplete"


def test_the_old_one_comes_back_where_two_runs_failed(stage: Stage) -> None:
    stage.run()
    old = stage.files()
    stage.venv.rename(stage.venv.parent / ".venv.groundwork-old")
    stage.venv.mkdir()
    (stage.venv / "groundwork.json").write_text('{"format": 1, "state": "building"}', encoding="utf-8")
    stage.fails = "second"
    with pytest.raises(PythonError, match="the second"):
        stage.run()
    stage.fails = ""
    assert stage.files() == old and stage.run()["changed"] is False


@pytest.mark.parametrize(
    ("options", "removed"),
    [({"prune": False}, []), ({"keep": ["Click"]}, []), ({}, ["click==8.1.7"])],
)
def test_prune(options: dict[str, t.Any], removed: list[str], stage: Stage) -> None:
    stage.run()
    told = stage.run(lock=locked(idna="3.7"), **options)
    assert (told["removed"], told["changed"]) == (removed, bool(removed))


def test_absent(stage: Stage) -> None:
    assert stage.run(state="absent", lock={"packages": []})["changed"] is False
    stage.run()
    assert stage.run(check=True, state="absent")["reason"] == "removed" and stage.venv.exists()
    told = stage.run(state="absent")
    assert (told["changed"], told["removed"], stage.venv.exists()) == (True, ["click==8.1.7", "idna==3.7"], False)


@pytest.mark.parametrize("path", ["/", "/opt", "venv", "/opt/../etc"])
def test_no_place(path: str) -> None:
    with pytest.raises(PythonError, match=r"^NOT_A_VENV: will not make an environment of "):
        _ensure.place(path)


@pytest.mark.parametrize(
    ("lock", "code"),
    [
        ({"requires_python": ">=4"}, "LOCK_WRONG_PYTHON"),
        ({"requires_python": "nonsense"}, "LOCK_INVALID"),
        ({"environments": ["sys_platform == 'win32'"]}, "LOCK_WRONG_PYTHON"),
        ({"packages": [{"name": "idna", "version": version, "marker": "", "hashes": []} for version in ("1", "2")]}, "LOCK_INVALID"),
    ],
)
def test_a_lock_that_does_not_fit(lock: dict[str, t.Any], code: str, stage: Stage) -> None:
    with pytest.raises(PythonError, match=rf"^{code}: "):
        stage.run(lock={**locked(idna="3.7"), **lock})
    assert not stage.venv.exists()


def test_markers(stage: Stage) -> None:
    lock = locked(idna="3.7", colorama="0.4")
    lock["packages"][1]["marker"] = "sys_platform == 'win32'"
    assert stage.run(lock=lock)["added"] == ["idna==3.7"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"python": "/nowhere/python3"}, "INTERPRETER_BROKEN"),
        ({"python": "/bin/false"}, "INTERPRETER_BROKEN"),
        ({"python": "python"}, "INTERPRETER_BROKEN"),
        ({"owner": "no-such-user"}, "OWNER_UNKNOWN"),
    ],
)
def test_what_is_not_on_the_host(options: dict[str, t.Any], code: str, stage: Stage) -> None:
    with pytest.raises(PythonError, match=rf"^{code}: "):
        stage.run(**options)


def test_an_interpreter_that_is_to_come_is_foretold_by_its_name(stage: Stage) -> None:
    lock = locked(idna="3.7", tomli="2.0")
    lock["packages"][1]["marker"] = "python_version < '3.11'"
    told = stage.run(check=True, python="/nowhere/bin/python3.42", lock=lock)
    assert (told["reason"], told["added"]) == ("absent", ["idna==3.7"])


def test_noexec(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ensure._folders, "runs_nothing", lambda _path: True)
    with pytest.raises(PythonError, match=r"^NOEXEC_TMP: cannot build packages in "):
        stage.run(allow_build=["IDNA"])
    assert stage.run(allow_build=["another"])["changed"]


def test_two_runs_at_once(stage: Stage) -> None:
    with _ensure._folders.alone(1, stage.root), pytest.raises(PythonError, match=r"^BUSY: another run has held "):
        stage.run(timeout=0)


def test_a_folder_above_that_others_can_write(stage: Stage) -> None:
    stage.venv.parent.mkdir(parents=True)
    stage.venv.parent.chmod(0o777)
    assert any(f"can write in {stage.venv.parent}" in sentence for sentence in stage.run()["warnings"])
