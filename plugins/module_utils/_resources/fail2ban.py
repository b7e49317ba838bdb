# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What fail2ban would do with who guesses passwords over ssh: its merged configuration as it prints it itself, and whether it runs."""

from __future__ import annotations

import ast
import re
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd, unit
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_state import operator_of, ssh_ports
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._seen import Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import BANS, ON, Jail, Unit, is_idle

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

JAIL = "sshd"
SERVICE = "fail2ban.service"
# jail.conf, jail.d/*.conf, jail.local, jail.d/*.local: the last one of these wins.
OWN = "/etc/fail2ban/jail.d/zz-groundwork.local"
DUMP = ("fail2ban-client", "-d")
# What the server needs to answer after its start.
ANSWER_SECONDS = 5.0
UNITS = {"": 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2629800, "y": 31557600}
FOR_EVER = 100 * 31557600
LOOPBACK = ("127.0.0.1/8", "::1")
NOTHING = {"enabled": False, "backend": "", "ports": False, "maxretry": 0, "findtime": 0, "bantime": 0, "loopback": False, "action": False}
# What an action cannot do without, by the beginning of its name.
NEEDS = {"nftables": "nft", "iptables": "iptables", "ufw": "ufw", "firewallcmd": "firewall-cmd"}
FIREWALLCMD = "firewallcmd-rich-rules[actiontype=<multiport>]"


def observe(host: Host, question: str) -> list[Reading]:
    """running: whether the server answers, and starts at boot; jail: what holds for ssh, in seconds. All is off where fail2ban is not here."""
    if question not in ("running", "jail"):
        raise ObservationError(f"cannot ask {question} of fail2ban: there is running, jail")
    if not _systemd.booted(host):
        raise NotApplicable(f"systemd does not run this host (there is no {_systemd.BOOTED}), and without its journal fail2ban has nothing to read")
    if question == "jail":
        return [_jail(host)]
    state = unit.observe(host, [SERVICE])[0]
    value = {"answers": bool(state.value["active"]) and _answers(host), "enabled": state.value["enabled"] in unit.ENABLED}
    there = state.value["enabled"] != unit.NOT_FOUND and host.which("fail2ban-client") is not None
    return [Seen(value, f"fail2ban-client ping, systemctl is-enabled {SERVICE}", "", {"there": there})]


def _answers(host: Host) -> bool:
    """Whether the server answers, which may be just starting."""
    until = time.monotonic() + ANSWER_SECONDS
    while host.execute("fail2ban-client", "ping").returncode:
        if time.monotonic() > until:
            return False
        time.sleep(0.3)
        host.forget()
    return True


def parse(text: str, jail: str = JAIL) -> dict[str, t.Any]:
    """What fail2ban-client -d prints of a jail: {"add": backend, "start": True, "set": {key: value}, "ignore": [...], "actions": {name: {key: value}}}."""
    found: dict[str, t.Any] = {"set": {}, "ignore": [], "actions": {}}
    for line in text.splitlines():
        if not line.startswith("["):
            continue
        try:
            words = ast.literal_eval(line)
        except (ValueError, SyntaxError) as exc:
            raise ObservationError(f"cannot make sense of what fail2ban-client -d printed: {line[:80]}") from exc
        if len(words) < 2 or words[1] != jail:
            continue
        if words[0] == "add":
            found["add"] = words[2]
        elif words[0] == "start":
            found["start"] = True
        elif words[0] == "multi-set" and words[2] == "action":
            found["actions"][words[3]] = dict(words[4])
        elif words[0] in ("set", "multi-set") and words[2] == "addignoreip":
            found["ignore"] += [each for word in words[3:] for each in (word if isinstance(word, list) else [word])]
        elif words[0] == "set" and words[2] == "action":
            found["actions"].setdefault(words[3], {})[words[4]] = words[5]
        elif words[0] == "set":
            found["set"][words[2]] = words[3]
    return found


def seconds(value: t.Any) -> int:
    """A time of fail2ban in seconds, such as 10m or 1h 30m; one below 0 is for ever, and what cannot be read is none."""
    text = str(value).strip()
    if re.fullmatch(r"-\d+", text):
        return FOR_EVER
    parts = re.findall(r"(\d+)\s*([a-z]*)", text.lower())
    return sum(int(number) * next((UNITS[name] for name in (word, word[:3], word[:2], word[:1]) if name in UNITS), 0) for number, word in parts)


def covers(text: str, port: int) -> bool:
    """Whether ports as an action has them, such as 22,2200:2299, are numbers that name one."""
    for part in text.replace(" ", ",").split(","):
        low, _colon, high = part.replace("-", ":").partition(":")
        if low.isdigit() and int(low) <= port <= int(high if high.isdigit() else low):
            return True
    return False


def _number(value: t.Any) -> int:
    text = str(value)
    return int(text) if text.isdigit() else 0


def fitting(host: Host) -> dict[str, bool]:
    """Beginning of an action's name -> whether it can ban on this host; firewalld has to run for its own."""
    runs = bool(unit.observe(host, ["firewalld.service"])[0].value["active"])
    return {name: host.which(program) is not None and (runs or name != "firewallcmd") for name, program in NEEDS.items()}


def action_for(fits: t.Mapping[str, bool]) -> str:
    """The action to ban with: firewalld's where that runs, else one with a table of its own, which no other manager's rules go before."""
    if fits["firewallcmd"]:
        return FIREWALLCMD
    return "nftables" if fits["nftables"] else "ufw" if fits["ufw"] else "iptables-multiport"


def _jail(host: Host) -> Seen:
    fits, ports = fitting(host), ssh_ports(host, operator_of(host))
    own = re.search(r"^banaction = (.*)$", host.read(OWN) or "", re.MULTILINE)
    known: dict[str, t.Any] = {"ports": ports, "action": action_for(fits), "own_action": own[1] if own else "", "ignore": []}
    if not host.which("fail2ban-client"):
        return Seen(dict(NOTHING), "there is no fail2ban-client, so fail2ban is not installed", "", known)
    found = parse(host.run(*DUMP))
    if "start" not in found:
        return Seen(dict(NOTHING), "fail2ban-client -d: no jail sshd", "", known)
    idle = is_idle(host)
    value = {
        "enabled": True,
        "backend": str(found.get("add", "")),
        "ports": any(_all_ports(name, said) or all(covers(str(said.get("port", "")), port) for port in ports) for name, said in found["actions"].items()),
        "maxretry": _number(found["set"].get("maxretry")),
        "findtime": seconds(found["set"].get("findtime", 0)),
        "bantime": seconds(found["set"].get("bantime", 0)),
        "loopback": any(word.startswith("127.") for word in found["ignore"]),
        "action": not idle and any(fits.get(name.split("-")[0].split("[")[0], False) for name in found["actions"]),
    }
    by = "nothing, for the server has lost its actions" if idle else ", ".join(found["actions"]) or "nothing"
    return Seen(value, f"fail2ban-client -d; it bans by {by}", "", {**known, "ignore": found["ignore"], "idle": idle})


def _all_ports(name: str, said: t.Mapping[str, t.Any]) -> bool:
    return "allports" in name or "allports" in str(said.get("type", "")) or name == "ufw"


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The jail as it is wanted in a file of our own, which is read last; what is stricter already stays."""
    seen = readings[0]
    if args["question"] == "running":
        if not seen.known["there"]:
            raise Unfixable("fail2ban is not installed yet; install it first (fail2ban.installed)")
        return [Unit(f"unit {SERVICE}", ON)]
    value, known = seen.value, seen.known
    retries = min(value["maxretry"], want["maxretry"]) if value["enabled"] and value["maxretry"] else want["maxretry"]
    times = {name: max(value[name], want[name]) for name in ("findtime", "bantime")}
    ignored = list(dict.fromkeys([*LOOPBACK, *known["ignore"]]))
    # an action that works stays, ours too
    action = known["own_action"] if value["action"] else known["action"]
    lines = [
        f"[{JAIL}]",
        "enabled = true",
        f"backend = {want['backend']}",
        f"port = {','.join(map(str, known['ports']))}",
        f"maxretry = {retries}",
        f"findtime = {times['findtime']}",
        f"bantime = {-1 if times['bantime'] >= FOR_EVER else times['bantime']}",
        f"ignoreip = {' '.join(ignored)}",
        *([f"banaction = {action}"] if action else []),
    ]
    again: list[Step] = [Jail(f"jail {JAIL} of fail2ban", BANS)] if known.get("idle") else []
    return [Lines(OWN, "\n".join(lines)), *again]
