# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What is in effect after first contact and every day after, by the host's own commands alone."""

from __future__ import annotations

import typing as t

import pytest

SSHD = {
    **{"permitrootlogin": "no", "passwordauthentication": "no", "kbdinteractiveauthentication": "no", "permitemptypasswords": "no"},
    **{"pubkeyauthentication": "yes", "hostbasedauthentication": "no", "ignorerhosts": "yes", "kerberosauthentication": "no", "usepam": "yes"},
    **{"maxauthtries": "4", "maxsessions": "10", "maxstartups": "10:30:60", "logingracetime": "60", "clientaliveinterval": "300"},
    **{"clientalivecountmax": "3", "permituserenvironment": "no", "strictmodes": "yes", "x11forwarding": "no", "gatewayports": "no"},
    "permittunnel": "no",
}
NETWORK = {
    **{f"net.ipv4.conf.{which}.{name}": "0" for which in ("all", "default") for name in ("accept_redirects", "accept_source_route", "send_redirects")},
    **{f"net.ipv4.conf.{which}.secure_redirects": "0" for which in ("all", "default")},
    **{f"net.ipv6.conf.{which}.{name}": "0" for which in ("all", "default") for name in ("accept_redirects", "accept_source_route")},
    **{f"net.ipv4.conf.{which}.log_martians": "1" for which in ("all", "default")},
    **{"net.ipv4.icmp_echo_ignore_broadcasts": "1", "net.ipv4.icmp_ignore_bogus_error_responses": "1", "net.ipv4.tcp_syncookies": "1"},
}
# the most that each may allow
MODES = {
    **{f"/etc/{name}": 0o644 for name in ("passwd", "passwd-", "group", "group-", "shells", "crontab")},
    **{f"/etc/{name}": 0o640 for name in ("shadow", "gshadow")},
    **{"/etc/ssh/sshd_config": 0o600, "/etc/ssh/ssh_host_ed25519_key": 0o640, "/etc/sudoers": 0o440, "/root": 0o750},
    **{f"/etc/cron.{name}": 0o755 for name in ("d", "hourly", "daily", "weekly", "monthly")},
}
# command -> what it prints
WORDS = {
    "awk '$1 == \"UMASK\" { print $2 }' /etc/login.defs": "0027",
    "awk '$1 == \"PASS_WARN_AGE\" { print $2 }' /etc/login.defs": "7",
    "awk -F: '$3 == 0 { print $1 }' /etc/passwd": "root",
    "awk -F: '$2 == \"\" { print $1 }' /etc/shadow": "",
    "awk -F: '$2 != \"x\" { print $1 }' /etc/passwd": "",
    "cut -d: -f3 /etc/passwd | sort | uniq -d": "",
    "cut -d: -f1 /etc/group | sort | uniq -d": "",
    "stat -c %a /tmp /var/tmp | sort -u": "1777",
    "test -d /var/log/journal && echo kept": "kept",
    "systemd-analyze cat-config systemd/journald.conf | sed -n 's/^SystemMaxUse=//p' | tail -n 1": "1G",
    "su -s /bin/sh nobody -c 'ulimit -Hc'": "0",
    "systemctl is-active systemd-journald.service": "active",
    "visudo -c > /dev/null && echo parsed": "parsed",
    "sshd -t && echo valid": "valid",
}


@pytest.fixture(scope="module")
def effective() -> t.Callable[[t.Any], set[str]]:
    """What sshd says of itself, asked once a host."""
    known: dict[str, set[str]] = {}

    def ask(host: t.Any) -> set[str]:
        name = host.backend.get_hostname()
        return known.setdefault(name, set() if name in known else set(host.check_output("sshd -T").splitlines()))

    return ask


@pytest.mark.parametrize(("option", "value"), SSHD.items())
def test_sshd(host: t.Any, effective: t.Callable[[t.Any], set[str]], option: str, value: str) -> None:
    assert f"{option} {value}" in effective(host)


@pytest.mark.parametrize("option", ["ciphers", "macs"])
def test_no_weak_algorithm(host: t.Any, effective: t.Callable[[t.Any], set[str]], option: str) -> None:
    """On EL the crypto policy says which, with a subpolicy of ours."""
    (line,) = [line for line in effective(host) if line.startswith(f"{option} ")]
    assert [word for word in ("cbc", "3des", "arcfour", "md5", "hmac-sha1", "umac-64", "-96") if word in line] == []


def test_post_quantum_key_exchange(host: t.Any, effective: t.Callable[[t.Any], set[str]]) -> None:
    """Where sshd has it, it is still offered: hardening takes away what is weak and nothing else."""
    (line,) = [line for line in effective(host) if line.startswith("kexalgorithms ")]
    known = set(host.check_output("ssh -Q kex").split())
    hybrid = {name for name in known if name.startswith(("sntrup761", "mlkem768"))}
    if host.backend.get_hostname() != "gw-el9":
        assert hybrid <= set(line.split()[1].split(","))
    assert "diffie-hellman-group1-" not in line


@pytest.mark.parametrize(("key", "value"), NETWORK.items())
def test_network(host: t.Any, key: str, value: str) -> None:
    assert host.check_output("sysctl -n %s", key) == value


@pytest.mark.parametrize(("path", "most"), MODES.items())
def test_modes(host: t.Any, path: str, most: int) -> None:
    """root's own, and closed to others as far as it should be."""
    found = host.file(path)
    if not found.exists and path == "/etc/crontab":
        pytest.skip("this host has no /etc/crontab, so there is no mode to look at")
    assert found.user == "root"
    assert found.mode & ~most == 0, oct(found.mode)


@pytest.mark.parametrize(("command", "says"), WORDS.items())
def test_words(host: t.Any, command: str, says: str) -> None:
    assert host.run(command).stdout.strip() == says
