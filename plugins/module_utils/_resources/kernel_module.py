# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Kernel modules: whether they are loaded, and whether modprobe would load them."""

from __future__ import annotations

import fnmatch
import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._facts.container import container
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step, Unfixable

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# modprobe.d(5): the first folder that has a name masks it in the later ones; names are read in the order of their spelling.
FOLDERS = ("/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d")
MODULES = "/proc/modules"
RELEASE = "/proc/sys/kernel/osrelease"
DROP_IN = "/etc/modprobe.d/groundwork.conf"
COMMAND_LINE = "/proc/cmdline"
# Commands that do nothing in place of loading; any other may load the module after all.
NOTHING = re.compile(r"((/usr)?/s?bin/)?(true|false)\s*(#.*)?|:\s*|exit\s+\d+\s*")
# The words of a line that counts, and how many more each needs; modprobe leaves out a shorter line.
NEEDED = {"install": 2, "blacklist": 1}
FILE = re.compile(r"([^/\s:]+)\.ko(?:\.(?:gz|xz|zst))?$")


class Rule(t.NamedTuple):
    """A line of modprobe.d: install or blacklist, the name or pattern it is for, the rest, and its place."""

    word: str
    module: str
    rest: str
    where: str


def plain(name: str) -> str:
    """A module's name as the kernel spells it: - and _ are the same to modprobe."""
    return name.replace("-", "_")


def parse(text: str, path: str) -> list[Rule]:
    """The install and blacklist lines of one file; a backslash joins a line with the next."""
    found, joined, first = [], "", 0
    for number, raw in enumerate(text.splitlines(), start=1):
        first = first or number
        if raw.endswith("\\"):
            joined += raw[:-1]
            continue
        words = (joined + raw).split(None, 2)
        if len(words) > NEEDED.get(words[0] if words else "", len(words)):
            found.append(Rule(words[0], plain(words[1]), words[2].strip() if len(words) > 2 else "", f"{path}:{first}"))
        joined, first = "", 0
    return found


@functools.lru_cache(maxsize=8)
def module_names(text: str) -> frozenset[str]:
    """The modules in a list of files such as modules.dep (what follows a colon aside) or modules.builtin."""
    found = (FILE.search(line.split(":", 1)[0].strip()) for line in text.splitlines())
    return frozenset(plain(each[1]) for each in found if each)


def rules(host: Host) -> list[Rule]:
    """All install and blacklist lines in the order in which modprobe reads them."""
    first: dict[str, str] = {}
    for folder in FOLDERS:
        for path in host.glob(f"{folder}/*.conf"):
            first.setdefault(path.rsplit("/", 1)[1], path)
    return [rule for name in sorted(first) for rule in parse(host.read(first[name]) or "", first[name])]


def refused(host: Host, module: str) -> tuple[bool, str]:
    """Whether modprobe would load nothing for a module, and the line that decides; the first install line that fits is the one."""
    for word in (host.read(COMMAND_LINE) or "").split():
        key, _equals, value = word.partition("=")
        if key == "module_blacklist" and module in map(plain, value.split(",")):
            return True, f"{COMMAND_LINE} ({word}: the kernel refuses it)"
    lines = [rule for rule in rules(host) if fnmatch.fnmatchcase(module, rule.module)]
    install = next((rule for rule in lines if rule.word == "install"), None)
    if install and NOTHING.fullmatch(install.rest):
        return True, f"{install.where} (install {install.module} {install.rest})"
    if install:
        return False, f"{install.where} (install runs another command, which may load it)"
    blacklist = next((rule for rule in lines if rule.word == "blacklist"), None)
    return False, f"{blacklist.where} (blacklist alone does not stop modprobe {module})" if blacklist else "no install line in any modprobe.d"


def _is_loaded(host: Host, module: str) -> bool:
    return any(line.split(" ", 1)[0] == module for line in (host.read(MODULES) or "").splitlines())


def observe(host: Host, name: str) -> list[Reading]:
    """One reading {loaded, loadable} for a module of the running kernel; loadable means by modprobe, at anybody's call.

    Raises SubjectMissing where this kernel has no such module, NotApplicable where it is built in or the kernel is another's.
    """
    module = plain(name)
    kind = container(host)
    if kind != "none":
        raise NotApplicable(f"kernel modules belong to the host of this container ({kind})")
    if host.read(MODULES) is None:
        raise NotApplicable(f"this kernel takes no modules (there is no {MODULES})")
    loaded = _is_loaded(host, module)
    blocked, source = refused(host, module)
    release = (host.read(RELEASE) or "").strip()
    folder = f"/lib/modules/{release}"
    known, builtin = (host.read(f"{folder}/{file}") for file in ("modules.dep", "modules.builtin"))
    if module in module_names(builtin or ""):
        raise NotApplicable(f"{name} is built into this kernel ({folder}/modules.builtin), so that no setting keeps it out")
    if not loaded and not blocked and known is None:
        raise ObservationError(f"cannot tell whether {name} can be loaded: no {folder}/modules.dep; restart into an installed kernel or run depmod")
    if not loaded and known is not None and module not in module_names(known):
        raise SubjectMissing(f"kernel {release} has no module {name}")
    where = f"{MODULES}; {source}" if loaded else source
    return [Reading({"loaded": loaded, "loadable": not blocked}, where)]


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Lines that keep a module out for good. One that is loaded may be in use, so it is left alone."""
    name = args["name"]
    if any(each.value["loaded"] for each in readings):
        raise Unfixable(f"{name} is loaded, so something may use it; unload it first (modprobe -r {name})")
    return [Lines(DROP_IN, f"install {name} /bin/false\nblacklist {name}")]
