# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""One row a verdict: what a control wants, what the host says, what comes of it."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._evaluate import judge

TODAY = datetime.date(2026, 11, 23)
PLATFORMS: dict[str, dict[str, t.Any]] = {
    "debian": {"family": "debian", "title": "Debian", "ids": ["debian"], "groups": {"shadow": "shadow"}, "units": {"old": "old.service"}},
    "redhat": {"family": "redhat", "title": "the Red Hat family", "ids": ["rhel"], "groups": {"shadow": "root"}, "units": {"old": None}},
}
SYSCTL: dict[str, t.Any] = {
    **{"id": "kernel.x", "area": "kernel", "title": "T", "rationale": "R", "severity": "high", "level": 1},
    **{"resource": "sysctl", "args": {"name": "kernel.x"}, "want": 2},
}
LOOSE = {**SYSCTL, "accept": {"at_least": 1}}
FILE = {
    **SYSCTL,
    "resource": "file",
    "args": {"path": "/x"},
    "want": {"group": "{groups.shadow}", "mode": "0640"},
    "accept": {"mode": {"mode_at_most": "0640"}},
}
CIPHERS = {**SYSCTL, "resource": "sshd", "args": {"option": "ciphers"}, "want": ["aes256-ctr"], "accept": {"no_match": ["*-cbc"]}}
MOUNT = {**SYSCTL, "resource": "mount", "args": {"path": "/tmp"}, "want": ["nosuid"], "accept": {"contains": ["nosuid"]}}
ROOT_LOGIN = {**SYSCTL, "resource": "sshd", "args": {"option": "permitrootlogin"}, "want": "no"}


def distro(family: str = "debian", container: str = "none") -> dict[str, t.Any]:
    """As much of a distro record as a judge looks at."""
    return {"family": family, "container": container}


def says(*readings: tuple[t.Any, str, str]) -> dict[str, t.Any]:
    """A host's answer: value, source, aspect."""
    return {"readings": [dict(zip(("value", "source", "aspect"), reading)) for reading in readings], "duration_ms": 1.5}


@pytest.mark.parametrize(
    ("control", "answer", "status", "reason", "actual", "drift"),
    [
        (SYSCTL, says((2, "/proc/x", "runtime")), "pass", "", 2, False),
        (SYSCTL, says((1, "/proc/x", "runtime")), "fail", "found 1 (/proc/x), wanted 2", 1, False),
        (LOOSE, says((1, "/proc/x", "runtime"), (1, "/etc/a:1", "boot")), "pass", "", 1, False),
        (LOOSE, says((1, "/proc/x", "runtime"), (2, "/etc/a:1", "boot")), "pass", "now 1 (/proc/x), but after the next boot 2 (/etc/a:1)", 1, True),
        (LOOSE, says((1, "/proc/x", "runtime"), (0, "/a:1", "boot")), "fail", "now 1 (/proc/x), but after the next boot 0 (/a:1), wanted at least 1", 0, True),
        (LOOSE, says((0, "/proc/x", "runtime"), (0, "/a:1", "boot")), "fail", "found 0 (/proc/x), wanted at least 1; 2 of 2 readings are refused", 0, False),
        (
            SYSCTL,
            says(("a b", "/proc/x", "runtime")),
            "error",
            "the answer cannot be judged: a b is a text, but equals 2 needs a number (/proc/x)",
            None,
            False,
        ),
        (SYSCTL, says((None, "/proc/x", "")), "fail", "found nothing (/proc/x), wanted 2", None, False),
        (ROOT_LOGIN, says(("no", "/a:1", ""), ("yes", "/a:9", "user=deploy")), "fail", "for user=deploy: found yes (/a:9), wanted no", "yes", False),
        (CIPHERS, says((["aes256-ctr"], "sshd -T", "")), "pass", "", ["aes256-ctr"], False),
        (CIPHERS, says((["a-cbc", "b"], "/a:1", "")), "fail", "found a-cbc (/a:1), wanted nothing like *-cbc", ["a-cbc", "b"], False),
        (CIPHERS, says(("a-cbc", "/a:1", "")), "error", "the answer cannot be judged: a-cbc is a text, but no_match *-cbc needs a list (/a:1)", None, False),
        (MOUNT, says((["rw"], "/m:1", "runtime")), "fail", "found no nosuid (/m:1), wanted all of nosuid", ["rw"], False),
        (
            MOUNT,
            says((["nosuid"], "/m:1", "runtime"), (["rw"], "/etc/fstab:2", "boot")),
            *("fail", "now as wanted (/m:1), but after the next boot no nosuid (/etc/fstab:2), wanted all of nosuid", ["rw"], True),
        ),
        (FILE, says(({"owner": "a", "group": "shadow", "mode": "0600"}, "/x", "/x")), "pass", "", {"owner": "a", "group": "shadow", "mode": "0600"}, False),
        (FILE, says(({"group": "shadow", "mode": "0644"}, "/x", "/x")), "fail", "for /x: found mode 0644, wanted mode 0640 or less", ..., False),
        (
            FILE,
            says(({"group": "a", "mode": "0666"}, "/x", "/x")),
            "fail",
            "for /x: found group a, mode 0666, wanted group shadow, mode 0640 or less",
            ...,
            False,
        ),
        (FILE, says(({"mode": "0600"}, "/x", "/x")), "error", "the answer cannot be judged: for /x: it says nothing of group (/x)", None, False),
        (FILE, says(("0600", "/x", "")), "error", "the answer cannot be judged: 0600 is a text, but a mapping with group is needed (/x)", None, False),
        (SYSCTL, None, "error", "the host gave no answer", None, False),
        (SYSCTL, {"readings": []}, "error", "the host answered without any reading", None, False),
        (SYSCTL, {"error": "no rights"}, "error", "no rights", None, False),
        (SYSCTL, {"not_applicable": "no systemd"}, "not_applicable", "no systemd", None, False),
        (SYSCTL, {"absent": "no x"}, "not_applicable", "no x", None, False),
        ({**SYSCTL, "if_absent": "fail"}, {"absent": "no x"}, "fail", "no x", None, False),
        ({**SYSCTL, "if_absent": "pass"}, {"absent": "no x"}, "pass", "no x", None, False),
    ],
)
def test_verdict(control: dict[str, t.Any], answer: dict[str, t.Any] | None, status: str, reason: str, actual: t.Any, drift: bool) -> None:
    result = judge(control, answer, distro(), PLATFORMS, today=TODAY)
    assert (result["status"], result["reason"], result["drift"]) == (status, reason, drift)
    assert actual is ... or result["actual"] == actual


GOOD = says((2, "/proc/x", "runtime"))


@pytest.mark.parametrize(
    ("control", "host", "status", "reason"),
    [
        ({**SYSCTL, "applies_to": {"families": ["debian"]}}, distro(), "pass", ""),
        ({**SYSCTL, "applies_to": {"families": ["redhat"]}}, distro(), "not_applicable", "this is for redhat, and the host is of the family debian"),
        ({**SYSCTL, "applies_to": {"containers": False}}, distro(), "pass", ""),
        ({**SYSCTL, "applies_to": {"containers": False}}, distro(container="unknown"), "pass", ""),
        (
            {**SYSCTL, "applies_to": {"containers": False}},
            *(distro(container="podman"), "not_applicable", "the host is a podman container: this belongs to the machine that it runs on"),
        ),
        ({**SYSCTL, "args": {"name": "{units.old}"}}, distro("redhat"), "not_applicable", "the Red Hat family has no old"),
        ({**SYSCTL, "want": "{units.old}"}, distro("redhat"), "not_applicable", "the Red Hat family has no old"),
        (
            {**SYSCTL, "args": {"name": "{units.old}"}, "applies_to": {"families": ["debian"]}},
            *(distro("redhat"), "not_applicable", "this is for debian, and the host is of the family redhat"),
        ),
        (SYSCTL, distro("other"), "error", "the family other is not one that this can be judged for"),
    ],
)
def test_hosts(control: dict[str, t.Any], host: dict[str, t.Any], status: str, reason: str) -> None:
    result = judge(control, GOOD, host, PLATFORMS, today=TODAY)
    assert (result["status"], result["reason"]) == (status, reason)


@pytest.mark.parametrize(
    ("value", "expires", "status", "reason"),
    [
        (1, "2026-11-23", "waived", "ops waives this until 2026-11-23 (old kit); found 1 (/x), wanted 2"),
        (1, "2026-11-22", "fail", "waiver of ops expired 2026-11-22; found 1 (/x), wanted 2"),
        (2, "2026-11-23", "pass", ""),
        (2, "2026-11-22", "pass", ""),
        ("a", "2026-11-23", "error", "the answer cannot be judged: a is a text, but equals 2 needs a number (/x)"),
    ],
)
def test_waiver(value: t.Any, expires: str, status: str, reason: str) -> None:
    waiver = {"control": "kernel.x", "reason": "old kit", "owner": "ops", "expires": expires}
    result = judge(SYSCTL, says((value, "/x", "")), distro(), PLATFORMS, waiver, TODAY)
    assert (result["status"], result["reason"], result["waiver"]) == (status, reason, waiver)


def test_the_whole_result() -> None:
    control = {**LOOSE, "references": {"ssg": "x"}}
    assert judge(control, says((0, "/proc/x", "runtime")), distro(), PLATFORMS, today=TODAY) == {
        **{"id": "kernel.x", "area": "kernel", "title": "T", "severity": "high", "level": 1, "status": "fail"},
        "expected": {"at_least": 1},
        "actual": 0,
        "evidence": [{"source": "/proc/x", "value": 0, "aspect": "runtime"}],
        "reason": "found 0 (/proc/x), wanted at least 1",
        "references": {"ssg": "x"},
        "remediation": 'write "kernel.x = 2" to /etc/sysctl.d/99-zz-groundwork.conf and run: sysctl --system',
        "drift": False,
        "duration_ms": 1.5,
        "waiver": None,
    }


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (SYSCTL, 2),
        (LOOSE, {"at_least": 1}),
        (CIPHERS, {"no_match": ["*-cbc"]}),
        ({**FILE, "want": {"group": "{groups.shadow}", "mode": "0640"}}, {"group": "shadow", "mode": {"mode_at_most": "0640"}}),
        ({**SYSCTL, "want": []}, []),
    ],
)
def test_expected(control: dict[str, t.Any], expected: t.Any) -> None:
    assert judge(control, None, distro(), PLATFORMS)["expected"] == expected


def test_own_remediation() -> None:
    control = {**SYSCTL, "remediation": "ask the group {groups.shadow}"}
    assert judge(control, says((0, "/x", "")), distro("redhat"), PLATFORMS)["remediation"] == "ask the group root"
    assert judge(control, GOOD, distro("redhat"), PLATFORMS)["remediation"] == ""


@pytest.mark.parametrize(
    ("support", "fit", "status"),
    [
        ("supported", True, "pass"),
        ("supported", False, "pass"),
        ("extended", True, "pass"),
        ("extended", False, "fail"),
        ("ended", False, "fail"),
        ("unknown", False, "error"),
    ],
)
def test_a_release_is_judged_by_the_calendar(support: str, fit: bool, status: str) -> None:
    """What the host names is no verdict; the dates are."""
    control = {
        **{"id": "x.y", "area": "x", "title": "", "severity": "low", "level": 1, "resource": "release", "args": {}},
        **{"want": "supported", "accept": {"one_of": ["supported", "extended"]}},
    }
    distro = {"family": "debian", "container": "none", "support": support, "production": {"fit": fit, "why": "Debian 12 is so."}}
    answer = {"readings": [{"value": "debian 12", "source": "/etc/os-release", "aspect": ""}]}
    result = judge(control, answer, distro, {"debian": {"family": "debian"}})
    assert result["status"] == status, result
    assert judge(control, {"error": "no"}, distro, {"debian": {"family": "debian"}})["status"] == "error"
