# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""sshd on another port: a real login there, the old one left out by who came by the new one, and what is refused before anything changes.

On three of the hosts: Debian 13, the stand-ins of Ubuntu 26.04 and EL9.
"""

from __future__ import annotations

import functools
import json
import os
import pathlib
import subprocess
import sys
import typing as t

import pytest

MOLECULE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MOLECULE / "shared"))
import calls

EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
call = functools.partial(calls.call, str(MOLECULE / "inventory"))


@pytest.fixture(scope="module", name="host", params=calls.THREE)
def one_of_three(request: pytest.FixtureRequest) -> t.Any:
    """A host."""
    return calls.reached(request.param)


def past(host: t.Any, port: int) -> str:
    """Options of ssh for a connection of its own to a port of the container: the one that the lab publishes leads to 22 alone."""
    address = host.check_output("hostname -I").split()[0]
    return f"-o HostName={address} -o Port={port} -o ControlPath=none -o BatchMode=yes -o ConnectTimeout=20"


def login(host: t.Any, options: str) -> str:
    """By which port a login came in, as sshd says to it; what ssh says where none does."""
    argv = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), *options.split(), host.backend.get_hostname(), "echo ${SSH_CONNECTION##* }"]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip()


def listens(host: t.Any) -> set[str]:
    """The ports of both that somebody listens on, by the kernel's word."""
    return {line.split()[3].rpartition(":")[2] for line in host.check_output("ss -Hltn").splitlines()} & {"22", "2022"}


@pytest.mark.parametrize("port", [22, 2022])
def test_login(host: t.Any, port: int) -> None:
    """Through the firewall that is up by now, by the old port and by the new one."""
    assert login(host, past(host, port)) == str(port)


def test_the_port_in_use_stays(host: t.Any) -> None:
    """It is not closed for who came by it, and nothing else of sshd changes."""
    before = host.check_output("sshd -T | sort | sha256sum")
    done = call(host, controls=["ssh.port"], values={"ssh.port": [2022]})
    assert "it would close port 22, by which deploy is connected" in done["not_fixed"]["ssh.port"]
    assert done["changes"] == []
    assert host.check_output("sshd -T | sort | sha256sum") == before


@pytest.mark.parametrize(
    ("ports", "why"),
    [
        ([22, 70000], "ports from 1 to 65535, each once, the lowest first"),
        ([22, 22], "each once"),
        ([22, "ssh"], "ports from 1 to 65535"),
        ("22", "has to be a list"),
    ],
)
def test_a_list_that_is_none(host: t.Any, ports: t.Any, why: str) -> None:
    done = call(host, controls=["ssh.port"], values={"ssh.port": ports})
    assert why in done["msg"]
    assert listens(host) == {"22", "2022"}


def test_a_port_of_somebody_else(host: t.Any) -> None:
    assert host.run("nohup python3 -m http.server 2023 > /dev/null 2>&1 &").rc == 0
    try:
        done = call(host, controls=["ssh.port"], values={"ssh.port": [22, 2022, 2023]})
        assert "port 2023 is in use (tcp 0.0.0.0:2023 (python3))" in done["not_fixed"]["ssh.port"]
        assert done["changes"] == []
    finally:
        host.run("fuser -k 2023/tcp || kill $(ss -Hltnp 'sport = :2023' | grep -o 'pid=[0-9]*' | cut -d = -f 2)")


def test_moved(host: t.Any) -> None:
    """Who comes by the new port may leave out the old one, and have it back."""
    old, new = past(host, 22), past(host, 2022)
    by_the_new = ("--become", "-e", json.dumps({"ansible_ssh_extra_args": new}))
    done = call(host, *by_the_new, controls=["ssh.port"], values={"ssh.port": [2022]})
    try:
        assert done["not_fixed"] == {}
        assert listens(host) == {"2022"}
        assert "refused" in login(host, old)
        assert login(host, new) == "2022"
    finally:
        back = call(host, *by_the_new, controls=["ssh.port"], values={"ssh.port": [22, 2022]})
    assert back["not_fixed"] == {}
    assert login(host, old) == "22"
