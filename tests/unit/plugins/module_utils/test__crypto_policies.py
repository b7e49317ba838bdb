# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A subpolicy for the SSH server: what it takes away, what it cannot, and how it is named in the policy of the system."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _crypto_policies, _guards, _reloads
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._contents import contents
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sshd_edits
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

CONFIG, FILE = "/etc/crypto-policies/config", "/etc/crypto-policies/policies/modules/GROUNDWORK.pmod"
BACK_END = "/etc/crypto-policies/back-ends/opensshserver.config"


@pytest.mark.parametrize(
    ("option", "patterns", "lines"),
    [
        ("macs", ["hmac-sha1*", "umac-64*"], "mac@openssh-server = -HMAC-SHA1 -UMAC-64"),
        ("ciphers", ["*-cbc"], "cipher@openssh-server = -AES-256-CBC -AES-192-CBC -AES-128-CBC -3DES-CBC"),
        ("ciphers", ["arcfour*"], ""),
        (
            "kexalgorithms",
            ["*-sha1", "ecdh-sha2-*", "diffie-hellman-group14-*"],
            "group@openssh-server = -SECP256R1 -SECP384R1 -SECP521R1 -FFDHE-2048\nhash@openssh-server = -SHA1",
        ),
        ("hostkeyalgorithms", ["ssh-rsa"], ""),
    ],
)
def test_directives(option: str, patterns: list[str], lines: str) -> None:
    assert _crypto_policies.directives(option, patterns) == lines


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("DEFAULT\n", "DEFAULT:GROUNDWORK\n"),
        ("# which one\n\ndefault:no-sha1 # mine\nOSPP\n", "# which one\n\nDEFAULT:NO-SHA1:GROUNDWORK\nOSPP\n"),
        ("", "DEFAULT:GROUNDWORK\n"),
        ("# none\n", "# none\nDEFAULT:GROUNDWORK\n"),
        ("FUTURE:groundwork\n", "FUTURE:groundwork\n"),
    ],
)
def test_named(text: str, after: str) -> None:
    assert _crypto_policies.with_subpolicy(text) == after
    assert _crypto_policies.with_subpolicy(after) == after


@pytest.mark.parametrize(
    ("text", "there", "options"),
    [
        ("DEFAULT:GROUNDWORK\n", True, []),
        ("DEFAULT\n", False, []),
        # one of two controls was taken back with the name, or the last one without it
        ("DEFAULT\n", True, ["--set", "DEFAULT:GROUNDWORK"]),
        ("DEFAULT:GROUNDWORK:NO-SHA1\n", False, ["--set", "DEFAULT:NO-SHA1"]),
        ("", True, ["--set", "DEFAULT:GROUNDWORK"]),
    ],
)
def test_applied(text: str, there: bool, options: list[str]) -> None:
    assert _crypto_policies.applying(text, there) == ["update-crypto-policies", "--no-reload", *options]


def planned(option: str, value: list[str], forbidden: list[str]) -> list[t.Any]:
    return _sshd_edits.plan([Reading(value, f"{BACK_END}:1")], [], {"no_match": forbidden}, {"option": option})


def test_two_controls_are_two_blocks(tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, {CONFIG: "DEFAULT\n"}), commands={})
    steps = {"ssh.macs": planned("macs", ["hmac-sha1"], ["hmac-sha1*"]), "ssh.ciphers": planned("ciphers", ["aes128-cbc"], ["aes128-cbc"])}
    told = contents(host, steps)
    assert told[CONFIG] == "DEFAULT:GROUNDWORK\n"
    lines = [line for line in told[FILE].splitlines() if line]
    assert lines[1:] == ["# ssh.ciphers", "cipher@openssh-server = -AES-128-CBC", "# ssh.macs", "mac@openssh-server = -HMAC-SHA1"]


@pytest.mark.parametrize(
    ("option", "value", "forbidden", "left"),
    [
        ("macs", ["hmac-sha1", "hmac-sha2-256"], ["hmac-sha1*", "hmac-sha2-256"], "without hmac-sha2-256"),
        # a word of a policy for signatures is for the keys of users too
        ("hostkeyalgorithms", ["ssh-rsa"], ["ssh-rsa"], "without ssh-rsa"),
        # somebody wants a list of their own
        ("macs", ["hmac-sha2-256"], [], "one that says what is wanted"),
    ],
)
def test_what_no_subpolicy_takes_away(option: str, value: list[str], forbidden: list[str], left: str) -> None:
    with pytest.raises(Unfixable, match=f"; choose .*{left}$"):
        planned(option, value, forbidden)


@pytest.mark.parametrize(
    ("more", "commands", "why"),
    [
        ({CONFIG: "DEFAULT\n"}, {}, "there is no update-crypto-policies; install crypto-policies-scripts"),
        ({CONFIG: "FIPS:OSPP\n"}, {"update-crypto-policies": ""}, "which is FIPS:OSPP; it is left alone"),
        # without a configuration it is the policy all the same
        ({_crypto_policies.APPLIED: "FIPS\n"}, {"update-crypto-policies": ""}, "which is FIPS; it is left alone"),
        ({_crypto_policies.KERNEL: "1\n"}, {"update-crypto-policies": ""}, "which is FIPS; it is left alone"),
        ({CONFIG: "DEFAULT\n", _crypto_policies.KERNEL: "0\n"}, {"update-crypto-policies": ""}, ""),
    ],
)
def test_who_is_left_alone(tmp_path: Path, more: dict[str, str], commands: dict[str, str], why: str) -> None:
    files = {**more, "/etc/ssh/sshd_config": f"Include {BACK_END}\n", BACK_END: "MACs hmac-sha1\n"}
    host = FixtureHost(make_root(tmp_path, files), commands=t.cast("t.Any", commands))
    fix = {"id": "ssh.macs", "resource": "sshd", "args": {"option": "macs"}}
    if not why:
        _guards.check(host, fix, [], None)
        return
    with pytest.raises(Unfixable, match=why):
        _guards.check(host, fix, [], None)


def test_sshd_reads_it_anew() -> None:
    """After the policy was applied, and not before."""
    assert [reload.name for reload in _reloads.needed([FILE], {})] == ["crypto-policies", "sshd"]
