# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A Python that is in the way of Ansible's own is told of by name, and the role goes on where that is pinned."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from hosts import EPHEMERAL, as_root, role, told

ROGUE = "/usr/local/bin/python3.13"
LINE = "ansible_python_interpreter: /usr/bin/python3"


@pytest.fixture
def unpinned(tmp_path: pathlib.Path) -> str:
    """An inventory that leaves it to Ansible which Python to take."""
    hosts = "\n".join(f"{name} ansible_ssh_common_args='-F {EPHEMERAL}/ssh_config'" for name in ("gw-py-debian12", "gw-py-el9"))
    (tmp_path / "hosts").write_text(hosts + "\n", encoding="utf-8")
    return str(tmp_path / "hosts")


@pytest.fixture
def rogue() -> t.Iterator[t.Callable[[str], None]]:
    """Puts a python3.13 first on PATH, for as long as the test lasts."""

    def put(text: str) -> None:
        told("gw-py-debian12", f"printf '{text}' > {ROGUE}; chmod 0755 {ROGUE}")

    yield put
    as_root("gw-py-debian12", f"rm -f {ROGUE}")


def test_before_another_comes_onto_the_path(unpinned: str) -> None:
    """The line to add is in the sentence; nothing is changed."""
    code, said = role("gw-py-el9", unpinned, python_runtime_versions=[{"version": "3.11"}])
    assert code != 0
    assert "cannot install /usr/bin/python3.11 on gw-py-el9 yet" in said
    assert LINE in said
    assert "changed=0" in said


def test_pinned_for_the_run(unpinned: str) -> None:
    code, said = role("gw-py-el9", unpinned, python_runtime_versions=[{"version": "3.11"}], python_runtime_pin_interpreter=True)
    assert code == 0, said
    assert "Ansible uses /usr/bin/python3 on gw-py-el9 for the rest of this run" in said
    assert "changed=0" in said


def test_a_broken_one_is_first(unpinned: str, rogue: t.Callable[[str], None]) -> None:
    """No module could run; the role says which Python it is, and works where it is pinned."""
    rogue("#!/bin/sh\\nexit 127\\n")
    code, said = role("gw-py-debian12", unpinned)
    assert code != 0
    assert f"Ansible finds {ROGUE} there, which does not start" in said
    assert LINE in said
    code, said = role("gw-py-debian12", unpinned, python_runtime_pin_interpreter=True)
    assert code == 0, said
    assert "changed=0" in said


def test_a_stranger_is_first(unpinned: str, rogue: t.Callable[[str], None]) -> None:
    """It works and is not the system's own: the role warns."""
    rogue('#!/bin/sh\\nexec /usr/bin/python3 "$@"\\n')
    code, said = role("gw-py-debian12", unpinned)
    assert code == 0, said
    assert f"Ansible runs its modules on gw-py-debian12 with {ROGUE}, which is not the system's own" in said


@pytest.mark.parametrize(
    ("name", "variables", "words"),
    [
        ("gw-py-debian12", {"python_runtime_versions": [{"version": "3.13"}]}, "Debian 12 offers 3.11 alone (updates for everybody until 2026-07-11"),
        ("gw-py-debian12", {"python_runtime_versions": [{"version": "3.13", "source": "deadsnakes"}]}, "publishes for Ubuntu 22.04, 24.04, 26.04 alone"),
        ("gw-py-el9", {"python_runtime_versions": [{"version": "3.13"}]}, "CentOS Stream 9 offers 3.9 and 3.11, 3.12, 3.14"),
        ("gw-py-el9", {"python_runtime_versions": [{"version": "3.11", "source": "path", "path": "/usr/bin/python3.9"}]}, "it is Python 3.9.2"),
        ("gw-py-debian12", {"python_runtime_versions": [{"version": "3.11", "source": "path", "path": "/usr/bin/false"}]}, "it does not start"),
        ("gw-py-debian12", {"python_runtime_environments": [{"name": "../up"}]}, 'the environment "../up"'),
        ("gw-py-debian12", {"python_runtime_features": ["lasers"]}, "lasers"),
    ],
)
def test_refused(name: str, variables: dict[str, t.Any], words: str) -> None:
    code, said = role(name, **variables)
    assert code != 0
    assert words in said
    assert "changed=0" in said
