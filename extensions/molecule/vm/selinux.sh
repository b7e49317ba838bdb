#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
# selinux.sh FILE: writes whether SELinux enforces, then a line for each denial since the last boot; auditd has it, or the kernel's own log.
set -eu
getenforce > "$1"
{
    cat /var/log/audit/audit.log* 2> /dev/null || true
    dmesg
} | grep -o 'audit([0-9.:]*):.*avc: *denied.*' | sort -u >> "$1"
