# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
name: python_runtime_plan
short_description: Tells what the role python_runtime has to do on a host
version_added: 0.1.0
author:
  - Groundwork contributors (@groundwork)
description:
  - From where each version of Python comes on a release, which packages that takes, and what is wrong with what is asked for, without
    asking the host anything.
positional: _input, host
options:
  _input:
    description: The facts of the host, as M(groundwork.baseline.distro_facts) has them under C(distro).
    type: dict
    required: true
  host:
    description: What the host is called in sentences.
    type: str
    required: true
  versions:
    description: The Pythons, as the role P(groundwork.baseline.python_runtime#role) takes them.
    type: list
    elements: dict
    default: []
  features:
    description: What is built against, as the role takes it.
    type: list
    elements: str
    default: []
  toolchain:
    description: Whether a compiler and the headers are wanted without a feature.
    type: bool
    default: false
  environments:
    description: The environments, as the role takes them.
    type: list
    elements: dict
    default: []
seealso:
  - module: groundwork.baseline.distro_facts
"""

EXAMPLES = r"""
- name: Show where a version would come from
  ansible.builtin.debug:
    msg: "{{ ansible_facts.distro | groundwork.baseline.python_runtime_plan(inventory_hostname, versions=[{'version': '3.12'}]) }}"
"""

RETURN = r"""
_value:
  description:
    - C(problems), a sentence each. Without any also C(interpreters), C(packages), C(on_path) (what would come onto the PATH), C(users) and
      C(environments), each with its path and interpreter filled in.
  type: dict
"""

import typing as t
from collections.abc import Mapping

from ansible.errors import AnsibleFilterError
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _python_plan

LISTS = ("versions", "features", "environments")


def python_runtime_plan(distro: t.Any, host: str, **wanted: t.Any) -> dict[str, t.Any]:
    """What has to be done, or why it cannot be."""
    name = "groundwork.baseline.python_runtime_plan"
    families = _catalogue.platforms()
    if not isinstance(distro, Mapping) or distro.get("family") not in families:
        raise AnsibleFilterError(f"{name} needs the facts of groundwork.baseline.distro_facts of a host of one of these families: {', '.join(families)}")
    unknown = sorted(set(wanted) - {*LISTS, "toolchain"})
    if unknown:
        raise AnsibleFilterError(f"{name} has no option {unknown[0]}; there are {', '.join(LISTS)} and toolchain")
    return _python_plan.plan({**{key: [] for key in LISTS}, "toolchain": False, **wanted}, host, distro)


class FilterModule:
    """Ansible filters."""

    def filters(self) -> dict[str, t.Callable[..., dict[str, t.Any]]]:
        """The filters of this file by name."""
        return {"python_runtime_plan": python_runtime_plan}
