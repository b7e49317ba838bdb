# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
name: administrator_problems
short_description: Tells what is wrong with administrators that somebody asks for
version_added: 0.1.0
author:
  - Groundwork contributors (@groundwork)
description:
  - Looks at names, public keys and hashes of passwords before any of them goes to a host, by the rules of the host's family.
positional: _input, family
options:
  _input:
    description:
      - The administrators, as the role P(groundwork.baseline.base_hardening#role) takes them, with C(name), C(authorized_keys) and C(password_hash).
    type: list
    elements: dict
    required: true
  family:
    description:
      - The family of the host, as M(groundwork.baseline.distro_facts) tells it.
    type: str
    required: true
seealso:
  - module: groundwork.baseline.distro_facts
"""

EXAMPLES = r"""
- name: Look at those who will administer the host
  ansible.builtin.assert:
    that: problems | length == 0
    fail_msg: "{{ problems | join('; ') }}"
  vars:
    problems: "{{ admins | groundwork.baseline.administrator_problems('debian') }}"
"""

RETURN = r"""
_value:
  description: What is wrong, a sentence each; nothing where all is well.
  type: list
  elements: str
"""

import typing as t
from collections.abc import Mapping, Sequence

from ansible.errors import AnsibleFilterError
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _administrators, _catalogue


def administrator_problems(users: t.Any, family: str) -> list[str]:
    """What is wrong with administrators."""
    platforms = _catalogue.platforms()
    if family not in platforms:
        raise AnsibleFilterError(f'groundwork.baseline.administrator_problems knows no family "{family}"; there are {", ".join(platforms)}')
    if isinstance(users, str) or not isinstance(users, Sequence) or not all(isinstance(user, Mapping) for user in users):
        raise AnsibleFilterError("groundwork.baseline.administrator_problems needs a list of mappings with name, authorized_keys and password_hash")
    return _administrators.problems([dict(user) for user in users], platforms[family])


class FilterModule:
    """Ansible filters."""

    def filters(self) -> dict[str, t.Callable[..., list[str]]]:
        """The filters of this file by name."""
        return {"administrator_problems": administrator_problems}
