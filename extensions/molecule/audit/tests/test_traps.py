# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Faults that hide from a check of what was written, and one that only seems to be one."""

from __future__ import annotations

import typing as t

import pytest


class Trap(t.NamedTuple):
    """A control; a naive check that the host satisfies; the truth by a command of the host's own; our verdict and its source."""

    control: str
    naive: str
    truth: str
    status: str
    source: str
    drift: bool = False


SYSTEMD_SYSCTL = "systemd-analyze cat-config sysctl.d"
TRAPS = [
    Trap(
        "ssh.max_auth_tries",
        "grep -q MaxAuthTries.3 /etc/ssh/sshd_config.d/40-good.conf",
        "sshd -T | grep -x 'maxauthtries 10'",
        "fail",
        "/etc/ssh/sshd_config.d/05-early.conf:1",
    ),
    Trap(
        "ssh.permit_tunnel",
        "sshd -T | grep -x 'permittunnel no'",
        "sshd -T -C user=deploy,host=h,addr=127.0.0.1 | grep -x 'permittunnel yes'",
        "fail",
        "/etc/ssh/sshd_config:",
    ),
    Trap(
        "ssh.gateway_ports",
        "sshd -T -C user=root,host=h,addr=127.0.0.1 | grep -x 'gatewayports no'",
        "sshd -T -C user=root,host=h,addr=192.0.2.7 | grep -x 'gatewayports yes'",
        "fail",
        "/etc/ssh/sshd_config:",
    ),
    Trap(
        "network.icmp_echo_ignore_broadcasts",
        "sysctl -n net.ipv4.icmp_echo_ignore_broadcasts | grep -x 1",
        f"{SYSTEMD_SYSCTL} | grep -x 'net.ipv4.icmp_echo_ignore_broadcasts = 0'",
        "fail",
        "/etc/sysctl.d/zz-late.conf:1",
        drift=True,
    ),
    Trap(
        "network.all_log_martians",
        "grep -rqx 'net.ipv4.conf.all.log_martians = 1' /etc/sysctl.d",
        "sysctl -n net.ipv4.conf.all.log_martians | grep -x 0",
        "fail",
        "/etc/sysctl.d/90-last.conf:1",
    ),
    Trap(
        "network.default_accept_redirects",
        "grep -rqx 'net.ipv4.conf.default.accept_redirects = 0' /etc/sysctl.d",
        "sysctl -n net.ipv4.conf.default.accept_redirects | grep -x 1",
        "fail",
        "/proc/sys/net/ipv4/conf/default/accept_redirects",
        drift=True,
    ),
    Trap(
        "network.all_secure_redirects",
        "grep -qx 'net.ipv4.conf.all.secure_redirects = 0' /usr/lib/sysctl.d/30-masked.conf",
        f"! {SYSTEMD_SYSCTL} | grep -x 'net.ipv4.conf.all.secure_redirects = 0'",
        "fail",
        "/proc/sys/net/ipv4/conf/all/secure_redirects",
    ),
    Trap(
        "services.rpcbind",
        "! systemctl is-active -q rpcbind.service && ! systemctl is-enabled -q rpcbind.service",
        "systemctl is-active rpcbind.socket",
        "fail",
        "rpcbind.socket",
    ),
    Trap(
        "services.snmp",
        "! systemctl is-active -q snmpd.service && ! systemctl is-enabled -q snmpd.service",
        "systemctl is-active snmpd.timer && systemctl show -P Unit snmpd.timer | grep -x snmpd.service",
        "fail",
        "snmpd.timer",
    ),
    Trap(
        "services.cups",
        "! systemctl is-active -q cups.service && ! systemctl is-enabled -q cups.service",
        "systemctl is-active cups.path",
        "fail",
        "cups.path",
    ),
    Trap(
        "services.avahi",
        "test -e /etc/systemd/system/avahi-daemon.service",
        "systemctl show -P LoadState avahi-daemon.service | grep -x masked",
        "pass",
        "avahi-daemon.service",
    ),
    Trap(
        "accounts.uid_zero",
        "! getent shadow toor | grep -q ':\\$' && getent passwd toor | grep -q nologin",
        "id -u toor | grep -x 0",
        "fail",
        "/etc/passwd",
    ),
    Trap(
        "accounts.system_no_shell",
        "! getent shadow svc | grep -q ':\\$'",
        "getent passwd svc | grep ':/bin/bash$'",
        "fail",
        "/etc/passwd",
    ),
    Trap(
        "cron.weekly",
        "stat -c %a /etc/cron.weekly | grep -x 700",
        "stat -c %U /etc/cron.weekly | grep -x deploy",
        "fail",
        "/etc/cron.weekly",
    ),
    Trap(
        "files.sshd_dropins",
        "stat -c %a /etc/ssh/sshd_config.d/40-good.conf | grep -x 600",
        "stat -c %a /etc/ssh/sshd_config.d/60-open.conf | grep -x 644",
        "fail",
        "/etc/ssh/sshd_config.d/60-open.conf",
    ),
    Trap(
        "fs.dev_shm_options",
        "findmnt -no OPTIONS /dev/shm | grep noexec",
        "findmnt --fstab -no OPTIONS /dev/shm | grep -x defaults",
        "fail",
        "/etc/fstab:",
        drift=True,
    ),
]


@pytest.mark.parametrize("trap", TRAPS, ids=[trap.control for trap in TRAPS])
def test_trap(trap: Trap, results: dict[str, dict[str, t.Any]], say: t.Callable[[str], str]) -> None:
    """A naive check is satisfied, the host's own command tells the truth, and so does the audit, with its source."""
    say(trap.naive)
    say(trap.truth)
    result = results[trap.control]
    assert result["status"] == trap.status, result
    assert result["drift"] is trap.drift
    assert any(trap.source in evidence["source"] for evidence in result["evidence"]), result["evidence"]
    assert result["reason"] or trap.status == "pass"
