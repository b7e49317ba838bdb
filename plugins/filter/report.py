# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
name: report
short_description: Turns the audit of a host into a report
version_added: 0.1.0
author:
  - Groundwork contributors (@groundwork)
description:
  - Writes what M(groundwork.baseline.security_baseline_info) found as text.
positional: _input, format
options:
  _input:
    description:
      - The registered result of M(groundwork.baseline.security_baseline_info), or a report that was written as JSON before.
    type: dict
    required: true
  format:
    description:
      - How to write it.
    type: str
    choices:
      json: The whole report, as C(catalogue/schema/report.json) describes it.
      summary: What a person reads in ten seconds, in up to 30 lines of 100 columns.
    default: json
seealso:
  - module: groundwork.baseline.security_baseline_info
"""

EXAMPLES = r"""
- name: Audit the host
  groundwork.baseline.security_baseline_info:
  register: audit

- name: Show what matters most
  ansible.builtin.debug:
    msg: "{{ (audit | groundwork.baseline.report('summary')).splitlines() }}"

- name: Keep the whole report
  ansible.builtin.copy:
    # string: ansible-core 2.18 would take the text for the mapping that it describes
    content: "{{ audit | groundwork.baseline.report('json') | string }}"
    dest: "reports/{{ inventory_hostname }}.json"
    mode: "0600"
  delegate_to: localhost
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

import typing as t
from collections.abc import Mapping

from ansible.errors import AnsibleFilterError
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _reports


def report(value: t.Any, format: str = "json") -> str:  # noqa: A002 - the word that users write
    """The result of an audit as text."""
    if format not in _reports.FORMATS:
        raise AnsibleFilterError(f'groundwork.baseline.report has no format "{format}"; there are {", ".join(_reports.FORMATS)}')
    if not isinstance(value, Mapping) or any(key not in value for key in _reports.KEYS):
        raise AnsibleFilterError("groundwork.baseline.report was given no audit; give it what groundwork.baseline.security_baseline_info returned")
    return _reports.FORMATS[format](_reports.report(value))


class FilterModule:
    """Ansible filters."""

    def filters(self) -> dict[str, t.Callable[..., str]]:
        """The filters of this file by name."""
        return {"report": report}
