# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# This is a virtual module: all of it is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: security_baseline_info
short_description: Audit the security baseline of a host in one round trip
version_added: 0.1.0
description:
  - Chooses controls from a catalogue, asks the host about all of them at once, and judges its answers on the controller.
  - What counts is what is in force, such as C(sshd -T) for everybody whom a C(Match) block names, or the kernel setting that the
    next boot will load; not what one file says.
  - Each result is one of V(pass), V(fail), V(waived), V(not_applicable) and V(error), with its evidence and, where it is not V(pass),
    a reason. What cannot be found out is V(error), never V(pass) or V(fail).
  - A host that was asked makes the task succeed, whatever was found. See O(fail_on) and RV(gate).
author:
  - Groundwork contributors (@groundwork)
requirements:
  - jsonschema on the controller, for O(controls_dirs) and O(waivers)
  - jmespath on the controller, for O(select)
  - Python 3.9 or newer on the host
extends_documentation_fragment:
  - groundwork.baseline._attributes
  - groundwork.baseline._attributes.action
  - groundwork.baseline._attributes.actiongroup
  - groundwork.baseline._selection
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
    platforms: linux
    support: full
seealso:
  - module: groundwork.baseline.security_baseline
  - plugin: groundwork.baseline.report
    plugin_type: filter
  - plugin: groundwork.baseline.audit
    plugin_type: callback
"""

EXAMPLES = r"""
- name: Audit the baseline
  groundwork.baseline.security_baseline_info:
  become: true
  register: audit

- name: Show what matters most
  ansible.builtin.debug:
    msg: "{{ (audit | groundwork.baseline.report('summary')).splitlines() }}"

- name: Audit what is severe in two areas
  groundwork.baseline.security_baseline_info:
    profile: strict
    areas: [ssh, accounts]
    severities: [critical, high]
  become: true

- name: Audit kernel settings that some CIS benchmark names
  groundwork.baseline.security_baseline_info:
    profile: strict
    select: "[?resource=='sysctl' && references.cis_rhel9]"
  become: true

- name: Audit with controls of our own, and one failure that we live with
  groundwork.baseline.security_baseline_info:
    controls_dirs: [controls]
    waivers:
      - control: ssh.password_authentication
        reason: the supplier logs in with a password until the new contract
        owner: ops@example.com
        expires: "2027-03-31"
    fail_on: [high, error]
  become: true
  register: audit

- name: Stop where it is too bad
  ansible.builtin.assert:
    that: not audit.gate.failed
    fail_msg: "{{ audit.gate.reason }}"
"""

RETURN = r"""
host:
  description: The host's name in the inventory.
  returned: success
  type: str
  sample: web1
distro:
  description: What the host is, as M(groundwork.baseline.distro_facts) returns it.
  returned: success
  type: dict
  sample: {id: debian, family: debian, major: 12, support: extended, container: none}
profile:
  description: The profile that the controls were chosen by. Null where it was none.
  returned: success
  type: str
  sample: baseline
summary:
  description: The results in numbers.
  returned: success
  type: dict
  contains:
    audited_at:
      description: When, in UTC by the controller's clock.
      type: str
      sample: "2026-11-23T20:15:00Z"
    selection:
      description: The options that narrowed the profile.
      type: dict
      sample:
        areas: [ssh]
    score:
      description:
        - Percentage of V(pass) in V(pass), V(fail) and V(waived), by weight. V(critical) weighs 8, V(high) 4, V(medium) 2, V(low) 1.
        - Null where nothing was judged.
      type: float
      sample: 71.4
    score_with_waivers:
      description: The same, with what is V(waived) left out.
      type: float
      sample: 78.9
    coverage: {description: Percentage of what was judged in what applies. Each V(error) lowers it., type: float, sample: 96.7}
    judged:
      description: How many are V(pass), V(fail) or V(waived).
      type: int
      sample: 58
    applicable: {description: How many are not V(not_applicable)., type: int, sample: 60}
    total: {description: How many controls were chosen., type: int, sample: 78}
    drift: {description: In how many cases what is in force differs from what the next boot will set., type: int, sample: 1}
    counts:
      description: How many results have each status.
      type: dict
      sample: {pass: 41, fail: 16, waived: 1, not_applicable: 18, error: 2}
    by_severity: {description: The same for each severity., type: dict}
results:
  description: One entry a control, in the catalogue's order.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The control., type: str, sample: ssh.max_auth_tries}
    area: {description: Its area., type: str, sample: ssh}
    title: {description: What is true of a host that passes., type: str, sample: Few password guesses a connection}
    severity:
      description: V(low), V(medium), V(high) or V(critical).
      type: str
      sample: medium
    level:
      description: V(1) is for every server, V(2) may cost comfort.
      type: int
      sample: 1
    status:
      description: V(pass), V(fail), V(waived), V(not_applicable) or V(error).
      type: str
      sample: fail
    expected:
      description:
        - The value that is wanted, or a mapping of operator to bound where others will do.
        - A mapping of these where the value is a mapping. Null where the host's family has no such thing.
      type: raw
      sample:
        at_most: 4
    actual:
      description: The value that decided, which is the first that was refused, otherwise the first of all. Null where there is none.
      type: raw
      sample: 6
    evidence:
      description: All that was read, each with C(source) (a file and line, a path below C(/proc), a command), C(value) and C(aspect).
      type: list
      elements: dict
      sample:
        - source: /etc/ssh/sshd_config.d/50-site.conf:3
          value: 6
          aspect: user=root
    reason:
      description: One sentence. Empty only with V(pass).
      type: str
      sample: "for user=root: found 6 (/etc/ssh/sshd_config.d/50-site.conf:3), wanted at most 4"
    references:
      description: Where frameworks speak of it.
      type: dict
      sample:
        cis_rhel9: 5.1.16
    remediation: {description: The cure. Empty where nothing failed., type: str}
    drift: {description: Whether what is in force differs from what the next boot will set., type: bool}
    duration_ms: {description: How long the host took for it., type: float}
    waiver: {description: The waiver of this control. Null where there is none., type: dict}
gate:
  description: Whether what was found fits O(fail_on).
  returned: success
  type: dict
  contains:
    failed: {description: Whether it does., type: bool}
    reason:
      description: One sentence. Empty where it does not.
      type: str
      sample: 2 controls failed at severity high or above (ssh.permit_root_login, sudo.permissions)
round_trip:
  description: What it cost.
  returned: success
  type: dict
  contains:
    cpu_ms: {description: CPU time of the module and its commands on the host in milliseconds., type: int}
    wall_ms: {description: Time the host took to answer in milliseconds., type: int}
    python: {description: Version of the Python that asked., type: str}
    request_bytes: {description: Size of the questions., type: int}
    answer_bytes: {description: Size of the answers., type: int}
"""
