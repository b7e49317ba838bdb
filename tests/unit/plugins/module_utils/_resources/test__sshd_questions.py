# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What is asked of sshd that no single option says, and what puts it right."""

from __future__ import annotations

import base64
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _guards
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sshd_edits
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_questions import BACK_END, SYSCONFIG, observe, with_drop_ins
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

MAIN = "/etc/ssh/sshd_config"
CLOUD = "/etc/ssh/sshd_config.d/50-cloud-init.conf"
FOLLOWS = "/etc/ssh/sshd_config.d/50-redhat.conf"
INCLUDING = "Include /etc/ssh/sshd_config.d/*.conf\n"
PLAIN = {
    **{"port": "22", "permitrootlogin": "no", "passwordauthentication": "no", "kbdinteractiveauthentication": "no", "permitemptypasswords": "no"},
    **{"x11forwarding": "no", "allowtcpforwarding": "no", "allowagentforwarding": "no", "allowstreamlocalforwarding": "no", "permittunnel": "no"},
    **{"gatewayports": "no", "disableforwarding": "no", "banner": "none", "kexalgorithms": "mlkem768x25519-sha256,curve25519-sha256"},
    "hostkey": "/etc/ssh/ssh_host_rsa_key",
}


class Sshd(FixtureHost):
    """A host whose sshd prints PLAIN with changes; for= the connections of one user, what differs there."""

    changed: t.ClassVar[dict[str, str]] = {}
    games: t.ClassVar[dict[str, str]] = {}

    def _execute(self, argv: tuple[str, ...], seconds: float) -> t.Any:
        if argv[:2] == ("sshd", "-T"):
            said = {**PLAIN, **self.changed, **(self.games if "user=games" in argv[-1] else {})}
            self.commands[" ".join(argv)] = "".join(f"{option} {value}\n" for option, value in said.items())
        return super()._execute(argv, seconds)


def a_host(tmp_path: Path, files: dict[str, str], changed: dict[str, str] | None = None, games: dict[str, str] | None = None) -> Sshd:
    every = {MAIN: INCLUDING, "/etc/passwd": "root:x:0:0::/:/bin/sh\ngames:x:5:60::/:/bin/sh\n", "/etc/group": "", "/usr/sbin/sshd": "", **files}
    host = Sshd(make_root(tmp_path, every), {"sshd -t": "", "sshd -V": {"rc": 0, "stderr": "OpenSSH_9.2, OpenSSL 3.0\n"}})
    host.changed, host.games = changed or {}, games or {}  # type: ignore[misc]
    return host


def told(host: FixtureHost, option: str) -> list[tuple[t.Any, str, str]]:
    return [(each.value, each.source, each.aspect) for each in observe(host, option)]


@pytest.mark.parametrize(
    ("files", "changed", "found"),
    [
        ({}, {}, []),
        ({CLOUD: "AllowGroups ops\n"}, {"allowgroups": "ops"}, ["allowgroups"]),
        ({CLOUD: "DenyUsers x\nAllowUsers y\n"}, {"allowusers": "y", "denyusers": "x"}, ["allowusers", "denyusers"]),
    ],
)
def test_access(tmp_path: Path, files: dict[str, str], changed: dict[str, str], found: list[str]) -> None:
    assert told(a_host(tmp_path, files, changed), "access_limited")[0][0] == found


@pytest.mark.parametrize(
    ("changed", "games", "value"),
    [
        ({"disableforwarding": "yes", "x11forwarding": "yes"}, {}, "yes"),
        ({}, {}, "yes"),
        ({"permittunnel": "yes"}, {}, "no"),
        ({}, {"allowtcpforwarding": "yes"}, "no"),
    ],
)
def test_all_forwarding(tmp_path: Path, changed: dict[str, str], games: dict[str, str], value: str) -> None:
    files = {CLOUD: "Match User games\nAllowTcpForwarding yes\n"} if games else {}
    assert told(a_host(tmp_path, files, changed, games), "disableforwarding")[0][0] == value


@pytest.mark.parametrize(
    ("files", "value", "why"),
    [
        ({"/etc/issue.net": "Hi.\n"}, "/etc/issue.net", f"{CLOUD}:1"),
        ({"/etc/issue.net": " \n"}, "none", f"{CLOUD}:1; /etc/issue.net says nothing"),
        ({}, "none", f"{CLOUD}:1; there is no /etc/issue.net"),
    ],
)
def test_banner(tmp_path: Path, files: dict[str, str], value: str, why: str) -> None:
    host = a_host(tmp_path, {CLOUD: "Banner /etc/issue.net\n", **files}, {"banner": "/etc/issue.net"})
    assert told(host, "banner") == [(value, why, "")]
    assert told(a_host(tmp_path, {CLOUD: ""}), "banner")[0][0] == "none"


def test_post_quantum(tmp_path: Path) -> None:
    host = a_host(tmp_path, {})
    assert told(host, "pq_kex")[0][0] == ["mlkem768x25519-sha256"]
    host.commands["sshd -V"] = {"rc": 1, "stderr": "unknown option -- V\nOpenSSH_8.7p1, OpenSSL 3\n"}
    host.forget()
    with pytest.raises(SubjectMissing, match=r"OpenSSH 8\.7 offers no post-quantum key exchange by itself"):
        observe(host, "pq_kex")
    host.commands["sshd -V"] = "something else\n"
    host.forget()
    with pytest.raises(ObservationError, match="cannot tell which OpenSSH this is"):
        observe(host, "pq_kex")


def test_a_match_that_weakens(tmp_path: Path) -> None:
    text = "Match User games\nPasswordAuthentication yes\nX11Forwarding no\nAllowTcpForwarding local\n"
    host = a_host(tmp_path, {CLOUD: text}, {"allowtcpforwarding": "yes"}, {"passwordauthentication": "yes", "allowtcpforwarding": "local"})
    assert told(host, "match_weakens") == [(["passwordauthentication yes"], f"{CLOUD}:2", "user=games")]
    assert told(a_host(tmp_path, {CLOUD: ""}), "match_weakens") == [([], "sshd -T", "")]


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        (INCLUDING, True),
        ("# x\n\ninclude sshd_config.d/*.conf\nPort 22\n", True),
        (f"Include /etc/ssh/sshd_config.d/00-groundwork.conf\n{INCLUDING}Port 22\n", True),
        (f"Port 22\n{INCLUDING}", False),
        (f"Match User x\n{INCLUDING}", False),
        ("Include /etc/ssh/other.d/*.conf\nPort 22\n", False),
        ("", False),
    ],
)
def test_include(tmp_path: Path, text: str, reached: bool) -> None:
    assert told(a_host(tmp_path, {MAIN: text}), "include")[0][0] is reached
    after = with_drop_ins(text)
    assert (after == text) is reached
    assert with_drop_ins(after) == after
    assert told(a_host(tmp_path, {MAIN: after}), "include")[0][0] is True
    assert _sshd_edits.plan([Reading(False, MAIN)], True, {}, {"option": "include"}) == [Edit(MAIN, with_drop_ins)]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({FOLLOWS: f"Include {BACK_END}\n"}, [([], BACK_END, "")]),
        ({}, [(["no include of it"], MAIN, "include")]),
        ({CLOUD: "Ciphers aes256-ctr\n", FOLLOWS: f"Include {BACK_END}\n"}, [(["ciphers before the policy"], f"{CLOUD}:1", "ciphers")]),
        (
            {FOLLOWS: f"Include {BACK_END}\n", SYSCONFIG: "OPTIONS=\n# CRYPTO_POLICY=\nCRYPTO_POLICY=\n"},
            [(["CRYPTO_POLICY="], f"{SYSCONFIG}:3", SYSCONFIG)],
        ),
    ],
)
def test_crypto_policy(tmp_path: Path, files: dict[str, str], found: list[t.Any]) -> None:
    assert told(a_host(tmp_path, {BACK_END: "Ciphers aes256-gcm@openssh.com\n", **files}), "crypto_policy") == found


def test_no_crypto_policy(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="this system has no crypto policy for sshd"):
        observe(a_host(tmp_path, {}), "crypto_policy")


def test_following_the_policy() -> None:
    readings = [Reading(["no include of it"], MAIN, "include"), Reading(["CRYPTO_POLICY="], f"{SYSCONFIG}:3", SYSCONFIG)]
    lines, main, opt_out = _sshd_edits.plan(readings, [], {}, {"option": "crypto_policy"})
    assert lines == Lines(_sshd_edits.DROP_IN, f"Include {BACK_END}", 0o600)
    assert isinstance(main, Edit)
    assert isinstance(opt_out, Edit)
    assert (main.path, opt_out.path, opt_out.edit("A=1\nCRYPTO_POLICY=\nB=2\n")) == (MAIN, SYSCONFIG, "A=1\nB=2\n")
    with pytest.raises(Unfixable, match=f"{CLOUD}:1 says ciphers before the system's crypto policy does"):
        _sshd_edits.plan([Reading(["ciphers before the policy"], f"{CLOUD}:1", "ciphers")], [], {}, {"option": "crypto_policy"})


def test_algorithms_wait_for_the_policy(tmp_path: Path) -> None:
    """A line of ours would come before a policy that is only about to be read."""
    host = a_host(tmp_path, {BACK_END: "", SYSCONFIG: ""})
    with pytest.raises(Unfixable, match="this is for the system's crypto policy to say, and sshd does not read it"):
        _guards.check(host, {"resource": "sshd", "args": {"option": "ciphers"}}, [], None)


@pytest.mark.parametrize(
    ("source", "accept", "line"),
    [
        (CLOUD, {"not_equal": [], "no_match": ["*-sha1"]}, "kexalgorithms -*-sha1"),
        (BACK_END, {"not_equal": []}, ""),
    ],
)
def test_post_quantum_stays(source: str, accept: dict[str, t.Any], line: str) -> None:
    """What sshd offers by itself is only subtracted from, so that it is in it."""
    readings = [Reading([], f"{source}:1")]
    if line:
        assert _sshd_edits.plan(readings, ["x"], accept, {"option": "pq_kex"})[0] == Lines(_sshd_edits.DROP_IN, line, 0o600, sets="kexalgorithms")
    else:
        with pytest.raises(Unfixable, match="choose one with a post-quantum key exchange"):
            _sshd_edits.plan(readings, ["x"], accept, {"option": "pq_kex"})


def test_rekey_limit_has_a_blank() -> None:
    (line, _main) = _sshd_edits.plan([Reading({}, "x")], {"bytes": 1, "seconds": 2}, {}, {"option": "rekeylimit"})
    assert line == Lines(_sshd_edits.DROP_IN, "rekeylimit 1 2", 0o600, sets="rekeylimit")


def public(bits: int) -> str:
    parts = (b"ssh-rsa", b"\x01\x00\x01", b"\x00" + (1 << (bits - 1)).to_bytes(bits // 8, "big"))
    return f"ssh-rsa {base64.b64encode(b''.join(len(part).to_bytes(4, 'big') + part for part in parts)).decode()} root@x\n"


def test_rsa_host_keys(tmp_path: Path) -> None:
    key = PLAIN["hostkey"]
    assert told(a_host(tmp_path, {f"{key}.pub": public(2048)}), "rsa_host_key_bits") == [(2048, f"{key}.pub", f"{key}.pub")]
    with pytest.raises(SubjectMissing, match="this sshd has no RSA host key"):
        observe(a_host(tmp_path, {f"{key}.pub": "ssh-dss AAAA\n"}), "rsa_host_key_bits")
    with pytest.raises(ObservationError, match=r"cannot tell the size of a host key: .* has a key that is damaged"):
        observe(a_host(tmp_path, {f"{key}.pub": "ssh-rsa AAAA\n"}), "rsa_host_key_bits")


def test_a_private_half_alone(tmp_path: Path) -> None:
    key = PLAIN["hostkey"]
    with pytest.raises(ObservationError, match=f"there is no {key}.pub; make it: ssh-keygen -y -f {key}"):
        observe(a_host(tmp_path, {key: "secret\n"}), "rsa_host_key_bits")


def test_nobody_to_ask(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="no OpenSSH server"):
        observe(FixtureHost(make_root(tmp_path, {}), {}), "include")
