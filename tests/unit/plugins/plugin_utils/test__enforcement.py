# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What of an audit is put right, and what is said of the rest."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit, _catalogue, _enforcement

NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.timezone.utc)
IDS = ["network.tcp_syncookies", "network.ip_forward", "files.shadow", "ssh.max_auth_tries", "kernel.kptr_restrict"]
BAD: dict[str, t.Any] = {
    "network.tcp_syncookies": 0,
    "network.ip_forward": 1,
    "files.shadow": {"owner": "root", "group": "root", "mode": "0666", "type": "file"},
    "ssh.max_auth_tries": 10,
    "kernel.kptr_restrict": 2,
}
OPTIONS: dict[str, t.Any] = {
    **{key: [] for key in ("areas", "severities", "levels", "controls_dirs", "waivers", "fail_on")},
    **{"profile": None, "select": None, "controls": IDS, "skip": [], "modes": {}, "values": {}},
}
DISTRO = {"id": "debian", "id_like": [], "family": "debian", "version": "12", "major": 12, "container": "none", "unit_files": [], "unknown": {}}


def answer(value: t.Any) -> dict[str, t.Any]:
    return {"readings": [{"value": value, "source": "fixture", "aspect": ""}], "duration_ms": 0.1}


@pytest.fixture
def audited() -> tuple[_audit.Plan, dict[str, t.Any]]:
    """A host on which all but the last of these fail."""
    planned = _audit.plan(OPTIONS)
    raw = {**dict.fromkeys(("name", "pretty_name", "codename", "variant", "kernel", "architecture", "package_manager", "service_manager")), **DISTRO}
    raw |= {"mac": {"system": "none", "state": "none"}, "python": {"path": None, "version": None}}
    answered = {"distro": raw, "answers": {name: answer(value) for name, value in BAD.items()}}
    return planned, _audit.conclude(planned, "web1", answered, NOW)


SAFE = {"network.tcp_syncookies", "files.shadow", "ssh.max_auth_tries"}


@pytest.mark.parametrize(
    ("named", "modes", "fixed"),
    [
        ([], {}, SAFE),
        (IDS, {}, SAFE | {"network.ip_forward"}),
        ([], {"network.ip_forward": "enforce"}, SAFE | {"network.ip_forward"}),
        ([], {"files.shadow": "audit"}, SAFE - {"files.shadow"}),
    ],
)
def test_sorted_out(audited: tuple[_audit.Plan, dict[str, t.Any]], named: list[str], modes: dict[str, str], fixed: set[str]) -> None:
    work = _enforcement.sort_out(dataclasses.replace(audited[0], modes=modes), audited[1], named)
    assert {fix["id"] for fix in work.fixes} == fixed
    assert set(work.left) == (SAFE | {"network.ip_forward"}) - fixed
    shadow = [fix for fix in work.fixes if fix["id"] == "files.shadow"]
    assert all((fix["want"], fix["accept"]["mode"]) == ({"owner": "root", "group": "shadow", "mode": "0640"}, {"mode_at_most": "0640"}) for fix in shadow)


def test_who_wants_more() -> None:
    """Of two controls of one option the looser yields to the stricter, not the other way round."""
    loose = {"id": "a", "resource": "sshd", "args": {"option": "o"}, "want": "keys", "accept": {"one_of": ["keys", "no"]}}
    strict = {"id": "b", "resource": "sshd", "args": {"option": "o"}, "want": "no"}
    assert _enforcement._wants_more(strict, loose)
    assert not _enforcement._wants_more(loose, strict)
    assert not _enforcement._wants_more({**strict, "args": {"option": "p"}}, loose)


@pytest.mark.parametrize(
    ("name", "more", "yields"),
    [
        ("ssh.kex", "ssh.kex_no_nist_curves", True),
        ("ssh.pq_kex", "ssh.kex_no_nist_curves", True),
        ("ssh.kex_no_nist_curves", "ssh.kex", False),
        ("ssh.kex_no_nist_curves", "ssh.pq_kex", False),
        ("ssh.kex", "ssh.pq_kex", False),
        ("ssh.pq_kex", "ssh.kex", False),
        ("ssh.macs", "ssh.macs_etm", True),
        ("ssh.macs", "ssh.kex_no_nist_curves", False),
        ("ssh.host_key_algorithms", "ssh.host_key_no_ecdsa", True),
    ],
)
def test_who_takes_away_more(name: str, more: str, yields: bool) -> None:
    """Of two controls that take algorithms out of one list, the one that takes away all that the other does, and more, is done."""
    controls = {control["id"]: control for control in _catalogue.load().controls}
    assert _enforcement._wants_more(controls[more], controls[name]) == yields


def test_conclude(audited: tuple[_audit.Plan, dict[str, t.Any]]) -> None:
    planned, result = audited
    change = {"path": "/p", "before": "1\n", "after": "0\n"}
    enforced = {
        **{
            "backups": [],
            "changes": [change],
            "refused": {"files.shadow": "it is a link"},
            "recovered": ["an earlier run"],
            "kept": "k",
            "guard": {"armed": True},
        },
        "answers": {"network.tcp_syncookies": answer(1), "files.shadow": answer(BAD["files.shadow"]), "network.ip_forward": answer(1)},
    }
    work = _enforcement.Work([], [], {"ssh.max_auth_tries": "later"})
    package = {"path": "package telnetd", "before": "present\n", "after": "absent\n"}
    after = _enforcement.conclude(planned, result, {"answers": {}, "enforced": enforced}, work, [package], NOW)
    assert after["changes"] == [package, change]
    assert {each["id"]: each["status"] for each in after["results"]}["network.tcp_syncookies"] == "pass"
    assert after["not_fixed"] == {
        **{"ssh.max_auth_tries": "later", "files.shadow": "it is a link"},
        "network.ip_forward": "found 1 (fixture), wanted 0",
    }
    assert (after["changed"], after["before"]["counts"]["fail"], after["summary"]["counts"]["fail"]) == (True, 4, 3)
    assert after["diff"][1:] == [{"before_header": "/p", "after_header": "/p", "before": "1\n", "after": "0\n"}]
