# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# This is a virtual module: all of it is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: security_baseline
short_description: Put right what fails of a security baseline, in one transaction
version_added: 0.1.0
description:
  - Audits a host as M(groundwork.baseline.security_baseline_info) does. What failed and can be put right is changed in a second
    round trip, and judged again.
  - The changes are one transaction. Where one fails, all are undone, and the task fails with the step. A journal in
    C(/var/lib/groundwork) lets the next run undo what a run that was cut off has left. Copies of what was are kept of the last five runs.
  - Kernel settings go to C(/etc/sysctl.d/99-zz-groundwork.conf) and into the running kernel, kernel modules to
    C(/etc/modprobe.d/groundwork.conf). Of files, owner, group and mode are changed, and a mode is never loosened.
  - Kinds other than V(sysctl), V(kernel_module) and V(file) are audited alone; RV(not_fixed) names each control with its reason.
  - In check mode nothing is changed, and RV(changes) is what a run would change.
author:
  - Groundwork contributors (@groundwork)
extends_documentation_fragment:
  - groundwork.baseline._attributes
  - groundwork.baseline._attributes.action
  - groundwork.baseline._attributes.actiongroup
  - groundwork.baseline._selection
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
  platform:
    platforms: linux
    support: full
options:
  state:
    description:
      - V(enforced) puts right what fails. A control that may break what runs is put right only where O(controls) names it.
    type: str
    choices: [enforced]
    default: enforced
seealso:
  - module: groundwork.baseline.security_baseline_info
"""

EXAMPLES = r"""
- name: Put right what can be put right
  groundwork.baseline.security_baseline:
  become: true

- name: See what that would change
  groundwork.baseline.security_baseline:
  become: true
  check_mode: true
  diff: true

- name: Harden the network settings alone, whatever their level
  groundwork.baseline.security_baseline:
    profile: strict
    select: "[?resource=='sysctl' && area=='network']"
  become: true

- name: Switch routing off
  groundwork.baseline.security_baseline:
    controls: [network.ip_forward]
  become: true
"""

RETURN = r"""
changes:
  description: What was changed, or would be; C(path), and C(before) and C(after) as texts.
  returned: success
  type: list
  elements: dict
  sample:
    - path: /proc/sys/net/ipv4/conf/all/send_redirects
      before: "1\n"
      after: "0\n"
not_fixed:
  description: The controls that still fail, each with why. What still wins over a line that was written is named with its file and line.
  returned: success
  type: dict
  sample:
    network.ip_forward: it may break what runs here (Containers, VPN and routing need forwarding.); ask for it by its id, in controls
recovered:
  description: What an earlier run had left and was undone first, a sentence each.
  returned: success
  type: list
  elements: str
kept:
  description: The name of the folder in C(/var/lib/groundwork/transactions) with copies of what was; empty where nothing was changed.
  returned: success
  type: str
before:
  description: The summary as it was before the changes.
  returned: success
  type: dict
results:
  description: The results after the changes, as M(groundwork.baseline.security_baseline_info) returns them. In check mode as it is now.
  returned: success
  type: list
  elements: dict
gate:
  description: Whether the results are as bad as O(fail_on) says.
  returned: success
  type: dict
  contains:
    failed: {description: Whether they are., type: bool}
    reason: {description: Why., type: str}
summary:
  description: Their sum.
  returned: success
  type: dict
"""
