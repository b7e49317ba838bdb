# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The cure in words, made from what a control asks and wants: one line a kind of resource."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._remediation_words import (
    ACCOUNTS,
    AUDIT_FILE,
    BOOT,
    CRON,
    FIREWALL,
    HOME,
    KEY_VALUES,
    MACS,
    MODPROBE_FILE,
    PAM,
    SPACED,
    SSHD,
    SSHD_FILE,
    SUDO,
    SUDOERS_FILE,
    SYSCTL_FILE,
    TIMES,
    TRUST,
    UPDATES,
)

if t.TYPE_CHECKING:
    Data = dict[str, t.Any]

AUDIT_FILE = "/etc/audit/rules.d/50-groundwork.rules"
SYSCTL_FILE = "/etc/sysctl.d/99-zz-groundwork.conf"
SSHD_FILE = "/etc/ssh/sshd_config.d/00-groundwork.conf"
SUDOERS_FILE = "/etc/sudoers.d/zz-groundwork"
PROFILE_FILE = "/etc/profile.d/zz-groundwork.sh"
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


def cure(resource: str, args: Data, want: t.Any) -> str:
    """What to do so that a control passes; names where its kind has no words of its own."""
    words = CURES.get(resource)
    return words(args, want) if words else f"see to it that {resource} {_plain(args)} is {_plain(want)}"


def _plain(value: t.Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key}={_plain(item)}" for key, item in value.items())
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _sysctl(args: Data, want: t.Any) -> str:
    return f'write "{args["name"]} = {want}" to {SYSCTL_FILE} and run: sysctl --system'


def _sshd(args: Data, want: t.Any) -> str:
    option = args["option"]
    if option in SSHD:
        return SSHD[option]
    if isinstance(want, dict):
        value = (" " if option == "rekeylimit" else ":").join(str(item) for item in want.values())
    elif isinstance(want, list):
        value = (" " if option in SPACED else ",").join(map(str, want))
    else:
        value = str(want)
    return f'write "{option} {value}" to {SSHD_FILE} and into Match blocks that set it; reload sshd'


def _file(args: Data, want: t.Any) -> str:
    paths = " ".join(args["paths"] if "paths" in args else [args["path"]])
    want = want if isinstance(want, dict) else {}
    owner, group, mode = (want.get(key) for key in ("owner", "group", "mode"))
    owners = f"{owner or ''}{':' + str(group) if group else ''}"
    steps = [f"chown {owners} {paths}"] if owners else []
    steps += [f"chmod {mode} {paths}"] if mode else []
    return f"run: {' && '.join(steps)}" if steps else f"make {paths} {_plain(want)}"


def _banner(args: Data, want: t.Any) -> str:
    said = f'write "{want["text"].strip()}" to {args["path"]}' if "text" in want else f"take names and versions of the system out of {args['path']}"
    return f"{said}, and take them out of the files that are shown with it"


def _sudoers(args: Data, want: t.Any) -> str:
    if "option" not in args:
        return SUDO[args["question"]]
    sign = "!" if want is False or want == "" else ""
    value = "" if want in (True, False, "") else f"={want}"
    return f'write "Defaults {sign}{args["option"]}{value}" to {SUDOERS_FILE} (visudo -f), and take away lines that say otherwise later'


def _package(args: Data, want: t.Any) -> str:
    names = (" or " if args.get("any") else " ").join(args["names"])
    return f"{'remove' if want == 'absent' else 'install'} the package {names}"


def _unit(args: Data, want: t.Any) -> str:
    names = " ".join(args["names"])
    wanted = want if isinstance(want, dict) else {}
    if any(wanted.get(key) is True for key in ("active", "startable")) or wanted.get("enabled") == "enabled":
        return f"run: systemctl unmask {names}; systemctl enable --now {names}"
    return f"run: systemctl mask --now {names} (and whatever starts it), or remove its package"


def _kernel_module(args: Data, want: t.Any) -> str:
    name = args["name"]
    return f'write "install {name} /bin/false" and "blacklist {name}" to {MODPROBE_FILE} and run: modprobe -r {name}'


def _mount(args: Data, want: t.Any) -> str:
    options = ",".join(want) if isinstance(want, list) else str(want)
    return f"add {options} to the options of {args['path']} in /etc/fstab (or its mount unit) and run: mount -o remount,{options} {args['path']}"


def _account(args: Data, want: t.Any) -> str:
    return ACCOUNTS.get(args["question"], "put right the accounts that are named")


def _key_value(args: Data, want: t.Any) -> str:
    line, where = KEY_VALUES[args["format"]]
    names = {"section": "main", **args, "want": _plain(want)}
    return f"write '{line.format(**names)}' to {where.format(**names)}"


def _pam(args: Data, want: t.Any) -> str:
    by_feature, by_profile = PAM.get(args["question"], ("change the lines of PAM that are named", ""))
    return f"run: {by_feature}; or {by_profile}" if by_profile else by_feature


def _firewall(args: Data, want: t.Any) -> str:
    plain = "allow ssh and what else is to be reached, then deny what comes in, in the firewall that this host has (ufw, firewalld or nftables.service)"
    return FIREWALL.get(args["question"], plain)


def _boot(args: Data, want: t.Any) -> str:
    return BOOT[args["question"]]


def _cron(args: Data, want: t.Any) -> str:
    return CRON[args["question"]]


def _home(args: Data, want: t.Any) -> str:
    return HOME[args["question"]]


def _trust(args: Data, want: t.Any) -> str:
    return TRUST[args["question"]]


def _shell(args: Data, want: t.Any) -> str:
    if args["setting"] == "umask":
        return f'write "umask {want}" to {PROFILE_FILE}, and take looser masks out of /etc/profile, /etc/bash.bashrc and /etc/bashrc'
    return f'write "TMOUT={want["seconds"]}", "readonly TMOUT" and "export TMOUT" to {PROFILE_FILE}'


def _listening_port(args: Data, want: t.Any) -> str:
    return "bind it to 127.0.0.1 or stop it (ss -tulpn shows whose it is), or declare it in values"


def _audit_rule(args: Data, want: t.Any) -> str:
    if args.get("question") == "live":
        return "run: augenrules --load; where the rules are locked, reboot"
    if args.get("question") == "locked":
        return f'write "-e {want}" to {AUDIT_FILE} and run: augenrules --load'
    return f"write the rules that the evidence lists to {AUDIT_FILE} and run: augenrules --load"


def _boot_parameter(args: Data, want: t.Any) -> str:
    name = f"{args['name']}={want}"
    return f"add {name} to GRUB_CMDLINE_LINUX in /etc/default/grub and run update-grub, or run: grubby --update-kernel=ALL --args={name}; reboot"


def _mac(args: Data, want: t.Any) -> str:
    return MACS[args["question"]]


def _fail2ban(args: Data, want: t.Any) -> str:
    if args["question"] == "running":
        return "run: systemctl enable --now fail2ban"
    return "write the jail [sshd] to /etc/fail2ban/jail.d/zz-groundwork.local with port numbers and backend = systemd; run: fail2ban-client reload"


def _release(args: Data, want: t.Any) -> str:
    return "upgrade to a release that still gets updates"


def _time(args: Data, want: t.Any) -> str:
    return TIMES[args["question"]]


def _updates(args: Data, want: t.Any) -> str:
    return UPDATES.get(args["question"], "put right what is named").format(want=_plain(want))


CURES: dict[str, t.Callable[[Data, t.Any], str]] = {
    "sysctl": _sysctl,
    "sshd": _sshd,
    "sudoers": _sudoers,
    "file": _file,
    "firewall": _firewall,
    "listening_port": _listening_port,
    "package": _package,
    "unit": _unit,
    "kernel_module": _kernel_module,
    "mount": _mount,
    "account": _account,
    "banner": _banner,
    "audit_rule": _audit_rule,
    "boot_parameter": _boot_parameter,
    "mac": _mac,
    "boot": _boot,
    "cron": _cron,
    "home": _home,
    "shell": _shell,
    "trust": _trust,
    "key_value": _key_value,
    "pam": _pam,
    "updates": _updates,
    "fail2ban": _fail2ban,
    "time": _time,
    "release": _release,
}
