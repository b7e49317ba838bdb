# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _python_tools

TABLE = _python_tools.table()


@pytest.mark.parametrize("line", [*TABLE["uv"], *TABLE["pip"]], ids=lambda line: line["file"])
def test_the_table_is_whole(line: dict[str, t.Any]) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", line["sha256"])
    assert f"-{line['version']}-" in line["file"] and line["file"].endswith(".whl")
    if "machine" in line:
        marks = {"glibc": "manylinux", "musl": "musllinux"}
        assert line["machine"] in line["file"] and all(marks[libc] in line["file"] for libc in line["libc"])


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("libc", ["glibc", "musl"])
def test_one_uv_for_each_machine(machine: str, libc: str) -> None:
    assert len([line for line in TABLE["uv"] if line["machine"] == machine and libc in line["libc"]]) == 1


PLAIN = "https://host/simple"
USER = {"host": "host", "login": "user", "password": "p@ss"}


@pytest.mark.parametrize(
    ("options", "clean", "logins"),
    [
        ({}, {}, []),
        ({"index_url": "", "extra_index_urls": [], "path": "a@b"}, {}, []),
        ({"index_url": PLAIN, "extra_index_urls": [PLAIN]}, {"index_url": PLAIN, "extra_index_urls": [PLAIN]}, []),
        ({"index_url": "https://user:p%40ss@host/simple"}, {"index_url": PLAIN}, [USER]),
        ({"index_url": "https://token@host/simple"}, {"index_url": PLAIN}, [{"host": "host", "token": "token"}]),
        ({"extra_index_urls": ["https://a:b@host:1/x"]}, {"extra_index_urls": ["https://host:1/x"]}, [{"host": "host:1", "login": "a", "password": "b"}]),
        ({"mirror": "https://user:p%40ss@host/x", "downloads": "/srv/x.json"}, {"mirror": "https://host/x", "downloads": "/srv/x.json"}, [USER]),
        ({"index_url": "https://user:p%40ss@host/x", "mirror": "http://user:p%40ss@host"}, {"index_url": "https://host/x", "mirror": "http://host"}, [USER]),
    ],
)
def test_separate(options: dict[str, t.Any], clean: dict[str, t.Any], logins: list[dict[str, str]]) -> None:
    assert _python_tools.separate(options) == {**clean, "credentials": logins}


def test_two_logins_for_one_host() -> None:
    with pytest.raises(_python_tools.CredentialsError, match=r"^cannot tell which login is meant for host: (?!.*secret)"):
        _python_tools.separate({"index_url": "https://a:secret@host/simple", "extra_index_urls": ["https://b:secret@host/more"]})
