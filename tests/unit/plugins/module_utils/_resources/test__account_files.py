# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_files as files

HASH = "$6$salt$secretsecret"


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("x", "shadowed"),
        ("", "empty"),
        ("!", "locked"),
        ("!!", "locked"),
        ("*", "locked"),
        ("!*", "locked"),
        ("*LK*", "locked"),
        ("*NP*", "locked"),
        ("!$6$salt$hash", "locked hash"),
        ("!!$y$j9T$salt$hash", "locked hash"),
        ("!abcdefghijklm", "locked hash"),
        ("$y$j9T$salt$hash", "yescrypt"),
        ("$gy$j9T$salt$hash", "gost-yescrypt"),
        ("$7$salt$hash", "scrypt"),
        ("$2b$05$hash", "bcrypt"),
        ("$2y$05$hash", "bcrypt"),
        ("$6$rounds=5000$salt$hash", "sha512crypt"),
        ("$5$salt$hash", "sha256crypt"),
        ("$1$salt$hash", "md5crypt"),
        ("$md5,rounds=5$hash", "sunmd5"),
        ("$sha1$5$salt$hash", "sha1crypt"),
        ("$3$$hash", "nt"),
        ("_J9..rasmBYk8r9AiWNc", "bsdicrypt"),
        ("rasmBYk8r9Aiw", "descrypt"),
        ("$9$what$ever", "unknown"),
        ("plain words", "unknown"),
    ],
)
def test_kinds_of_passwords(field: str, kind: str) -> None:
    assert files.password_kind(field) == kind


@pytest.mark.parametrize(
    ("line", "name", "uid", "gid", "shell"),
    [
        ("root:x:0:0:root:/root:/bin/bash", "root", 0, 0, "/bin/bash"),
        ("toor:x:0:0", "toor", 0, 0, ""),
        ("  eve:x: 0:00:::", "eve", 0, 0, ""),
        ("odd:x:1:1:::/bin/sh:more", "odd", 1, 1, "/bin/sh:more"),
        ("jos\udce9:x:5:5:::/bin/sh", "jos\\xe9", 5, 5, "/bin/sh"),
        ("windows:x:5:5:::/bin/sh\r", "windows", 5, 5, "/bin/sh\r"),
    ],
)
def test_a_line_that_the_c_library_takes_is_an_account(line: str, name: str, uid: int, gid: int, shell: str) -> None:
    (user,) = files.parse_passwd(f"# comment\n\n+@admins::::::\n-mallory\n{line}\n")
    assert (user.name, user.uid, user.gid, user.shell, user.where) == (name, uid, gid, shell, "/etc/passwd:5")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("root:x:0", "/etc/passwd:1: a line of 3 fields"),
        (HASH, "/etc/passwd:1: a line of 1 fields"),
        ("a:x:1:1:::\nb:x:one:1:::", "/etc/passwd:2: the uid is not a number"),
        ("b:x:1_0:1:::", "the uid is not a number"),
        ("b:x:-0:1:::", "the uid is not a number"),
        ("b:x::1:::", "the uid is not a number"),
        ("b:x:1::::", "the gid is not a number"),
        (f":{HASH}:0:0:::", "an entry without a name"),
        ("\0\0\0", "a line of 1 fields"),
    ],
)
def test_a_line_that_is_no_account_cannot_be_told(text: str, words: str) -> None:
    with pytest.raises(ObservationError, match="cannot make sense of") as caught:
        files.parse_passwd(text)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_shadow() -> None:
    found = files.parse_shadow(f"root:*:19000:0:99999:7:::\nann:{HASH}:::::::\nbob:!:0:0:-1:7:::\nodd:x\n")
    assert [(entry.name, entry.password, entry.changed, entry.longest) for entry in found] == [
        ("root", "locked", 19000, 99999),
        ("ann", "sha512crypt", None, None),
        ("bob", "locked", 0, None),
        ("odd", "unknown", None, None),
    ]
    assert "secret" not in repr(found)


@pytest.mark.parametrize("text", [HASH, f"ann:{HASH}:soon:0:99999", f"ann:{HASH}:1:0:ever", f":{HASH}:1"])
def test_shadow_that_makes_no_sense_never_shows_a_hash(text: str) -> None:
    with pytest.raises(ObservationError, match="/etc/shadow:1") as caught:
        files.parse_shadow(text)
    assert "secret" not in str(caught.value)


def test_groups() -> None:
    found = files.parse_group("root:x:0:\nwheel:x:10:ann, bob\nold:!:11\n")
    assert [(group.name, group.gid, group.members) for group in found] == [("root", 0, ()), ("wheel", 10, ("ann", "bob")), ("old", 11, ())]
    assert files.parse_gshadow("wheel:!:root:ann,bob\n")[0].members == ("ann", "bob")


@pytest.mark.parametrize("text", ["wheel:x", "wheel:x:ten:", "wheel:x::ann"])
def test_a_group_line_that_makes_no_sense(text: str) -> None:
    with pytest.raises(ObservationError, match=r"/etc/group:1.*grpck"):
        files.parse_group(text)
