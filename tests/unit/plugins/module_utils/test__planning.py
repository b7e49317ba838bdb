# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""From what failed to the changes that would be made, and why some are not."""

from __future__ import annotations

import grp
import json
import os
import pwd
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _planning
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import LEDGER
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Gone
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import sysctl
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

ME, MINE = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
NAMES = {"/etc/passwd": f"{ME}:x:{os.geteuid()}:0::/:/bin/sh\n", "/etc/group": f"{MINE}:x:{os.getegid()}:\n"}
FILES = {**NAMES, "/proc/sys/kernel/x": "0\n", "/proc/sys/kernel/y": "1\n", "/etc/open": "text\n"}


def setting(name: str) -> dict[str, t.Any]:
    return {"id": f"kernel.{name}", "resource": "sysctl", "args": {"name": f"kernel.{name}"}, "want": 1, "accept": None}


def mode(path: str, owner: str = ME) -> dict[str, t.Any]:
    want = {"owner": owner, "group": MINE, "mode": "0600"}
    return {"id": "files.open", "resource": "file", "args": {"path": path}, "want": want, "accept": {"mode": {"mode_at_most": "0600"}}}


@pytest.fixture
def host(tmp_path: Path) -> FixtureHost:
    made = FixtureHost(make_root(tmp_path, FILES), {})
    os.chmod(made.path("/etc/open"), 0o644)
    return made


def come_to(host: FixtureHost, *fixes: dict[str, t.Any]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """What the fixes would change, and why some would not."""
    planned = _planning.plan(host, fixes, None, {})
    return planned.said, planned.refused


def test_a_setting(host: FixtureHost) -> None:
    said, refused = come_to(host, setting("x"))
    assert [(each["path"], each["before"]) for each in said] == [(sysctl.DROP_IN, ""), ("/proc/sys/kernel/x", "0\n")]
    assert said[0]["after"].endswith("\n# kernel.x\nkernel.x = 1\n")
    assert (said[1]["after"], refused) == ("1\n", {})


def test_two_settings_are_one_file(host: FixtureHost) -> None:
    said, _refused = come_to(host, setting("x"), setting("y"))
    assert [each["path"] for each in said] == [sysctl.DROP_IN, "/proc/sys/kernel/x"]
    assert "kernel.x = 1\n\n# kernel.y\nkernel.y = 1\n" in said[0]["after"]


def test_a_mode(host: FixtureHost) -> None:
    said, _refused = come_to(host, mode("/etc/open"))
    assert [(each["path"], each["before"].split("mode ")[1], each["after"].split("mode ")[1]) for each in said] == [("/etc/open", "0644\n", "0600\n")]


def test_two_modes_of_one_file(host: FixtureHost) -> None:
    """Two controls take bits away from the same file: it loses those of both, in one go."""
    os.chmod(host.path("/etc/open"), 0o666)
    closed, readable = mode("/etc/open"), mode("/etc/open")
    readable |= {"id": "files.other", "want": {**readable["want"], "mode": "0644"}, "accept": {"mode": {"mode_at_most": "0644"}}}
    for fixes in ((closed, readable), (readable, closed)):
        said, _refused = come_to(host, *fixes)
        assert [each["after"].split("mode ")[1] for each in said] == ["0600\n"]


def test_two_controls_of_one_mount(tmp_path: Path) -> None:
    """One wants what the next boot gives it, the other more, and either may come last: it gets all of it, in one go."""
    files = {"/proc/self/mounts": "tmpfs /tmp tmpfs rw,inode64 0 0\n", "/etc/fstab": "tmpfs /tmp tmpfs nodev,nosuid 0 0\n"}
    loose = FixtureHost(make_root(tmp_path, files), {})
    strict: dict[str, t.Any] = {"id": "fs.tmp_options", "resource": "mount", "args": {"path": "/tmp"}, "want": ["nodev", "noexec", "nosuid"], "accept": None}
    drift: dict[str, t.Any] = {"id": "fs.fstab_matches_live", "resource": "mounts", "args": {"question": "weaker_than_boot"}, "want": [], "accept": None}
    for fixes in ((strict, drift), (drift, strict)):
        said, refused = come_to(loose, *fixes)
        assert [(each["before"], each["after"]) for each in said if each["path"] == "/tmp"] == [("\n", "nodev,noexec,nosuid\n")]
        assert refused == {}


def test_a_file_that_goes_away(host: FixtureHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with what it held, once; where it is not there, there is nothing to do."""
    monkeypatch.setitem(_planning.PLANS, "file", lambda readings, want, accept, args: [Gone("/etc/open"), Gone("/etc/none")])
    said, refused = come_to(host, mode("/etc/open"))
    assert [(each["path"], each["before"].splitlines()[-1], each["after"]) for each in said] == [("/etc/open", "text", "")]
    assert refused == {}


@pytest.mark.parametrize(
    ("fix", "why"),
    [
        (setting("none"), "this kernel has no kernel.none"),
        (mode("/etc/none"), "there is no file at /etc/none"),
        (mode("/etc/open", owner="nobody-of-that-name"), "this host does not know both"),
        ({**setting("x"), "args": {"name": ""}}, "that is no name of a kernel setting"),
    ],
)
def test_refused(host: FixtureHost, fix: dict[str, t.Any], why: str) -> None:
    said, refused = come_to(host, fix, setting("y"))
    assert why in refused[fix["id"]]
    assert [each["path"] for each in said] == [sysctl.DROP_IN]


def test_a_link_is_refused(host: FixtureHost) -> None:
    os.symlink("open", host.path("/etc/link"))
    fix = mode("/etc/link")
    fix["args"]["follow"] = True
    said, refused = come_to(host, fix)
    assert said == []
    assert "/etc/link is a symbolic link to open" in refused["files.open"]


BPF = "/proc/sys/kernel/unprivileged_bpf_disabled"


@pytest.fixture
def locked(host: FixtureHost) -> FixtureHost:
    """A host with a setting that its kernel does not change before the next boot."""
    with open(host.path(BPF), "w", encoding="ascii") as handle:
        handle.write("1\n")
    return host


def test_another_value_has_to_wait_for_the_next_boot(locked: FixtureHost) -> None:
    name = "kernel.unprivileged_bpf_disabled"
    said, refused = come_to(locked, {"id": name, "resource": "sysctl", "args": {"name": name}, "want": 2, "accept": None})
    assert (said, refused) == ([], {name: f"{BPF} stays 1 until the next boot: set it where it is set at boot, then reboot"})


def test_what_is_taken_back_may_wait_for_the_next_boot(locked: FixtureHost) -> None:
    entries = [{"kind": "lines", "path": sysctl.DROP_IN}, {"kind": "live", "path": BPF, "live": {"kind": "setting", "path": BPF, "value": "2"}}]
    for path, text in ((LEDGER, json.dumps({"kernel.bpf": entries})), (sysctl.DROP_IN, "# kernel.bpf\nkernel.unprivileged_bpf_disabled = 1\n")):
        os.makedirs(os.path.dirname(locked.path(path)), exist_ok=True)
        with open(locked.path(path), "w", encoding="utf-8") as handle:
            handle.write(text)
    planned = _planning.plan(locked, [], None, {}, ["kernel.bpf"])
    assert planned.refused == {}
    assert planned.changes.runtime == []
    assert sysctl.DROP_IN in [file.path for file in planned.changes.files]


def test_read_only(host: FixtureHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "read-only here" in come_to(host, setting("x"))[1]["kernel.x"]
