# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _walk, filesystem
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

MOUNTS = "/dev/a / ext4 rw 0 0\nproc /proc proc rw 0 0\n"
BASE = {
    "/etc/passwd": "root:x:0:0::/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\n",
    "/etc/group": "root:x:0:\nbob:x:1000:\n",
    "/etc/subuid": "bob:100000:65536\nodd\n",
    "/etc/subgid": "bob:100000:65536\n",
    "/proc/filesystems": "nodev\tproc\nnodev\tnfs4\nnodev\ttmpfs\n\text4\n\tbtrfs\n",
}


def host(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any] | None = None, mounts: str = MOUNTS, **kwargs: t.Any) -> FixtureHost:
    """A host whose files are all closed but for what stats says."""
    root = make_root(tmp_path, {**BASE, "/proc/self/mounts": mounts, **files})
    for folder, _folders, names in os.walk(root):
        os.chmod(folder, 0o755)
        for name in names:
            if not os.path.islink(os.path.join(folder, name)):
                os.chmod(os.path.join(folder, name), 0o644)
    return FixtureHost(root, commands=kwargs.pop("commands", {}), stats=stats or {}, **kwargs)


@pytest.mark.parametrize(
    ("question", "files", "stats", "expected"),
    [
        ("writable_files", {"/srv/a": ""}, {}, []),
        ("writable_files", {"/srv/a": ""}, {"/srv/a": {"mode": "0666"}}, ["/srv/a (root:root 0666)"]),
        # not a folder, nor a link, whose mode says nothing
        ("writable_files", {"/srv/a/": "", "/srv/l": "-> a"}, {"/srv/a": {"mode": "0777"}}, []),
        ("open_folders", {"/srv/a/": ""}, {"/srv/a": {"mode": "0777"}}, ["/srv/a (root:root 0777)"]),
        ("open_folders", {"/srv/a/": "", "/srv/f": ""}, {"/srv/a": {"mode": "1777"}, "/srv/f": {"mode": "0666"}}, []),
        ("unowned", {"/srv/a": ""}, {"/srv/a": {"uid": 1234}}, ["/srv/a (1234:root 0644)"]),
        ("unowned", {"/srv/a/b": ""}, {"/srv/a": {"uid": 1234}}, ["/srv/a (1234:root 0755)"]),
        # ranges of the containers of users, and numbers of services that come and go, where their files lie
        ("unowned", {"/srv/a": ""}, {"/srv/a": {"uid": 165535}}, []),
        ("unowned", {"/srv/a": ""}, {"/srv/a": {"uid": 165536}}, ["/srv/a (165536:root 0644)"]),
        ("unowned", {"/var/lib/private/x/f": ""}, {"/var/lib/private/x/f": {"uid": 61184, "gid": 61184}}, []),
        ("unowned", {"/srv/a": ""}, {"/srv/a": {"uid": 61184}}, ["/srv/a (61184:root 0644)"]),
        ("ungrouped", {"/srv/a": "", "/srv/b": ""}, {"/srv/a": {"gid": 77}, "/srv/b": {"gid": 100000}}, ["/srv/a (root:77 0644)"]),
        ("set_user_id", {"/usr/bin/su": "", "/opt/x": ""}, {"/usr/bin/su": {"mode": "4755"}, "/opt/x": {"mode": "4755"}}, ["/opt/x"]),
        ("set_group_id", {"/opt/x": "", "/opt/lock": ""}, {"/opt/x": {"mode": "2755"}, "/opt/lock": {"mode": "2644"}}, ["/opt/x"]),
        # containers, snaps, the kernel's own
        *(("writable_files", {f"{path}/a": ""}, {f"{path}/a": {"mode": "0666"}}, []) for path in sorted(_walk.PRUNED - {"/proc"})),
        ("writable_files", {"/home/bob/.local/share/containers/a": ""}, {"/home/bob/.local/share/containers/a": {"mode": "0666"}}, []),
    ],
)
def test_observed(tmp_path: Path, question: str, files: dict[str, str], stats: dict[str, t.Any], expected: list[str]) -> None:
    known = ["/bin/su"] if question == "set_user_id" else []
    assert filesystem.observe(host(tmp_path, files, stats), question, known)[0].value == expected


@pytest.mark.parametrize(
    ("mounts", "expected"),
    [
        ("", ["/data/a (root:root 0666)"]),
        ("/dev/b /data ext4 rw 0 0\n", ["/data/a (root:root 0666)"]),
        # another machine's files, a mount over a local one, and a pruned place that is a mount
        ("nas:/ /data nfs4 rw 0 0\n", []),
        ("/dev/b /data ext4 rw 0 0\nnas:/ /data nfs4 rw 0 0\n", []),
        ("tmpfs /data tmpfs rw 0 0\n/dev/c /run/user ext4 rw 0 0\n", ["/data/a (root:root 0666)"]),
        # the same place a second time, and a file that is a mount
        ("/dev/a /mnt ext4 rw 0 0\n/dev/a /data/a ext4 rw 0 0\n", ["/data/a (root:root 0666)"]),
    ],
)
def test_mounts(tmp_path: Path, mounts: str, expected: list[str]) -> None:
    stats = {"/data/a": {"mode": "0666"}, "/run/user/a": {"mode": "0666"}}
    files = {"/data/a": "", "/run/user/a": ""}
    assert filesystem.observe(host(tmp_path, files, stats, MOUNTS + mounts), "writable_files")[0].value == expected


def test_a_mount_without_these_bits(tmp_path: Path) -> None:
    """The kernel ignores them there."""
    there = host(tmp_path, {"/data/x": ""}, {"/data/x": {"mode": "6755"}}, f"{MOUNTS}/dev/b /data ext4 rw,nosuid 0 0\n")
    assert [filesystem.observe(there, question)[0].value for question in ("set_user_id", "set_group_id")] == [[], []]


def test_many_are_counted(tmp_path: Path) -> None:
    """The first few and a number; all that may be changed are planned, and one more is too many."""
    names = [f"/srv/{number:03d}" for number in range(101)]
    there = host(tmp_path, dict.fromkeys(names, ""), {name: {"mode": "0646"} for name in names[1:]})
    readings = filesystem.observe(there, "writable_files")
    assert len(readings[0].value) == 6
    assert readings[0].value[-1] == "95 more"
    assert "100 found" in readings[0].source
    args = {"question": "writable_files"}
    steps = filesystem.plan(readings, [], {}, args)
    assert sorted(steps, key=lambda step: step.path)[0] == Dress("/srv/001", "root", "root", 0o644)
    assert len(steps) == 100
    more = host(tmp_path, {}, {name: {"mode": "0646"} for name in names})
    with pytest.raises(Unfixable, match="there are 101 of them, more than the 100 that are changed in one run"):
        filesystem.plan(filesystem.observe(more, "writable_files"), [], {}, args)


def test_the_sticky_bit_is_planned(tmp_path: Path) -> None:
    readings = filesystem.observe(host(tmp_path, {"/srv/a/": ""}, {"/srv/a": {"mode": "0777"}}), "open_folders")
    assert filesystem.plan(readings, [], {}, {"question": "open_folders"}) == [Dress("/srv/a", "root", "root", 0o1777)]


@pytest.mark.parametrize("question", ["unowned", "set_user_id"])
def test_the_rest_is_for_people(question: str) -> None:
    with pytest.raises(Unfixable, match="only people know whose it is"):
        filesystem.plan([], [], {}, {"question": question})


ASKED = "rpm -qf --qf [%{FILEMODES:octal} %{FILENAMES}\\n] "


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"stdout": "100755 /usr/bin/other\n104755 /opt/x\n"}, []),
        # its package ships it without the bit, or knows nothing of it
        ({"stdout": "100755 /opt/x\n"}, ["/opt/x"]),
        ({"rc": 1, "stdout": "file /opt/x is not owned by any package\n"}, ["/opt/x"]),
    ],
)
def test_what_a_package_ships_so(tmp_path: Path, told: dict[str, t.Any], expected: list[str]) -> None:
    there = host(tmp_path, {"/opt/x": ""}, {"/opt/x": {"mode": "4755"}}, commands={f"{ASKED}/opt/x": told})
    reading = filesystem.observe(there, "set_user_id")[0]
    assert reading.value == expected
    assert ("not accounted for: /opt/x (root:root 4755)" in reading.source) == bool(expected)


def test_rpm_that_cannot_answer(tmp_path: Path) -> None:
    there = host(tmp_path, {"/opt/x": ""}, {"/opt/x": {"mode": "4755"}}, commands={"rpm -qa": "", f"{ASKED}/opt/x": {"error": "gave up on rpm"}})
    with pytest.raises(ObservationError, match="gave up on rpm"):
        filesystem.observe(there, "set_user_id")


def test_it_is_walked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many questions there are."""
    there = host(tmp_path, {"/srv/a": ""})
    scanned: list[str] = []
    scan = there.scan
    monkeypatch.setattr(there, "scan", lambda path: [scanned.append(path), scan(path)][1])  # type: ignore[func-returns-value]
    for question in filesystem.QUESTIONS:
        filesystem.observe(there, question)
    assert sorted(scanned) == sorted(set(scanned))
    assert "/srv" in scanned


class Cut(BaseException):
    """The time of a question is over."""


def cut(_path: str) -> t.NoReturn:
    raise Cut


def test_a_walk_that_is_cut_off_is_not_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = host(tmp_path, {"/srv/a": ""})
    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(there, "scan", cut)
        filesystem.observe(there, "unowned")
    with pytest.raises(ObservationError, match="was cut off before"):
        filesystem.observe(there, "ungrouped")


def test_out_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_walk, "SECONDS", -1.0)
    with pytest.raises(ObservationError, match="gave up on the walk over the file systems after -1 seconds and 0 files, in /"):
        filesystem.observe(host(tmp_path, {}), "unowned")


@pytest.mark.parametrize(
    ("files", "mounts", "kwargs", "raised", "words"),
    [
        ({"/proc/filesystems": None}, MOUNTS, {}, ObservationError, "there is no /proc/filesystems"),
        ({}, "nas:/ / nfs4 rw 0 0\n", {}, NotApplicable, "/ is nfs4, which is no local file system"),
        ({}, "", {}, NotApplicable, "/ is not in /proc/self/mounts"),
        ({}, MOUNTS, {"is_root": False}, ObservationError, "only root may look everywhere"),
    ],
)
def test_untold(tmp_path: Path, files: dict[str, t.Any], mounts: str, kwargs: dict[str, t.Any], raised: type[Exception], words: str) -> None:
    with pytest.raises(raised, match=words):
        filesystem.observe(host(tmp_path, files, None, mounts, **kwargs), "unowned")


def test_an_unknown_question(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="cannot ask colour of the file systems"):
        filesystem.observe(host(tmp_path, {}), "colour")
