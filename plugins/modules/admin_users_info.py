#!/usr/bin/python
# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
module: admin_users_info
short_description: Tell which of the administrators that a host is to have lack something there
version_added: 0.1.0
description:
  - Looks at the accounts, the rules of sudo and the keys of all administrators in one call, so that tasks which would make them
    need only be run for those who lack something. The role P(groundwork.baseline.base_hardening#role) does so.
  - Where it cannot be told whether somebody has something, they are said to lack it. Changes nothing.
  - Reads what only root may read, so it needs become.
author:
  - Groundwork contributors (@groundwork)
extends_documentation_fragment:
  - groundwork.baseline._attributes
  - groundwork.baseline._attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Only looks, in check mode as without it.
  diff_mode:
    support: N/A
    details:
      - Changes nothing.
  idempotent:
    support: full
  platform:
    platforms: posix
    support: full
options:
  names:
    description:
      - The names of the administrators.
    type: list
    elements: str
    required: true
  group:
    description:
      - The group that each has to be in, by its name.
    type: str
    required: true
  shell:
    description:
      - The shell that each has to have.
    type: str
    default: /bin/bash
  rules:
    description:
      - What has to stand in files of sudo's, and nothing beside it, as a mapping from the path of a file to its content.
    type: dict
    default: {}
  authorized_keys:
    description:
      - The lines that have to be in C(.ssh/authorized_keys) of a home, as a mapping from the name to a list of lines. Others may be there too.
    type: dict
    default: {}
seealso:
  - module: ansible.builtin.user
  - plugin: groundwork.baseline.administrator_problems
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Look at the administrators
  groundwork.baseline.admin_users_info:
    names: [ops, dev]
    group: "{{ ansible_facts.distro.admin_group }}"
    authorized_keys:
      ops: ["{{ lookup('ansible.builtin.file', 'files/ops.pub') }}"]
  become: true
  register: admins

- name: Make those who lack something
  ansible.builtin.user:
    name: "{{ item }}"
    shell: /bin/bash
    groups: "{{ ansible_facts.distro.admin_group }}"
    append: true
  become: true
  loop: "{{ admins.lacking.account }}"
"""

RETURN = r"""
existing:
  description: Those who have an account, in the order that they were named in.
  returned: success
  type: list
  elements: str
  sample: [ops]
lacking:
  description: The names of those who lack something, in the order that they were named in, and the paths of what has to be written.
  returned: success
  type: dict
  contains:
    account:
      description: Those without an account, and those who are not in the group or have another shell.
      type: list
      elements: str
      sample: [dev]
    rules:
      description: The paths of the files of sudo's that say something else, or are not root's with the mode V(0440).
      type: list
      elements: str
      sample: []
    authorized_keys:
      description:
        - Of those with keys, whoever lacks one, or has a folder or a file for them of another owner, group or mode than ssh has them.
          The folder is V(0700), the file V(0600), and both belong to them and to their own group.
      type: list
      elements: str
      sample: [dev]
"""

import grp
import os
import pwd
import stat
import typing as t

from ansible.module_utils.basic import AnsibleModule

KEYS_FOLDER = ".ssh"
KEYS_FILE = "authorized_keys"


def account(name: str) -> pwd.struct_passwd | None:
    """What the host knows of an account; None where it has none of that name."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def is_member(name: str, gid: int, group: str) -> bool:
    """Whether an account is in a group, as its first one or beside it."""
    try:
        found = grp.getgrnam(group)
    except KeyError:
        return False
    return gid == found.gr_gid or name in found.gr_mem


def is_like(path: str, kind: t.Callable[[int], bool], mode: int, uid: int, gid: int) -> bool:
    """Whether a path is there, is no link, and has this kind, mode, owner and group."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return kind(found.st_mode) and (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid) == (mode, uid, gid)


def lines(path: str) -> list[str]:
    """The lines of a file; none where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as source:
            return source.read().split("\n")
    except OSError:
        return []


def has_rule(path: str, content: str) -> bool:
    """Whether a file of sudo's says just that, and is root's."""
    return is_like(path, stat.S_ISREG, 0o440, 0, 0) and "\n".join(lines(path)) == content


def has_keys(found: pwd.struct_passwd, keys: list[str]) -> bool:
    """Whether all keys stand where sshd looks for them, and nobody else may write there."""
    folder = os.path.join(found.pw_dir, KEYS_FOLDER)
    file = os.path.join(folder, KEYS_FILE)
    ours = is_like(folder, stat.S_ISDIR, 0o700, found.pw_uid, found.pw_gid) and is_like(file, stat.S_ISREG, 0o600, found.pw_uid, found.pw_gid)
    return ours and {key.strip() for key in keys} <= {line.rstrip("\r") for line in lines(file)}


def look(names: list[str], group: str, shell: str, rules: dict[str, str], authorized_keys: dict[str, t.Any]) -> dict[str, t.Any]:
    """What the module returns."""
    accounts = {name: account(name) for name in names}
    there = {name: found for name, found in accounts.items() if found}
    whole = [name for name, found in there.items() if found.pw_shell == shell and is_member(name, found.pw_gid, group)]
    return {
        "existing": list(there),
        "lacking": {
            "account": [name for name in names if name not in whole],
            "rules": [path for path, content in rules.items() if not has_rule(path, content)],
            "authorized_keys": [name for name in names if authorized_keys.get(name) and not (name in there and has_keys(there[name], authorized_keys[name]))],
        },
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "names": {"type": "list", "elements": "str", "required": True},
            "group": {"type": "str", "required": True},
            "shell": {"type": "str", "default": "/bin/bash"},
            "rules": {"type": "dict", "default": {}},
            # no_log: keys are public, and not what is looked for in what is shown
            "authorized_keys": {"type": "dict", "default": {}, "no_log": False},
        },
        supports_check_mode=True,
    )
    module.exit_json(changed=False, **look(**{key: module.params[key] for key in ("names", "group", "shell", "rules", "authorized_keys")}))


if __name__ == "__main__":
    main()
