# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
# site.sh UMASK: a host of a site, whose commands have this umask, with the mirrors of its packages.
set -eu

# Debian 12 asks neither PAM nor a shell's files for the umask of a command over ssh, so hardening says nothing of it there.
(umask 0337; echo "Defaults umask_override, umask=$1" > /etc/sudoers.d/umask)
visudo -cqf /etc/sudoers.d/umask

# the mirrors are switched on, and nothing was heard of them yet
if [ -e /etc/apt/sources.list.d/mirrors.list.disabled ]; then
    mv /etc/apt/sources.list.d/mirrors.list.disabled /etc/apt/sources.list.d/mirrors.list
    rm -rf /var/lib/apt/lists/* /var/lib/apt/periodic/update-success-stamp
fi

# the sums of the markers that no run may touch
sha256sum /usr/lib/python3*/EXTERNALLY-MANAGED > /root/markers.before 2> /dev/null || true
