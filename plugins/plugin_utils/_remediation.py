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
    AIDE,
    AUDIT_FILE,
    BOOT,
    CRON,
    FILESYSTEMS,
    FIREWALL,
    HOME,
    KEY_VALUES,
    LOGS,
    MACS,
    MODPROBE_FILE,
    PAM,
    PROFILE_FILE,
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


def _ssh_port(args: Data, want: t.Any) -> str:
    return f"let the firewall and SELinux (semanage port) have {_plain(want)}, write a line Port for each to {SSHD_FILE}, and reload sshd or its socket"


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


def _aide(args: Data, want: t.Any) -> str:
    return AIDE[args["question"]]


def _key_value(args: Data, want: t.Any) -> str:
    line, where = KEY_VALUES[args["format"]]
    names = {"section": "main", **args, "want": _plain(want)}
    return f"write '{line.format(**names)}' to {where.format(**names)}"


def _pam(args: Data, want: t.Any) -> str:
    by_feature, by_profile = PAM.get(args["question"], ("change the lines of PAM that are named", ""))
    return f"run: {by_feature}; or {by_profile}" if by_profile else by_feature


def _filesystem(args: Data, want: t.Any) -> str:
    return FILESYSTEMS[args["question"]]


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


def _crypto_policy(args: Data, want: t.Any) -> str:
    return f"run: update-crypto-policies --set {want['policy']}; restart what uses TLS, ssh or Kerberos, or reboot"


def _log(args: Data, want: t.Any) -> str:
    return LOGS[args["question"]].format(want=_plain(want))


def _mounts(args: Data, want: t.Any) -> str:
    return "find out who mounted it so, then run: mount -o remount PATH, which takes the options of /etc/fstab, or restart its unit"


def _sysctl_drift(args: Data, want: t.Any) -> str:
    return f"write what is meant to {SYSCTL_FILE} and run: sysctl --system; what a program sets for itself belongs in its own configuration"


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
    "ssh_port": _ssh_port,
    "sshd": _sshd,
    "sudoers": _sudoers,
    "file": _file,
    "filesystem": _filesystem,
    "firewall": _firewall,
    "listening_port": _listening_port,
    "package": _package,
    "unit": _unit,
    "kernel_module": _kernel_module,
    "mount": _mount,
    "mounts": _mounts,
    "log": _log,
    "crypto_policy": _crypto_policy,
    "sysctl_drift": _sysctl_drift,
    "account": _account,
    "aide": _aide,
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
