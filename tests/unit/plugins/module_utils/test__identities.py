# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Group, Identities, User, parse_group, parse_passwd
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PASSWD = "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/:/bin/sh\n\n# no user\nhalf:x:\nbob:x:1001:100\n+nis\n"
GROUP = "root:x:0:\nalice:x:1000:\nusers:x:100: alice ,gone,,\nempty:x:101:\nhalf:x\n"


@pytest.fixture(name="identities")
def fixture_identities(tmp_path: Path) -> Identities:
    return Identities(FixtureHost(make_root(tmp_path, {"/etc/passwd": PASSWD, "/etc/group": GROUP}), {}))


def test_parse_passwd() -> None:
    assert list(parse_passwd(PASSWD)) == [User("root", 0, 0), User("alice", 1000, 1000), User("bob", 1001, 100)]


def test_parse_group() -> None:
    assert list(parse_group(GROUP)) == [Group("root", 0, ()), Group("alice", 1000, ()), Group("users", 100, ("alice", "gone")), Group("empty", 101, ())]


@pytest.mark.parametrize(("group", "members"), [("users", ["alice", "bob"]), ("alice", ["alice"]), ("empty", []), ("gone", [])])
def test_members(identities: Identities, group: str, members: list[str]) -> None:
    assert identities.members(group) == members


@pytest.mark.parametrize(("user", "groups"), [("alice", ["alice", "users"]), ("bob", ["users"]), ("gone", [])])
def test_groups_of(identities: Identities, user: str, groups: list[str]) -> None:
    assert identities.groups_of(user) == groups


def test_names(identities: Identities) -> None:
    assert (identities.user_name(1001), identities.user_name(7), identities.group_name(100), identities.group_name(7)) == ("bob", None, "users", None)
    assert (identities.user("bob"), identities.user("gone")) == (User("bob", 1001, 100), None)


def test_a_host_without_the_files(tmp_path: Path) -> None:
    nobody = Identities(FixtureHost(make_root(tmp_path, {"/etc/": ""}), {}))
    assert (nobody.users(), nobody.groups(), nobody.user_name(0), nobody.members("root")) == ([], [], None, [])


def test_a_running_host_asks_its_name_service() -> None:
    here = Identities(Host())
    me = here.user_name(os.getuid())
    assert me is None or here.user(me) in here.users()
    assert here.group_name(0) in [group.name for group in here.groups()]
    assert (here.user_name(2**31 - 7), here.group_name(2**31 - 7), here.user("no such user"), here.members("no such group")) == (None, None, None, [])
    assert (here.groups_of("no such user"), "root" in here.members("root"), "root" in here.groups_of("root")) == ([], True, True)
