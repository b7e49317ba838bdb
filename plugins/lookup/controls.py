# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
name: controls
short_description: Lists controls of the catalogue
version_added: 0.1.0
author:
  - Groundwork contributors (@groundwork)
description:
  - The controls that M(groundwork.baseline.security_baseline) would look at with the same options, without asking any host.
  - Options that cannot be used are an error here, so that a play can stop before it changes anything.
options:
  _terms:
    description: Areas, such as V(ssh). Without any, all of them.
    type: list
    elements: str
  profile:
    description: The profile. Without it this is V(baseline).
    type: str
  modes:
    description: V(enforce), V(audit) or V(off) for controls and areas, by id.
    type: dict
    default: {}
  values:
    description: Values of your own for controls, by id.
    type: dict
    default: {}
  skip:
    description: Controls and areas that are left out.
    type: list
    elements: str
    default: []
  waivers:
    description: Failures that somebody answers for.
    type: list
    elements: dict
    default: []
  controls_dirs:
    description: Folders with controls of your own.
    type: list
    elements: path
    default: []
seealso:
  - module: groundwork.baseline.security_baseline
"""

EXAMPLES = r"""
- name: Show what is looked at of sshd
  ansible.builtin.debug:
    msg: "{{ lookup('groundwork.baseline.controls', 'ssh') | map(attribute='id') }}"
"""

RETURN = r"""
_list:
  description: The controls, as the catalogue has them, with the values that were given.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError

OPTIONS = ("profile", "modes", "values", "skip", "waivers", "controls_dirs")
UNUSED: dict[str, t.Any] = {"severities": [], "levels": [], "controls": [], "select": None, "fail_on": []}


class LookupModule(LookupBase):
    """Lookup plugin for groundwork.baseline.controls."""

    def run(self, terms: list[t.Any], variables: t.Any = None, **kwargs: t.Any) -> list[t.Any]:
        """The chosen controls; AnsibleLookupError with one sentence where the options cannot be used."""
        self.set_options(var_options=variables, direct=kwargs)
        given = {name: self.get_option(name) for name in OPTIONS}
        try:
            return list(_audit.plan({**UNUSED, **given, "areas": list(terms)}).controls)
        except CatalogueError as exc:
            raise AnsibleLookupError(str(exc)) from exc
