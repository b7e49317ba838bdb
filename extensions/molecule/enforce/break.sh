# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
# What the profile puts right, and what lies in its way.
set -eu
umask 022

# loose files
chown root:root /etc/passwd /etc/ssh/sshd_config
chmod 0666 /etc/passwd
chmod 0644 /etc/ssh/sshd_config
chown deploy:root /etc/crontab
chmod 0400 /etc/crontab
# an attribute, which has to outlive the change of their owner and of their contents
touch /etc/sysctl.d/99-zz-groundwork.conf
python3 -c "import os; [os.setxattr(path, 'user.kept', b'yes') for path in ('/etc/crontab', '/etc/sysctl.d/99-zz-groundwork.conf')]"
# what images of clouds say
printf '%s\n' 'PermitRootLogin yes' 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/50-cloud-init.conf
chmod 0600 /etc/ssh/sshd_config.d/50-cloud-init.conf
# a link where a file is looked at
ln -sf /etc/os-release /etc/issue.net
# a later file that wins over what will be written
echo 'net.ipv4.conf.default.log_martians = 0' > /etc/sysctl.d/99-zzz-mine.conf
# loose values of the kernel
sysctl -qw net.ipv4.conf.all.send_redirects=1 net.ipv4.conf.all.accept_redirects=1 net.ipv4.tcp_syncookies=0 \
    net.ipv4.conf.default.log_martians=0 net.ipv4.ip_forward=1
