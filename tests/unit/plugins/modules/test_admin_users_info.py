# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import grp
import os
import pathlib
import pwd
import types
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.modules import admin_users_info

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJlKPzVn6m0pSDnRwI5sTWwkK0jUJPOzNtFZhG9b6Q1T ops"
RULE = "ops ALL=(ALL:ALL) NOPASSWD: ALL\n"


@pytest.fixture(name="home")
def home_of_ops(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A host whose accounts are ops, a member of sudo, and dev, of the group dev alone; ops has a key. Its files are those of whoever runs the test."""
    home = tmp_path / "ops"
    uid, gid = os.getuid(), os.getgid()
    accounts = {
        "ops": pwd.struct_passwd(("ops", "x", uid, gid, "", str(home), "/bin/bash")),
        "dev": pwd.struct_passwd(("dev", "x", uid, gid, "", str(tmp_path / "dev"), "/bin/bash")),
    }
    groups = {"sudo": grp.struct_group(("sudo", "x", 27, ["ops"])), "dev": grp.struct_group(("dev", "x", gid, []))}
    monkeypatch.setattr(admin_users_info, "pwd", types.SimpleNamespace(getpwnam=accounts.__getitem__, struct_passwd=pwd.struct_passwd))
    monkeypatch.setattr(admin_users_info, "grp", types.SimpleNamespace(getgrnam=groups.__getitem__))
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    (home / ".ssh").chmod(0o700)
    (home / ".ssh" / "authorized_keys").write_text(f"# mine\n{KEY}\n", encoding="utf-8")
    (home / ".ssh" / "authorized_keys").chmod(0o600)
    return home


def lacking(names: list[str], group: str = "sudo", **words: t.Any) -> dict[str, list[str]]:
    found = admin_users_info.look(names, group, words.pop("shell", "/bin/bash"), words.pop("rules", {}), words.pop("authorized_keys", {}))
    return dict(found["lacking"])


def test_nothing(home: pathlib.Path) -> None:
    assert lacking(["ops"], authorized_keys={"ops": [f"{KEY} \n"]}) == {"account": [], "rules": [], "authorized_keys": []}


def test_who_exists(home: pathlib.Path) -> None:
    assert admin_users_info.look(["new", "dev", "ops"], "sudo", "/bin/bash", {}, {})["existing"] == ["dev", "ops"]


@pytest.mark.parametrize(
    ("names", "group", "shell", "account"),
    [
        (["ops", "new"], "sudo", "/bin/bash", ["new"]),
        (["dev", "ops"], "sudo", "/bin/bash", ["dev"]),
        # its first group counts as well
        (["dev"], "dev", "/bin/bash", []),
        (["ops"], "nobodys", "/bin/bash", ["ops"]),
        (["ops"], "sudo", "/bin/zsh", ["ops"]),
    ],
)
def test_accounts(home: pathlib.Path, names: list[str], group: str, shell: str, account: list[str]) -> None:
    assert lacking(names, group, shell=shell)["account"] == account


def another_key(home: pathlib.Path) -> None:
    (home / ".ssh/authorized_keys").write_text(f"{KEY}x\n# {KEY}\n", encoding="utf-8")


def another_link(home: pathlib.Path) -> None:
    (home / ".ssh/authorized_keys").rename(home / "elsewhere")
    (home / ".ssh/authorized_keys").symlink_to(home / "elsewhere")


@pytest.mark.parametrize(
    "spoil",
    [
        another_key,
        another_link,
        lambda home: (home / ".ssh").chmod(0o750),
        lambda home: (home / ".ssh/authorized_keys").chmod(0o644),
        lambda home: (home / ".ssh/authorized_keys").unlink(),
    ],
)
def test_keys(home: pathlib.Path, spoil: t.Callable[[pathlib.Path], object]) -> None:
    asked = {"ops": [KEY], "dev": []}
    assert lacking(["ops", "dev"], authorized_keys=asked)["authorized_keys"] == []
    spoil(home)
    assert lacking(["ops", "dev"], authorized_keys=asked)["authorized_keys"] == ["ops"]


def test_keys_of_who_has_no_account(home: pathlib.Path) -> None:
    assert lacking(["new"], authorized_keys={"new": [KEY]})["authorized_keys"] == ["new"]


def test_keys_of_another_owner(home: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = admin_users_info.account("ops")
    assert found and admin_users_info.has_keys(found, [KEY])
    assert not admin_users_info.has_keys(pwd.struct_passwd((*found[:2], found.pw_uid + 1, *found[3:])), [KEY])
    assert not admin_users_info.has_keys(pwd.struct_passwd((*found[:3], found.pw_gid + 1, *found[4:])), [KEY])


@pytest.mark.parametrize(("said", "mode", "rules"), [(RULE, 0o440, 0), (RULE + RULE, 0o440, 1), (RULE, 0o640, 1), (None, 0o440, 1)])
def test_rules(home: pathlib.Path, tmp_path: pathlib.Path, said: str | None, mode: int, rules: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "90-groundwork-ops"
    if said is not None:
        path.write_text(said, encoding="utf-8")
        path.chmod(mode)
    # the rule has to be root's, whoever runs the test
    uid, gid = os.getuid(), os.getgid()
    monkeypatch.setattr(admin_users_info, "is_like", lambda path, kind, mode, _uid, _gid, real=admin_users_info.is_like: real(path, kind, mode, uid, gid))
    assert lacking(["ops"], rules={str(path): RULE})["rules"] == [str(path)] * rules
