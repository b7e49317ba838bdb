# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What a real kernel does with what was put right, after a reboot; test_prove.py of the scenario prove runs beside this."""

from __future__ import annotations

import os
import pathlib
import subprocess
import typing as t

import pytest


def test_it_was_rebooted(host: t.Any) -> None:
    assert host.check_output("cat /opt/boot_id") != host.check_output("cat /proc/sys/kernel/random/boot_id") != ""
    assert host.check_output("systemctl is-system-running || true") in ("running", "degraded")


# After the reboot, by commands of the host's own alone: what each host says.
SAYS: dict[str, dict[str, str]] = {
    "each": {
        "sysctl -n kernel.kptr_restrict kernel.dmesg_restrict kernel.yama.ptrace_scope kernel.randomize_va_space fs.suid_dumpable": "2 1 1 2 0",
        "lsmod | grep -E '^(dccp|sctp|usb_storage) '": "",
        "findmnt -no OPTIONS /dev/shm | grep -oE 'no(dev|exec|suid)' | sort": "nodev noexec nosuid",
        "findmnt -no OPTIONS /tmp | grep -oE 'no(dev|suid)' | sort": "nodev nosuid",
        "findmnt -no OPTIONS /mnt/loose | grep -oE 'no(dev|suid)' | sort": "nodev nosuid",
        "auditctl -l | grep -oE 'groundwork_(identity|mounts|time_change)' | sort -u": "groundwork_identity groundwork_mounts groundwork_time_change",
        "systemctl is-active auditd": "active",
    },
    "gw-vm-debian12": {"cat /sys/module/apparmor/parameters/enabled": "Y", "aa-status --enforced | grep -cE '^[1-9]'": "1"},
    "gw-vm-debian13": {"getenforce": "Enforcing", "ps -o label= -p $(pgrep -o sshd) | cut -d : -f 3": "sshd_t"},
    "gw-vm-el9": {"rpm -q audit firewalld | grep -cE '^(audit|firewalld)-'": "2", "firewall-cmd --state": "running"},
}


def test_what_the_host_says(host: t.Any) -> None:
    """All of it in one login, for a login each would take longer than all else."""
    expected = {**SAYS["each"], **SAYS[host.backend.get_hostname()]}
    script = "\n".join(f"printf '\\036'; {{ {question}; }} 2>&1" for question in expected)
    said = host.run("bash -c %s", script).stdout.split("\36")[1:]
    assert dict(zip(expected, (" ".join(each.split()) for each in said))) == expected


@pytest.mark.parametrize("module", ["dccp", "sctp", "usb-storage"])
def test_a_module_is_kept_out(host: t.Any, module: str) -> None:
    """The kernel has it, and does not load it for root either."""
    assert host.run("modinfo %s", module).rc == 0
    assert host.run("modprobe %s", module).rc != 0
    assert module.replace("-", "_") not in host.check_output("cut -d ' ' -f 1 /proc/modules").split()


def test_nothing_executes_where_nothing_should(host: t.Any) -> None:
    """The options of /dev/shm and /var/tmp are the kernel's own, and not words in a file."""
    for folder in ("/dev/shm", "/var/tmp"):
        assert host.run("cp /bin/true %s/true && %s/true", folder, folder).rc == 126


def test_a_login_by_another_port(host: t.Any) -> None:
    """The port that the case ssh.port added is sshd's after the reboot too. The lab forwards 22 alone, so the login goes through that."""
    ssh = ["ssh", "-F", str(pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "ssh_config"), "-o", "ControlPath=none"]
    name = host.backend.get_hostname()
    through = f"ProxyCommand={' '.join([*ssh, '-W', '127.0.0.1:2022', name])}"
    done = subprocess.run([*ssh, "-o", through, name, "echo ${SSH_CONNECTION##* }"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "2022", done.stderr
