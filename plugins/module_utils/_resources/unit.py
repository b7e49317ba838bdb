# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Units: whether they run, whether anything but a hand would start them, and what is said of their files."""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._seen import Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import BARRED, ON, Unit

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

NOT_FOUND = "not-found"
ACTIVE = frozenset(("active", "reloading", "refreshing"))
# On its way up is started, though not yet active.
STARTED = ACTIVE | {"activating"}
ENABLED = frozenset(("enabled", "enabled-runtime"))
# What no [Install] says a word of is enabled by others, and stays so.
BY_OTHERS = frozenset(("static", "indirect", "alias", "generated", "transient"))
# A mask in /run is gone after the next boot, so that it keeps nothing from starting then.
MASK_UNTIL_BOOT = "masked-runtime"
SUFFIXES = frozenset(("service", "socket", "timer", "path", "target", "mount", "automount", "swap", "slice", "scope", "device"))
BUS = ("dbus.socket", "dbus.service", "dbus-broker.service")
# systemd.special(7): systemd itself starts these on a signal, whatever is said of their files.
SIGNALS = {"ctrl-alt-del.target": "Ctrl-Alt-Del", "kbrequest.target": "Alt-ArrowUp", "sigpwr.target": "a power failure"}


class Manager:
    """systemd on one host; remembers what it said of each unit."""

    def __init__(self, host: Host) -> None:
        if not _systemd.booted(host):
            raise NotApplicable(f"systemd does not run this host (there is no {_systemd.BOOTED})")
        self.host = host
        self.loaded = _systemd.loaded(host)
        called = any(self.loaded.get(name) in STARTED for name in BUS)
        self.calls = {each.unit: each for each in _systemd.activations(host)} if called else {}
        self._shown: dict[str, _systemd.Unit] = {}

    def exists(self, name: str) -> bool:
        """Whether systemd has such a unit in memory or on disk."""
        return name in self.loaded or _systemd.has_file(self.host, name)

    def units(self, names: t.Iterable[str]) -> list[_systemd.Unit]:
        """What systemd says of these units; asked at once for all that were not asked for before."""
        wanted = list(dict.fromkeys(names))
        unknown = [name for name in wanted if name not in self._shown]
        if unknown:
            self._shown.update(zip(unknown, _systemd.show(self.host, unknown)))
        return [self._shown[name] for name in wanted]

    def starter(self, unit: _systemd.Unit, seen: frozenset[str] = frozenset()) -> str:
        """What starts a unit, or has started it, in words; "" where nothing but a hand would."""
        if unit.active in STARTED:
            return "it runs"
        if unit.load != "loaded" and unit.file_state != MASK_UNTIL_BOOT:
            return ""
        if unit.file_state in ENABLED:
            return "its file is enabled"
        signal = next((SIGNALS[name] for name in unit.names if name in SIGNALS), None)
        if signal:
            return f"systemd starts it on {signal}"
        call = next((self.calls[name] for name in unit.names if name in self.calls), None)
        return self._started_by(unit, seen) or (f"the bus name {call.bus_name} starts it ({call.path})" if call else "")

    def _started_by(self, unit: _systemd.Unit, seen: frozenset[str]) -> str:
        """Another unit that starts this one: one that runs, else one that is itself started by something."""
        others = [(key, name) for key, name in unit.started_by if name not in seen]
        running = next(((key, name) for key, name in others if self.loaded.get(name) in STARTED), None)
        if running:
            return f"{running[1]}, which runs, {_systemd.STARTED_BY[running[0]]}"
        seen = seen.union(unit.names, (name for _key, name in others))
        for (key, name), other in zip(others, self.units(name for _key, name in others)):
            why = self.starter(other, seen)
            if why:
                return f"{name} {_systemd.STARTED_BY[key]}: {why}"
        return ""

    def template(self, name: str) -> Seen:
        """What is said of a template: it runs or starts where one of its instances does, or its socket makes one a connection."""
        stem, suffix = name.split("@.")
        instances = self.units(each for each in sorted(self.loaded) if each.startswith(f"{stem}@") and each.endswith(f".{suffix}"))
        sockets = self.units([f"{stem}.socket"] if self.exists(f"{stem}.socket") else [])
        why = [f"{each.id}: {self.starter(each)}" for each in instances if self.starter(each)]
        why += [f"{each.id} makes an instance a connection: {self.starter(each)}" for each in sockets if each.accept and self.starter(each)]
        state = _systemd.template_state(self.host, name) or NOT_FOUND
        return _reading(name, any(each.active in ACTIVE for each in instances), state, why[0] if why else "")


def _reading(name: str, active: bool, state: str, why: str, real: str = "") -> Seen:
    says = f"systemctl show {name}: {'active' if active else 'inactive'}, {state}; {why or 'nothing starts it'}"
    alias = f" (another name of {real})" if real not in ("", name) else ""
    return Seen({"active": active, "startable": bool(why), "enabled": state}, says + alias, name, {"real": real or name})


@functools.lru_cache(maxsize=1)
def manager(host: Host) -> Manager:
    """The manager of a host, made once for all questions."""
    return Manager(host)


def full_name(name: str) -> str:
    """The name with its suffix; systemctl takes a name without one for a service too."""
    return name if name.rpartition(".")[2] in SUFFIXES else f"{name}.service"


def _readings(host: Host, names: t.Sequence[str]) -> list[Seen]:
    systemd = manager(host)
    wanted = [full_name(name) for name in names]
    plain = [name for name in wanted if "@." not in name and systemd.exists(name)]
    units = dict(zip(plain, systemd.units(plain)))
    readings: list[Seen] = []
    for name in wanted:
        unit = units.get(name)
        if unit:
            state = NOT_FOUND if unit.load == NOT_FOUND else unit.file_state or unit.load
            readings.append(_reading(name, unit.active in ACTIVE, state, systemd.starter(unit), unit.id))
        elif "@." in name and systemd.exists(name):
            readings.append(systemd.template(name))
        else:
            nothing = {"active": False, "startable": False, "enabled": NOT_FOUND}
            readings.append(Seen(nothing, f"systemctl list-units: no {name}, and no file of it", name, {"real": name}))
    return readings


def observe(host: Host, names: t.Sequence[str], any: bool = False, installed: bool = False) -> list[Seen]:  # noqa: A002 - the word that controls use
    """For each unit {active, startable, enabled}: enabled in the words of systemctl is-enabled, "not-found" where there is no such unit.

    startable: it runs, or its own file, a socket, timer, path, the message bus or another unit that starts would start it.
    any: one reading alone, of the unit that does most: runs, is enabled, can be started.
    installed: only the units that are there are asked about; SubjectMissing where none is. Needs no rights.
    """
    readings = _readings(host, names)
    if installed:
        readings = [each for each in readings if each.value["enabled"] != NOT_FOUND]
        if not readings:
            raise SubjectMissing(f"there is no {' and no '.join(names)}")
    if not any:
        return readings
    most = max(readings, key=lambda each: (each.value["active"], each.value["enabled"] in ENABLED, each.value["startable"]))
    source = most.source if most.value["enabled"] != NOT_FOUND else "; ".join(each.source for each in readings)
    return [Seen(most.value, source, " or ".join(each.aspect for each in readings), most.known)]


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The units that are to run are started and enabled, those that nothing is to start are stopped and masked."""
    if args.get("any"):
        raise Unfixable(f"which of {readings[0].aspect} is meant is for people to say")
    if want.get("startable") is False:
        return _barred([each for each in readings if each.value["active"] or each.value["startable"]])
    if want.get("active") is not True:
        raise Unfixable("a unit is put right where it is to be active, or where it is not to be startable")
    gone = [each.aspect for each in readings if each.value["enabled"] == NOT_FOUND]
    if gone:
        raise Unfixable(f"there is no {' and no '.join(gone)}; install what brings it")
    return [Unit(f"unit {each.aspect}", _running(each.value["enabled"])) for each in readings if _differs(each.value, want, accept)]


def _barred(readings: list[Seen]) -> list[Step]:
    """A mask for each; another name of one that gets a mask needs none of its own."""
    names = {each.aspect for each in readings}
    templates = sorted(name for name in names if "@." in name)
    if templates:
        raise Unfixable(f"{' and '.join(templates)} starts under many names: stop those that run, then mask it by hand")
    return [Unit(f"unit {each.aspect}", BARRED) for each in readings if each.known["real"] not in names - {each.aspect}]


def _running(enabled: str) -> str:
    return f"active, {enabled}" if enabled in BY_OTHERS else ON


def _differs(now: dict[str, t.Any], want: dict[str, t.Any], accept: dict[str, t.Any]) -> bool:
    """Whether it does not run, or is not enabled in one of the words that will do."""
    good = (accept.get("enabled") or {}).get("one_of") or [want.get("enabled", now["enabled"])]
    return not now["active"] or now["enabled"] not in good
