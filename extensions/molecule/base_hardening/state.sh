#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
# state.sh FILE: writes what a host's configuration is, by its own commands: files with owner and mode, units, network settings, sshd, mounts.
set -eu
{
    find /etc /usr/share/pam-configs /usr/lib/sysctl.d -xdev \( -path /etc/passwd- -o -path /etc/shadow- -o -path /etc/group- -o -path /etc/gshadow- \
        -o -path /etc/.pwd.lock -o -name '*.cache' -o -path /etc/mtab -o -path /etc/resolv.conf \) -prune -o -printf '%y %m %U:%G %p -> %l\n' 2> /dev/null | sort -k 4
    find /etc /usr/share/pam-configs -xdev -type f ! -name '*.cache' ! -path /etc/passwd- ! -path /etc/shadow- ! -path /etc/group- ! -path /etc/gshadow- \
        ! -path /etc/resolv.conf -exec sha256sum {} + | sort -k 2
    systemctl list-unit-files --no-legend --no-pager | awk '$2 != "transient" { print $1, $2 }' | sort
    sysctl -a 2> /dev/null | grep -E '^net[.]ipv[46][.](conf|tcp_syncookies|icmp)' | grep -v stable_secret | sort
    sshd -T | sort
    awk '{ print $2, $4 }' /proc/self/mounts | grep -E '^/(tmp|var/tmp|dev/shm) ' | sort
} > "$1"
