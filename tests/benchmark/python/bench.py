# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""An environment of some thirty packages, cold, warm and with nothing to do: python_env beside ansible.builtin.pip and uv pip sync. Judges nothing."""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import sys
import tempfile
import typing as t

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from hosts import ROOT, Hosts

HOST = "gw-debian12"
ROUNDS = 5
LOCK = ROOT / "extensions/molecule/python_runtime/files/shop/requirements.txt"
WAYS = ("python_env", "builtin.pip", "uv pip sync")
# what is taken away before a run: the environment and what the tool has kept, the environment alone, nothing
STATES = {"cold": "all", "warm": "environment", "no-op": ""}
Rows = dict[str, dict[str, list[float]]]


def rounds(hosts: Hosts, data: pathlib.Path) -> tuple[Rows, list[float]]:
    """Seconds of each way in each state, in turn, so that a busy machine weighs on all alike; of ours hashing every file too; and of a ping."""
    rows: Rows = {**{state: {way: [] for way in WAYS} for state in STATES}, "verify": {WAYS[0]: []}}
    pings: list[float] = []
    for _round in range(ROUNDS):
        pings.append(hosts.play(HERE.parent / "ping.yml", HOST, data)[0])
        for state, forget in STATES.items():
            for way in WAYS:
                hosts.play(HERE / "forget.yml", HOST, data, "-e", json.dumps({"way": way, "forget": forget}))
                rows[state][way].append(hosts.play(HERE / f"{way.replace('.', '_').replace(' ', '_')}.yml", HOST, data)[0])
        rows["verify"][WAYS[0]].append(hosts.play(HERE / "python_env.yml", HOST, data, "-e", "verify=record")[0])
    return rows, pings


def show(rows: Rows, pings: list[float]) -> None:
    """Medians, and how much longer the others took than ours in the same rounds."""
    ping = statistics.median(pings)
    print(f"\n{HOST}, {ROUNDS} rounds in turn, medians of whole plays over ssh; a play with a ping took {ping:.2f} s")
    for state, ways in rows.items():
        ours = statistics.median(ways[WAYS[0]])
        for way, seconds in ways.items():
            middle = statistics.median(seconds)
            listed = ", ".join(f"{each:.2f}" for each in seconds)
            print(f"  {state:7}{way:14}{middle:7.2f} s  {middle / ours:6.2f} of ours  {middle / ping:6.2f} pings   ({listed})")


def main() -> None:
    """Have the hosts, measure, and show it."""
    argparse.ArgumentParser(prog="./run bench python", description=__doc__).parse_args()
    facts: dict[str, t.Any] = {"lock": str(LOCK), "certificates": "/etc/ssl/certs/ca-certificates.crt"}
    with Hosts() as hosts, tempfile.TemporaryDirectory() as work:
        data = pathlib.Path(work) / "facts.json"
        data.write_text(json.dumps(facts), encoding="utf-8")
        hosts.play(HERE / "prepare.yml", HOST, data)
        show(*rounds(hosts, data))


if __name__ == "__main__":
    main()
