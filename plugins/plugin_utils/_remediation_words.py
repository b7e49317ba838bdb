# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What to do, in words, where it depends on what exactly was asked: a table a kind of resource; and the files that are ours."""

from __future__ import annotations

AUDIT_FILE = "/etc/audit/rules.d/50-groundwork.rules"
SYSCTL_FILE = "/etc/sysctl.d/99-zz-groundwork.conf"
SSHD_FILE = "/etc/ssh/sshd_config.d/00-groundwork.conf"
SUDOERS_FILE = "/etc/sudoers.d/zz-groundwork"
MODPROBE_FILE = "/etc/modprobe.d/groundwork.conf"
# sshd reads these as words with spaces between them; its other lists take commas.
SPACED = ("allowusers", "allowgroups", "denyusers", "denygroups", "authenticationmethods", "acceptenv")
ACCOUNTS = {
    "uid_zero": "give each account but root a user id of its own (usermod -u), or remove it",
    "gid_zero": "give each account but root another primary group (usermod -g)",
    "group_zero": "give each group but root a group id of its own (groupmod -g)",
    "unshadowed": "move the hashes out of /etc/passwd: run pwconv",
    "empty_password": "lock each of them (passwd -l) or set a password",
    "duplicate_uid": "give each account a user id of its own (usermod -u) and its files to it",
    "duplicate_gid": "give each group an id of its own (groupmod -g) and its files to it",
    "system_with_shell": "give each of them a shell that lets nobody in (usermod -s /usr/sbin/nologin)",
    "system_unlocked": "lock each of them (passwd -l)",
    "shadow_group_members": "take each of them out of the group shadow (gpasswd -d NAME shadow)",
    "duplicate_user": "keep one line of each name in /etc/passwd (vipw), and find out whose the other was",
    "duplicate_group": "keep one line of each name in /etc/group (vigr), and find out whose the other was",
    "unknown_group": "give each of them a primary group that exists (usermod -g)",
    "invalid_shell_unlocked": "lock each of them (passwd -l), or give it a shell that /etc/shells lists (usermod -s)",
    "password_change_future": "correct the clock, then the dates (chage -d YYYY-MM-DD NAME)",
    "home_unfit": "make each home and give it to its account (mkhomedir_helper NAME, chown), or remove the account",
    "home_missing": "make the home directories (mkhomedir_helper NAME), or remove the accounts",
    "home_owner": "give each home directory to its account (chown)",
}
SSHD = {
    "config_valid": "mend the line that sshd -t names, before anything reloads sshd",
    "access_limited": f'write "AllowGroups GROUP" to {SSHD_FILE}, with the groups of all who log in; reload sshd',
    "crypto_policy": f"take away what is named, and include the policy's opensshserver.config in {SSHD_FILE}; reload sshd",
    "include": 'make "Include /etc/ssh/sshd_config.d/*.conf" the first line of /etc/ssh/sshd_config; reload sshd',
    "match_weakens": "take the line that is named out of its Match block, or make it as strict as what holds for all others; reload sshd",
    "pq_kex": f"take away the KexAlgorithms line that is named, or write one to {SSHD_FILE} that only subtracts; reload sshd",
    "rsa_host_key_bits": "make a longer key (ssh-keygen -t rsa -b 4096), tell its users its fingerprint, and reload sshd",
}
SUDO = {
    "syntax": "mend the line that visudo -c names (visudo, or visudo -f FILE)",
    "logging": f'write "Defaults syslog=authpriv, syslog_goodpri=notice, log_allowed" to {SUDOERS_FILE} (visudo -f), and take later lines away that differ',
    "skipped": "give each file a name without a dot or a ~ at its end, root as its owner and mode 0440, or remove it; include /etc/sudoers.d in /etc/sudoers",
    "nopasswd": "take NOPASSWD out of the rules that are named (visudo -f FILE), or accept who needs it by a value of your own",
    "unlimited": "give by name what is needed in the rules that are named (visudo -f FILE), or use the group of administrators",
}
MACS = {
    "apparmor_enabled": "take apparmor=0 from the kernel's parameters (or add apparmor=1 security=apparmor), install apparmor, and reboot",
    "apparmor_profiles": "restart the services that run without their profile",
    "selinux_enforcing": "run: setenforce 1; write SELINUX=enforcing to /etc/selinux/config; where it was disabled, relabel first (touch /.autorelabel)",
    "selinux_policy": "install the policy, write SELINUXTYPE=targeted to /etc/selinux/config, touch /.autorelabel and reboot",
    "selinux_boot": "run: grubby --update-kernel=ALL --remove-args='selinux enforcing'; take both out of /etc/default/grub; reboot",
    "selinux_unconfined_services": "give each program a type that has a domain (semanage fcontext, restorecon), then restart it",
}
# How a value is written in each format, and where: key, value, section.
KEY_VALUES = {
    "apt": ('{key} "{want}";', "/etc/apt/apt.conf.d/99zz-groundwork"),
    "auditd": ("{key} = {want}", "/etc/audit/auditd.conf and have auditd read it (auditctl --signal reload)"),
    "coredump": ("{key}={want}", "[Coredump] of /etc/systemd/coredump.conf.d/99-zz-groundwork.conf"),
    "dnf": ("{key} = {want}", "[{section}] of /etc/dnf/dnf.conf"),
    "dnf_automatic": ("{key} = {want}", "[{section}] of /etc/dnf/automatic.conf"),
    "faillock": ("{key} = {want}", "/etc/security/faillock.conf, and take the key out of PAM arguments"),
    "journald": ("{key}={want}", "[Journal] of /etc/systemd/journald.conf.d/99-zz-groundwork.conf and restart systemd-journald"),
    "limits": ("{key} {want}", "/etc/security/limits.d/99-zz-groundwork.conf, and take away lines for others that say more"),
    "login_defs": ("{key} {want}", "/etc/login.defs"),
    "pwquality": ("{key} = {want}", "/etc/security/pwquality.conf.d/99-zz-groundwork.conf, and take the key out of pwquality.conf and PAM arguments"),
}
# For each question a control asks PAM: a feature of authselect, a profile of pam-auth-update.
PAM = {
    "faillock": ("authselect enable-feature with-faillock", "with pam-auth-update a profile of its own that has pam_faillock around pam_unix"),
    "nullok": ("authselect enable-feature without-nullok", "with pam-auth-update take nullok out of the lines that are named, which it then keeps so"),
    "pwhistory": ("authselect enable-feature with-pwhistory and set remember in /etc/security/pwhistory.conf", "with pam-auth-update a profile of its own"),
    "pwquality": ("choose a profile of authselect that has pam_pwquality", "pam-auth-update --enable pwquality"),
}
TIMES = {
    "active": "run one time client and no other: systemctl enable --now chrony, chronyd or systemd-timesyncd",
    "sources": "name a server: NTP= in /etc/systemd/timesyncd.conf.d, or a server or pool in chrony's sources",
    "synchronised": "let the time client reach its servers (UDP port 123), then restart it",
    "user": "take the user away that chrony's configuration or unit names instead of its own",
}
UPDATES = {
    "automatic": "switch on unattended-upgrades (apt.conf.d) or dnf-automatic (apply_updates = yes in /etc/dnf/automatic.conf), with the timer",
    "automatic_reboot": "set Unattended-Upgrade::Automatic-Reboot, or reboot in /etc/dnf/automatic.conf, to {want}",
    "kernels": "remove the kernels that nobody boots any more: apt-get autoremove --purge, or dnf remove --oldinstallonly",
    "reboot_needed": "reboot, when those who use this host can do without it",
    "security_archive": "add the archive of security updates of this release to the sources",
    "security_pending": "install them: unattended-upgrade, or dnf upgrade --security",
    "unsigned": "take trusted=yes, allow-insecure=yes or gpgcheck=0 away where they stand, and give the key of whoever signs there",
}
FIREWALL = {
    "covered": "give each a rule of its own, stop what listens, or let the firewall deny what nobody asked for",
    "matches": "load the saved rules (systemctl reload), or save what is loaded; look at both first",
    "published": "publish them on 127.0.0.1 alone, or declare them in values",
}
CRON = {
    "writable": "take the right to write from others (chmod o-w) and give each to who runs it (chown), or take the job away",
    "cron": "write root, and whose crontabs are to stay, to /etc/cron.allow, owned by root and the group that crontab has, mode 0640; remove /etc/cron.deny",
    "at": "write root, and whose jobs are to stay, to /etc/at.allow, owned by root and the group that at has, mode 0640; remove /etc/at.deny",
}
BOOT = {
    "init_on_alloc": "add init_on_alloc=1 to the parameters of the kernel (GRUB_CMDLINE_LINUX, then update-grub or grubby), and reboot",
    "loader_password": "set a password (grub2-setpassword, or superusers and password_pbkdf2 in /etc/grub.d/40_custom and update-grub)",
    "lockdown": "add lockdown=integrity to the parameters of the kernel (GRUB_CMDLINE_LINUX, then update-grub or grubby), and reboot",
    "mitigations": "take the parameters that are named out of the boot loader's settings (GRUB_CMDLINE_LINUX, then update-grub or grubby), and reboot",
    "secure_boot": "switch Secure Boot on in the firmware, after mokutil --sb-state and the modules that this host loads were looked at",
    "single_user": "give the unit that is named the command of its package again, take SYSTEMD_SULOGIN_FORCE away, and run: systemctl daemon-reload",
}
HOME = {
    "dotfiles": "take the right to write from group and others (chmod go-w), and give each to who it belongs to (chown)",
    "keys": "chmod 0700 ~/.ssh and chmod 0600 ~/.ssh/authorized_keys of those that are named, and give them to their user (chown)",
    "private": "chmod 0750 each home that is named, and give it to its user (chown)",
    "risky": "ask the user what each is for, and remove it; chmod 0600 a .netrc that has to stay",
}
TRUST = {
    "files": "take the right to write from others (chmod o-w), or put back owner and mode of the package (rpm --restore NAME, or install it again)",
    "preload": "find out which package or who put the libraries there, and empty /etc/ld.so.preload",
    "root_path": "take the entry out of the line that is named, or give the folder to root and close it (chown root, chmod go-w)",
}
PROFILE_FILE = "/etc/profile.d/zz-groundwork.sh"
LOGS = {
    "create_mode": "write '$FileCreateMode {want}' to /etc/rsyslog.d/00-groundwork.conf, see rsyslogd -N1, and restart rsyslog",
    "files": "take the rights from others (chmod g-w,o-rwx), and the mode from what creates them anew (/etc/logrotate.d)",
    "forwarding": 'send them to a host of their own: a file in /etc/rsyslog.d with action(type="omfwd" ...), systemd-journal-upload, or an agent',
    "rotation": "install logrotate and run: systemctl enable --now logrotate.timer",
}
FILESYSTEMS = {
    "writable_files": "look at what made each of them, and take the right to write from others (chmod o-w)",
    "open_folders": "let everybody remove nothing but their own there (chmod +t), or take the right to write from others",
    "unowned": "find out whose they were, then give them to somebody (chown) or remove them; numbers that a new account gets would be theirs",
    "ungrouped": "find out whose they were, then give them to a group (chgrp) or remove them; numbers that a new group gets would be theirs",
    "set_user_id": "take the bit away (chmod u-s) or remove the program, or name it in values where it is meant to be so",
    "set_group_id": "take the bit away (chmod g-s) or remove the program, or name it in values where it is meant to be so",
}
AIDE = {
    "database": "run aideinit, or aide --init, and put what it made in the place that database_in of its configuration names; it reads every file",
    "scheduled": "run: systemctl enable --now TIMER, with a unit that runs aide --check; on Debian dailyaidecheck.timer of aide-common",
}
