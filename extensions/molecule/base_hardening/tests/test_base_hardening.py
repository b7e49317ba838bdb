# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""An administrator comes in and becomes root, root and passwords are out, and what the baseline asks for is in effect."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import typing as t

import pytest

EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])


def login(host: t.Any, user: str, command: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A login of its own, by no connection that is there already."""
    ssh = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), "-o", "ControlPath=none", "-o", "BatchMode=yes", *options, "-l", user]
    return subprocess.run([*ssh, host.backend.get_hostname(), command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def test_the_administrator(host: t.Any) -> None:
    """Comes in by the key and becomes root without a password, as was asked."""
    done = login(host, "ops", "sudo -n id -un")
    assert done.stdout.strip() == "root", done.stderr
    assert host.check_output("passwd -S ops | cut -d ' ' -f 2 | cut -c 1") == "L"
    assert host.run("visudo -c").rc == 0


def test_an_administrator_without_a_key(host: t.Any) -> None:
    """Exists in the family's group, with no password that opens, no key and no rule of its own."""
    group = "wheel" if host.backend.get_hostname() == "gw-el9" else "sudo"
    assert group in host.user("joe").groups
    assert login(host, "joe", "true").returncode == 255
    assert not host.file("/etc/sudoers.d/90-groundwork-joe").exists


def test_root_is_out(host: t.Any) -> None:
    done = login(host, "root", "true")
    assert done.returncode == 255
    assert "Permission denied" in done.stderr


def test_passwords_are_out(host: t.Any) -> None:
    """sshd offers keys alone."""
    done = login(host, "ops", "true", "-o", "PubkeyAuthentication=no", "-o", "LogLevel=INFO")
    assert done.returncode == 255
    offered = done.stderr.rsplit("Permission denied (", 1)[1].partition(")")[0].split(",")
    assert "publickey" in offered
    assert not {"password", "keyboard-interactive"} & set(offered)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("permitrootlogin", "no"),
        ("passwordauthentication", "no"),
        ("kbdinteractiveauthentication", "no"),
        ("maxauthtries", "4"),
        ("x11forwarding", "no"),
        ("maxstartups", "10:30:60"),
        ("clientaliveinterval", "300"),
    ],
)
def test_sshd(host: t.Any, option: str, value: str) -> None:
    assert f"{option} {value}" in host.check_output("sshd -T").splitlines()


@pytest.mark.parametrize(
    ("key", "value"),
    [("net.ipv4.conf.all.send_redirects", "0"), ("net.ipv4.conf.all.accept_redirects", "0"), ("net.ipv4.conf.all.log_martians", "1")],
)
def test_kernel(host: t.Any, key: str, value: str) -> None:
    assert host.check_output("sysctl -n %s", key) == value


# Why a control of level 1 may still fail. The last is the stand-in's own: its PAM is older than EL9's.
LEFT = ("ask for it by its id", "people", "this pam_pwhistory reads none")
# What dnf-automatic brings with it and is changed then, so that nothing can be told of it before.
BROUGHT = ("/etc/dnf/automatic.conf", "unit dnf-automatic.timer")


def said(host: t.Any, run: str) -> dict[str, t.Any]:
    """What came of a run."""
    return dict(json.loads((EPHEMERAL / "reports" / f"{host.backend.get_hostname()}-{run}.json").read_text()))


def changed(told: dict[str, t.Any]) -> list[tuple[str, str]]:
    """What was changed, or would be, and into what."""
    return sorted((each["path"], each["after"]) for each in told["changes"] if each["path"] not in BROUGHT)


@pytest.mark.parametrize("run", ["daily", "settled"])
def test_what_is_left(host: t.Any, run: str) -> None:
    """Of level 1 nothing fails that is neither for people to settle, nor kept back because it may break what runs."""
    told = said(host, run)
    failed = [each["id"] for each in told["results"] if each["status"] == "fail"]
    assert told["changes"] == []
    for control in failed:
        reason = told["not_fixed"][control]
        assert any(words in reason for words in LEFT), f"{control}: {reason}"


def test_the_prediction(host: t.Any) -> None:
    """Check mode told on the fresh host what first contact then changed, to the letter."""
    predicted, done = said(host, "predicted"), said(host, "first")
    assert changed(predicted) == changed(done)
    assert len(changed(done)) > 10


# Where two controls take algorithms out of one list, the looser one says its part itself once the stricter one has gone, needed or not. What sshd
# makes of the files is in the states too, and has to be the same.
OWN = ("/etc/ssh/sshd_config.d/00-groundwork.conf", "/etc/crypto-policies/policies/modules/GROUNDWORK.pmod")


def test_another_profile_and_back(host: t.Any) -> None:
    """The strict profile changed a lot, and the first one took it back: by the host's own commands it is as it was."""
    states = (host.file(f"/opt/state.{name}").content_string.splitlines() for name in ("baseline", "strict", "back"))
    before, strict, back = ([line for line in state if not line.endswith(OWN)] for state in states)
    assert len(set(strict) - set(before)) > 5
    assert sorted(set(back) ^ set(before)) == []
    assert len(said(host, "back")["withdrawn"]) > 5
