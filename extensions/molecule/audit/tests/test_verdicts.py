# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Verdicts worked out again from what the host's own commands say, with none of the collection's code."""

from __future__ import annotations

import typing as t

import pytest

Results = dict[str, dict[str, t.Any]]
Say = t.Callable[[str], str]

CONTEXTS = ("", "-C user=root,host=h,addr=127.0.0.1", "-C user=deploy,host=h,addr=127.0.0.1", "-C user=root,host=h,addr=192.0.2.7")
SSHD: dict[str, tuple[str, t.Callable[[str], bool]]] = {
    "ssh.permit_root_login": ("permitrootlogin", lambda seen: seen in ("no", "without-password", "prohibit-password", "forced-commands-only")),
    "ssh.permit_root_login_never": ("permitrootlogin", lambda seen: seen == "no"),
    "ssh.permit_empty_passwords": ("permitemptypasswords", lambda seen: seen == "no"),
    "ssh.password_authentication": ("passwordauthentication", lambda seen: seen == "no"),
    "ssh.pubkey_authentication": ("pubkeyauthentication", lambda seen: seen == "yes"),
    "ssh.hostbased_authentication": ("hostbasedauthentication", lambda seen: seen == "no"),
    "ssh.ignore_rhosts": ("ignorerhosts", lambda seen: seen == "yes"),
    "ssh.use_pam": ("usepam", lambda seen: seen == "yes"),
    "ssh.max_auth_tries": ("maxauthtries", lambda seen: int(seen) <= 4),
    "ssh.max_sessions": ("maxsessions", lambda seen: int(seen) <= 10),
    "ssh.login_grace_time": ("logingracetime", lambda seen: 1 <= int(seen) <= 60),
    "ssh.client_alive_interval": ("clientaliveinterval", lambda seen: 1 <= int(seen) <= 300),
    "ssh.x11_forwarding": ("x11forwarding", lambda seen: seen == "no"),
    "ssh.permit_user_environment": ("permituserenvironment", lambda seen: seen == "no"),
    "ssh.strict_modes": ("strictmodes", lambda seen: seen == "yes"),
    "ssh.ciphers": ("ciphers", lambda seen: "cbc" not in seen and "3des" not in seen and "arcfour" not in seen),
}
# control -> (paths, owners, groups, mode bits that may be set); {shadow} is the family's own
FILES: dict[str, tuple[str, str, str, int]] = {
    "files.passwd": ("/etc/passwd", "root", "root", 0o644),
    "files.group": ("/etc/group", "root", "root", 0o644),
    "files.shells": ("/etc/shells", "root", "root", 0o644),
    "files.sshd_config": ("/etc/ssh/sshd_config", "root", "root", 0o600),
    "files.ssh_host_public_keys": ("/etc/ssh/ssh_host_*_key.pub", "root", "root", 0o644),
    "cron.daily": ("/etc/cron.daily", "root", "root", 0o755),
    "cron.hourly": ("/etc/cron.hourly", "root", "root", 0o755),
    "cron.d": ("/etc/cron.d", "root", "root", 0o755),
}
SYSCTLS = {
    "network.all_send_redirects": ("net.ipv4.conf.all.send_redirects", (0,)),
    "network.default_send_redirects": ("net.ipv4.conf.default.send_redirects", (0,)),
    "network.all_accept_source_route": ("net.ipv4.conf.all.accept_source_route", (0,)),
    "network.icmp_ignore_bogus": ("net.ipv4.icmp_ignore_bogus_error_responses", (1,)),
    "network.tcp_syncookies": ("net.ipv4.tcp_syncookies", (1,)),
    "network.ip6_all_accept_redirects": ("net.ipv6.conf.all.accept_redirects", (0,)),
}
UNITS = {
    "services.nfs_server": ("nfs-server.service",),
    "services.autofs": ("autofs.service",),
    "services.proxy": ("squid.service",),
    "services.mail_server": ("dovecot.service",),
}
ACCOUNTS = {
    "accounts.unique_uid": "cut -d: -f3 /etc/passwd | sort | uniq -d",
    "accounts.unique_gid": "cut -d: -f3 /etc/group | sort | uniq -d",
    "accounts.unique_user_name": "cut -d: -f1 /etc/passwd | sort | uniq -d",
    "accounts.no_empty_hash": "awk -F: '$2==\"\"{print $1}' /etc/shadow",
    "accounts.shadowed": "awk -F: '$2!=\"x\"{print $1}' /etc/passwd",
}


def verdict(good: bool) -> str:
    """The status that a judged control has to have."""
    return "pass" if good else "fail"


@pytest.mark.parametrize("control", SSHD)
def test_sshd(control: str, results: Results, say: Say) -> None:
    """Every context that the configuration tells apart has to be good, by sshd's own word."""
    option, good = SSHD[control]
    seen = [say(f"sshd -T {context} | sed -n 's/^{option} //p'") for context in CONTEXTS]
    assert results[control]["status"] == verdict(all(good(value) for value in seen)), (seen, results[control])


@pytest.mark.parametrize("control", FILES)
def test_file(control: str, results: Results, say: Say) -> None:
    """Owner, group and mode, by stat."""
    paths, owner, group, bits = FILES[control]
    seen = [line.split() for line in say(f"stat -c '%U %G %a' {paths}").splitlines()]
    good = all(who == owner and whose == group and not int(mode, 8) & ~bits for who, whose, mode in seen)
    assert results[control]["status"] == verdict(good), (seen, results[control])


@pytest.mark.parametrize("control", SYSCTLS)
def test_sysctl(control: str, results: Results, say: Say) -> None:
    """The value in force, by sysctl, and the one that systemd will load, by its own merged listing."""
    key, wanted = SYSCTLS[control]
    live = int(say(f"sysctl -n {key}"))
    lines = say(f"systemd-analyze cat-config sysctl.d | sed -n 's/^-\\{{0,1\\}}{key} *= *//p'").split()
    good = live in wanted and (not lines or int(lines[-1]) in wanted)
    assert results[control]["status"] == verdict(good), (live, lines, results[control])


@pytest.mark.parametrize("control", UNITS)
def test_unit(control: str, results: Results, say: Say) -> None:
    """Neither running nor enabled, and nothing else here that could start it."""
    states = [say(f"systemctl is-active {unit} || true; systemctl is-enabled {unit} 2>/dev/null || true").split() for unit in UNITS[control]]
    good = not any({"active", "enabled"} & set(state) for state in states)
    assert results[control]["status"] == verdict(good), (states, results[control])


@pytest.mark.parametrize("control", ACCOUNTS)
def test_account(control: str, results: Results, say: Say) -> None:
    """Nothing is listed by awk, cut, sort and uniq."""
    listed = say(ACCOUNTS[control])
    assert results[control]["status"] == verdict(not listed), (listed, results[control])


def test_package(host: t.Any, results: Results) -> None:
    """Absent and present packages, by the host's own package manager."""
    debian = host.file("/var/lib/dpkg/status").exists
    query = "dpkg-query -W -f '${db:Status-Status}' %s" if debian else "rpm -q %s"

    def present(name: str) -> bool:
        done = host.run(query, name)
        return done.rc == 0 and (not debian or done.stdout == "installed")

    assert results["sudo.installed"]["status"] == verdict(present("sudo"))
    telnet = ("telnetd", "inetutils-telnetd") if debian else ("telnet-server",)
    assert results["services.telnet_server"]["status"] == verdict(not any(present(name) for name in telnet))


def test_container_does_not_own_the_kernel(results: Results) -> None:
    """What belongs to the container's host is not judged, each with its reason, and the rest is."""
    for control in ("kernel.randomize_va_space", "kernel.kptr_restrict", "fs.kmod_dccp"):
        assert results[control]["status"] == "not_applicable"
        assert "container" in results[control]["reason"]
    assert results["network.tcp_syncookies"]["status"] in ("pass", "fail")


def test_every_result_is_whole(results: Results) -> None:
    """One of five statuses each, a reason where it is not a pass, evidence where it was judged, and no error.

    But for what waits of updates: nobody has fetched lists on these hosts yet, so it cannot be told, and is not taken for none.
    """
    assert len(results) >= 60
    for result in results.values():
        assert result["status"] in ("pass", "fail", "waived", "not_applicable", "error")
        assert result["reason"] or result["status"] == "pass", result
        assert result["evidence"] or result["status"] not in ("pass", "fail") or "missing" in result["reason"] or result["actual"] is None, result
    assert [result["id"] for result in results.values() if result["status"] == "error"] == ["updates.security_pending"]
