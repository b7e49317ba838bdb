# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Where sshd listens and will, and what gives it other ports, or why nothing does."""

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _runtime_ports
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _ssh_port_edits, ssh_port
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import Line
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.ssh_port import Known, Seen
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

DEPLOY = Operator("deploy", "192.0.2.7", "192.0.2.1", "22")
FREE = Known(DEPLOY, (), "", False, lambda port: "", lambda: None, lambda port: "", list)
# 0.0.0.0:22, inode 101
TCP = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1
"""
SHOW = "systemctl show --property=Id --property=Listen --property=ActiveState -- ssh.socket"


def commands(*ports: int) -> dict[str, t.Any]:
    """What sshd prints that listens on these."""
    said = "".join(f"port {port}\n" for port in ports) + "".join(f"listenaddress 0.0.0.0:{port}\n" for port in ports)
    return {"sshd -t": "", "sshd -T": said, "sshd -T -C user=nobody,host=localhost,addr=127.0.0.1,laddr=127.0.0.1,lport=22": said}


class Answering(FixtureHost):
    """Whatever connection sshd is asked about, it prints the same."""

    def _execute(self, argv: tuple[str, ...], seconds: float) -> t.Any:
        return super()._execute(argv[:2] if argv[:2] == ("sshd", "-T") else argv, seconds)


def values(host: FixtureHost) -> dict[str, list[int]]:
    return {each.aspect: each.value for each in ssh_port.observe(host)}


def test_it_does_not_listen_yet(tmp_path: Path) -> None:
    """What is configured and was not bound, as SELinux does it without a word, is no port that sshd has."""
    root = make_root(tmp_path, {"/usr/sbin/sshd": "", "/proc/net/tcp": TCP, "/proc/101/comm": "sshd\n"})
    os.mkdir(f"{root}/proc/101/fd")
    os.symlink("socket:[101]", f"{root}/proc/101/fd/3")
    assert values(Answering(root, commands(22, 2222))) == {"runtime": [22], "boot": [22, 2222]}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, {"runtime": [22, 2022], "boot": [22, 2022]}),
        ({ssh_port.GENERATORS[0]: ""}, {"runtime": [22, 2022], "boot": [22]}),
    ],
)
def test_a_socket(tmp_path: Path, files: dict[str, str], found: dict[str, list[int]]) -> None:
    """Where systemd listens sshd's own word counts for nothing, unless a generator makes the socket from it at boot."""
    more = {"/run/systemd/system/any": "", "/usr/lib/systemd/system/ssh.socket": "", "/usr/sbin/sshd": "", "/proc/net/tcp": TCP}
    shown = "Id=ssh.socket\nListen=0.0.0.0:22 (Stream)\nListen=[::]:2022 (Stream)\nActiveState=active\n"
    host = Answering(make_root(tmp_path, {**more, **files}), {**commands(22), SHOW: shown})
    assert values(host) == found


def plan(known: Known, want: list[int], now: t.Sequence[int] = (22,), **args: t.Any) -> list[Step]:
    return _ssh_port_edits.plan([Seen(list(now), "", "boot", lambda: known)], want, {}, args)


def texts(steps: list[Step]) -> dict[str, str]:
    return {step.path: step.text for step in steps if isinstance(step, Lines)}


DROP_IN = "/etc/ssh/sshd_config.d/00-groundwork.conf"


@pytest.mark.parametrize(
    ("known", "want", "written"),
    [
        (FREE, [22, 2222], {DROP_IN: "Port 22\nPort 2222"}),
        # a line of others that says one of them is left to say it
        (FREE._replace(lines=(Line("port", ("22",), "/etc/ssh/sshd_config:1"),)), [22, 2222], {DROP_IN: "Port 2222"}),
        (FREE._replace(lines=(Line("listenaddress", ("::1",), "/etc/ssh/sshd_config:1"),)), [22, 2222], {DROP_IN: "Port 22\nPort 2222"}),
        (FREE._replace(operator=Operator("deploy", "", "", "2222")), [2222], {DROP_IN: "Port 2222"}),
        (FREE._replace(operator=None), [2222], {DROP_IN: "Port 2222"}),
        (FREE._replace(socket="ssh.socket", follows=True), [22, 2222], {DROP_IN: "Port 22\nPort 2222"}),
        (
            FREE._replace(socket="ssh.socket"),
            [22, 2222],
            {
                DROP_IN: "Port 22\nPort 2222",
                "/etc/systemd/system/ssh.socket.d/zz-groundwork.conf": "[Socket]\nBindIPv6Only=ipv6-only\nListenStream="
                "\nListenStream=0.0.0.0:22\nListenStream=[::]:22\nListenStream=0.0.0.0:2222\nListenStream=[::]:2222",
            },
        ),
    ],
)
def test_plan(known: Known, want: list[int], written: dict[str, str]) -> None:
    steps = plan(known, want)
    assert texts(steps) == written
    assert [step.path for step in steps if isinstance(step, Edit)] == ["/etc/ssh/sshd_config"]


PRINTED = "ssh_port_t  tcp  22\nhttp_port_t  tcp  80, 8080\n"


def test_selinux_comes_first() -> None:
    """The new port gets its type before sshd reads of it; one that has it needs nothing."""
    known = FREE._replace(types=lambda: PRINTED)
    assert plan(known, [22, 2222])[0] == _runtime_ports.typed(2222)
    assert not [step for step in plan(known, [22], now=[22, 2222]) if isinstance(step, _runtime_ports.PortType)]


@pytest.mark.parametrize(
    ("known", "want", "why"),
    [
        (FREE, [2222], "it would close port 22, by which deploy is connected; keep it in the list"),
        (FREE._replace(operator=Operator("deploy", "")), [22, 2222], "by which port deploy is connected"),
        (FREE._replace(held=lambda port: "tcp 0.0.0.0:80 (nginx)"), [22, 80], r"port 80 is in use \(tcp 0.0.0.0:80 \(nginx\)\)"),
        (FREE._replace(types=lambda: ""), [22, 2222], "no semanage here to say so; install policycoreutils-python-utils first"),
        (FREE._replace(types=lambda: PRINTED), [22, 8080], r"SELinux keeps port 8080 for others \(http_port_t\)"),
        (FREE._replace(lines=(Line("port", ("22",), "/etc/ssh/sshd_config:3"),), operator=None), [2222], "sshd_config:3 says Port 22 too"),
        (FREE._replace(lines=(Line("port", ("22",), "/etc/default/ssh:1"),)), [22, 2222], "/etc/default/ssh:1 starts sshd with a port"),
        (FREE._replace(lines=(Line("listenaddress", ("10.0.0.1:22",), "/etc/ssh/sshd_config:3"),)), [22, 2222], "an address a port of its own"),
        (FREE._replace(lines=(Line("listenaddress", ("[::]:22",), "/etc/ssh/sshd_config:3"),)), [22, 2222], "an address a port of its own"),
    ],
)
def test_left_alone(known: Known, want: list[int], why: str) -> None:
    with pytest.raises(Unfixable, match=why):
        plan(known, want, semanage=["policycoreutils-python-utils"])
