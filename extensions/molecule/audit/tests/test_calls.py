# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""./run audit as people call it, mistakes first: one clear sentence, the right exit code, the other hosts' results kept."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import typing as t

import pytest

CHECKOUT = pathlib.Path(__file__).resolve().parents[4]
INVENTORY = CHECKOUT / "extensions" / "molecule" / "inventory"


class Outcome(t.NamedTuple):
    """How a call ended: its exit code, all it wrote, the reports by host."""

    code: int
    text: str
    reports: dict[str, dict[str, t.Any]]


@pytest.fixture
def audit(tmp_path: pathlib.Path) -> t.Callable[..., Outcome]:
    """Call ./run audit with a folder of its own for the reports."""

    def call(*args: str) -> Outcome:
        before = args[: args.index("--")] if "--" in args else args
        argv = [str(CHECKOUT / "run"), "audit", *before, "--reports", str(tmp_path / "reports"), *args[len(before) :]]
        env = {key: value for key, value in os.environ.items() if not key.startswith(("ANSIBLE_", "PYTEST_", "VIRTUAL_ENV"))}
        done = subprocess.run(argv, cwd=tmp_path, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        reports = {path.stem: json.loads(path.read_text()) for path in (tmp_path / "reports").glob("*.json")}
        return Outcome(done.returncode, done.stdout + done.stderr, reports)

    return call


BROKEN = """---
controls:
  - id: mine.motd
    title: The message of the day is ours
    rationale: It tells people where they are.
    severity: hgih
    level: 1
    resource: file
    args: {path: /etc/motd}
    want: {owner: root}
"""
MINE = BROKEN.replace("hgih", "high")
MISTAKES = {
    "profile": (["--profile", "basline"], ["basline", "baseline"]),
    "syntax": (["--select", "[?severity=="], ["[?severity=="]),
    "word": (["--select", "[?sevrity=='high']"], ["sevrity", "severity"]),
    "nothing": (["--select", "[?id=='no.such']"], ["no.such"]),
    "controls": (["--controls", "{tmp}/broken"], ["broken/mine.yml:6", "mine.motd", "hgih"]),
    "inventory": (["-i", "/no/such/inventory"], ["/no/such/inventory"]),
    "option": (["--profil"], ["usage"]),
    "fail-on": (["--fail-on", "hgih"], ["hgih"]),
    "limit": (["-i", str(INVENTORY), "--limit", "nowhere"], ["nowhere"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake(mistake: str, audit: t.Callable[..., Outcome], tmp_path: pathlib.Path) -> None:
    """Exit code 2 and a sentence that names what and where; nothing is written."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "mine.yml").write_text(BROKEN)
    args, words = MISTAKES[mistake]
    outcome = audit(*(arg.format(tmp=tmp_path) if "{tmp}" in arg else arg for arg in args))
    assert outcome.code == 2, outcome.text
    assert all(word in outcome.text for word in words), outcome.text
    assert "Traceback" not in outcome.text
    assert outcome.reports == {}


def test_own_controls(audit: t.Callable[..., Outcome], tmp_path: pathlib.Path) -> None:
    """A folder of one's own is judged beside the built-in catalogue, by the same rules, on both families."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "mine.yml").write_text(MINE)
    chosen = ["--controls", str(tmp_path / "mine"), "--select", "[?area=='mine' || id=='files.passwd']"]
    outcome = audit("-i", str(INVENTORY), "--limit", "gw-debian12,gw-el9", *chosen)
    assert outcome.code == 0, outcome.text
    assert set(outcome.reports) == {"gw-debian12", "gw-el9"}
    for report in outcome.reports.values():
        assert {result["id"]: result["status"] for result in report["results"]} == {"mine.motd": "pass", "files.passwd": "pass"}


@pytest.mark.parametrize(("gate", "code"), [("critical", 1), ("error", 0), ("any", 1)])
def test_gate(gate: str, code: int, audit: t.Callable[..., Outcome]) -> None:
    """--fail-on decides the exit code; the report is written all the same."""
    outcome = audit("-i", str(INVENTORY), "--limit", "gw-debian12", "--select", "[?id=='accounts.uid_zero']", "--fail-on", gate)
    assert outcome.code == code, outcome.text
    assert [result["status"] for result in outcome.reports["gw-debian12"]["results"]] == ["fail"]


def test_dead_host(audit: t.Callable[..., Outcome], tmp_path: pathlib.Path) -> None:
    """A host that does not answer costs exit code 3 and one sentence; the others are audited."""
    (tmp_path / "dead.yml").write_text("all: {hosts: {dead: {ansible_host: 127.0.0.1, ansible_port: 1}}}\n")
    outcome = audit("-i", str(INVENTORY), "-i", str(tmp_path / "dead.yml"), "--limit", "gw-el9,dead")
    assert outcome.code == 3, outcome.text
    assert set(outcome.reports) == {"gw-el9"}
    assert "dead could not be audited" in outcome.text
    assert "Traceback" not in outcome.text


@pytest.mark.parametrize("name", ["gw-debian12", "gw-el9"])
def test_without_sudo(name: str, audit: t.Callable[..., Outcome]) -> None:
    """Somebody without sudo gets a sentence that says so, not a report of half a host."""
    outcome = audit("-i", str(INVENTORY), "--limit", name, "--", "-e", "ansible_user=plain")
    assert outcome.code == 3, outcome.text
    assert f"{name} could not be audited" in outcome.text
    assert "sudo" in outcome.text
    assert outcome.reports == {}


@pytest.mark.parametrize("name", ["gw-debian12", "gw-el9"])
def test_without_root(name: str, audit: t.Callable[..., Outcome]) -> None:
    """Asked to do without, what needs root says so, and the rest is judged."""
    outcome = audit("-i", str(INVENTORY), "--limit", name, "--", "-e", "ansible_user=plain", "-e", "audit_become=false")
    assert outcome.code == 0, outcome.text
    results = {result["id"]: result for result in outcome.reports[name]["results"]}
    for control in ("accounts.no_empty_hash", "ssh.max_auth_tries"):
        assert results[control]["status"] == "error"
        assert "root" in results[control]["reason"]
    assert results["files.passwd"]["status"] == "pass"
    assert results["accounts.uid_zero"]["status"] == "fail"


@pytest.mark.parametrize("name", ["gw-debian13", "gw-el9"])
def test_unknown_distribution(name: str, audit: t.Callable[..., Outcome]) -> None:
    """A platform that nobody knows is refused with its name, and nothing is guessed."""
    ssh = ["ssh", "-F", f"{os.environ['MOLECULE_EPHEMERAL_DIRECTORY']}/ssh_config", name, "sudo"]
    subprocess.run([*ssh, "sh", "-c", "'printf \"ID=plan9\\nNAME=Plan9\\n\" > /tmp/os && mount --bind /tmp/os /etc/os-release'"], check=True)
    try:
        outcome = audit("-i", str(INVENTORY), "--limit", name)
    finally:
        subprocess.run([*ssh, "umount", "/etc/os-release"], check=True)
    assert outcome.code == 3, outcome.text
    assert "plan9" in outcome.text
    assert outcome.reports == {}


def test_no_such_python(audit: t.Callable[..., Outcome]) -> None:
    """An interpreter that is not there is named."""
    outcome = audit("-i", str(INVENTORY), "--limit", "gw-debian12", "--", "-e", "ansible_python_interpreter=/opt/none/python3")
    assert outcome.code == 3, outcome.text
    assert "/opt/none/python3" in outcome.text


def test_read_in_part(tmp_path: pathlib.Path) -> None:
    """Who reads the first line alone (a pager, head) still gets the right exit code and the report."""
    command = f"{CHECKOUT}/run audit -i {INVENTORY} --limit gw-debian12 --reports {tmp_path} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no host was audited" not in done.stderr
    assert (tmp_path / "gw-debian12.json").exists()


def test_leaves_nothing(audit: t.Callable[..., Outcome]) -> None:
    """Not a file more or less on the host in what an audit could touch."""
    ssh = ["ssh", "-F", f"{os.environ['MOLECULE_EPHEMERAL_DIRECTORY']}/ssh_config", "gw-el9", "sudo", "find"]
    find = [*ssh, "/root", "/home", "/tmp", "/var/tmp", "/etc", "/opt", "/usr/local", "-xdev", "-newer", "/proc/1/cmdline", "-type", "f"]
    before = subprocess.run(find, capture_output=True, text=True, check=True).stdout
    outcome = audit("-i", str(INVENTORY), "--limit", "gw-el9")
    assert outcome.code == 0, outcome.text
    assert subprocess.run(find, capture_output=True, text=True, check=True).stdout == before
