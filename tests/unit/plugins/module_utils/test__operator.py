# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator, came_in_at, connected, plain_address
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PASSWD = "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\ndeploy:x:1000:1000::/home/deploy:/bin/sh\ntwin:x:1000:1000::/home/twin:/bin/sh\n"
CONNECTION = "SSH_CONNECTION=192.0.2.7 50022 198.51.100.2 2222"
DEPLOY = Operator("deploy", "192.0.2.7", "198.51.100.2", "2222")

# Each from the process asked about upwards: comm, real uid, environ.
Chain = t.Sequence[tuple[str, int, t.Optional[str]]]
SERVER: Chain = [("sshd", 1000, ""), ("sshd", 0, ""), ("sshd", 0, ""), ("systemd", 0, "")]
NEWER: Chain = [("sshd-session", 1000, ""), ("sshd-session", 0, ""), ("sshd", 0, ""), ("systemd", 0, "")]


def host(tmp_path: Path, chain: Chain) -> FixtureHost:
    files = {"/etc/passwd": PASSWD, "/etc/group": "root:x:0:\n"}
    for pid, (comm, uid, environ) in enumerate(chain, start=100):
        above = pid + 1 if pid - 99 < len(chain) else 0
        files[f"/proc/{pid}/comm"] = f"{comm}\n"
        files[f"/proc/{pid}/status"] = f"Name:\t{comm}\nPPid:\t{above}\nUid:\t{uid}\t0\t0\t0\n"
        if environ is not None:
            files[f"/proc/{pid}/environ"] = environ
    return FixtureHost(make_root(tmp_path, files))


@pytest.mark.parametrize(
    ("chain", "operator"),
    [
        pytest.param([("python3", 1000, ""), ("bash", 1000, f"A=b\0{CONNECTION}\0"), *SERVER], DEPLOY, id="itself"),
        pytest.param([("python3", 0, ""), ("sudo", 0, ""), ("bash", 1000, f"{CONNECTION}\0"), *SERVER], DEPLOY, id="sudo"),
        pytest.param([("python3", 0, CONNECTION.replace("192", "10")), ("su", 0, ""), ("bash", 1000, CONNECTION), *NEWER], DEPLOY, id="su, newer sshd"),
        pytest.param([("bash", 0, CONNECTION), *SERVER[1:]], DEPLOY._replace(user="root"), id="root"),
        pytest.param([("bash", 0, f"USER=toor\0{CONNECTION}"), *SERVER[1:]], DEPLOY._replace(user="toor"), id="the other root"),
        pytest.param([("bash", 1000, f"USER=twin\0{CONNECTION}"), *SERVER], DEPLOY._replace(user="twin"), id="two names of one uid"),
        pytest.param([("bash", 1000, f"USER=root\0{CONNECTION}"), *SERVER], DEPLOY, id="a USER that is not so"),
        pytest.param([("bash", 1000, None), *SERVER], Operator("deploy", ""), id="no environ"),
        pytest.param([("bash", 1000, "SSH_CONNECTION=UNKNOWN 65535 UNKNOWN x"), *SERVER], Operator("deploy", ""), id="not known to sshd"),
        pytest.param([("bash", 1000, "SSH_CONNECTION="), *SERVER], Operator("deploy", ""), id="an empty one"),
        pytest.param(
            [("bash", 1000, "SSH_CONNECTION=fe80::1%eth0 5 ::ffff:198.51.100.2 22"), *SERVER],
            Operator("deploy", "fe80::1", "198.51.100.2", "22"),
            id="IPv6",
        ),
        pytest.param([("sh", 1000, CONNECTION), ("sshd", 0, ""), ("bash", 0, ""), *SERVER], DEPLOY, id="the innermost sshd"),
        pytest.param([("bash", 4711, CONNECTION), *SERVER], None, id="nobody's uid"),
        pytest.param([("python3", 0, ""), ("bash", 0, ""), ("login", 0, ""), ("systemd", 0, "")], None, id="console"),
        pytest.param([("python3", 0, CONNECTION)], None, id="a container's runtime"),
        pytest.param(SERVER, None, id="sshd itself"),
    ],
)
def test_connected(tmp_path: Path, chain: Chain, operator: Operator | None) -> None:
    assert connected(host(tmp_path, chain), 100) == operator


@pytest.mark.parametrize("status", ["PPid:\t100\n", "PPid:\t101\n", "PPid: -1\n", "PPid:\n", "", None])
def test_odd_processes_are_nobodys(tmp_path: Path, status: str | None) -> None:
    files = {"/etc/passwd": PASSWD, "/proc/100/status": status, "/proc/101/status": "PPid:\t100\n", "/proc/100/comm": "x\n"}
    assert connected(FixtureHost(make_root(tmp_path, files)), 100) is None


def test_what_cannot_be_read_is_not_known(tmp_path: Path) -> None:
    class Closed(FixtureHost):
        def read(self, path: str) -> str | None:
            if path.endswith("/environ"):
                raise ObservationError("cannot read it")
            return super().read(path)

    root = host(tmp_path, [("bash", 1000, CONNECTION), *SERVER]).root
    assert connected(Closed(root), 100) == Operator("deploy", "")


def test_this_process_is_asked_about_by_default(tmp_path: Path) -> None:
    assert connected(FixtureHost(make_root(tmp_path, {"/etc/passwd": PASSWD}))) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [("192.0.2.1", "192.0.2.1"), ("::FFFF:1.2.3.4", "1.2.3.4"), ("fe80::1%eth0", "fe80::1"), ("2001:DB8::1", "2001:db8::1"), ("x", "")],
)
def test_plain_address(text: str, address: str) -> None:
    assert plain_address(text) == address


STAT = "(ssh) d: 7 (x)) S 1 " + " ".join(map(str, range(5, 22))) + " {start} 9 9"


@pytest.mark.parametrize(
    ("chain", "start", "seconds"),
    [
        pytest.param([("python3", 0, ""), ("bash", 1000, ""), *SERVER], "12345", 123.45, id="the connection, not the command"),
        pytest.param([("python3", 0, ""), ("bash", 1000, ""), *NEWER], "0", 0.0, id="newer sshd"),
        pytest.param([("python3", 0, ""), ("login", 0, ""), ("systemd", 0, "")], "12345", None, id="console"),
        pytest.param([("bash", 1000, ""), *SERVER], None, None, id="nothing to be told"),
    ],
)
def test_came_in_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chain: Chain, start: str | None, seconds: float | None) -> None:
    monkeypatch.setattr("os.sysconf", lambda _name: 100)
    server = next((100 + number for number, (comm, _uid, _environ) in enumerate(chain) if comm.startswith("sshd")), 0)
    made = host(tmp_path, chain)
    if start is not None and server:
        (tmp_path / f"root/proc/{server}/stat").write_text(f"{server} {STAT.format(start=start)}\n")
        (tmp_path / "root/proc/100/stat").write_text(f"100 {STAT.format(start=99999)}\n")
    assert came_in_at(made, 100) == seconds
