# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sshd import PRIVATE, agrees, observe, parse, typed
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import HOSTS, FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

# Each layout holds the files, what a real sshd said of them (10.0; 9.2 says the same), and what is expected of us.
LAYOUTS = HOSTS.parent / "sshd"
PASSWD = """root:x:0:0::/root:/bin/sh
nobody:x:65534:65534::/:/bin/false
alice:x:3001:3001::/:/bin/sh
bob:x:3002:3002::/:/bin/sh
guest-1:x:3003:3003::/:/bin/sh
"""
GROUP = """root:x:0:
nogroup:x:65534:
alice:x:3001:
guest-1:x:3003:
sftp:x:3100:gone,bob
primary:x:3002:
empty:x:3101:
"""
PEOPLE = {"/etc/passwd": PASSWD, "/etc/group": GROUP}

MAIN = "/etc/ssh/sshd_config"
EVERYBODY = "sshd -T -C user=nobody,host=192.0.2.1,addr=192.0.2.1,laddr=192.0.2.2,lport=22"
ROOT = EVERYBODY.replace("user=nobody", "user=root")


def layout(name: str) -> dict[str, t.Any]:
    found: dict[str, t.Any] = json.loads((LAYOUTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def layout_host(tmp_path: Path, name: str) -> FixtureHost:
    case = layout(name)
    return FixtureHost(make_root(tmp_path, {**PEOPLE, **{path: "\n".join(lines) for path, lines in case["files"].items()}}), case["commands"])


def host(tmp_path: Path, text: str, commands: dict[str, t.Any], **kwargs: t.Any) -> FixtureHost:
    return FixtureHost(make_root(tmp_path, {**PEOPLE, MAIN: text}), {"sshd -t": {}, **commands}, **kwargs)


CASES = [(path.stem, option) for path in sorted(LAYOUTS.glob("*.json")) for option in layout(path.stem)["expect"]]


@pytest.mark.parametrize(("name", "option"), CASES)
def test_layout(tmp_path: Path, name: str, option: str) -> None:
    expected = layout(name)["expect"][option]
    if isinstance(expected, dict):
        with pytest.raises(ObservationError, match=expected["error"]):
            observe(layout_host(tmp_path, name), option)
        return
    found = observe(layout_host(tmp_path, name), option)
    assert [(reading.value, reading.aspect) for reading in found] == [(each["value"], each["aspect"]) for each in expected]
    for reading, each in zip(found, expected):
        exact = each["source"].startswith("/")
        assert reading.source == each["source"] if exact else reading.source.startswith(each["source"])


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.json")), ids=lambda path: path.stem)
def test_layouts_say_what_they_are_about(path: Path) -> None:
    assert layout(path.stem)["about"].endswith(".")


def test_all_options_share_the_runs(tmp_path: Path) -> None:
    asked = layout_host(tmp_path, "match_user_root")
    for option in layout("match_user_root")["expect"]:
        observe(asked, option)
    assert asked.ran == ["sshd -t", ROOT, EVERYBODY]


@pytest.mark.parametrize(
    ("option", "values", "value"),
    [
        ("maxauthtries", ["6"], 6),
        ("permitrootlogin", ["without-password"], "prohibit-password"),
        ("permitrootlogin", ["no"], "no"),
        ("maxstartups", ["10:30:100"], {"start": 10, "rate": 30, "full": 100}),
        ("ciphers", ["aes128-ctr,aes256-ctr"], ["aes128-ctr", "aes256-ctr"]),
        ("authenticationmethods", ["publickey,password hostbased"], ["publickey,password", "hostbased"]),
        ("allowusers", ["alice", "bob"], ["alice", "bob"]),
        ("hostkey", ["/etc/ssh/a"], ["/etc/ssh/a"]),
        ("port", ["22"], [22]),
        ("streamlocalbindmask", ["0177"], "0177"),
        ("rekeylimit", ["0 0"], {"bytes": 0, "seconds": 0}),
        ("rekeylimit", ["default"], "default"),
        ("banner", ["none"], "none"),
    ],
)
def test_typed(option: str, values: list[str], value: t.Any) -> None:
    assert typed(option, values) == value


def test_parse() -> None:
    assert parse("Port 22\nport 2222\n\nversionaddendum\n") == {"port": ["22", "2222"], "versionaddendum": [""]}


@pytest.mark.parametrize(
    ("option", "words", "value", "answer"),
    [
        ("maxauthtries", ("4",), 4, True),
        ("maxauthtries", ("4",), 6, False),
        ("logingracetime", ("1m30s",), 90, True),
        ("logingracetime", ("2M",), 120, True),
        ("logingracetime", ("2m",), 90, False),
        ("x11forwarding", ("No",), "no", True),
        ("x11forwarding", ("no",), "yes", False),
        ("permitrootlogin", ("without-password",), "prohibit-password", True),
        ("allowtcpforwarding", ("all",), "yes", True),
        ("compression", ("yes",), "delayed", True),
        ("loglevel", ("verbose",), "VERBOSE", True),
        ("banner", ("/etc/issue",), "/etc/issue.net", True),
        ("ipqos", ("lowdelay", "throughput"), "lowdelay throughput", True),
    ],
)
def test_agrees(option: str, words: tuple[str, ...], value: t.Any, answer: bool) -> None:
    assert agrees(option, words, value) is answer


def test_what_sshd_says_outranks_the_files(tmp_path: Path) -> None:
    said = {EVERYBODY: "x11forwarding yes\n", ROOT: "x11forwarding no\n"}
    found = observe(host(tmp_path, "X11Forwarding no\n", said), "x11forwarding")
    assert found == [Reading("yes", EVERYBODY, ""), Reading("no", f"{MAIN}:1", "user=root")]


@pytest.mark.parametrize(
    ("asked", "printed"),
    [("kbdinteractiveauthentication", "challengeresponseauthentication"), ("challengeresponseauthentication", "kbdinteractiveauthentication")],
)
def test_older_and_newer_names(tmp_path: Path, asked: str, printed: str) -> None:
    said = {EVERYBODY: f"{printed} no\n", ROOT: f"{printed} no\n"}
    assert observe(host(tmp_path, "ChallengeResponseAuthentication no\n", said), asked) == [Reading("no", f"{MAIN}:1", "")]


def test_an_option_that_this_sshd_has_not(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="this sshd has no persourcepenalties: sshd -T does not print it"):
        observe(host(tmp_path, "", {EVERYBODY: "port 22\n", ROOT: "port 22\n"}), "persourcepenalties")


def test_no_sshd(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="no OpenSSH server"):
        observe(FixtureHost(make_root(tmp_path, {MAIN: ""}), {}), "port")


def test_without_root(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match=r"only root may read .* \(become: true\)"):
        observe(host(tmp_path, "", {}, is_root=False), "port")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"error": "gave up on sshd -T after 10 seconds"}, "gave up on sshd -T"),
        ({"rc": 255, "stderr": "sshd: no hostkeys available -- exiting.\n"}, "ended with 255: sshd: no hostkeys available"),
        ({"rc": 1}, "ended with 1: no message"),
    ],
)
def test_sshd_fails(tmp_path: Path, answer: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ObservationError, match=message):
        observe(host(tmp_path, "", {EVERYBODY: answer}), "port")


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        ({}, Reading(True, "sshd -t")),
        ({"rc": 255, "stderr": f"{MAIN}: line 3: Bad\n  option"}, Reading(False, f"sshd -t ended with 255: {MAIN}: line 3: Bad option")),
    ],
)
def test_config_valid(tmp_path: Path, answer: dict[str, t.Any], reading: Reading) -> None:
    assert observe(host(tmp_path, "", {"sshd -t": answer}), "config_valid") == [reading]


MISSING = {"rc": 255, "stderr": "Missing privilege separation directory: /run/sshd\n"}
PRIVATELY = " ".join(PRIVATE)


def test_before_the_first_connection_sshd_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    said = {"sshd -t": MISSING, f"{PRIVATELY} sshd -t": {}, f"{PRIVATELY} {EVERYBODY}": "port 22\n", f"{PRIVATELY} {ROOT}": "port 22\n"}
    asked = host(tmp_path, "Port 22\n", said)
    assert observe(asked, "port") == [Reading([22], f"{MAIN}:1", "")]
    assert observe(asked, "config_valid") == [Reading(True, "sshd -t")]
    assert asked.ran == ["sshd -t", f"{PRIVATELY} {EVERYBODY}", f"{PRIVATELY} {ROOT}", f"{PRIVATELY} sshd -t"]


@pytest.mark.parametrize(
    "answer", [{"rc": 1, "stderr": "unshare: unshare failed: Operation not permitted\n"}, {"rc": 97, "stderr": "mount: permission denied"}]
)
@pytest.mark.parametrize("option", ["port", "config_valid"])
def test_before_the_first_connection_where_it_cannot_get_one(tmp_path: Path, answer: dict[str, t.Any], option: str) -> None:
    said = {"sshd -t": MISSING, f"{PRIVATELY} sshd -t": answer, f"{PRIVATELY} {EVERYBODY}": answer}
    with pytest.raises(ObservationError, match=r"/run/sshd is missing, and a private one failed \(.*\); connect to it once"):
        observe(host(tmp_path, "", said), option)
