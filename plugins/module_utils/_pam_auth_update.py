# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What pam-auth-update makes of PAM's files: which profiles are in effect, whether people changed them, and profiles of ours."""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import Kept
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import act

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

COMMAND = "pam-auth-update"
SAVED, MADE, PROFILES = "/var/lib/pam", "/etc/pam.d/common-", "/usr/share/pam-configs"
TYPES = ("auth", "account", "password", "session", "session-noninteractive")
PRIMARY, FALLBACK = "# here are the per-package modules", "# here's the fallback if no module succeeds"
ADDITIONAL, LAST = "# and here are more per-package modules", "# end of pam-auth-update config"
LINE = re.compile(r"((\[[^]]+\]|\w+)\s+\S+)")
JUMP, TO_THE_END = re.compile(r"(\[[^0-9]*)[0-9]+(.*\])"), re.compile(r"(\[.*)end(.*\])")
# What a profile says where it is not the first: one that takes only a password that was asked for.
NOT_FIRST = re.compile(r"^Auth(-Final)?:[ \t]*\n[ \t]+.*\buse_first_pass\b", re.MULTILINE)

UNIX = "unix"
OWN_UNIX = "groundwork-unix"
HEAD = "Name: groundwork.baseline: {title}\nDefault: no\nPriority: {priority}\n"
# Before all that ask for a password, and after them; what comes between jumps over the second where the password is right.
EARLY = "Auth-Type: Primary\nAuth:\n\trequisite\tpam_faillock.so preauth silent\nAccount-Type: Primary\nAccount:\n\trequired\tpam_faillock.so\n"
LATE = "Auth-Type: Primary\nAuth:\n\trequired\tpam_faillock.so authfail\n"
HISTORY = "Password-Type: Primary\nPassword:\n\trequisite\tpam_pwhistory.so {value} use_authtok\nPassword-Initial:\n\trequisite\tpam_pwhistory.so {value}\n"
# As the family's own, but for nullok.
STRICT = (
    "Conflicts: unix\nAuth-Type: Primary\nAuth:\n\t[success=end default=ignore]\tpam_unix.so try_first_pass\n"
    "Auth-Initial:\n\t[success=end default=ignore]\tpam_unix.so\n"
    "Account-Type: Primary\nAccount:\n\t[success=end new_authtok_reqd=done default=ignore]\tpam_unix.so\n"
    "Account-Initial:\n\t[success=end new_authtok_reqd=done default=ignore]\tpam_unix.so\n"
    "Session-Type: Additional\nSession:\n\trequired\tpam_unix.so\nSession-Initial:\n\trequired\tpam_unix.so\n"
    "Password-Type: Primary\nPassword:\n\t[success=end default=ignore]\tpam_unix.so obscure use_authtok try_first_pass yescrypt\n"
    "Password-Initial:\n\t[success=end default=ignore]\tpam_unix.so obscure yescrypt\n"
)


class Profile(t.NamedTuple):
    """A profile: its title and body where it is ours, its place among others, and one that it takes the place of."""

    title: str = ""
    body: str = ""
    priority: int = 0
    instead_of: str = ""

    def text(self, value: str) -> str:
        """Its file. value: what {value} stands for."""
        return HEAD.format(title=self.title, priority=self.priority) + self.body.replace("{value}", value.replace(" ", "="))


# Feature -> its profiles by name, and the module of which another profile may have a line already.
FEATURES: dict[str, tuple[dict[str, Profile], str]] = {
    "faillock": (
        {
            "groundwork-faillock": Profile("count failures", LATE),
            "groundwork-faillock-preauth": Profile("refuse locked accounts", EARLY, 1024),
        },
        "pam_faillock.so",
    ),
    "no_nullok": ({OWN_UNIX: Profile("Unix authentication without empty passwords", STRICT, 256, UNIX)}, ""),
    "pwhistory": ({"groundwork-pwhistory": Profile("remember old passwords", HISTORY, 512)}, "pam_pwhistory.so"),
    "pwquality": ({"pwquality": Profile()}, ""),
}
OFF = "off"


def rules(host: Host) -> bool:
    """Whether PAM's files are made by it."""
    return host.which(COMMAND) is not None and host.stat(f"{MADE}auth") is not None


def _key(line: str) -> str:
    """Control and module of a line, without how far it jumps."""
    found = LINE.match(JUMP.sub(r"\1\2", line.strip()))
    return found[1] if found else ""


def saved(host: Host, kind: str) -> list[tuple[str, str]]:
    """(profile, control and module) of each line that was written last."""
    found, profile = [], ""
    for line in (host.read(f"{SAVED}/{kind}") or "").splitlines():
        if line.startswith("Module: "):
            profile = line[len("Module: ") :]
        else:
            found.append((profile, _key(TO_THE_END.sub(r"\1\2", JUMP.sub(r"\1\2", line)))))
    return found


def _block(text: str, kind: str) -> list[tuple[int, str]] | None:
    """The lines between its marks and their numbers; None where a mark is gone."""
    within, found, marks = False, [], [PRIMARY, FALLBACK, ADDITIONAL, LAST]
    for number, line in enumerate(text.splitlines(), start=1):
        if marks and line.startswith(marks[0]):
            within = len(marks) % 2 == 0
            marks.pop(0)
        elif within:
            found.append((number, re.sub(rf"^{kind.partition('-')[0]}\s+", "", line)))
    return None if marks else found


def state(host: Host) -> tuple[set[str], str]:
    """(the profiles in effect, what people changed so that it leaves its files alone: a place, or nothing)."""
    profiles: set[str] = set()
    for kind in TYPES:
        known, lines = saved(host, kind), _block(host.read(f"{MADE}{kind}") or "", kind)
        if lines is None or not known:
            return profiles, f"{MADE}{kind}"
        for number, line in lines:
            while known and known[0][1] != _key(line):
                known.pop(0)
            if not known:
                return profiles, f"{MADE}{kind}:{number}"
            profiles.add(known.pop(0)[0])
    return profiles, ""


def now(host: Host, feature: str) -> str:
    """OFF, "on", or the value that our profile was written with."""
    own = FEATURES[feature][0]
    if not set(own) <= state(host)[0]:
        return OFF
    value = next((re.search(r"remember=(\d+)", host.read(f"{PROFILES}/{name}") or "") for name in own), None)
    return f"remember {value[1]}" if value and feature == "pwhistory" else "on"


def hindrance(host: Host, feature: str, value: str) -> str:
    """Why it cannot be switched, and what to do; nothing where it can."""
    own, module = FEATURES[feature]
    profiles, changed = state(host)
    if changed:
        return f"{changed} was changed by hand, and {COMMAND} leaves such files alone; take that change out of its block, or make it before or after the block"
    if value == OFF:
        return ""
    lines = [line for kind in TYPES for line in saved(host, kind)]
    others = [name for name, key in lines if module and name in profiles and name not in own and key.split()[-1:] == [module]]
    if others:
        return f"the PAM profile {others[0]} has {module} already; set there what is wanted, or switch it off: {COMMAND} --disable {others[0]}"
    first = saved(host, "auth")[0][0]
    if feature == "faillock" and first not in own and NOT_FIRST.search(host.read(f"{PROFILES}/{first}") or ""):
        return f"the PAM profile {first} would not ask for a password if a line came before it; put one that asks, such as {UNIX}, before it"
    for name, profile in own.items():
        if not profile.body and not host.stat(f"{PROFILES}/{name}"):
            return f"{PROFILES}/{name} is not there; install the package that has it first"
        if profile.instead_of and profile.instead_of not in profiles and name not in profiles:
            return f"the PAM profile {profile.instead_of}, which ours would take the place of, is not in use; change the one that is"
    if now(host, feature) == value:
        return f"{', '.join(own)} is switched on, and an option in {MADE}* was changed by hand afterwards; take that change back there"
    return ""


def put(host: Host, feature: str, value: str) -> None:
    """Switch a feature on or off; ReloadFailed or OSError where that fails."""
    own = FEATURES[feature][0]
    replaced = [profile.instead_of for profile in own.values() if profile.instead_of]
    written = {name: profile for name, profile in own.items() if profile.body}
    if value != OFF:
        for name, profile in written.items():
            _atomic.put(host.path(f"{PROFILES}/{name}"), profile.text(value).encode(), Kept(0o644, os.geteuid(), os.getegid()))
        _run(["--enable", *own, *(["--disable", *replaced] if replaced else [])])
        return
    word = "--remove" if written else "--disable"
    _run([word, *own, *(["--enable", *replaced] if replaced else [])])
    for name in written:
        _atomic.discard(host.path(f"{PROFILES}/{name}"))


def _run(words: list[str]) -> None:
    act("env", "DEBIAN_FRONTEND=noninteractive", COMMAND, "--package", *words)


def touches(host: Host, feature: str) -> list[str]:
    """The files that switching it changes."""
    own = [f"{PROFILES}/{name}" for name, profile in FEATURES[feature][0].items() if profile.body]
    return [*own, *(f"{MADE}{kind}" for kind in TYPES), *(f"{SAVED}/{name}" for name in (*TYPES, "seen"))]
