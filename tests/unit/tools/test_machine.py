# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The lab's machines: how QEMU is called, whose process is ended, what a saved state is bound to."""

from __future__ import annotations

import importlib
import os
import pathlib
import sys
import typing as t

import pytest

LAB = pathlib.Path(__file__).resolve().parents[3] / "tests" / "lab"
pytestmark = pytest.mark.skipif(not LAB.is_dir() or sys.version_info < (3, 11), reason="tests/lab is in a checkout alone, and needs Python 3.11")


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> t.Callable[[str], t.Any]:
    """A module of tests/lab by its name, with an empty cache."""
    pytest.importorskip("yaml")
    monkeypatch.syspath_prepend(str(LAB))
    monkeypatch.setattr(importlib.import_module("disks"), "CACHE", tmp_path)
    return importlib.import_module


@pytest.mark.parametrize(
    ("cpuinfo", "kvm", "chosen"),
    [
        ("processor\t: 0\nflags\t\t: fpu vmx sse\n", True, "kvm"),
        ("processor\t: 0\nflags\t\t: fpu svm\n", True, "kvm"),
        ("processor\t: 0\nflags\t\t: fpu vmx sse\n", False, "tcg,thread=multi"),
        # a software KVM opens too
        ("processor\t: 0\nflags\t\t: fpu sse\n", True, "tcg,thread=multi"),
        ("vmx flags\t: vnmi\nflags\t\t: fpu\n", True, "tcg,thread=multi"),
    ],
)
def test_accelerator(lab: t.Callable[[str], t.Any], cpuinfo: str, kvm: bool, chosen: str) -> None:
    assert lab("qemu").accelerator(cpuinfo, kvm, "qemu64")[1] == chosen


def test_closed_to_the_outside(lab: t.Callable[[str], t.Any]) -> None:
    """The one way in is ssh from this machine; a comma in a folder's name is no option."""
    options = " ".join(lab("qemu").attached(pathlib.Path("/a,b/el9.qcow2"), 2222))
    assert "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:2222-:22" in options
    assert "file=/a,,b/el9.qcow2," in options


@pytest.mark.parametrize("content", [None, "", "not a number", "0", "99999999"])
def test_not_running(lab: t.Callable[[str], t.Any], tmp_path: pathlib.Path, content: str | None) -> None:
    machine = lab("machine").Machine("debian12", tmp_path)
    if content is not None:
        machine.pid_file.write_text(content)
    assert machine.pid() is None


def test_another_process_has_the_number(lab: t.Callable[[str], t.Any], tmp_path: pathlib.Path) -> None:
    """Stop leaves it alone."""
    machine = lab("machine").Machine("debian12", tmp_path)
    machine.pid_file.write_text(str(os.getpid()))
    assert machine.pid() is None
    machine.stop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["build", "nonsense"], "there is no machine nonsense: there are debian12, debian13, el9"),
        (["reset", "el9"], "el9 was not started in"),
        (["cut", "el9"], "el9 was not started in"),
    ],
)
def test_one_sentence(lab: t.Callable[[str], t.Any], tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    folder = [] if words[0] == "build" else ["--folder", str(tmp_path)]
    assert lab("machine").main([*words, *folder]) == 1
    assert said in capsys.readouterr().err


def test_recipes(lab: t.Callable[[str], t.Any]) -> None:
    """Every machine is made of an image the lab can build and, where it has no kernel, of a machine that has one."""
    disks = lab("disks")
    for name in disks.NAMES:
        machine = disks.described(name)
        assert (LAB / f"images/{machine['image']}.yml").exists()
        assert ("linux-image" in machine.get("packages", "")) != ("kernel" in machine)
        assert machine.get("kernel", name) in disks.NAMES


def test_older_disks_go_unless_in_use(lab: t.Callable[[str], t.Any], tmp_path: pathlib.Path) -> None:
    ages = {"el9-a-2026-W01": 9, "el9-b-2026-W48": 0, "el9-c-2026-W48": 9, "build-x": 9, "build-y": 0, "debian12-a-2026-W01": 9}
    for name, days in ages.items():
        (tmp_path / name).mkdir()
        moment = (tmp_path / name).stat().st_mtime - days * 24 * 3600
        os.utime(tmp_path / name, (moment, moment))
    lab("disks").forget("el9", tmp_path / "el9-c-2026-W48")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build-y", "debian12-a-2026-W01", "el9-b-2026-W48", "el9-c-2026-W48"]
