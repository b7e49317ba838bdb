# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
# What the cases say in one word: things that are broken on purpose, and questions to the host's own commands.

# package NAME: an empty package of that name is installed
package() {
    folder=$(mktemp -d)
    if command -v dpkg-deb > /dev/null; then
        make_deb "$1" "$folder/$1.deb"
        dpkg -i "$folder/$1.deb" > /dev/null || return 1
    else
        make_rpm "$1" "$folder"
        rpm -i --nosignature "$folder"/*.rpm || return 1
    fi
    rm -rf "$folder"
}

# offer NAME: an empty package of that name can be installed, from a repository on the host
offer() {
    mkdir -p /opt/offers
    if command -v dpkg-deb > /dev/null; then
        make_deb "$1" "/opt/offers/$1.deb"
        {
            printf 'Package: %s\nVersion: 9.0\nArchitecture: all\nMaintainer: groundwork <lab@localhost>\nDescription: empty\n' "$1"
            printf 'Filename: ./%s.deb\nSize: %s\nSHA256: %s\n\n' "$1" "$(stat -c %s "/opt/offers/$1.deb")" "$(sha256sum "/opt/offers/$1.deb" | cut -d ' ' -f 1)"
        } >> /opt/offers/Packages
        rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
        echo 'deb [trusted=yes] file:/opt/offers ./' > /etc/apt/sources.list.d/offers.list
        apt-get -qq update
    else
        command -v createrepo_c > /dev/null || dnf -qy install createrepo_c > /dev/null
        make_rpm "$1" /opt/offers
        createrepo_c -q --general-compress-type=gz /opt/offers
        printf '[offers]\nname=offers\nbaseurl=file:///opt/offers\ngpgcheck=0\n' > /etc/yum.repos.d/offers.repo
    fi
}

make_deb() {
    tree=$(mktemp -d)
    # whatever the umask: dpkg-deb refuses a closed folder
    mkdir -m 0755 "$tree/DEBIAN"
    printf 'Package: %s\nVersion: 9.0\nArchitecture: all\nMaintainer: groundwork <lab@localhost>\nDescription: empty\n' "$1" > "$tree/DEBIAN/control"
    dpkg-deb --build "$tree" "$2" > /dev/null
    rm -rf "$tree"
}

make_rpm() {
    printf 'Name: %s\nVersion: 9.0\nRelease: 1\nSummary: empty\nLicense: none\nBuildArch: noarch\n%%description\nempty\n%%files\n' "$1" > "/tmp/$1.spec"
    rpmbuild -bb --quiet --define "_rpmdir $2" --define '_build_name_fmt %%{NAME}.rpm' --define "_topdir /tmp/top" "/tmp/$1.spec"
    rm -rf "/tmp/$1.spec" /tmp/top
}

# service NAME: a service of that name runs, and starts at boot
service() {
    printf '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n' > "/usr/lib/systemd/system/$1"
    systemctl daemon-reload
    systemctl -q enable --now "$1"
}

# program PATH: something can be run there, so that its settings matter
program() {
    [ -e "$1" ] || install /bin/true "$1"
}

# section NAME PATH: there is a file that begins with this section
section() {
    [ -e "$2" ] || echo "[$1]" > "$2"
}

# state NAME: "active enabled", in systemctl's own words
state() {
    echo "$(systemctl is-active "$1") $(systemctl is-enabled "$1" 2> /dev/null)"
}

# installed NAME: yes or no, by the package manager's own database
installed() {
    if command -v dpkg-query > /dev/null; then
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ] && echo yes || echo no
    else
        rpm -q "$1" > /dev/null && echo yes || echo no
    fi
}

# restrictions PATH: which of nodev, noexec and nosuid a mount has, by the kernel's own table
restrictions() {
    awk -v path="$1" '$2 == path { found = $4 } END { print found }' /proc/self/mounts | tr , '\n' | grep -xE 'nodev|noexec|nosuid' | sort | paste -sd ' '
}

# user_with NAME HASH: an account with this hash of a password, empty for none
user_with() {
    id "$1" > /dev/null 2>&1 || useradd -m -s /bin/bash "$1"
    usermod -p "$2" "$1"
}

# enter NAME PASSWORD: in or out, as su lets an ordinary user in or not
enter() {
    echo "$2" | setpriv --reuid=nobody --regid=65534 --clear-groups su "$1" -c 'echo in' 2> /dev/null || echo out
}
