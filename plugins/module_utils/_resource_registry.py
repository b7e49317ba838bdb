# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The kinds of resources that a control can be about. Adding one is one file in _resources and one line here."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources import (
    _firewall_edits,
    _sshd_edits,
    _sshd_questions,
    _sudoers_edits,
    _updates_edits,
    account,
    aide,
    audit_rule,
    banner,
    boot,
    boot_parameter,
    cron,
    crypto_policy,
    fail2ban,
    file,
    filesystem,
    firewall,
    home,
    kernel_module,
    key_value,
    listening_port,
    log,
    mac,
    mount,
    mounts,
    package,
    pam,
    release,
    shell,
    sudoers,
    sysctl,
    sysctl_drift,
    time,
    trust,
    unit,
    updates,
)

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

# Spelt out: what packs the module for the target follows imports, not strings.
RESOURCES: dict[str, t.Callable[..., t.Sequence[Reading]]] = {
    "account": account.observe,
    "aide": aide.observe,
    "banner": banner.observe,
    "audit_rule": audit_rule.observe,
    "boot_parameter": boot_parameter.observe,
    "boot": boot.observe,
    "cron": cron.observe,
    "crypto_policy": crypto_policy.observe,
    "fail2ban": fail2ban.observe,
    "file": file.observe,
    "filesystem": filesystem.observe,
    "firewall": firewall.observe,
    "home": home.observe,
    "kernel_module": kernel_module.observe,
    "key_value": key_value.observe,
    "listening_port": listening_port.observe,
    "log": log.observe,
    "mac": mac.observe,
    "mount": mount.observe,
    "mounts": mounts.observe,
    "package": package.observe,
    "pam": pam.observe,
    "shell": shell.observe,
    "sshd": _sshd_questions.observe,
    "release": release.observe,
    "sudoers": sudoers.observe,
    "sysctl": sysctl.observe,
    "sysctl_drift": sysctl_drift.observe,
    "trust": trust.observe,
    "time": time.observe,
    "unit": unit.observe,
    "updates": updates.observe,
}

# The kinds that can be put right: (readings, want, accept, args) -> steps. Pure; Unfixable where it has to stay as it is.
PLANS: dict[str, t.Callable[..., list[Step]]] = {
    "account": account.plan,
    "aide": aide.plan,
    "banner": banner.plan,
    "audit_rule": audit_rule.plan,
    "boot": boot.plan,
    "cron": cron.plan,
    "fail2ban": fail2ban.plan,
    "file": file.plan,
    "filesystem": filesystem.plan,
    "firewall": _firewall_edits.plan,
    "home": home.plan,
    "kernel_module": kernel_module.plan,
    "key_value": key_value.plan,
    "log": log.plan,
    "mac": mac.plan,
    "mount": mount.plan,
    "mounts": mounts.plan,
    "pam": pam.plan,
    "shell": shell.plan,
    "sshd": _sshd_edits.plan,
    "sudoers": _sudoers_edits.plan,
    "sysctl": sysctl.plan,
    "time": time.plan,
    "updates": _updates_edits.plan,
    "trust": trust.plan,
}
