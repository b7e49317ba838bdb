# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Who has to read which files anew once they have changed, and whether they still work afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _crypto_policies, _firewall_programs
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import connected
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_audit import load

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed

BOOTED = "/run/systemd/system"
PID_FILE = "/run/sshd.pid"
AUDITD_PID = "/run/auditd.pid"
# a daemon-reload alone took 36 on a small host that had other things to do; what is given up on is undone, and that needs it once more
SECONDS = 120.0
# a new process greets for each connection, which took more than a second on a machine that was busy
ANSWER_SECONDS = 30.0
GREETING_SECONDS = 5.0
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class ReloadFailed(Exception):
    """A program did not take its new files, or did not come back: one clause."""


class Reload(t.NamedTuple):
    """A program by the name that RELOADS has for it, and its unit."""

    name: str
    unit: str


def act(*argv: str) -> Completed:
    """Run a command that changes something; ReloadFailed where it ended badly, or where there is no such command."""
    try:
        done = Host().execute(*argv, seconds=SECONDS)
    except ObservationError as exc:
        raise ReloadFailed(str(exc)) from exc
    if done.returncode:
        raise ReloadFailed(f"{' '.join(argv)} ended with {done.returncode}: {' '.join((done.stderr or done.stdout).split())[:300] or 'no message'}")
    return done


def _state(unit: str) -> str:
    """What systemd says of a unit: active, inactive, failed ..."""
    try:
        return Host().execute("systemctl", "is-active", unit).stdout.strip()
    except ObservationError as exc:
        raise ReloadFailed(str(exc)) from exc


def _is_active(unit: str) -> bool:
    return _state(unit) in ("active", "reloading")


def _fresh_start(unit: str) -> None:
    """Restart a unit, however often it was started lately: systemd would count that, and take its socket down too."""
    act("systemctl", "reset-failed", unit)
    act("systemctl", "restart", unit)


def _sockets(unit: str) -> list[str]:
    """The units by which systemd listens for this one."""
    shown = act("systemctl", "show", "--property=TriggeredBy", "--value", unit).stdout.split()
    return [name for name in shown if name.endswith(".socket") and _is_active(name)]


def _listen_anew(unit: str, sockets: t.Sequence[str]) -> None:
    """Have systemd read where it is to listen for sshd, a generator of Ubuntu's included, and listen there. Sessions outlive it.

    A socket does not start while its service runs, and the service would try to bind once more to what it was given.
    """
    act("systemctl", "daemon-reload")
    act("systemctl", "stop", unit)
    for name in sockets:
        _fresh_start(name)
    _fresh_start(unit)


def listening(text: str) -> list[tuple[str, int]]:
    """Where sshd listens, by what sshd -T prints: addresses that can be connected to from here, and ports."""
    found = []
    for line in text.splitlines():
        word, _space, where = line.partition(" ")
        address, _colon, port = where.rpartition(":")
        if word == "listenaddress" and port.isdigit():
            found.append((ANYWHERE.get(address.strip("[]"), address.strip("[]")), int(port)))
    return found


def _greets(address: str, port: int, seconds: float = GREETING_SECONDS) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=seconds) as line:
        return line.recv(4) == b"SSH-"
    return False


def _answers() -> bool:
    """Whether something greets as sshd does where sshd says it listens."""
    try:
        where = listening(Host().run("sshd", "-T"))
    except ObservationError:
        return False
    return any(_greets(*each) for each in where)


def unanswered(ports: t.Iterable[int]) -> str:
    """The ports on which sshd does not answer in time although it is to, as a clause; nothing where it answers on all."""
    until = time.monotonic() + SECONDS
    where = listening(Host().run("sshd", "-T"))
    silent = list(ports)
    while silent:
        # patient, for a newer sshd turns away for a while who comes often and says nothing (PerSourcePenalties)
        silent = [port for port in silent if not any(_greets(*each, seconds=SECONDS / 4) for each in where if each[1] == port)]
        if silent and time.monotonic() > until:
            return f"sshd does not answer on port {', '.join(map(str, silent))}"
        if silent:
            time.sleep(1)
    return ""


def _sshd(unit: str) -> None:
    """Reload the SSH server if it runs; if it answered before, it has to answer afterwards."""
    if not os.path.isdir(BOOTED):
        _hang_up()
        return
    state = _state(unit)
    if state == "inactive":
        return
    answered = _answers()
    sockets = _sockets(unit)
    if sockets:
        _listen_anew(unit, sockets)
    elif state == "failed":
        _fresh_start(unit)
    else:
        act("systemctl", "reload", unit)
    until = time.monotonic() + ANSWER_SECONDS
    while answered and not _answers():
        if time.monotonic() > until:
            raise ReloadFailed(f"{unit} did not answer within {ANSWER_SECONDS:g} seconds after its reload or restart")
        time.sleep(0.2)
    if not _is_active(unit):
        raise ReloadFailed(f"{unit} is no longer active after its reload or restart")


def _hang_up() -> None:
    """Where no systemd runs: sshd reads its files anew on SIGHUP. One that does not run needs nothing."""
    host = Host()
    pid = (host.read(PID_FILE) or "").strip()
    if pid.isdigit() and (host.read(f"/proc/{pid}/comm") or "").strip() == "sshd":
        os.kill(int(pid), signal.SIGHUP)


def _crypto(_unit: str) -> None:
    """Make the system's crypto policy count, with our subpolicy if there is one. sshd reads it anew by its own reload."""
    host = Host()
    act(*_crypto_policies.applying(host.read(_crypto_policies.CONFIG) or "", host.stat(_crypto_policies.FILE) is not None))


def _restart(unit: str) -> None:
    """Restart what cannot reload, if it runs."""
    if os.path.isdir(BOOTED) and _is_active(unit):
        _fresh_start(unit)
        if not _is_active(unit):
            raise ReloadFailed(f"{unit} is no longer active after its restart")


def _rsyslog(unit: str) -> None:
    """Restart it once it accepts what it would read; it cannot reload."""
    act("rsyslogd", "-N1")
    _restart(unit)


def _daemon_reload(_unit: str) -> None:
    if os.path.isdir(BOOTED):
        act("systemctl", "daemon-reload")


def _firewall(load: t.Callable[[], None]) -> t.Callable[[str], None]:
    """One of the programs of packet filters, which loads its files and proves that ssh is let in."""

    def reload(_unit: str) -> None:
        try:
            load()
        except OSError as exc:
            raise ReloadFailed(str(exc)) from exc

    return reload


def _audit(_unit: str) -> None:
    """Load the rules; a service that may not be restarted is left alone."""
    try:
        load()
    except ObservationError as exc:
        raise ReloadFailed(str(exc)) from exc


def _auditd(_unit: str) -> None:
    """Have a running audit daemon read its configuration: it takes SIGHUP, and systemd may not restart it."""
    host = Host()
    pid = (host.read(AUDITD_PID) or "").strip()
    if pid.isdigit() and (host.read(f"/proc/{pid}/comm") or "").strip() == "auditd":
        os.kill(int(pid), signal.SIGHUP)


def _fail2ban(unit: str) -> None:
    """Start the server anew, which keeps its bans. Who is connected is not shut out by what was before.

    Not its own reload: 1.0.2 has jails without any action after one that changed them, which then say that they ban and do not.
    """
    if not os.path.isdir(BOOTED) or _state(unit) == "inactive":
        return
    # one that was started just now cannot be stopped before it listens: its stop asks it over its socket, and then waits for a minute
    with contextlib.suppress(ReloadFailed):
        _until_fail2ban_answers(unit)
    _fresh_start(unit)
    _until_fail2ban_answers(unit)
    operator = connected(Host())
    if operator and operator.address:
        # it reads what was logged before, mistakes of the operator's too; where there is no such jail there is nothing to take back
        with contextlib.suppress(ReloadFailed):
            act("fail2ban-client", "set", "sshd", "unbanip", operator.address)


def _until_fail2ban_answers(unit: str) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    while Host().execute("fail2ban-client", "ping").returncode:
        if _state(unit) == "failed" or time.monotonic() > until:
            raise ReloadFailed(f"{unit} does not answer fail2ban-client ping; see why in: journalctl -u {unit}")
        time.sleep(0.3)


# Name -> the beginnings of the paths, the unit where a host has no other name for it, and what to do. In this order.
RELOADS: dict[str, tuple[tuple[str, ...], str, t.Callable[[str], None]]] = {
    "audit": (("/etc/audit/rules.d/",), "", _audit),
    "auditd": (("/etc/audit/auditd.conf",), "", _auditd),
    "systemd": (("/etc/systemd/system/", "/etc/fstab"), "", _daemon_reload),
    "journald": (("/etc/systemd/journald.conf",), "systemd-journald.service", _restart),
    "rsyslog": (("/etc/rsyslog.d/",), "rsyslog.service", _rsyslog),
    "crypto-policies": ((_crypto_policies.FOLDER,), "", _crypto),
    "sshd": (
        ("/etc/ssh/sshd_config", "/etc/systemd/system/ssh.socket.d/", "/etc/systemd/system/sshd.socket.d/", _crypto_policies.FOLDER),
        "ssh.service",
        _sshd,
    ),
    # after sshd: what is proven of them are the ports that it has then
    "firewalld": (("/etc/firewalld/",), "firewalld.service", _firewall(_firewall_programs.load_firewalld)),
    "nftables": ((_firewall_programs.NFT_FILE,), "nftables.service", _firewall(_firewall_programs.load_nft)),
    "ufw": (("/etc/ufw/", "/etc/default/ufw"), "ufw.service", _firewall(_firewall_programs.load_ufw)),
    "fail2ban": (("/etc/fail2ban/",), "fail2ban.service", _fail2ban),
}


def needed(paths: t.Iterable[str], units: dict[str, str]) -> list[Reload]:
    """The programs that read these files. units: the name that this host has for their unit."""
    known = list(paths)
    return [Reload(name, units.get(name, unit)) for name, (beginnings, unit, _act) in RELOADS.items() if any(path.startswith(beginnings) for path in known)]


def perform(reload: Reload) -> None:
    """Make a program read its files anew; ReloadFailed where it does not, or does not work afterwards."""
    RELOADS[reload.name][2](reload.unit)
