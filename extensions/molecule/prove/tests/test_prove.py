# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Every control that can be put right: it failed, it passes, and a command that is not ours says that it is so."""

from __future__ import annotations

import base64
import functools
import json
import os
import pathlib
import shlex
import subprocess
import sys
import typing as t

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from cases import cases, ids, of_family

EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
REPORTS = EPHEMERAL / "reports"
CASES = cases()
# Why something that cannot be broken here is not a failure of the case: this version or this kernel does not have it at all.
NOT_HERE = (
    "this sshd has no persourcepenalties",
    "has no module cramfs",
    "sudo-rs",
    "this host uses AppArmor, not SELinux",
    "this kernel has no dev.tty.legacy_tiocsti",
    "this kernel has no kernel.io_uring_disabled",
)
WHERE = "machine" if os.environ["MOLECULE_SCENARIO_NAME"] == "vm" else "container"


@functools.cache
def said(name: str, run: str) -> dict[str, t.Any]:
    """What a run said of a host, with its results by control."""
    found = json.loads((REPORTS / f"{name}-{run}.json").read_text())
    for part in found.values():
        part["results"] = {result["id"]: result for result in part["results"]}
    return dict(found)


@functools.cache
def proofs(name: str, family: str) -> dict[str, str]:
    """What a host says of every control, by commands that are not ours; all in one login, each in a shell of its own."""
    asked = {control: of_family(CASES[control]["prove"], family) for control in ids(WHERE) if family in CASES[control].get("families", [family])}
    one = "printf '%s ' {}; bash -c '. /opt/library.sh; eval \"$1\"' prove {} 2> /opt/complaints/{} < /dev/null | base64 -w 0; echo"
    script = "\n".join(["mkdir -p /opt/complaints", *(one.format(control, shlex.quote(command), control) for control, command in asked.items())])
    argv = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), name, "sudo bash -s"]
    told = subprocess.run(argv, input=script, capture_output=True, text=True, check=True).stdout
    return {control: base64.b64decode(said).decode(errors="replace").strip() for control, said in (line.split(" ", 1) for line in told.splitlines())}


@pytest.mark.parametrize("control", ids(WHERE))
def test_proven(host: t.Any, control: str) -> None:
    """Broken before, good afterwards, by our verdict and by the host's own word; or not for this host, with the reason."""
    first, case = said(host.backend.get_hostname(), "first"), CASES[control]
    before, after = (first[run]["results"][control] for run in ("predicted", "done"))
    family = first["done"]["distro"]["family"]
    if family not in case.get("families", [family]):
        assert after["status"] in ("pass", "not_applicable") or control in first["done"]["not_fixed"]
        return
    if before["status"] != "fail":
        why = " ".join([before["reason"], *(each["source"] for each in before["evidence"])])
        assert any(words in why for words in NOT_HERE), why
        return
    if case.get("later"):
        # it was begun, and nobody waits for it; where all the rest takes long, it is done by now
        assert after["actual"] in ("being made", "there")
    else:
        assert after["status"] == "pass", f"{after['reason']} {first['done']['not_fixed'].get(control)}"
        assert control not in first["done"]["not_fixed"]
    told = proofs(host.backend.get_hostname(), family)[control]
    assert told == of_family(case["says"], family), host.run("cat /opt/complaints/%s", control).stdout


# auditd loads what is saved when it is started, so that nothing is left to load of what differs while it is still to be started.
ON_THE_WAY = "the audit rules of the kernel"


def foreseen(change: dict[str, str]) -> bool:
    """Not what is written on the way: audit rules, and logs of those who install packages, other than the one that a case has made."""
    return change["path"] != ON_THE_WAY and (not change["path"].startswith("/var/log/") or change["path"].startswith("/var/log/case/"))


def test_predicted(host: t.Any) -> None:
    """Check mode named exactly what the run then changed."""
    first = said(host.backend.get_hostname(), "first")
    told, made = (list(filter(foreseen, first[run]["changes"])) for run in ("predicted", "done"))
    assert told == made != []


def test_once(host: t.Any) -> None:
    """A second run finds nothing to change."""
    done = said(host.backend.get_hostname(), "second")["done"]
    assert (done["changes"], done["changed"]) == ([], False)


def test_the_host_still_works(host: t.Any) -> None:
    """sshd accepts its configuration and answers, and no unit failed but those that were stopped."""
    assert host.run("sshd -t").rc == 0
    assert host.check_output("systemctl is-system-running || true") in ("running", "degraded")
    assert host.run("sudo -n true").rc == 0
