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
  - Packages come first, by Ansible's own modules. They are not undone by what fails after them.
  - All other changes are one transaction. Where one fails, all are undone, and the task fails with the step. What sshd, sudo, systemd
    or nftables will read, they are asked about before it is put in place; who has to read it anew is reloaded, and has to answer
    afterwards. A journal in C(/var/lib/groundwork) lets the next run undo what a run that was cut off has left.
  - After the last change the host waits for a new login of the same user over ssh, which this task makes, and becomes root by. Where none
    comes within O(guard_seconds), the host puts the transaction back by itself, and the task fails with what the login said. What did
    that is a timer of systemd that is there before the first change, and begins anew at a boot. Packages are not part of it.
  - Settings go to files of our own, such as C(/etc/ssh/sshd_config.d/00-groundwork.conf), C(/etc/sysctl.d/99-zz-groundwork.conf) and
    C(/etc/modprobe.d/groundwork.conf). Files of others are edited only where there is no such place. Of other files, owner, group and
    mode are changed, and a mode is never loosened.
  - A control of sshd that could shut out the user who is connected is put right only where that user is proven to come in again, by what
    sshd says it would do, the authorized keys, the account and its groups. Otherwise RV(not_fixed) has the reason and the cure.
  - Forwarding, user namespaces and reverse path filters are left alone where containers, virtual machines, a VPN or routing are found.
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
      - V(enforced) puts right what fails. A control that may break what runs is put right only where O(controls) or O(modes) names it.
      - V(restored) brings back what was before the run that O(backup) names, and so before all runs after it. Packages stay.
    type: str
    choices: [enforced, restored]
    default: enforced
  backup:
    description:
      - With O(state=restored), the name of a run, as RV(kept) and RV(backups) have it. Without it this is the last one that is not taken
        back yet.
    type: str
    default: ""
  withdraw:
    description:
      - Areas of which the changes are taken back that a control made in an earlier run, where this run does not look at that control any
        longer, for another profile was chosen or it is switched off. What was before it comes back, as far as nobody changed it since.
      - Packages and locks of accounts stay, and so does what an earlier version without this option changed.
      - It cannot go together with O(severities), O(levels), O(controls) or O(select).
    type: list
    elements: str
    default: []
  package_wait:
    description:
      - How many seconds to wait for somebody else's hold on the package manager, before packages are installed or removed.
    type: int
    default: 60
  way_in_expected:
    description:
      - In check mode, take it that whoever carries out the real run will have a way in that stays, such as an administrator who is still to
        be made. Then controls that would shut out who is connected are predicted as if they did not. It means nothing outside check mode.
    type: bool
    default: false
  guard_seconds:
    description:
      - How many seconds the host waits for a new login before it puts back what it has changed, from 10 to 3600. V(0) switches that off.
      - It is used with O(state=enforced) where something is changed, the connection is one over ssh, sshd of OpenSSH is seen on the host,
        and systemd runs there. RV(guard) says whether it was, and why not.
      - Only a connection that is newer than the change counts, whatever ssh shares.
      - A run that finds changes which still wait, such as those of a run that died before its new login, keeps them where it is a new login
        of the same user itself. Otherwise it waits until they are put back, and starts from there. Both are told in RV(recovered).
    type: int
    default: 120
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

- name: Leave cron alone, judge mounts without touching them, and allow six tries to log in
  groundwork.baseline.security_baseline:
    skip: [cron]
    modes:
      fs: audit
    values:
      ssh.max_auth_tries: 6
  become: true

- name: Take back what the last run changed
  groundwork.baseline.security_baseline:
    state: restored
  become: true

- name: Switch routing off
  groundwork.baseline.security_baseline:
    controls: [network.ip_forward]
  become: true
"""

RETURN = r"""
withdrawn:
  description: The controls whose earlier changes were taken back, by id.
  returned: when O(state=enforced)
  type: list
  elements: str
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
  returned: when O(state=enforced)
  type: dict
  sample:
    network.ip_forward: it may break what runs here (Containers, VPN and routing need forwarding.); ask for it by its id, in controls
recovered:
  description:
    - What an earlier run had left and was undone first, a sentence each.
    - With O(state=restored) also the settings that the kernel does not give back before its next boot.
  returned: success
  type: list
  elements: str
kept:
  description: The name of the folder in C(/var/lib/groundwork/transactions) with copies of what was; empty where nothing was changed.
  returned: success
  type: str
guard:
  description: What would have put the host back had nobody come in again; with the last transaction, where there was more than one.
  returned: when O(state=enforced), also on failure after a change
  type: dict
  contains:
    armed: {description: Whether the host waited for a new login., type: bool}
    confirmed: {description: Whether one came in time., type: bool}
    seconds: {description: How long it was waited for., type: int}
    why: {description: Why it was not armed., type: str}
backups:
  description:
    - What can be brought back, the newest first; C(name), C(made) (the host's time), C(kind), C(state), C(files) and C(bytes).
    - A state is one of C(done), C(restored) (taken back), C(undone) (a step failed, or the run was cut off), C(open) (on its way),
      C(unconfirmed) (waits for a new login) and C(reverted) (the host put it back, for none came).
    - The last five are kept, and less where they take more than 32 MiB together.
  returned: success
  type: list
  elements: dict
restored:
  description: The name of the run that was taken back.
  returned: when O(state=restored)
  type: str
before:
  description: The summary as it was before the changes.
  returned: when O(state=enforced)
  type: dict
results:
  description: The results after the changes, as M(groundwork.baseline.security_baseline_info) returns them. In check mode as it is now.
  returned: when O(state=enforced)
  type: list
  elements: dict
gate:
  description: Whether the results are as bad as O(fail_on) says.
  returned: when O(state=enforced)
  type: dict
  contains:
    failed: {description: Whether they are., type: bool}
    reason: {description: Why., type: str}
summary:
  description: Their sum.
  returned: when O(state=enforced)
  type: dict
"""
