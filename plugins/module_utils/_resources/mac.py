# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.
"""SELinux and AppArmor: which of them this host has chosen, and whether it is in force. The other one is not applicable."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import (
    BOOT,
    RUNTIME,
    NotApplicable,
    ObservationError,
    Reading,
    SubjectMissing,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import boot_parameter
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_selinux import SelinuxMode
from ansible_collections.groundwork.baseline.plugins.module_utils._selinux import ENFORCE, has_policy

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

CONFIG = "/etc/selinux/config"
APPARMOR = "/sys/module/apparmor/parameters/enabled"
PROFILES = "/sys/kernel/security/apparmor/profiles"
NAMES = {"apparmor": "AppArmor", "selinux": "SELinux"}
MODES = ("enforcing", "permissive", "disabled")
ENFORCING, PERMISSIVE, DISABLED = MODES
# Domains that hold a service back from nothing.
UNCONFINED = ("unconfined_service_t", "initrc_t")
MODE = "the mode of SELinux"
NO_POLICY = "no policy is loaded (/proc/self/attr/current)"


def chosen(host: Host, usual: str) -> str:
    """Which of both this host has: the one in force, else the one whose programs or files are here, else the usual one."""
    if host.stat(ENFORCE):
        return "selinux"
    if (host.read(APPARMOR) or "").strip() == "Y" or host.which("apparmor_parser"):
        return "apparmor"
    return "selinux" if host.stat(CONFIG) else usual


def observe(host: Host, question: str, usual: str) -> list[Reading]:
    """The answer to a question of QUESTIONS; NotApplicable where it is about the one that this host has not chosen.

    usual: selinux or apparmor, which hosts of this family have.
    """
    if question not in QUESTIONS:
        raise ObservationError(f"cannot answer {question}: give one of {', '.join(QUESTIONS)}")
    about, other = question.partition("_")[0], chosen(host, usual)
    if about != other:
        raise NotApplicable(f"this host uses {NAMES[other]}, not {NAMES[about]}")
    return QUESTIONS[question](host)


def apparmor_enabled(host: Host) -> list[Reading]:
    """Whether the kernel has AppArmor switched on."""
    said = (host.read(APPARMOR) or "").strip()
    return [Reading(said == "Y", f"{APPARMOR} says {said}" if said else f"there is no {APPARMOR}")]


def apparmor_profiles(host: Host) -> list[Reading]:
    """{unconfined: programs that run without the profile that is loaded for them, complain: profiles that only log}."""
    text = host.read(PROFILES)
    if text is None:
        raise SubjectMissing(f"there is no {PROFILES}, so no profile is loaded")
    profiles = dict(re.findall(r"^(.+) \((\w+)\)$", text, re.MULTILINE))
    kept_in = {name for name, mode in profiles.items() if mode == "enforce" and name.startswith("/")}
    free = [host.readlink(f"/proc/{pid}/exe") for pid, label in labels(host) if label.startswith("unconfined")] if kept_in else []
    value = {
        "unconfined": sorted({path for path in free if path and path in kept_in}),
        "complain": sorted(name for name, mode in profiles.items() if mode == "complain"),
    }
    return [Reading(value, f"{PROFILES} and /proc/*/attr/current")]


def labels(host: Host) -> t.Iterator[tuple[str, str]]:
    """(process id, label) of all that runs; needs root to tell what each of them is."""
    if not host.is_root:
        raise ObservationError("cannot tell which programs run under which label; root may (become: true)")
    for pid in host.listdir("/proc") or ():
        if pid.isdigit():
            try:
                yield pid, (host.read(f"/proc/{pid}/attr/current") or "").strip("\0\n ")
            except ObservationError:
                # it ended meanwhile
                if host.stat(f"/proc/{pid}/attr/current"):
                    raise


def _mode(text: str) -> tuple[str, int]:
    """The mode that the first line which names one says, and its number; by selinux_getenforcemode of libselinux."""
    for number, line in enumerate(text.splitlines(), start=1):
        word = line.partition("=")[2].strip().lower() if line.startswith("SELINUX=") else ""
        mode = next((mode for mode in MODES if word.startswith(mode)), "")
        if mode:
            return mode, number
    return "", 0


def _now(host: Host) -> Reading:
    """The mode that the kernel is in; whatever it says of itself, without a policy it denies nothing."""
    said = host.read(ENFORCE)
    if said is None:
        return Reading(DISABLED, f"there is no {ENFORCE}", RUNTIME)
    if not has_policy(host):
        return Reading(DISABLED, NO_POLICY, RUNTIME)
    return Reading(ENFORCING if said.strip() == "1" else PERMISSIVE, ENFORCE, RUNTIME)


def selinux_enforcing(host: Host) -> list[Reading]:
    """The mode now, and the one of the next boot: a kernel parameter comes before the file."""
    now = _now(host)
    line = host.read(boot_parameter.RUNNING) or ""
    if boot_parameter.value(line, "selinux") == 0:
        return [now, Reading(DISABLED, f"{boot_parameter.RUNNING} (selinux=0)", BOOT)]
    if boot_parameter.value(line, "enforcing") == 0:
        return [now, Reading(PERMISSIVE, f"{boot_parameter.RUNNING} (enforcing=0)", BOOT)]
    mode, number = _mode(host.read(CONFIG) or "")
    return [now, Reading(mode or DISABLED, f"{CONFIG}:{number}" if mode else f"{CONFIG} names no mode", BOOT)]


def selinux_policy(host: Host) -> list[Reading]:
    """The name of the policy that is loaded at boot; empty where the kernel runs without any."""
    if host.stat(ENFORCE) and not has_policy(host):
        return [Reading("", NO_POLICY)]
    found = re.findall(r"^\s*SELINUXTYPE=\s*(\S+)", host.read(CONFIG) or "", re.MULTILINE)
    return [Reading(found[-1] if found else "", CONFIG)]


def selinux_boot(host: Host) -> list[Reading]:
    """The kernel parameters that switch it off, now and in each entry of the boot loader."""
    lines = [(boot_parameter.RUNNING, host.read(boot_parameter.RUNNING) or ""), *boot_parameter.entries(host)]
    off = ("selinux", "enforcing")
    return [Reading([f"{name}=0" for name in off if boot_parameter.value(line, name) == 0], source, source) for source, line in lines]


def selinux_unconfined_services(host: Host) -> list[Reading]:
    """The programs that run as services without a domain of their own."""
    domains = [(pid, label.split(":")[2]) for pid, label in labels(host) if label.count(":") >= 2]
    free = {(host.read(f"/proc/{pid}/comm") or pid).strip() for pid, domain in domains if domain in UNCONFINED}
    return [Reading(sorted(free), "/proc/*/attr/current")]


QUESTIONS: dict[str, t.Callable[[Host], list[Reading]]] = {
    each.__name__: each for each in (apparmor_enabled, apparmor_profiles, selinux_enforcing, selinux_policy, selinux_boot, selinux_unconfined_services)
}


def _enforcing(text: str) -> str:
    """The file with that mode in the line that counts; every other byte stays."""
    lines = text.split("\n")
    lines[_mode(text)[1] - 1] = f"SELINUX={ENFORCING}"
    return "\n".join(lines)


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """From permissive to enforcing, now and in the file; what is switched off altogether is left to people."""
    now, boot = readings[0].value, readings[-1]
    if args["question"] != "selinux_enforcing":
        raise Unfixable("nothing puts that right; follow the remediation")
    if DISABLED in (now, boot.value):
        raise Unfixable(
            f"SELinux is disabled ({readings[0].source if now == DISABLED else boot.source}), and files made since then have no labels;"
            f" set SELINUX=permissive in {CONFIG}, take selinux=0 from the kernel's parameters, touch /.autorelabel, reboot, look at the denials, then enforce"
        )
    if not boot.source.startswith(CONFIG):
        raise Unfixable(f"{boot.source} decides at boot; take that parameter away (grubby --update-kernel=ALL --remove-args=enforcing), then enforce")
    steps: list[Step] = [] if boot.value == ENFORCING else [Edit(CONFIG, _enforcing)]
    return steps + ([] if now == ENFORCING else [SelinuxMode(MODE, ENFORCING)])
