# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Who is reloaded for which files, and where the SSH server is asked whether it still answers."""

from __future__ import annotations

import socket
import threading

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _reloads
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import Reload, ReloadFailed


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["/etc/ssh/sshd_config.d/00-groundwork.conf", "/etc/ssh/sshd_config"], [Reload("sshd", "sshd.service")]),
        (["/etc/systemd/journald.conf.d/99-zz-groundwork.conf"], [Reload("journald", "systemd-journald.service")]),
        (["/etc/fstab", "/etc/ssh/sshd_config"], [Reload("systemd", ""), Reload("sshd", "sshd.service")]),
        (["/etc/sysctl.d/99-zz-groundwork.conf", "/etc/ssh/ssh_config"], []),
    ],
)
def test_needed(paths: list[str], names: list[Reload]) -> None:
    assert _reloads.needed(paths, {"sshd": "sshd.service"}) == names


def test_listening() -> None:
    text = "port 22\nlistenaddress [::]:22\nlistenaddress 0.0.0.0:2222\nlistenaddress 10.0.0.1:22\naddressfamily any\n"
    assert _reloads.listening(text) == [("::1", 22), ("127.0.0.1", 2222), ("10.0.0.1", 22)]


@pytest.mark.parametrize(("word", "is_sshd"), [(b"SSH-2.0-OpenSSH_9.2\r\n", True), (b"220 mail\r\n", False)])
def test_greets(word: bytes, is_sshd: bool) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: server.accept()[0].send(word))
    thread.start()
    assert _reloads._greets("127.0.0.1", server.getsockname()[1]) is is_sshd
    thread.join()
    server.close()


@pytest.mark.parametrize("argv", [("no-such-command-here",), ("false",)])
def test_a_command_that_fails(argv: tuple[str, ...]) -> None:
    with pytest.raises(ReloadFailed, match=argv[0]):
        _reloads.act(*argv)
