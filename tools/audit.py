# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""./run audit: the playbook groundwork.baseline.audit on this machine or on an inventory's hosts."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import typing as t

import environment

OK, GATE, MISTAKE, NOT_AUDITED = 0, 1, 2, 3
EPILOG = """exit code: 0 every host was audited, whatever was found; 1 --fail-on says so;
2 a mistake in the call; 3 a host could not be audited. What follows -- goes to ansible-playbook."""
CHECK = """
import json, sys
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue
from ansible_collections.groundwork.baseline.plugins.plugin_utils._summary import GATES
wanted = json.loads(sys.argv[1])
unknown = [word for word in wanted["fail_on"] if word not in GATES]
if unknown:
    sys.exit(f"audit: cannot fail on {unknown[0]!r}: --fail-on takes a comma list of {', '.join(GATES)}")
try:
    catalogue = _catalogue.load(wanted["controls_dirs"], check=True)
    _catalogue.choose(catalogue, profile=wanted["profile"], select=wanted["select"])
except _catalogue.CatalogueError as exc:
    sys.exit(f"audit: {exc}")
"""


def parser() -> argparse.ArgumentParser:
    """The arguments of ./run audit."""
    made = argparse.ArgumentParser(prog="./run audit", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("hosts", nargs="*", metavar="HOST", help="hosts or groups of the inventory; without any: all of them")
    made.add_argument("-i", "--inventory", action="append", default=[], help="an Ansible inventory; without one: this machine")
    made.add_argument("--limit", help="only these of the hosts, as ansible-playbook takes it")
    made.add_argument("--profile", default="baseline", help="a named selection of controls (default: baseline)")
    made.add_argument("--select", default="", metavar="JMESPATH", help="""only these of the profile's controls, such as "severity=='high'" """)
    made.add_argument("--controls", action="append", default=[], metavar="DIR", help="a folder of your own controls, beside the built-in ones")
    made.add_argument("--fail-on", default="", metavar="WHAT", help="exit 1 on a fail of this severity or above, on error, or on any; a comma list")
    made.add_argument("--reports", default="reports", metavar="DIR", help="where a report per host is written (default: reports)")
    return made


def main(_word: str, argv: list[str]) -> int:
    """Audit; the exit code says how it went."""
    cut = argv.index("--") if "--" in argv else len(argv)
    args = parser().parse_args(argv[:cut])
    venv = environment.environment("audit")
    env = environment.ansible_environ(venv)
    mistake = check(args, venv, env)
    if mistake:
        print(mistake, file=sys.stderr)
        return MISTAKE
    with tempfile.TemporaryDirectory(prefix="groundwork-") as work:
        outcome = pathlib.Path(work) / "outcome.json"
        env |= {"GROUNDWORK_OUTCOME": str(outcome), "ANSIBLE_STDOUT_CALLBACK": "groundwork.baseline.audit", "ANSIBLE_LOCAL_TEMP": work}
        done = subprocess.run([str(venv / "bin" / "ansible-playbook"), *arguments(args), *argv[cut + 1 :]], env=env, check=False)
        return verdict(outcome, done.returncode)


def check(args: argparse.Namespace, venv: pathlib.Path, env: dict[str, str]) -> str:
    """A sentence on what is wrong with the call; "" where nothing is."""
    if args.hosts and not args.inventory:
        return f"audit: {args.hosts[0]} is a host of which inventory? Without -i INVENTORY this machine is audited, and takes no host"
    missing = [path for path in (*args.inventory, *args.controls) if "," not in path and not pathlib.Path(path).exists()]
    if missing:
        return f"audit: there is no {missing[0]} in {os.getcwd()}: give the path of an inventory or of a folder of controls"
    gates = [word for word in args.fail_on.split(",") if word]
    wanted = {"profile": args.profile, "select": args.select or None, "controls_dirs": args.controls, "fail_on": gates}
    env = env | {"PYTHONPATH": str(environment.tree())}
    done = subprocess.run([str(venv / "bin" / "python"), "-c", CHECK, json.dumps(wanted)], env=env, capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""


def arguments(args: argparse.Namespace) -> list[str]:
    """What ansible-playbook is told."""
    variables: dict[str, t.Any] = {
        "audit_profile": args.profile,
        "audit_select": args.select,
        "audit_controls_dirs": [str(pathlib.Path(path).resolve()) for path in args.controls],
        "audit_fail_on": args.fail_on,
        "audit_reports": str(pathlib.Path(args.reports).resolve()),
    }
    made = ["groundwork.baseline.audit"]
    if args.inventory:
        made += [word for path in args.inventory for word in ("-i", path)]
        variables["audit_hosts"] = ",".join(args.hosts) or "all"
    else:
        made += ["-i", "localhost,", "-c", "local"]
        variables |= {"ansible_python_interpreter": sys.executable, "audit_become": False}
    made += ["--limit", args.limit] if args.limit else []
    return [*made, "-e", json.dumps(variables)]


def verdict(outcome: pathlib.Path, code: int) -> int:
    """The exit code, by what became of each host."""
    hosts = json.loads(outcome.read_text())["hosts"] if outcome.exists() else {}
    if not hosts:
        print(f"audit: no host was audited (ansible-playbook ended with {code}): check the inventory, the hosts named and what follows --", file=sys.stderr)
        return MISTAKE
    if any(host["state"] != "audited" for host in hosts.values()):
        return NOT_AUDITED
    return GATE if any(host["gate"] for host in hosts.values()) else OK
