# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Check mode, first run and no-op of security_baseline for a hundred controls, beside a ping and beside ordinary tasks. Judges nothing."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import re
import statistics
import sys
import tempfile
import typing as t

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), os.environ["ANSIBLE_COLLECTIONS_PATH"].split(":")[0]]
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import fill
from hosts import Hosts

HOSTS = {"gw-debian12": "debian", "gw-el9": "redhat"}
ROUNDS = 3
# Where an ordinary task would write a key and its value, by format.
LINES = {
    "login_defs": ("/etc/login.defs", "{key} {value}"),
    "journald": ("/etc/systemd/journald.conf", "{key}={value}"),
    "limits": ("/etc/security/limits.conf", "{key} {value}"),
    "apt": ("/etc/apt/apt.conf.d/99ordinary", '{key} "{value}";'),
    "dnf": ("/etc/dnf/dnf.conf", "{key}={value}"),
}
WANTED = 100


def settings(family: str) -> dict[str, t.Any]:
    """The settings of a hundred controls that apply in a container, as both ways take them."""
    catalogue = _catalogue.load()
    platform = catalogue.platforms[family]
    found: dict[str, t.Any] = {name: [] for name in ("controls", "sshd", "sysctl", "lines", "files", "units", "packages")}
    found["sshd_unit"] = platform["units"]["ssh"]
    for control in catalogue.controls:
        where = control.get("applies_to", {})
        fits = where.get("containers", True) and family in where.get("families", [family]) and "manual" not in control
        if fits and len(found["controls"]) < WANTED and add(found, control, *(fill(control[key], platform) for key in ("args", "want"))):
            found["controls"].append(control["id"])
    return found


def add(found: dict[str, t.Any], control: dict[str, t.Any], args: dict[str, t.Any], want: t.Any) -> bool:
    """Note what an ordinary task needs for a control; whether there is such a task."""
    kind = control["resource"]
    if kind == "sshd" and isinstance(want, (str, int)) and args["option"] not in ("persourcepenalties", *(each["option"] for each in found["sshd"])):
        found["sshd"].append({"option": args["option"], "value": want})
    elif kind == "sysctl":
        found["sysctl"].append({"name": args["name"], "value": want})
    elif kind == "file":
        found["files"] += [{"path": path, **want} for path in args.get("paths", [args.get("path")]) if "*" not in path]
    elif kind == "key_value" and args["format"] in LINES:
        path, line = LINES[args["format"]]
        text = line.format(key=args["key"], value=want)
        found["lines"].append({"path": path, "line": text, "regexp": f"^{re.escape(text.rsplit(str(want), 1)[0])}"})
    elif kind == "unit" and want.get("startable") is False:
        found["units"] += [name for name in args["names"][:1] if name.endswith(".service")]
    elif kind == "package" and want == "absent":
        found["packages"] += args["names"]
    else:
        return False
    return True


def main() -> None:
    """Check mode, first run and no-op of security_baseline beside a ping and beside ordinary tasks."""
    argparse.ArgumentParser(prog="./run bench enforce", description=__doc__).parse_args()
    folder = HERE
    with Hosts() as hosts, tempfile.TemporaryDirectory() as work:
        for host, family in HOSTS.items():
            chosen = settings(family)
            data = pathlib.Path(work) / f"{family}.json"
            data.write_text(json.dumps(chosen), encoding="utf-8")
            hosts.play(folder / "prepare.yml", host, data)
            check, _changed = hosts.play(folder / "ours.yml", host, data, "--check")
            first, changed = hosts.play(folder / "ours.yml", host, data)
            rounds: dict[str, list[float]] = {"ping": [], "no-op": [], "check, no-op": [], "ordinary, no-op": []}
            ordinary, _changed = hosts.play(folder / "ordinary.yml", host, data)
            for _round in range(ROUNDS):
                rounds["ping"].append(hosts.play(HERE.parent / "ping.yml", host, data)[0])
                seconds, again = hosts.play(folder / "ours.yml", host, data)
                rounds["no-op"].append(seconds)
                rounds["check, no-op"].append(hosts.play(folder / "ours.yml", host, data, "--check")[0])
                rounds["ordinary, no-op"].append(hosts.play(folder / "ordinary.yml", host, data)[0])
            show(host, len(chosen["controls"]), {"check": check, "first run": first, "ordinary, first run": ordinary}, rounds, (changed, again))


def show(host: str, controls: int, once: dict[str, float], rounds: dict[str, list[float]], changed: tuple[int, int]) -> None:
    """A table of seconds, and of ratios to a ping."""
    ping = statistics.median(rounds["ping"])
    print(f"\n{host}, {controls} controls over ssh; the first run changed {changed[0]}, the last one {changed[1]}")
    for name, seconds in [*((name, [value]) for name, value in once.items()), *rounds.items()]:
        middle = statistics.median(seconds)
        print(f"  {name:22}{middle:7.2f} s  {middle / ping:6.2f} pings   ({', '.join(f'{each:.2f}' for each in seconds)})")
    ratio = statistics.median(rounds["ordinary, no-op"]) / statistics.median(rounds["no-op"])
    print(f"  ordinary tasks take {ratio:.1f} times as long as our no-op")


if __name__ == "__main__":
    main()
