# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import MAX_FILE_BYTES, Completed, Host
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

TREE: dict[str, str | None] = {
    "/etc/a": "text\n",
    "/etc/d/x.conf": "",
    "/etc/d/y.conf": "",
    "/etc/d/.z.conf": "",
    "/etc/e/x.conf": "",
    "/etc/absolute": "-> /etc/a",
    "/etc/relative": "-> d/../a",
    "/etc/out": "-> ../../../../../../etc/a",
    "/etc/nowhere": "-> gone",
    "/etc/loop": "-> loop",
    "/link": "-> /etc",
    "/usr/bin/tool": "",
}


@pytest.fixture(name="host")
def fixture_host(tmp_path: Path) -> Host:
    return Host(make_root(tmp_path, TREE))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/etc/a", "text\n"),
        ("/etc/absolute", "text\n"),
        ("/etc/relative", "text\n"),
        ("/etc/out", "text\n"),
        ("/link/a", "text\n"),
        ("/link/../link/./a", "text\n"),
        ("/etc/nowhere", None),
        ("/gone", None),
        ("/etc/a/below", None),
    ],
)
def test_read(host: Host, path: str, text: str | None) -> None:
    assert host.read(path) == text


def test_read_remembers(host: Host) -> None:
    host.read("/etc/a")
    os.unlink(host.path("/etc/a"))
    assert host.read("/etc/a") == "text\n"


def test_read_spells_out_what_is_no_text(host: Host) -> None:
    with open(host.path("/etc/a"), "wb") as handle:
        handle.write(b"x=\xff\n")
    assert host.read("/etc/a") == "x=\\xff\n"


def test_read_does_not_wait_for_a_pipe(host: Host) -> None:
    os.mkfifo(host.path("/etc/pipe"))
    assert host.read("/etc/pipe") == ""


@pytest.mark.parametrize(
    ("path", "message"), [("/etc/d", "cannot read /etc/d: Is a directory"), ("/etc/loop", "cannot follow /etc/loop: more than 40 symbolic links")]
)
def test_what_cannot_be_read(host: Host, path: str, message: str) -> None:
    with pytest.raises(ObservationError, match=message):
        host.read(path)


def test_too_large_to_read(host: Host) -> None:
    with open(host.path("/etc/a"), "wb") as handle:
        handle.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(ObservationError, match=f"cannot read /etc/a: larger than {MAX_FILE_BYTES} bytes"):
        host.read("/etc/a")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("/etc/d/*.conf", ["/etc/d/x.conf", "/etc/d/y.conf"]),
        ("/etc/d/.*", ["/etc/d/.z.conf"]),
        ("/etc/?/x.conf", ["/etc/d/x.conf", "/etc/e/x.conf"]),
        ("/etc/[!d]/*", ["/etc/e/x.conf"]),
        ("/etc/[^d]/*", ["/etc/e/x.conf"]),
        ("/link/d/y*", ["/link/d/y.conf"]),
        ("/etc/nowhere", ["/etc/nowhere"]),
        ("/etc/now*", ["/etc/nowhere"]),
        ("/etc/a", ["/etc/a"]),
        ("/etc/a/*", []),
        ("/", ["/"]),
        ("/gone/*", []),
        ("/gone", []),
    ],
)
def test_glob(host: Host, pattern: str, found: list[str]) -> None:
    assert host.glob(pattern) == found


def test_names(host: Host) -> None:
    assert host.listdir("/etc/d") == [".z.conf", "x.conf", "y.conf"]
    assert (host.listdir("/gone"), host.listdir("/etc/a")) == (None, None)
    assert (host.readlink("/etc/absolute"), host.readlink("/etc/a"), host.readlink("/gone")) == ("/etc/a", None, None)


def test_stat(host: Host) -> None:
    end, link = host.stat("/etc/absolute"), host.stat("/etc/absolute", follow=False)
    assert end and link and end.st_size == 5 and link.st_ino != end.st_ino
    assert (host.stat("/gone"), host.stat("/etc/nowhere")) == (None, None)


def test_which(host: Host) -> None:
    assert host.which("tool") is None
    os.chmod(host.path("/usr/bin/tool"), 0o755)
    assert (host.which("tool"), host.which("gone")) == ("/usr/bin/tool", None)


def test_an_unpacked_file_system_runs_nothing(host: Host) -> None:
    assert not host.live
    with pytest.raises(ObservationError, match=r"cannot run true: .* is an unpacked file system, not a running host"):
        host.run("true")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_without_rights(host: Host) -> None:
    os.chmod(host.path("/etc/d"), 0)
    for ask in (lambda: host.listdir("/etc/d"), lambda: host.glob("/etc/d/*"), lambda: host.read("/etc/d/x.conf"), lambda: host.stat("/etc/d/x.conf")):
        with pytest.raises(ObservationError, match=r"Permission denied; root may \(become: true\)"):
            ask()
    os.chmod(host.path("/etc/d"), 0o755)


def test_remember(host: Host) -> None:
    numbers = iter(range(9))
    assert [host.remember(key, lambda: next(numbers)) for key in ("x", "x", "y")] == [0, 0, 1]


def test_a_running_host() -> None:
    here = Host()
    assert here.live
    assert here.run("echo", "a", "b") == "a b\n"
    assert here.run("false", ok=(1,)) == ""
    assert here.run("env").splitlines().count("LC_ALL=C") == 1
    assert here.path("/etc/../x") == "/etc/../x"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("false",), "^false ended with 1: no message$"),
        (("sh", "-c", "echo a >&2; echo b >&2; exit 3"), "ended with 3: a b$"),
        (("no-such-command", "x"), "^cannot run no-such-command x: no no-such-command in /usr/local/sbin:"),
        (("/etc/passwd",), "^cannot run /etc/passwd: Permission denied"),
    ],
)
def test_commands_that_fail(argv: tuple[str, ...], message: str) -> None:
    with pytest.raises(ObservationError, match=message):
        Host().run(*argv)


def test_a_command_that_hangs_is_asked_once() -> None:
    here = Host()
    for _attempt in range(2):
        with pytest.raises(ObservationError, match=r"gave up on sleep 5 after 0\.05 seconds"):
            here.execute("sleep", "5", seconds=0.05)


class _BreakOff(BaseException):
    pass


def test_a_command_that_was_broken_off_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = FixtureHost(make_root(tmp_path, {}), {})

    def broken_off(argv: tuple[str, ...], seconds: float) -> Completed:
        raise _BreakOff

    monkeypatch.setattr(asked, "_execute", broken_off)
    with pytest.raises(_BreakOff):
        asked.execute("slow", "command")
    with pytest.raises(ObservationError, match="gave up on slow command when another question ran out of time on it"):
        asked.execute("slow", "command")
