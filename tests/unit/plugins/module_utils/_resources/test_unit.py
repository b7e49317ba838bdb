# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import unit
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._systemd import LIST, LIST_FILES, SHOW
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import BARRED, Unit
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

BUS = "/usr/share/dbus-1/system-services/org.x.service"
ACTIVATION = "[D-BUS Service]\nName=org.x\nExec=/bin/false\nSystemdService={}\n"


def shown(name: str, state: str = "disabled", active: str = "inactive", load: str = "loaded", **more: str) -> str:
    """What systemctl show prints of a unit."""
    fields = {"Id": name, "Names": name, "LoadState": load, "ActiveState": active, "UnitFileState": state, **more}
    return "".join(f"{key}={value}\n" for key, value in fields.items())


# systemctl shows a unit by any of its names; loaded are those of RUNNING, and those that are named below as loaded.
UNITS = {
    "dbus.socket": shown("dbus.socket", "static", "active"),
    "multi-user.target": shown("multi-user.target", "static", "active"),
    "rescue.target": shown("rescue.target", "static"),
    "cron.service": shown("cron.service", "enabled", "active", WantedBy="multi-user.target"),
    "broken.service": shown("broken.service", "enabled", "failed"),
    "rising.service": shown("rising.service", "disabled", "activating"),
    "reloading.service": shown("reloading.service", "disabled", "reloading"),
    "off.service": shown("off.service"),
    "static.service": shown("static.service", "static"),
    "linked.service": shown("linked.service", "linked"),
    "indirect.service": shown("indirect.service", "indirect"),
    "generated.service": shown("generated.service", "generated", WantedBy="multi-user.target"),
    "transient.service": shown("transient.service", "transient", "active"),
    "runtime.service": shown("runtime.service", "enabled-runtime"),
    "gone.service": shown("gone.service", "", load="not-found", WantedBy="multi-user.target"),
    "deleted.service": shown("deleted.service", "", "active", load="not-found"),
    "bad.service": shown("bad.service", "enabled", load="bad-setting", WantedBy="multi-user.target"),
    "masked.service": shown("masked.service", "masked", load="masked", WantedBy="multi-user.target", TriggeredBy="on.socket"),
    "maskedrun.service": shown("maskedrun.service", "masked", "active", load="masked"),
    "masked-till-boot.service": shown("masked-till-boot.service", "masked-runtime", load="masked", WantedBy="multi-user.target"),
    "on.socket": shown("on.socket", "enabled", "active", Accept="no"),
    "stopped.socket": shown("stopped.socket", "enabled", Accept="no"),
    "off.socket": shown("off.socket", Accept="no"),
    "masked.socket": shown("masked.socket", "masked", load="masked"),
    "by-socket.service": shown("by-socket.service", TriggeredBy="on.socket"),
    "by-stopped-socket.service": shown("by-stopped-socket.service", TriggeredBy="stopped.socket"),
    "by-off-socket.service": shown("by-off-socket.service", TriggeredBy="off.socket"),
    "by-masked-socket.service": shown("by-masked-socket.service", TriggeredBy="masked.socket"),
    "clock.timer": shown("clock.timer", "enabled", "active"),
    "by-timer.service": shown("by-timer.service", "static", TriggeredBy="clock.timer"),
    "watch.path": shown("watch.path", "enabled", "active"),
    "by-path.service": shown("by-path.service", "static", TriggeredBy="off.socket watch.path"),
    "wanter.service": shown("wanter.service", "enabled"),
    "wanted.service": shown("wanted.service", "static", WantedBy="wanter.service"),
    "wanted-by-wanted.service": shown("wanted-by-wanted.service", "static", RequiredBy="wanted.service"),
    "wanted-by-none.service": shown("wanted-by-none.service", "static", WantedBy="rescue.target off.service"),
    "ring-a.service": shown("ring-a.service", "static", WantedBy="ring-b.service"),
    "ring-b.service": shown("ring-b.service", "static", WantedBy="ring-a.service"),
    "handler.service": shown("handler.service", "static", OnFailureOf="cron.service"),
    "ssh.service": shown("ssh.service", "enabled", "active", Names="ssh.service sshd.service"),
    "sshd.service": shown("ssh.service", "enabled", "active", Names="ssh.service sshd.service"),
    "by-bus.service": shown("by-bus.service", "static"),
    "by-bus-alias.service": shown("by-bus-alias.service", Names="by-bus-alias.service dbus-org.x.service"),
    "reboot.target": shown("reboot.target", "disabled", Names="reboot.target ctrl-alt-del.target"),
    "ctrl-alt-del.target": shown("reboot.target", "disabled", Names="reboot.target ctrl-alt-del.target"),
    "getty@tty1.service": shown("getty@tty1.service", "enabled", "active"),
    "lazy@1.service": shown("lazy@1.service", "static"),
    "door.socket": shown("door.socket", "enabled", "active", Accept="yes"),
}
FILES = {f"/usr/lib/systemd/system/{name}": "" for name in UNITS if name not in ("gone.service", "deleted.service")}
FILES.update({f"/lib/systemd/system/{name}@.service": "" for name in ("getty", "lazy", "door")})
TEMPLATES = {"getty@.service": "enabled", "lazy@.service": "static", "door@.service": "static"}
NOT_LOADED = ("sshd.service", "ctrl-alt-del.target", "off.service", "by-bus.service", "by-bus-alias.service", "masked.service")


def listed(without: t.Sequence[str] = NOT_LOADED) -> str:
    """What systemctl list-units prints of the units."""
    fields = {name: dict(line.split("=", 1) for line in text.splitlines()) for name, text in UNITS.items() if name not in without}
    return "".join(f"{name} {each['LoadState']} {each['ActiveState']} sub A {name}\n" for name, each in fields.items())


class Systemd(FixtureHost):
    """A host whose systemctl show takes any names."""

    def __init__(self, tmp_path: Path, files: t.Mapping[str, str] | None = None, commands: t.Mapping[str, t.Any] | None = None) -> None:
        table = {" ".join(LIST): listed(), **{" ".join((*LIST_FILES, name)): f"{name} {state} -\n" for name, state in TEMPLATES.items()}}
        super().__init__(make_root(tmp_path, {"/run/systemd/system/": "", **FILES, **(files or {})}), {**table, **(commands or {})})

    def _execute(self, argv: tuple[str, ...], seconds: float) -> t.Any:
        if argv[: len(SHOW)] == SHOW:
            self.commands[" ".join(argv)] = "\n".join(UNITS[name] for name in argv[len(SHOW) :])
        return super()._execute(argv, seconds)


@pytest.mark.parametrize(
    ("name", "active", "startable", "enabled", "why"),
    [
        ("cron", True, True, "enabled", "systemctl show cron.service: active, enabled; it runs"),
        ("broken.service", False, True, "enabled", "its file is enabled"),
        ("rising.service", False, True, "disabled", "it runs"),
        ("reloading.service", True, True, "disabled", "it runs"),
        ("off.service", False, False, "disabled", "nothing starts it"),
        ("static.service", False, False, "static", "nothing starts it"),
        ("linked.service", False, False, "linked", "nothing starts it"),
        ("indirect.service", False, False, "indirect", "nothing starts it"),
        ("generated.service", False, True, "generated", "multi-user.target, which runs, wants it"),
        ("transient.service", True, True, "transient", "it runs"),
        ("runtime.service", False, True, "enabled-runtime", "its file is enabled"),
        ("never-heard-of.service", False, False, "not-found", "no never-heard-of.service, and no file of it"),
        ("gone.service", False, False, "not-found", "nothing starts it"),
        ("deleted.service", True, True, "not-found", "it runs"),
        ("bad.service", False, False, "enabled", "nothing starts it"),
        ("masked.service", False, False, "masked", "nothing starts it"),
        ("maskedrun.service", True, True, "masked", "it runs"),
        ("masked-till-boot.service", False, True, "masked-runtime", "multi-user.target, which runs, wants it"),
        ("by-socket.service", False, True, "disabled", "on.socket, which runs, triggers it"),
        ("by-stopped-socket.service", False, True, "disabled", "stopped.socket triggers it: its file is enabled"),
        ("by-off-socket.service", False, False, "disabled", "nothing starts it"),
        ("by-masked-socket.service", False, False, "disabled", "nothing starts it"),
        ("off.socket", False, False, "disabled", "nothing starts it"),
        ("by-timer.service", False, True, "static", "clock.timer, which runs, triggers it"),
        ("by-path.service", False, True, "static", "watch.path, which runs, triggers it"),
        ("wanted.service", False, True, "static", "wanter.service wants it: its file is enabled"),
        ("wanted-by-wanted.service", False, True, "static", "wanted.service requires it: wanter.service wants it: its file is enabled"),
        ("wanted-by-none.service", False, False, "static", "nothing starts it"),
        ("ring-a.service", False, False, "static", "nothing starts it"),
        ("handler.service", False, True, "static", "cron.service, which runs, starts it on failure"),
        ("ssh.service", True, True, "enabled", "it runs"),
        ("sshd.service", True, True, "enabled", "it runs (another name of ssh.service)"),
        ("ctrl-alt-del.target", False, True, "disabled", "systemd starts it on Ctrl-Alt-Del (another name of reboot.target)"),
        ("getty@tty1.service", True, True, "enabled", "it runs"),
        ("getty@.service", True, True, "enabled", "getty@tty1.service: it runs"),
        ("lazy@.service", False, False, "static", "nothing starts it"),
        ("door@.service", False, True, "static", "door.socket makes an instance a connection: it runs"),
        ("none@.service", False, False, "not-found", "no none@.service, and no file of it"),
    ],
)
def test_a_unit(tmp_path: Path, name: str, active: bool, startable: bool, enabled: str, why: str) -> None:
    (reading,) = unit.observe(Systemd(tmp_path), [name])
    assert reading.value == {"active": active, "startable": startable, "enabled": enabled}
    assert reading.source.endswith(why)
    assert reading.aspect == (name if "." in name else f"{name}.service")


@pytest.mark.parametrize(
    ("name", "files", "startable", "why"),
    [
        ("by-bus.service", {BUS: ACTIVATION.format("by-bus.service")}, True, f"the bus name org.x starts it ({BUS})"),
        ("by-bus-alias.service", {BUS: ACTIVATION.format("dbus-org.x.service")}, True, f"the bus name org.x starts it ({BUS})"),
        ("by-bus.service", {BUS: ACTIVATION.format("dbus-org.x.service")}, False, "nothing starts it"),
        ("by-bus.service", {BUS: ACTIVATION.format("by-bus.service"), BUS.replace("/usr/share", "/etc"): ACTIVATION.format("other.service")}, False, None),
        ("masked.service", {BUS: ACTIVATION.format("masked.service")}, False, "nothing starts it"),
    ],
)
def test_the_bus_starts_units(tmp_path: Path, name: str, files: dict[str, str], startable: bool, why: str | None) -> None:
    (reading,) = unit.observe(Systemd(tmp_path, files), [name])
    assert reading.value["startable"] is startable
    assert reading.source.endswith(why or "")


def test_a_bus_that_does_not_run_starts_nothing(tmp_path: Path) -> None:
    host = Systemd(tmp_path, {BUS: ACTIVATION.format("by-bus.service")}, {" ".join(LIST): listed((*NOT_LOADED, "dbus.socket"))})
    assert unit.observe(host, ["by-bus.service"])[0].value["startable"] is False


def test_units_are_asked_for_together_and_once(tmp_path: Path) -> None:
    host = Systemd(tmp_path)
    readings = unit.observe(host, ["cron", "never-heard-of", "off.service"])
    assert [reading.aspect for reading in readings] == ["cron.service", "never-heard-of.service", "off.service"]
    assert unit.observe(host, ["off.service", "cron"])
    assert host.ran == [" ".join(LIST), " ".join((*SHOW, "cron.service", "off.service"))]


@pytest.mark.parametrize(
    ("names", "value", "source"),
    [
        (["none.service", "off.service", "cron.service"], (True, True, "enabled"), "systemctl show cron.service: active, enabled; it runs"),
        (["by-socket.service", "broken.service"], (False, True, "enabled"), "systemctl show broken.service: inactive, enabled; its file is enabled"),
        (
            ["off.service", "by-socket.service"],
            (False, True, "disabled"),
            "systemctl show by-socket.service: inactive, disabled; on.socket, which runs, triggers it",
        ),
        (
            ["none.service", "never.service"],
            (False, False, "not-found"),
            "systemctl list-units: no none.service, and no file of it; systemctl list-units: no never.service, and no file of it",
        ),
    ],
)
def test_any_of_several(tmp_path: Path, names: list[str], value: tuple[bool, bool, str], source: str) -> None:
    (reading,) = unit.observe(Systemd(tmp_path), names, any=True)
    assert (tuple(reading.value[key] for key in ("active", "startable", "enabled")), reading.source) == (value, source)
    assert reading.aspect == " or ".join(names)


def test_only_what_is_installed(tmp_path: Path) -> None:
    assert [each.aspect for each in unit.observe(Systemd(tmp_path), ["cron", "never-heard-of"], installed=True)] == ["cron.service"]
    with pytest.raises(SubjectMissing, match="there is no never-heard-of"):
        unit.observe(Systemd(tmp_path), ["never-heard-of"], installed=True)


def test_without_systemd(tmp_path: Path) -> None:
    with pytest.raises(NotApplicable, match="systemd does not run this host"):
        unit.observe(FixtureHost(make_root(tmp_path, {"/etc/": ""}), {}), ["cron"])


@pytest.mark.parametrize(
    ("command", "answer", "words"),
    [
        (LIST, {"rc": 1, "stderr": "Failed to connect to bus: Permission denied"}, "ended with 1: Failed to connect to bus"),
        (LIST, "", "printed none"),
        (LIST, {"error": "gave up on systemctl list-units after 10 seconds"}, "gave up on systemctl"),
        ((*LIST_FILES, "getty@.service"), {"rc": 1, "stderr": "Connection reset"}, "ended with 1: Connection reset"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, command: tuple[str, ...], answer: t.Any, words: str) -> None:
    with pytest.raises(ObservationError, match=words):
        unit.observe(Systemd(tmp_path, commands={" ".join(command): answer}), ["cron", "getty@.service"])


def test_fewer_units_than_asked_for_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = Systemd(tmp_path)
    monkeypatch.setitem(UNITS, "cron.service", "")
    with pytest.raises(ObservationError, match=r"cannot tell the state of cron\.service: systemctl show printed 0 units"):
        unit.observe(host, ["cron"])


ON = {"active": True, "enabled": "enabled"}
OFF = {"active": False, "startable": False}


@pytest.mark.parametrize(
    ("names", "want", "accept", "planned"),
    [
        (["cron", "off.service"], ON, {}, [("unit off.service", "active, enabled")]),
        (["reloading.service"], ON, {}, [("unit reloading.service", "active, enabled")]),
        (["static.service"], ON, {}, [("unit static.service", "active, static")]),
        (["wanted.service", "cron"], ON, {"enabled": {"one_of": ["enabled", "static"]}}, [("unit wanted.service", "active, static")]),
        (["cron"], {"active": True}, {}, []),
        (["masked.service"], ON, {}, [("unit masked.service", "active, enabled")]),
        (["cron", "off.service", "never.service", "by-socket.service"], OFF, {}, [("unit cron.service", BARRED), ("unit by-socket.service", BARRED)]),
        (["masked-till-boot.service", "maskedrun.service"], OFF, {}, [("unit masked-till-boot.service", BARRED), ("unit maskedrun.service", BARRED)]),
        # one mask for both names of a unit, and for another name alone where that is all that is asked about
        (["ssh.service", "sshd.service"], OFF, {}, [("unit ssh.service", BARRED)]),
        (["ctrl-alt-del.target"], OFF, {}, [("unit ctrl-alt-del.target", BARRED)]),
    ],
)
def test_plan(tmp_path: Path, names: list[str], want: dict[str, t.Any], accept: dict[str, t.Any], planned: list[tuple[str, str]]) -> None:
    readings = unit.observe(Systemd(tmp_path), names)
    steps = unit.plan(readings, want, accept, {"names": names})
    assert [(step.path, step.value) for step in steps if isinstance(step, Unit)] == planned
    assert len(steps) == len(planned)


@pytest.mark.parametrize(
    ("names", "want", "args", "why"),
    [
        (["never.service", "cron"], ON, {}, "there is no never.service; install what brings it"),
        (["getty@.service"], OFF, {}, "getty@.service starts under many names: stop those that run, then mask it by hand"),
        (["cron"], {"active": False}, {}, "a unit is put right where it is to be active, or where it is not to be startable"),
        (["off.service", "cron"], ON, {"any": True}, "which of off.service or cron.service is meant is for people to say"),
    ],
)
def test_no_plan(tmp_path: Path, names: list[str], want: dict[str, t.Any], args: dict[str, t.Any], why: str) -> None:
    with pytest.raises(Unfixable) as raised:
        unit.plan(unit.observe(Systemd(tmp_path), names, **args), want, {}, {"names": names, **args})
    assert str(raised.value) == why
