# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
# Faults that hide from a check of what was written, each judged in tests/test_traps.py.
set -eu
umask 022

# write PATH MODE LINE...
write() {
    path=$1 mode=$2
    shift 2
    printf '%s\n' "$@" > "$path"
    chmod "$mode" "$path"
}

cd /etc/ssh/sshd_config.d
# a value loosened by a drop-in that is read before the good one, and a drop-in that others may read
write 05-early.conf 0600 'MaxAuthTries 10'
write 40-good.conf 0600 'MaxAuthTries 3'
write 60-open.conf 0644 'LoginGraceTime 45'
# values reopened for one user and for one network alone
printf '%s\n' '' 'Match User deploy' '    PermitTunnel yes' 'Match Address 192.0.2.0/24' '    GatewayPorts yes' >> /etc/ssh/sshd_config

cd /etc/sysctl.d
# in force is right, the boot would undo it
write zz-late.conf 0644 'net.ipv4.icmp_echo_ignore_broadcasts = 0'
sysctl -qw net.ipv4.icmp_echo_ignore_broadcasts=1
# a good line is found, a later file wins
write 10-good.conf 0644 'net.ipv4.conf.all.log_martians = 1'
write 90-last.conf 0644 'net/ipv4/conf/all/log_martians = 0'
sysctl -qw net.ipv4.conf.all.log_martians=0
# a good value that only boot knows
write 20-later.conf 0644 'net.ipv4.conf.default.accept_redirects = 0'
sysctl -qw net.ipv4.conf.default.accept_redirects=1
# masked: the vendor's file is not read, for this one has the same name
write 30-masked.conf 0644 'net.ipv4.conf.default.secure_redirects = 0'
write /usr/lib/sysctl.d/30-masked.conf 0644 'net.ipv4.conf.all.secure_redirects = 0'
sysctl -qw net.ipv4.conf.default.secure_redirects=0 net.ipv4.conf.all.secure_redirects=1

cd /etc/systemd/system
# services that look off, and what starts them
write rpcbind.service 0644 '[Unit]' 'Description=stand-in' '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' 'WantedBy=multi-user.target'
write rpcbind.socket 0644 '[Socket]' 'ListenStream=127.0.0.1:111' '[Install]' 'WantedBy=sockets.target'
write snmpd.service 0644 '[Service]' 'Type=oneshot' 'ExecStart=/bin/true' '[Install]' 'WantedBy=multi-user.target'
write snmpd.timer 0644 '[Timer]' 'OnCalendar=yearly' '[Install]' 'WantedBy=timers.target'
write cups.service 0644 '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' 'WantedBy=multi-user.target'
write cups.path 0644 '[Path]' 'PathExists=/run/never-there' '[Install]' 'WantedBy=paths.target'
write squid.service 0644 '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' 'WantedBy=multi-user.target'
# one that is there but masked
ln -s /dev/null avahi-daemon.service
systemctl daemon-reload
systemctl -q enable --now rpcbind.socket snmpd.timer cups.path

# a second account with uid 0, locked and without a shell; a system account with a login shell
useradd --uid 0 --non-unique --no-create-home --shell /usr/sbin/nologin --password '*' toor
useradd --system --no-create-home --shell /bin/bash svc
# the right mode with the wrong owner, of a file and of a folder
write /etc/cron.d/job 0600 '# no job'
mkdir -p /etc/cron.weekly
chmod 0700 /etc/cron.weekly
chown deploy /etc/cron.d/job /etc/cron.weekly
# options in force that the next boot drops
echo 'tmpfs /dev/shm tmpfs defaults 0 0' >> /etc/fstab

# one who may log in and nothing more
useradd --create-home --shell /bin/bash plain
install -d -o plain -g plain -m 0700 /home/plain/.ssh
install -o plain -g plain -m 0600 /home/deploy/.ssh/authorized_keys /home/plain/.ssh/authorized_keys
