# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What systemctl is told, and that a unit comes back to what it was."""

from __future__ import annotations

import dataclasses
import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _reloads, _runtime, _runtime_units
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import BARRED, OFF, ON, Unit
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

NAME = "x.service"
PATH = f"unit {NAME}"
FILE = f"/usr/lib/systemd/system/{NAME}"
MASK = f"/etc/systemd/system/{NAME}"


@dataclasses.dataclass
class State:
    """One unit, as far as its states go; told: what was done to it; fails: a word that systemctl refuses."""

    active: str
    enabled: str
    told: list[str] = dataclasses.field(default_factory=list)
    fails: str = ""

    def do(self, word: str) -> None:
        """What becomes of it."""
        if word in ("start", "stop"):
            self.active = {"start": "active", "stop": "inactive"}[word]
        elif word == "mask":
            self.enabled = f"masked {self.enabled}"
        elif word == "unmask":
            self.enabled = self.enabled.partition(" ")[2] or "disabled"
        else:
            self.enabled = f"{word}d"


class Systemd(FixtureHost):
    """A host that remembers what it was told, as a new one does each time."""

    def __init__(self, root: str, state: State) -> None:
        super().__init__(root, {})
        self.state = state

    def _execute(self, argv: tuple[str, ...], seconds: float) -> t.Any:
        word = argv[1]
        if word == self.state.fails:
            return Completed(argv, 1, "", "no\n")
        said = {"is-active": self.state.active, "is-enabled": self.state.enabled.split()[0], "show": FILE}.get(word)
        if said is None:
            self.state.told.append(" ".join(argv[1:]))
            self.state.do(word)
        return Completed(argv, 0, f"{said or ''}\n", "")


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> t.Callable[..., State]:
    """A host in place of this one."""

    def made(active: str, enabled: str, files: dict[str, str] | None = None) -> State:
        state, root = State(active, enabled), make_root(tmp_path, {FILE: "[Unit]\n", **(files or {})})
        monkeypatch.setattr(_runtime_units, "Host", lambda _root="/": Systemd(root, state))
        return state

    return made


@pytest.mark.parametrize(
    ("active", "enabled", "wanted", "told"),
    [
        ("inactive", "disabled", ON, ["enable x.service", "start x.service"]),
        ("inactive", "masked", ON, ["unmask --no-reload x.service", "enable x.service", "start x.service"]),
        ("inactive", "enabled", ON, ["start x.service"]),
        ("active", "enabled", ON, []),
        ("inactive", "static", "active, static", ["start x.service"]),
        ("inactive", "masked static", "active, static", ["unmask x.service", "start x.service"]),
        ("active", "enabled", OFF, ["disable x.service", "stop x.service"]),
        ("active", "not-found", OFF, ["disable x.service", "stop x.service"]),
        # the mask first: nothing may start it again in between
        ("active", "enabled", BARRED, ["mask --no-reload x.service", "stop x.service"]),
        ("inactive", "static", BARRED, ["mask --no-reload x.service"]),
        ("active", "masked", BARRED, ["stop x.service"]),
        ("failed", "masked", BARRED, []),
    ],
)
def test_there_and_back(systemd: t.Callable[..., State], active: str, enabled: str, wanted: str, told: list[str]) -> None:
    """Only what is not so yet; and the journal brings back what was, whatever that was."""
    host = systemd(active, enabled)
    before = Unit(PATH, wanted).now("/")
    Unit(PATH, wanted).put("/")
    assert host.told == told
    assert Unit(PATH, "").now("/").value == wanted
    _runtime.from_dict(_runtime.to_dict(before)).put("/")
    assert Unit(PATH, "").now("/") == before


def test_what_systemctl_refuses(systemd: t.Callable[..., State]) -> None:
    host = systemd("inactive", "disabled")
    host.fails = "enable"
    with pytest.raises(OSError, match=r"^systemctl enable x\.service ended with 1: no$"):
        Unit(PATH, ON).put("/")
    assert (host.active, host.enabled) == ("inactive", "disabled")


@pytest.mark.parametrize(
    ("enabled", "files", "wanted", "stands"),
    [
        ("enabled", {}, BARRED, False),
        ("enabled", {MASK: "[Unit]\n"}, BARRED, True),
        ("enabled", {MASK: "[Unit]\n"}, OFF, False),
        ("masked", {MASK: ""}, BARRED, False),
    ],
)
def test_a_mask_takes_the_place_of_no_file(systemd: t.Callable[..., State], enabled: str, files: dict[str, str], wanted: str, stands: bool) -> None:
    systemd("active", enabled, files)
    hindrance = Unit(PATH, wanted).hindrance("/")
    assert hindrance.startswith(f"{MASK} is there already, where the mask of x.service would have to be; ") if stands else hindrance == ""


def test_masks_are_read_once() -> None:
    """By a reload of systemd after all else; whatever else is done to a unit has one of its own."""
    assert _reloads.needed([path for wanted in (BARRED, ON, OFF) for path in Unit(PATH, wanted).written()], {}) == [_reloads.Reload("systemd", "")]
    assert Unit(PATH, ON).written() == Unit(PATH, OFF).written() == []


@pytest.mark.parametrize(
    ("name", "files", "wanted", "is_gone"),
    [
        (NAME, {}, ON, False),
        (NAME, {}, "active, static", False),
        ("y.service", {}, ON, True),
        ("y.service", {}, OFF, False),
        ("y.service", {}, BARRED, False),
        ("y@1.service", {"/lib/systemd/system/y@.service": ""}, ON, False),
        ("y.service", {"/run/systemd/generator.late/y.service": ""}, "active, generated", False),
    ],
)
def test_what_is_no_longer_there(systemd: t.Callable[..., State], name: str, files: dict[str, str], wanted: str, is_gone: bool) -> None:
    systemd("inactive", "not-found", files)
    assert Unit(f"unit {name}", wanted).gone("/") == (f"there is no {name} any more" if is_gone else "")


def test_a_mask_is_not_the_unit(systemd: t.Callable[..., State], tmp_path: Path) -> None:
    """Its package was removed while it was masked."""
    systemd("inactive", "masked", {"/etc/systemd/system/": ""})
    os.symlink("/dev/null", next(tmp_path.rglob("etc/systemd/system")) / "y.service")
    assert Unit("unit y.service", ON).gone("/") == "there is no y.service any more"
