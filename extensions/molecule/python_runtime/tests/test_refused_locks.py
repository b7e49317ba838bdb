# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A lock that cannot be kept is refused by name, with what to do, and the environment stays as it is to the last byte."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
from hosts import INVENTORY, LOCKS, SMALL, TWO, env, role, told, tree

PATH = "/opt/refused"
GOOD = SMALL.read_text(encoding="utf-8")
# published as source alone
SOURCE_ONLY = "mysqlclient==2.3.2 --hash=sha256:d8921cc2e8aa0e7f7c1c0b69b17e3a6f370dae235c7e7716938959dac84de4eb"


@pytest.fixture(scope="module", params=TWO)
def name(request: pytest.FixtureRequest) -> t.Iterator[str]:
    """A host on which an environment is."""
    host = str(request.param)
    assert env(host, PATH, lock=str(SMALL))["changed"]
    yield host
    told(host, f"rm -r {PATH}")


def other(text: str) -> str:
    """A version that the hashes are not of."""
    return text.replace("idna==3.20", "idna==3.10")


def unhashed(text: str) -> str:
    """One of them without its hashes."""
    return re.sub(r"(idna==3.20).*?(?=typing-inspection)", r"\1\n", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("lock", "code", "more"),
    [
        (other(GOOD), "HASH_MISMATCH", {}),
        (unhashed(GOOD), "LOCK_UNHASHED", {}),
        (GOOD + "django>=5\n", "LOCK_UNPINNED", {}),
        (GOOD + "-e ./shop\n", "LOCK_INVALID", {}),
        (f"{GOOD}{SOURCE_ONLY}\n", "NO_WHEEL", {}),
        (GOOD, "WHEELHOUSE_MISSING", {"offline": True, "wheelhouse": "/srv/empty", "state": "recreate"}),
        (GOOD, "TLS_CA", {"ca_bundle": "/etc/hostname", "state": "recreate"}),
        (GOOD, "INTERPRETER_BROKEN", {"python": "/usr/bin/false"}),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)  # fmt: skip
def test_refused(name: str, tmp_path: pathlib.Path, lock: str, code: str, more: dict[str, t.Any]) -> None:
    told(name, "mkdir -p /srv/empty")
    (tmp_path / "requirements.txt").write_text(lock, encoding="utf-8")
    before = tree(name, PATH)
    said = env(name, PATH, **{"lock": str(tmp_path / "requirements.txt"), **more})
    print(said["msg"])
    assert (said["code"], said["msg"].split()[0].rstrip(":")) == (code, code)
    assert tree(name, PATH) == before


def test_a_lock_for_another_python() -> None:
    """EL9's own Python is older than what the project asks for."""
    path = "/opt/old"
    assert env("gw-py-el9", path, lock=str(SMALL), python="/usr/bin/python3.9")["changed"]
    before = tree("gw-py-el9", path)
    said = env("gw-py-el9", path, lock=str(LOCKS / "uv.lock"), python="/usr/bin/python3.9")
    print(said["msg"])
    assert said["code"] == "LOCK_WRONG_PYTHON"
    assert tree("gw-py-el9", path) == before
    told("gw-py-el9", f"rm -r {path}")


def test_no_password_is_shown(tmp_path: pathlib.Path) -> None:
    """An index that does not answer, with a name and a password, asked by the role with all that Ansible tells: neither is in it."""
    # in a file, as Ansible itself tells of its own command line
    variables = tmp_path / "variables.json"
    environment = {"name": "secret", "lock": str(SMALL), "index_url": "https://somebody:hunter2@127.0.0.1:9/simple"}
    variables.write_text(json.dumps({"python_runtime_environments": [environment]}), encoding="utf-8")
    code, said = role("gw-py-debian13", INVENTORY, "-vvvv", "--diff", "-e", f"@{variables}")
    assert code != 0
    assert "INDEX_UNREACHABLE" in said
    assert "hunter2" not in said
    told("gw-py-debian13", "test ! -e /opt/secret/venv")
