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

# have NAME: the real package of that name is installed, whatever else is offered
have() {
    if command -v apt-get > /dev/null; then
        printf 'deb [trusted=yes] file:/srv/repo %s main\n' "$(. /etc/os-release; echo "$VERSION_CODENAME")" > /opt/lab.list
        set -- "$1" -o Dir::Etc::SourceList=/opt/lab.list -o Dir::Etc::SourceParts=-
        apt-get -qq update "$2" "$3" "$4" "$5"
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" > /dev/null
        apt-get -qq update
    else
        dnf -qy install "$1" > /dev/null
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
    systemctl -q --no-reload enable --now "$1"
}

# program PATH: something can be run there, so that its settings matter
program() {
    [ -e "$1" ] || install /bin/true "$1"
}

# section NAME PATH: there is a file that begins with this section
section() {
    [ -e "$2" ] || echo "[$1]" > "$2"
}

# archive FOLDER LABEL SUITE CODENAME: an apt repository that says this of itself, with nothing to install
archive() {
    mkdir -p "$1"
    printf 'Package: none\nVersion: 1\nArchitecture: all\nMaintainer: groundwork <lab@localhost>\nDescription: none\nFilename: ./none.deb\n' > "$1/Packages"
    printf 'Origin: Debian\nLabel: %s\nSuite: %s\nCodename: %s\nDate: %s\nSHA256:\n %s %s Packages\n' "$2" "$3" "$4" \
        "$(date -Ru)" "$(sha256sum "$1/Packages" | cut -d ' ' -f 1)" "$(stat -c %s "$1/Packages")" > "$1/Release"
    echo "deb [trusted=yes] file:$1 ./" > "/etc/apt/sources.list.d/$(basename "$1").list"
    apt-get -qq update
}

# timer NAME: a timer of that name, and its service, are there and switched off
timer() {
    printf '[Service]\nType=oneshot\nExecStart=/bin/true\n' > "/usr/lib/systemd/system/$1.service"
    printf '[Timer]\nOnCalendar=*-*-* 6:00\n[Install]\nWantedBy=timers.target\n' > "/usr/lib/systemd/system/$1.timer"
    systemctl daemon-reload
}

# fail2ban_client: a stand-in for fail2ban-client, that merges the jail's files as the real one does and answers for a server
fail2ban_client() {
    cat > /usr/bin/fail2ban-client <<'END'
#!/usr/bin/python3
import configparser, glob, sys
if sys.argv[1:] != ["-d"]:
    print("The jail sshd has the following actions:\n" + "any" if "actions" in sys.argv else "Server replied: pong")
    sys.exit(0)
said = configparser.ConfigParser(interpolation=None)
folder = "/etc/fail2ban/jail"
said.read([*sorted(glob.glob(folder + ".d/*.conf")), folder + ".local", *sorted(glob.glob(folder + ".d/*.local"))])
jail = said["sshd"] if "sshd" in said else {}
action = jail.get("banaction", "iptables-multiport")
if jail.get("enabled") == "true":
    print(["add", "sshd", jail.get("backend", "auto")])
    print(["set", "sshd", "maxretry", int(jail.get("maxretry", 5))])
    print(["set", "sshd", "findtime", jail.get("findtime", "10m")])
    print(["set", "sshd", "bantime", jail.get("bantime", "10m")])
    if "ignoreip" in jail:
        print(["set", "sshd", "addignoreip", *jail["ignoreip"].split()])
    print(["multi-set", "sshd", "action", action, [["port", jail.get("port", "ssh")]]])
    print(["start", "sshd"])
END
    chmod 755 /usr/bin/fail2ban-client
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
    echo "$2" | setpriv --reuid=nobody --regid=65534 --clear-groups su "$1" -c 'echo in' 2> /dev/null | grep -x in || echo out
}

# no_firewall: the manager that this host has is off and its rules are gone, once for all who ask for it
no_firewall() {
    [ ! -e /run/no_firewall ] || return 0
    touch /run/no_firewall
    ! command -v ufw > /dev/null || ufw --force disable > /dev/null
    ! command -v rpm > /dev/null || command -v firewall-cmd > /dev/null || dnf -qy install firewalld > /dev/null
    for unit in firewalld nftables; do
        systemctl -q --no-reload disable --now "$unit.service" 2> /dev/null || true
    done
    nft flush ruleset
}

# forget NAME: the package is there, but not for who asks dpkg
forget() {
    sed -i "/^Package: $1\$/,/^\$/d" /var/lib/dpkg/status
}

# turns_away ADDRESS PEER: from another network a new connection comes in by ssh, and to another port it does not
turns_away() {
    # who manages the networks of a machine would take the address away again, and give it its own
    mkdir -p /run/systemd/network
    printf '[Match]\nName=gwhere\n[Link]\nUnmanaged=yes\n' > /run/systemd/network/10-gwhere.network
    networkctl reload 2> /dev/null || true
    unshare --net sleep 120 &
    outside=$!
    python3 -m http.server --bind :: 9 > /dev/null 2>&1 &
    listener=$!
    until [ "$(readlink /proc/$outside/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
    ip link add gwhere type veth peer name gwthere netns $outside
    case "$1" in *:*) bits=64 ;; *) bits=24 ;; esac
    [ $bits = 24 ] || nodad=nodad
    ip address add "$1/$bits" dev gwhere $nodad
    ip link set gwhere up
    nsenter --net --target $outside sh -c "ip address add $2/$bits dev gwthere $nodad; ip link set gwthere up"
    sleep 2
    # an emulated machine takes its time to greet
    ask='import socket, sys; print(socket.create_connection((sys.argv[1], int(sys.argv[2])), int(sys.argv[3])).recv(4).decode())'
    nsenter --net --target $outside python3 -c "$ask" "$1" 22 20
    nsenter --net --target $outside python3 -c "$ask" "$1" 9 3 2>&1 | grep -qE 'timed out|No route|ermission denied' && echo turned away
    kill $outside $listener
    ip link delete gwhere 2> /dev/null || true
}

# recorded KEY: yes or no, whether the kernel recorded an event under the key of our rule in the last minutes; auditd may be some seconds late
recorded() {
    for late in 0.2 1 2 4; do
        sleep "$late"
        if ausearch --input-logs --raw -k "groundwork_$1" -ts recent 2> /dev/null | grep -q "^type=SYSCALL.*key=\"groundwork_$1\""; then
            echo yes
            return
        fi
    done
    echo no
}

# as_somebody COMMAND: run as one who logged in as the first ordinary user, in the eyes of the kernel's audit
as_somebody() {
    ( echo 1000 > /proc/self/loginuid && exec "$@" )
}

# sudo_default WORDS: a setting of sudo, where this sudo knows it
sudo_default() {
    echo "Defaults $1" > /opt/sudo-default
    if visudo -cf /opt/sudo-default > /dev/null 2>&1; then
        echo "Defaults $1" >> /etc/sudoers.d/50-local
    fi
}

# sudo_setting OPTION WORDS: on or off, by what sudo -V prints of it; sudo-rs has no command that tells, so there it is the last line that sets it
sudo_setting() {
    if sudo -V 2>&1 | grep -q '^sudo-rs'; then
        case $(cat /etc/sudoers /etc/sudoers.d/* | sed -n "s/^Defaults  *\(.*$1\)$/\1/p" | tail -n 1) in
            '' | !*) echo off ;;
            *) echo on ;;
        esac
    else
        sudo -V | grep -qE "^$2$" && echo on || echo off
    fi
}
