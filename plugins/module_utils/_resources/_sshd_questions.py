# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What is asked of the SSH server that no single option says: its options together, its files and its host keys."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _login_blobs
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import sshd
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import FOLDER, MAIN, daemon, setting, split

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

ACCESS, ACCESS_OPTIONS = "access_limited", ("allowusers", "allowgroups", "denyusers", "denygroups")
FORWARDING = ("x11forwarding", "allowtcpforwarding", "allowagentforwarding", "allowstreamlocalforwarding", "permittunnel")
DISABLED = "disableforwarding"
BANNER = "banner"
INCLUDE = "include"
POLICY = "crypto_policy"
PQ = "pq_kex"
# Hybrids of a post-quantum exchange; the daemon offers one by itself since this version.
PQ_NAMES, PQ_SINCE = re.compile(r"(sntrup761|mlkem)"), (9, 0)
# From the strictest to the loosest value.
STRICTNESS = {
    "permitrootlogin": ("no", "forced-commands-only", "prohibit-password", "yes"),
    "passwordauthentication": ("no", "yes"),
    "kbdinteractiveauthentication": ("no", "yes"),
    "permitemptypasswords": ("no", "yes"),
    "x11forwarding": ("no", "yes"),
    "allowtcpforwarding": ("no", "local", "remote", "yes"),
    "allowagentforwarding": ("no", "yes"),
    "gatewayports": ("no", "clientspecified", "yes"),
    "permittunnel": ("no", "point-to-point", "ethernet", "yes"),
}
DROP_INS = f"{FOLDER}/sshd_config.d/"
CRYPTO_POLICIES = "/etc/crypto-policies/"
BACK_END = f"{CRYPTO_POLICIES}back-ends/opensshserver.config"
SYSCONFIG = "/etc/sysconfig/sshd"
OPT_OUT = re.compile(r"[ \t]*(?:export[ \t]+)?CRYPTO_POLICY=.*")


def observe(host: Host, option: str) -> list[Reading]:
    """The effective value of an option as sshd.observe tells it, or the answer to a question that takes more than one: QUESTIONS."""
    if option.lower() not in QUESTIONS:
        return sshd.observe(host, option)
    # also for what it raises where there is no sshd, or nobody may ask it
    sshd.observe(host, "port")
    return QUESTIONS[option.lower()](host)


def _access(host: Host) -> list[Reading]:
    """Which of the options are set that say who may come in."""
    found = {option: [each for each in sshd.observe(host, option) if each.value] for option in ACCESS_OPTIONS}
    sources = [each.source for readings in found.values() for each in readings]
    return [Reading([option for option, readings in found.items() if readings], ", ".join(sources) or "sshd -T")]


def _disabled(host: Host) -> list[Reading]:
    """Whether all forwarding is off, by the one option or by each of the others."""
    readings = sshd.observe(host, DISABLED)
    others = [each for option in FORWARDING for each in sshd.observe(host, option)]
    if any(each.value != "yes" for each in readings) and all(each.value == "no" for each in others):
        return [Reading("yes", ", ".join(dict.fromkeys(each.source for each in others)))]
    return readings


def _banner(host: Host) -> list[Reading]:
    """The file that is shown before a login; none where it is not there, or says nothing."""
    return [_shown(host, each) for each in sshd.observe(host, BANNER)]


def _shown(host: Host, reading: Reading) -> Reading:
    if reading.value == "none":
        return reading
    text = host.read(str(reading.value))
    if text and text.strip():
        return reading
    why = f"{reading.value} says nothing" if text is not None else f"there is no {reading.value}"
    return Reading("none", f"{reading.source}; {why}", reading.aspect)


def _exchanges(host: Host) -> list[Reading]:
    """The post-quantum key exchanges that are offered. SubjectMissing where this sshd would offer none by itself."""
    done = host.execute("sshd", "-V")
    found = re.search(r"OpenSSH_(\d+)\.(\d+)", f"{done.stderr}{done.stdout}")
    if found is None:
        raise ObservationError("cannot tell which OpenSSH this is: sshd -V does not say it")
    if (int(found[1]), int(found[2])) < PQ_SINCE:
        raise SubjectMissing(f"OpenSSH {found[1]}.{found[2]} offers no post-quantum key exchange by itself")
    return [Reading([name for name in each.value if PQ_NAMES.match(name)], each.source, each.aspect) for each in sshd.observe(host, "kexalgorithms")]


def _weakened(host: Host) -> list[Reading]:
    """What a Match allows that is closed to all others, a reading each; an empty one where there is nothing."""
    found = []
    for option, order in STRICTNESS.items():
        known = [each for each in sshd.observe(host, option) if each.value in order]
        loose = [each for each in known[1:] if order.index(each.value) > order.index(known[0].value)]
        found += [Reading([f"{option} {each.value}"], each.source, each.aspect) for each in loose]
    return found or [Reading([], "sshd -T")]


def _include(host: Host) -> list[Reading]:
    """Whether the drop-ins are read, and before any other line of the main file."""
    reached, why = _reached(host.read(MAIN) or "")
    return [Reading(reached, why)]


def _reached(text: str) -> tuple[bool, str]:
    for number, raw in enumerate(text.split("\n"), start=1):
        found = setting(raw)
        if found is None:
            continue
        if found[0] != "include":
            return False, f"{MAIN}:{number} ({found[0]} comes before any include of {DROP_INS})"
        if any((word if word.startswith("/") else f"{FOLDER}/{word}") == f"{DROP_INS}*.conf" for word in split(found[1])):
            return True, f"{MAIN}:{number}"
    return False, f"{MAIN} does not include {DROP_INS}"


def with_drop_ins(text: str) -> str:
    """sshd's main file with the drop-ins read first; unchanged where it is so already."""
    said = f"# Written by groundwork.baseline: drop-ins come before what follows.\nInclude {DROP_INS}*.conf\n"
    return text if _reached(text)[0] else f"{said}\n{text}"


def _policy(host: Host) -> list[Reading]:
    """In which ways sshd does not follow the system's crypto policy: a reading each, or an empty one. SubjectMissing where there is none."""
    if host.stat(BACK_END) is None:
        raise SubjectMissing(f"this system has no crypto policy for sshd: there is no {BACK_END}")
    lines = [line for line in daemon(host).lines if line.keyword in sshd.COMMA_LISTS]
    first = {line.keyword: line.source for line in reversed(lines)}
    by_policy = {line.keyword for line in lines if line.source.startswith(CRYPTO_POLICIES)}
    before = [(keyword, source) for keyword, source in first.items() if keyword in by_policy and not source.startswith(CRYPTO_POLICIES)]
    found = [Reading([f"{keyword} before the policy"], source, keyword) for keyword, source in before]
    if not by_policy:
        found.append(Reading(["no include of it"], MAIN, INCLUDE))
    for number, line in enumerate((host.read(SYSCONFIG) or "").split("\n"), start=1):
        if OPT_OUT.fullmatch(line):
            found.append(Reading(["CRYPTO_POLICY="], f"{SYSCONFIG}:{number}", SYSCONFIG))
    return found or [Reading([], BACK_END)]


def _host_keys(host: Host) -> list[Reading]:
    """The size of each RSA host key, from its public half. SubjectMissing where there is none."""
    found = []
    for each in sshd.observe(host, "hostkey")[0].value:
        path = f"{each}.pub"
        try:
            key = _login_blobs.key((host.read(path) or "").strip())
        except _login_blobs.Malformed as exc:
            raise ObservationError(f"cannot tell the size of a host key: {path} {exc}") from exc
        if key is None and host.stat(str(each)) and host.read(path) is None:
            raise ObservationError(f"cannot tell the size of a host key: there is no {path}; make it: ssh-keygen -y -f {each} > {path}")
        if key and key[0] == _login_blobs.RSA:
            found.append(Reading(key[2], path, path))
    if not found:
        raise SubjectMissing("this sshd has no RSA host key")
    return found


QUESTIONS: dict[str, t.Callable[[Host], list[Reading]]] = {
    ACCESS: _access,
    BANNER: _banner,
    POLICY: _policy,
    DISABLED: _disabled,
    INCLUDE: _include,
    "match_weakens": _weakened,
    PQ: _exchanges,
    "rsa_host_key_bits": _host_keys,
}
