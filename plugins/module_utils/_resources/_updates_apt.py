# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""apt and unattended-upgrades: what they would do by themselves, by apt's merged settings and the archives it has lists of."""

from __future__ import annotations

import fnmatch
import re
import time
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_apt import OWN

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

PROGRAM = "unattended-upgrade"
TIMERS = ("apt-daily.timer", "apt-daily-upgrade.timer")
LISTS = "/var/lib/apt/lists"
# apt touches these when it has fetched lists; the lists themselves keep the server's time.
STAMPS = (LISTS, f"{LISTS}/partial", "/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/periodic/update-stamp")
SECONDS = 20.0
WEEK = 7 * 86400
LENGTHS = {"": 86400, "d": 86400, "h": 3600, "m": 60, "s": 1}
FIELDS = ("RELEASE", "SUITE", "CODENAME", "LABEL", "ORIGIN", "COMPONENT", "SITE")
TARGETS = ("apt-get", "indextargets", "--format", "|".join(f"$({name})" for name in FIELDS), "Created-By: Packages")
# What Unattended-Upgrade::Origins-Pattern calls them.
WORDS = {"o": "ORIGIN", "origin": "ORIGIN", "l": "LABEL", "label": "LABEL", "a": "SUITE", "archive": "SUITE", "suite": "SUITE"}
WORDS.update({"n": "CODENAME", "codename": "CODENAME", "c": "COMPONENT", "component": "COMPONENT", "site": "SITE"})
INSTALLED = re.compile(r"^Inst (\S+) \[[^\]]*\] \((.*)", re.MULTILINE)
YES = ("yes", "true", "with", "on", "enable", "1")

Settings = dict[str, list[str]]
Target = dict[str, str]


def parse(text: str) -> Settings:
    """Key in small letters -> its values, of what apt-config dumped; the items of a list stand under its name with :: at the end."""
    found: Settings = {}
    for key, quote, rest in (line.partition(' "') for line in text.splitlines()):
        if quote:
            found.setdefault(key.lower(), []).append(rest.rstrip().removesuffix(";").removesuffix('"'))
    return found


def settings(host: Host) -> Settings:
    """All that apt is set to."""
    return host.remember("apt settings", lambda: parse(host.run("apt-config", "dump")))


def said(values: Settings, key: str, default: str = "") -> str:
    """The value of a key that has one."""
    return (values.get(key.lower()) or [default])[-1]


def seconds(text: str) -> float:
    """How long an interval of APT::Periodic is; 0 is never, and "always" next to nothing. What apt's script cannot read is never."""
    found = re.fullmatch(r"(\d+)([dhms]?)", text)
    return 1.0 if text == "always" else float(found[1]) * LENGTHS[found[2]] if found else 0.0


def weekly(values: Settings, name: str) -> bool:
    """Whether apt's timers do something at least once a week."""
    return said(values, "APT::Periodic::Enable", "1") != "0" and 0 < seconds(said(values, f"APT::Periodic::{name}", "0")) <= WEEK


def parse_targets(text: str) -> list[Target]:
    """Each archive that packages come from, once, by FIELDS."""
    lines = [line.split("|") for line in dict.fromkeys(text.splitlines()) if line]
    # what apt has no lists of keeps its placeholders
    return [{name: "" if word.startswith("$(") else word for name, word in zip(FIELDS, words)} for words in lines]


def targets(host: Host) -> list[Target]:
    """The archives that apt is told to take packages from."""
    return host.remember("apt targets", lambda: parse_targets(host.run(*TARGETS, seconds=SECONDS)))


def is_security(target: Target) -> bool:
    """Whether an archive brings security updates, by the words that archives use for that."""
    names = [target.get(name, "").lower() for name in ("RELEASE", "SUITE", "CODENAME", "LABEL")]
    return any(name.endswith(("-security", "/updates")) for name in names)


def patterns(values: Settings) -> list[str]:
    """What unattended-upgrades takes packages from, as patterns; the old words are turned into them as it does."""
    old = [value.split(":", 1) for value in values.get("unattended-upgrade::allowed-origins::", ())]
    return [*(f"origin={each[0]},archive={each[-1]}" for each in old), *values.get("unattended-upgrade::origins-pattern::", ())]


def matches(pattern: str, target: Target, names: t.Mapping[str, str]) -> bool:
    """Whether an archive is one of a pattern: key=glob with commas between them. names: what its ${...} stand for."""
    for name, value in names.items():
        pattern = pattern.replace(f"${{{name}}}", value)
    parts = [part.replace("%2C", ",").partition("=") for part in pattern.replace("\\,", "%2C").split(",") if part.strip()]
    keys = [(WORDS.get(key.strip()), value.strip()) for key, equals, value in parts if equals]
    return bool(keys) and len(keys) == len(parts) and all(key and fnmatch.fnmatchcase(target.get(key, ""), value) for key, value in keys)


def names_of(host: Host) -> dict[str, str]:
    """What ${distro_id} and ${distro_codename} stand for, by lsb_release or os-release."""
    lines = (host.read("/etc/os-release") or host.read("/usr/lib/os-release") or "").splitlines()
    release = {key: value.strip("\"'") for key, _equals, value in (line.partition("=") for line in lines)}
    lsb = {key: value.strip("\"'") for key, _equals, value in (line.partition("=") for line in (host.read("/etc/lsb-release") or "").splitlines())}
    identity = lsb.get("DISTRIB_ID") or release.get("ID", "").capitalize()
    return {"distro_id": identity, "distro_codename": lsb.get("DISTRIB_CODENAME") or release.get("VERSION_CODENAME", "")}


def pattern_for(target: Target, names: t.Mapping[str, str]) -> str:
    """The pattern of a security archive that stays right when the release gets older: its codename, or its suite where that says it."""
    key = "codename" if is_security({"CODENAME": target["CODENAME"]}) or not target["SUITE"] else "archive"
    value = target[WORDS[key]]
    codename = names["distro_codename"]
    if codename and value.startswith(f"{codename}-"):
        value = f"${{distro_codename}}{value[len(codename) :]}"
    fields = {"origin": target["ORIGIN"], key: value, "label": target["LABEL"]}
    return ",".join(f"{name}={text}" for name, text in fields.items() if text)


def missing(host: Host) -> list[str]:
    """Patterns of the security archives that unattended-upgrades does not take anything from; ObservationError where apt knows none of them."""
    security = [target for target in targets(host) if is_security(target)]
    known = [target for target in security if target["ORIGIN"] or target["LABEL"]]
    if security and not known:
        raise ObservationError(f"cannot tell which updates are taken: apt has no lists of the security archive in {LISTS}; run apt-get update")
    names, taken = names_of(host), patterns(settings(host))
    return list(dict.fromkeys(pattern_for(target, names) for target in known if not any(matches(pattern, target, names) for pattern in taken)))


def own(host: Host) -> list[str]:
    """The patterns that our own file has already."""
    return re.findall(r'^Unattended-Upgrade::Origins-Pattern:: "([^"]*)";', host.read(OWN) or "", re.MULTILINE)


def has_security(host: Host) -> bool:
    """Whether apt is told of a security archive."""
    return any(map(is_security, targets(host)))


def age(host: Host) -> float:
    """Seconds since apt fetched its lists; ObservationError where it never did."""
    found = [found.st_mtime for found in map(host.stat, STAMPS) if found]
    if not any(name.endswith("_Packages") or "_Packages." in name for name in host.listdir(LISTS) or ()):
        raise ObservationError(f"there are no lists of packages in {LISTS}; run apt-get update")
    return time.time() - max(found)


def parse_policy(text: str) -> list[str]:
    """The packages of which apt-cache policy shows a newer version in a security archive than the one that is installed."""
    found: list[str] = []
    name, above = "", False
    for line in text.splitlines():
        if line and not line[0].isspace():
            name, above = line.rstrip(":"), False
        elif line.strip() == "Version table:":
            above = True
        elif line.startswith(" ***"):
            above = False
        elif above and re.match(r"\s+-?\d+ \S+ \S*(-security|/updates)/", line) and name not in found:
            found.append(name)
    return found


def pending(host: Host) -> list[Reading]:
    """The packages that have a security update, by what apt knows."""
    if not has_security(host):
        raise ObservationError("cannot tell which security updates are waiting: apt has no security archive among its sources; add it")
    simulated = host.run("apt-get", "-s", "-o", "Debug::NoLocking=true", "dist-upgrade", seconds=SECONDS)
    origins = dict(INSTALLED.findall(simulated))
    waiting = sorted(origins)
    # what would be installed, and what that has overtaken
    found = {name for name, origin in origins.items() if "-security" in origin.lower()}
    found.update(parse_policy(host.run("apt-cache", "policy", *waiting, seconds=SECONDS)) if waiting else [])
    return [Reading(sorted(found), f"apt-get -s dist-upgrade, apt-cache policy: {len(waiting)} updates in all")]


def unsigned(host: Host) -> list[Reading]:
    """The lines of sources that take packages without a signature."""
    found = []
    for path in [*_drop_ins.files(host, ["/etc/apt/sources.list.d"], lambda name: name.endswith((".list", ".sources"))), "/etc/apt/sources.list"]:
        text = _drop_ins.text(host, path)
        found += [f"{path}:{number}" for number, line in enumerate(text.splitlines(), start=1) if _is_unsigned(line, path.endswith(".sources"))]
    return [Reading(found, ", ".join(found) or "/etc/apt/sources.list and sources.list.d")]


def _is_unsigned(line: str, stanza: bool) -> bool:
    if stanza:
        key, _colon, value = line.partition(":")
        return key.strip().lower() in ("trusted", "allow-insecure") and value.strip().lower() in YES
    options = re.match(r"\s*deb(?:-src)?\s+\[([^\]]*)\]", line)
    pairs = [pair.partition("=") for pair in options[1].split()] if options else []
    return any(key.lower() in ("trusted", "allow-insecure") and value.lower() in YES for key, _equals, value in pairs)
