# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""First contact, no-op and check mode of base_hardening, beside a ping and beside a rival where a folder has one. Judges nothing."""

from __future__ import annotations

import argparse
import pathlib
import statistics
import sys
import typing as t

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import scanners
from hosts import Hosts, Run

HOSTS = {"gw-debian12": "gw-rival-debian12", "gw-el9": "gw-rival-el9"}
ROUNDS = 3
MOST_MODULES, RATIO = 12, 16
RIVAL = "ansible_collections/devsec/hardening"
Rows = dict[str, list[Run]]


def parser() -> argparse.ArgumentParser:
    """The arguments of ./run bench harden."""
    made = argparse.ArgumentParser(prog="./run bench harden", description=__doc__)
    made.add_argument("--beside", default="", metavar="FOLDER", help=f"a folder that holds {RIVAL}, and what that depends on, beside it")
    made.add_argument("--rounds", type=int, default=ROUNDS, choices=range(1, 10), metavar="N", help=f"how often what changes nothing is run ({ROUNDS})")
    made.add_argument("--host", choices=HOSTS, help="one host alone, not one of each family")
    made.add_argument("--lynis", action="store_true", help="Lynis' hardening index before and after, where this machine's package mirrors have Lynis")
    made.add_argument("--ssh-audit", action="store_true", help="what ssh-audit fails and warns of before and after")
    return made


def beside(folder: str) -> str:
    """The folder of the rival's collections, or nothing; one sentence where there is none."""
    if folder and (pathlib.Path(folder) / RIVAL).is_dir():
        return str(pathlib.Path(folder).resolve())
    print(f"there is no {RIVAL} in {folder}; going on without it" if folder else "no rival is named (--beside FOLDER); going on without one", flush=True)
    return ""


def ours(hosts: Hosts, host: str) -> t.Iterator[tuple[str, Run]]:
    """First contact as root, in check mode and then for good."""
    yield "check, first contact", must(hosts.measure(HERE / "ours.yml", host, "--user", "root", "--check"), host)
    yield "first run", must(hosts.measure(HERE / "ours.yml", host, "--user", "root"), host)


def theirs(hosts: Hosts, host: str, collections: str) -> t.Iterator[tuple[str, Run]]:
    """The same of the rival, however it ends."""
    yield "rival, check", hosts.measure(HERE / "rival.yml", host, "--check", collections=collections)
    yield "rival, first run", hosts.measure(HERE / "rival.yml", host, collections=collections)


def rounds(hosts: Hosts, host: str, collections: str, number: int) -> Rows:
    """What is run again and again, in turn, so that a busy machine weighs on all of it alike."""
    rows: Rows = {name: [] for name in ("ping", "no-op", "check, no-op", *(["rival, no-op"] if collections else []))}
    for _round in range(number):
        rows["ping"].append(must(hosts.measure(HERE.parent / "ping.yml", host, "--user", "ops"), host))
        rows["no-op"].append(must(hosts.measure(HERE / "ours.yml", host, "--user", "ops"), host))
        rows["check, no-op"].append(must(hosts.measure(HERE / "ours.yml", host, "--user", "ops", "--check"), host))
        if collections:
            rows["rival, no-op"].append(hosts.measure(HERE / "rival.yml", HOSTS[host], collections=collections))
    return rows


def must(run: Run, host: str) -> Run:
    """A run of ours, which has to end well."""
    if run.failed:
        raise SystemExit(f"base_hardening failed on {host} at {run.failed}: {run.output[-2000:]}")
    return run


def middle(runs: list[Run]) -> float:
    """The median of the seconds."""
    return statistics.median(run.seconds for run in runs)


def show(host: str, rows: Rows) -> None:
    """A table: seconds, module runs and tasks that changed something; then what was aimed at."""
    print(f"\n{host}, base_hardening over ssh; medians of {max(map(len, rows.values()))} where a line has more than one run")
    print(f"  {'':22}{'seconds':>9}{'pings':>8}{'modules':>9}{'changed':>9}")
    for name, runs in rows.items():
        last = runs[-1]
        each = f"   ({', '.join(f'{run.seconds:.2f}' for run in runs)})" if len(runs) > 1 else ""
        said = f"   failed at {last.failed}" if last.failed else ""
        print(f"  {name:22}{middle(runs):9.2f}{middle(runs) / middle(rows['ping']):8.1f}{last.modules:9}{last.changed:9}{each}{said}")
    print(f"  a no-op is {rows['no-op'][-1].modules} module runs; aimed at: {MOST_MODULES} at most")
    if "rival, no-op" in rows:
        ratio = middle(rows["rival, no-op"]) / middle(rows["no-op"])
        whole = "" if not rows["rival, no-op"][-1].failed else " although it did not come to its end"
        print(f"  the rival's no-op takes {ratio:.1f} times as long{whole}, with {rows['rival, no-op'][-1].modules} module runs; aimed at: {RATIO} times")


def main(argv: list[str]) -> None:
    """All of it, on a host of each family."""
    args = parser().parse_args(argv)
    collections = beside(args.beside)
    with Hosts() as hosts:
        for host, rival in HOSTS.items() if not args.host else [(args.host, HOSTS[args.host])]:
            mine = {host: ["--user", "root"], **({rival: ["--user", "deploy"]} if collections else {})}
            for name, flags in mine.items():
                must(hosts.measure(HERE / "prepare.yml", name), name)
                if name == rival:
                    must(hosts.measure(HERE / "rival_prepare.yml", name), name)
                scanners.show(hosts, name, "before", flags, lynis=args.lynis, ssh_audit=args.ssh_audit)
            once = {name: [run] for name, run in ours(hosts, host)}
            again = {name: [run] for name, run in theirs(hosts, rival, collections)} if collections else {}
            show(host, {**once, **again, **rounds(hosts, host, collections, args.rounds)})
            for name in mine:
                scanners.show(hosts, name, "after", ["--user", "ops" if name == host else "deploy"], lynis=args.lynis, ssh_audit=args.ssh_audit)
            if args.lynis or args.ssh_audit:
                must(hosts.measure(HERE / "ours.yml", host, "--user", "ops", "-e", f"@{HERE / 'strict.yml'}"), host)
                scanners.show(hosts, host, "after, strict.yml", ["--user", "ops"], lynis=args.lynis, ssh_audit=args.ssh_audit)


if __name__ == "__main__":
    main(sys.argv[1:])
