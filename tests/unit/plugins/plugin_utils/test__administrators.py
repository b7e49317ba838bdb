# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Administrators that can be made, and the sentence for each that cannot."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.groundwork.baseline.plugins.filter.administrator_problems import administrator_problems

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJlHXb5z4xFQbTVHZFgcrH6eF5pcYv5VsKT8dGqjSfDN"
BOTH = ("debian", "redhat")


@pytest.mark.parametrize("family", BOTH)
@pytest.mark.parametrize(
    "user",
    [
        {"name": "ops"},
        {"name": "ops_2-b", "authorized_keys": [KEY, f"{KEY} ops@desk", f'from="10.0.0.0/8",no-pty {KEY}']},
        {"name": "ops", "password_hash": "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"},
        {"name": "ops", "password_hash": "!"},
    ],
)
def test_good(user: dict[str, t.Any], family: str) -> None:
    assert administrator_problems([user], family) == []


@pytest.mark.parametrize(
    ("name", "families"),
    [("Ops", ["debian"]), ("j.doe", ["debian"]), *((name, BOTH) for name in ("2000", "-x", "a b", "", "x" * 33, "ops;rm", "ops\n", ".."))],
)
def test_names(name: str, families: t.Sequence[str]) -> None:
    """What a family forbids is said in the words of that family."""
    assert [family for family in BOTH if administrator_problems([{"name": name}], family)] == list(families)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("ssh-ed25519 AAAAC3Nz", "its key number 1"),
        ("ssh-foo AAAAC3Nz x", "has no key of a type that is known"),
        ("", "it is empty"),
        ("# nothing", "it is empty"),
        (f"{KEY}\n{KEY}", "it is 2 lines"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz", "is a private key, which must never leave its owner"),
        (f"no-such-option {KEY}", "has an option that sshd does not know"),
    ],
)
def test_keys(key: str, why: str) -> None:
    (said,) = administrator_problems([{"name": "ops", "authorized_keys": [key]}], "debian")
    assert why in said
    assert "b3BlbnNz" not in said


def test_passwords() -> None:
    (said,) = administrator_problems([{"name": "ops", "password_hash": "hunter2"}], "redhat")
    assert "password_hash is no hash" in said
    assert "hunter2" not in said


def test_twice() -> None:
    assert administrator_problems([{"name": "ops"}, {"name": "ops"}], "debian") == [
        "cannot make administrators: ops is named 2 times; name it once, with all its keys"
    ]


@pytest.mark.parametrize(("users", "family"), [("ops", "debian"), (["ops"], "debian"), ([], "other")])
def test_misuse(users: t.Any, family: str) -> None:
    with pytest.raises(AnsibleFilterError):
        administrator_problems(users, family)
