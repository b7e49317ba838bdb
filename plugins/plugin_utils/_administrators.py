# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Accounts that somebody asks for, looked at before anything is changed: what is wrong with them, a sentence each. Pure."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._authorized_keys import parse

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

# crypt(5): an identifier between dollars, parameters and a salt, the hash
HASH = re.compile(r"\$[A-Za-z0-9]+\$[A-Za-z0-9./,=$-]{8,}")
LOCKED = ("!", "!!", "*", "!*")
SHOWN = 24


def problems(users: t.Sequence[Data], platform: Data) -> list[str]:
    """What is wrong with these administrators on a host of a platform; nothing where all can be made."""
    found = [problem for user in users for problem in _of_user(user, platform)]
    names = [str(user.get("name", "")) for user in users]
    twice = sorted({name for name in names if names.count(name) > 1})
    return found + [f"cannot make administrators: {name} is named {names.count(name)} times; name it once, with all its keys" for name in twice]


def _of_user(user: Data, platform: Data) -> t.Iterator[str]:
    name = str(user.get("name", ""))
    rule = platform["user_name"]
    if not re.fullmatch(rule["pattern"], name):
        yield f'cannot make the administrator "{name}": {platform["title"]} wants a name of {rule["words"]}; choose another'
    for number, key in enumerate(user.get("authorized_keys") or [], start=1):
        fault = _fault(str(key))
        if fault:
            yield f'cannot give {name} its key number {number} ("{_shown(str(key))}"): it {fault}; give a line as ssh-keygen writes it into a .pub file'
    secret = user.get("password_hash")
    if secret and str(secret) not in LOCKED and not HASH.fullmatch(str(secret)):
        yield f"cannot give {name} its password: password_hash is no hash as crypt(5) has them, such as $y$...; make one with mkpasswd, never give a password"


def _fault(key: str) -> str:
    """Why sshd would not take a line as a key."""
    if "PRIVATE KEY" in key:
        return "is a private key, which must never leave its owner"
    lines = parse(key)
    if len(lines) != 1:
        return "is empty" if not lines else f"is {len(lines)} lines"
    return lines[0].fault


def _shown(key: str) -> str:
    """The beginning of a key; nothing of what may be secret."""
    text = "" if "PRIVATE" in key else " ".join(key.split())
    return text[:SHOWN] + ("..." if len(text) > SHOWN else "")
