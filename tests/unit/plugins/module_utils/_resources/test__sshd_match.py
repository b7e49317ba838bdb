# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import Condition, criteria
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_match import Connection, Matcher, in_list, matches, same_address, title
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PASSWD = "root:x:0:0:::\nnobody:x:65534:65534:::\nalice:x:1:1:::\nbob:x:2:2:::\ncarol:x:3:3:::\nguest-1:x:4:3:::\nbroken\n"
GROUP = "root:x:0:\nnogroup:x:65534:\nalice:x:1:\nstaff:x:2:alice,gone\nguests:x:3:\nempty:x:9:\nwheel:x:10:root,bob\nbroken\n"
PLAIN = Connection("nobody", "192.0.2.1", "192.0.2.2", "22")


@pytest.fixture(name="matcher")
def fixture_matcher(tmp_path: Path) -> Matcher:
    return Matcher(FixtureHost(make_root(tmp_path, {"/etc/passwd": PASSWD, "/etc/group": GROUP}), {}))


def block(*lines: str) -> tuple[Condition, ...]:
    return tuple(Condition(criteria(line), f"/x:{number}") for number, line in enumerate(lines))


@pytest.mark.parametrize(
    ("text", "pattern", "answer"),
    [
        ("alice", "alice", True),
        ("alice", "al*", True),
        ("alice", "alic?", True),
        ("alice", "[a]lice", False),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("", "*", True),
    ],
)
def test_matches(text: str, pattern: str, answer: bool) -> None:
    assert matches(text, pattern) is answer


@pytest.mark.parametrize(
    ("patterns", "answer"),
    [("alice", True), ("bob,alice", True), ("bob", False), ("!alice", None), ("*,!alice", None), ("!bob", False), ("!bob,*", True), ("", False)],
)
def test_in_list(patterns: str, answer: bool | None) -> None:
    assert in_list("alice", patterns) is answer


@pytest.mark.parametrize(
    ("address", "pattern", "answer"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.*", True),
        ("10.1.2.3", "10.1.2.?", True),
        ("2001:db8::1", "2001:db8::/32", True),
        ("2001:db8::1", "2001:0db8:0::1", True),
        ("10.1.2.3", "2001:db8::/32", False),
    ],
)
def test_same_address(address: str, pattern: str, answer: bool) -> None:
    assert same_address(address, pattern) is answer


@pytest.mark.parametrize(
    ("lines", "change", "answer"),
    [
        (["User nobody"], {}, True),
        (["User root"], {}, False),
        (["User *,!root"], {"user": "root"}, False),
        (["User !root"], {}, False),
        (["Group nogroup"], {}, True),
        (["Group staff"], {"user": "alice"}, True),
        (["Group staff"], {"user": "bob"}, True),
        (["Group *,!alice"], {"user": "alice"}, False),
        (["Group staff"], {"user": "unheard-of"}, False),
        (["Address 192.0.2.0/24"], {}, True),
        (["Address *,!192.0.2.1"], {}, False),
        (["Host 192.0.2.1"], {}, True),
        (["Host *.Example.org"], {"host": "A.example.ORG"}, True),
        (["LocalPort 22"], {}, True),
        (["LocalPort 2222"], {}, False),
        (["LocalAddress 192.0.2.2"], {}, True),
        (["RDomain blue"], {"rdomain": "blue"}, True),
        (["RDomain blue"], {}, False),
        (["invalid-user"], {}, False),
        (["invalid-user"], {"invalid": True}, True),
        (["all"], {}, True),
        (["Version *"], {}, True),
        (["User nobody LocalPort 2222"], {}, False),
        (["User nobody", "LocalPort 22"], {}, True),
        (["User nobody", "LocalPort 2222"], {}, False),
    ],
)
def test_holds(matcher: Matcher, lines: list[str], change: dict[str, t.Any], answer: bool) -> None:
    assert matcher.holds(block(*lines), PLAIN._replace(**change)) is answer


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["User deploy"], {"user=deploy": {"user": "deploy"}}),
        (["User deploy,alice"], {"user=deploy": {"user": "deploy"}, "user=alice": {"user": "alice"}}),
        (["User guest-*"], {"user=guest-*": {"user": "guest-1"}}),
        (["User none-*"], {"user=none-*": {"user": "none-x"}}),
        (["User *,!root,!nobody"], {"user=*": {"user": "alice"}}),
        (["Group staff"], {"group=staff": {"user": "alice"}}),
        (["Group guests"], {"group=guests": {"user": "carol"}}),
        (["Group gue*,!carol"], {"group=gue*": {"user": "carol"}}),
        (["Group staff,!alice"], {"group=staff": {"user": "bob"}}),
        (["Group empty"], {}),
        (["Group missing"], {}),
        (["User alice Group guests"], {}),
        (["User !root"], {}),
        (["Address 10.0.0.0/8"], {"address=10.0.0.0/8": {"address": "10.0.0.1"}, "user=root address=10.0.0.0/8": {"user": "root", "address": "10.0.0.1"}}),
        (["Address 10.0.0.0/8,!10.0.0.0/9 User alice"], {"address=10.0.0.0/8 user=alice": {"user": "alice", "address": "10.128.0.0"}}),
        (
            ["Address 10.1.1.1/32 Group wheel"],
            {
                "address=10.1.1.1/32 group=wheel": {"address": "10.1.1.1", "user": "bob"},
                "user=root address=10.1.1.1/32": {"address": "10.1.1.1", "user": "root"},
            },
        ),
        (["Address 172.16.* User alice"], {"address=172.16.* user=alice": {"address": "172.16.1.1", "user": "alice"}}),
        (["Address *,!192.0.2.1 User alice"], {"address=* user=alice": {"address": "198.51.100.1", "user": "alice"}}),
        (["Address 2001:db8:* User alice"], {"address=2001:db8:* user=alice": {"address": "2001:db8::1", "user": "alice"}}),
        (["Host ?.example.org User alice"], {"host=?.example.org user=alice": {"host": "x.example.org", "user": "alice"}}),
        (["LocalPort 2222 User alice"], {"localport=2222 user=alice": {"localport": "2222", "user": "alice"}}),
        (["RDomain blue User alice"], {"rdomain=blue user=alice": {"rdomain": "blue", "user": "alice"}}),
        (["invalid-user"], {"invalid-user": {"invalid": True}}),
        (["User alice", "LocalPort 2222"], {"user=alice localport=2222": {"user": "alice", "localport": "2222"}}),
        (["all"], {"": {}, "user=root": {"user": "root"}}),
    ],
)
def test_samples(matcher: Matcher, lines: list[str], found: dict[str, dict[str, t.Any]]) -> None:
    one = block(*lines)
    assert dict(matcher.samples(one, [one], PLAIN)) == {label: PLAIN._replace(**change) for label, change in found.items()}


def test_of_those_that_would_do_one_is_taken_that_is_not_named_elsewhere(matcher: Matcher) -> None:
    blocks = [block("User carol"), block("Group guests"), block("Address 10.0.0.0/9"), block("Address 10.0.0.0/8 User alice")]
    assert matcher.samples(blocks[1], blocks, PLAIN)[0].connection.user == "guest-1"
    assert matcher.samples(blocks[3], blocks, PLAIN)[0].connection.address == "10.128.0.0"


@pytest.mark.parametrize(
    ("lines", "plain"),
    [
        ([], PLAIN),
        (["User nobody", "Address 192.0.2.0/24"], PLAIN._replace(user="daemon", address="198.51.100.1")),
        (["LocalPort 22"], PLAIN._replace(localport="2222")),
        (["User *"], PLAIN),
    ],
)
def test_plain(matcher: Matcher, lines: list[str], plain: Connection) -> None:
    assert matcher.plain([block(line) for line in lines], ["22", "2222"]) == plain


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["Group empty"], True),
        (["User !root"], False),
        (["Address !10.0.0.0/8"], False),
        (["User alice", "User bob"], False),
        (["User a*", "User alice"], True),
        (["LocalPort 22"], True),
    ],
)
def test_can_hold(matcher: Matcher, lines: list[str], answer: bool) -> None:
    assert matcher.can_hold(block(*lines)) is answer


def test_spec_and_title() -> None:
    spec = PLAIN._replace(rdomain="blue", invalid=True, host="a").spec
    assert spec == "user=nobody,host=a,addr=192.0.2.1,laddr=192.0.2.2,lport=22,rdomain=blue,invalid-user"
    assert title(block("User a LocalPort 2", "all")) == "user=a localport=2 all"
