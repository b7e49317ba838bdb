# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What was predicted was done, is in effect by the hosts' own commands, and is done once."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import typing as t

import pytest

FAULTS = {
    "full disk: the journal's": "No space left on device; make room there); nothing had been changed",
    "full disk: a file's": "No space left on device; make room there); everything was put back",
    "read-only: a file's": "mount it writable); everything was put back",
    "invalid candidate": "unsupported log level 'LOUD'); nothing had been changed",
    "failing reload": "everything was put back",
    "missing reload command": "no systemctl in ",
    "no answer after the reload": "did not answer within 30 seconds",
    "two at once": "holds /var/lib/groundwork/lock, and 0.2 seconds did not do; try later",
}
REPORTS = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "reports"


def said(host: t.Any, run: str) -> dict[str, t.Any]:
    """What a run said of the host."""
    return dict(json.loads((REPORTS / f"{host.backend.get_hostname()}-{run}.json").read_text()))


def status(result: dict[str, t.Any], control: str) -> str:
    """The status of one control in a result."""
    return next(str(each["status"]) for each in result["results"] if each["id"] == control)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("net.ipv4.conf.all.send_redirects", "0"),
        ("net.ipv4.conf.default.send_redirects", "0"),
        ("net.ipv4.conf.all.accept_redirects", "0"),
        ("net.ipv4.conf.all.log_martians", "1"),
        ("net.ipv4.tcp_syncookies", "1"),
        ("net.ipv6.conf.all.accept_redirects", "0"),
    ],
)
def test_kernel(host: t.Any, key: str, value: str) -> None:
    """In force by sysctl, and at the next boot by systemd's own merged listing."""
    assert host.check_output("sysctl -n %s", key) == value
    listed = host.check_output("systemd-analyze cat-config sysctl.d")
    lines = [line.split("=")[1].strip() for line in listed.splitlines() if line.split("=")[0].strip() == key]
    assert not lines or lines[-1] == value


@pytest.mark.parametrize(("path", "state"), [("/etc/passwd", "root root 644"), ("/etc/crontab", "root root 400"), ("/etc/ssh/sshd_config", "root root 600")])
def test_file(host: t.Any, path: str, state: str) -> None:
    """Owner, group and mode by stat; a stricter mode was not loosened."""
    assert host.check_output("stat -c '%%U %%G %%a' %s", path) == state


def test_what_images_of_clouds_say(host: t.Any) -> None:
    """Their drop-in opens root and passwords to all; ours comes before it, and sshd says so, for whomever it is asked."""
    assert host.file("/etc/ssh/sshd_config.d/50-cloud-init.conf").contains("PasswordAuthentication yes")
    for user in ("root", "deploy"):
        told = host.check_output("sshd -T -C user=%s,host=localhost,addr=127.0.0.1", user).splitlines()
        assert {"permitrootlogin no", "passwordauthentication no"} <= set(told)


def test_logins(host: t.Any) -> None:
    """A new connection: root is refused, whoever put this right comes in again."""
    name = host.backend.get_hostname()
    ssh = ["ssh", "-F", f"{os.environ['MOLECULE_EPHEMERAL_DIRECTORY']}/ssh_config", "-o", "ControlPath=none", "-o", "BatchMode=yes"]
    for user, code in (("root", 255), ("deploy", 0)):
        done = subprocess.run([*ssh, "-l", user, name, "true"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr


def test_faults(host: t.Any) -> None:
    """After each fault every file was whole; the next run put all back first, and then made all as wanted."""
    rows = json.loads((REPORTS / f"{host.backend.get_hostname()}-faults.json").read_text())
    assert [row for row in rows if not (row["whole"] and row["old"] and row["new"])] == []
    said = {row["fault"]: row["said"] for row in rows}
    assert sum(fault.startswith("killed: ") for fault in said) == 13
    assert all("was cut off on its way" in text for fault, text in said.items() if fault.startswith("killed: ") and "copies" not in fault)
    for fault, words in FAULTS.items():
        assert words in said[fault]


# What dnf-automatic brings with it and is changed then, so that nothing can be told of it before.
BROUGHT = ("/etc/dnf/automatic.conf", "unit dnf-automatic.timer")


def test_predicted(host: t.Any) -> None:
    """Check mode named exactly what the run then changed, and left the host as it was."""
    first = said(host, "first")
    told, made = ([each for each in first[run]["changes"] if each["path"] not in BROUGHT] for run in ("predicted", "done"))
    assert told == made != []
    assert first["done"]["kept"]
    for control in ("network.all_send_redirects", "network.tcp_syncookies", "files.passwd", "files.sshd_config"):
        assert status(first["predicted"], control) == "fail"
        assert status(first["done"], control) == "pass"


def test_once(host: t.Any) -> None:
    """The second run changes nothing and says so."""
    done = said(host, "second")["done"]
    assert (done["changes"], done["changed"]) == ([], False)


def test_what_was_left(host: t.Any) -> None:
    """What may break the host, what cannot be put right and what something wins over is named, each with its reason."""
    left = said(host, "first")["done"]["not_fixed"]
    assert host.check_output("sysctl -n net.ipv4.ip_forward") == "1"
    assert "ask for it by its id" in left["network.ip_forward"]
    assert "/etc/sysctl.d/99-zzz-mine.conf:1" in left["network.default_log_martians"]
    policys = ["ssh.pq_kex", "ssh.macs_etm", "ssh.host_key_no_ecdsa"]
    expected = {"ssh.access_limited", *(policys if host.backend.get_hostname() == "gw-el9" else [])}
    assert {name for name in left if name.startswith("ssh.")} == expected


@pytest.mark.parametrize("path", ["/etc/crontab", "/etc/sysctl.d/99-zz-groundwork.conf"])
def test_attributes_stay(host: t.Any, path: str) -> None:
    """What a file has beside owner and mode is still there, also where its contents are new."""
    assert host.check_output("python3 -c \"import os; print(os.getxattr('%s', 'user.kept').decode())\"" % path) == "yes"  # noqa: UP031


def test_kept(host: t.Any) -> None:
    """The copies of what was are root's alone, and the journal is closed."""
    folder = f"/var/lib/groundwork/transactions/{said(host, 'first')['done']['kept']}"
    assert host.check_output("stat -c '%%U %%a' %s", folder) == "root 700"
    assert '"state": "done"' in host.check_output("cat %s/manifest.json", folder)
    assert host.check_output("find /etc -name '*.groundwork-new'") == ""


def test_the_host_still_works(host: t.Any) -> None:
    """sshd accepts its configuration, and systemd its own."""
    assert host.run("sshd -t").rc == 0
    assert host.check_output("systemctl is-system-running || true") in ("running", "degraded")
