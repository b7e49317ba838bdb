# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
# A server as a cloud makes it, that has heard of the updates in the repository of the lab.
set -eu

(umask 077; printf '%s\n' 'PermitRootLogin yes' 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/50-cloud-init.conf)
if command -v apt-get > /dev/null; then
    sed -i 's/^Enabled: no/Enabled: yes/' /etc/apt/sources.list.d/groundwork-canary.*
    apt-get -qq update
else
    sed -i 's/^enabled=0/enabled=1/' /etc/yum.repos.d/groundwork-canary.*
    dnf -q makecache
fi
