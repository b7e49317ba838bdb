# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Features of PAM, switched by pam-auth-update or authselect: what they are, when they cannot be, and all files as they were afterwards."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _authselect, _pam_auth_update
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import Changes, Journal
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import ReloadFailed
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import from_dict, to_dict
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_pam import Feature
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import NotInEffect, Transaction, TransactionError
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils import pam_cases
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

FAILLOCK, HISTORY, STRICT = Feature("PAM feature faillock", "on"), Feature("PAM feature pwhistory", "remember 24"), Feature("PAM feature no_nullok", "on")
OTHERS = "Auth-Type: Primary\nAuth:\n\t[default=die]\tpam_faillock.so authfail\n"
AUTH = "etc/pam.d/common-auth"
SSS = pam_cases.UNIX.replace("pam_unix.so nullok", "pam_sss.so use_first_pass")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host on which nothing but unix is switched on."""
    pam_cases.write(tmp_path, pam_cases.files({"unix": pam_cases.UNIX}))
    monkeypatch.setattr(_pam_auth_update, "act", lambda *argv: pam_cases.update(tmp_path, argv))
    return tmp_path


def texts(root: Path) -> dict[str, str]:
    """Every file but those of the journal."""
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file() and "groundwork/" not in str(path)}


@pytest.mark.parametrize("feature", [FAILLOCK, HISTORY, STRICT], ids=lambda feature: feature.name)
def test_on_and_off(root: Path, feature: Feature) -> None:
    before = texts(root)
    assert [feature.now(str(root)).value, feature.hindrance(str(root))] == ["off", ""]
    feature.put(str(root))
    assert feature.now(str(root)) == feature
    assert any("groundwork-" in path for path in texts(root))
    Feature(feature.path, "off").put(str(root))
    assert texts(root) == before


def test_the_order_of_the_lines(root: Path) -> None:
    """Asked before the password, noted after it; a right one jumps over the note and the refusal."""
    FAILLOCK.put(str(root))
    lines = [line.split("\t", 1)[1] for line in (root / AUTH).read_text().splitlines() if line.startswith("auth")]
    assert lines == [
        "requisite\tpam_faillock.so preauth silent",
        "[success=2 default=ignore]\tpam_unix.so nullok",
        "required\tpam_faillock.so authfail",
        "requisite\tpam_deny.so",
    ]


def test_another_number(root: Path) -> None:
    HISTORY.put(str(root))
    assert Feature(HISTORY.path, "remember 5").now(str(root)).value == "remember 24"
    assert "remember=24 use_authtok" in (root / "etc/pam.d/common-password").read_text()


def damaged(root: Path, old: str, new: str, path: str = AUTH) -> None:
    (root / path).write_text((root / path).read_text().replace(old, new))


def add_profile(root: Path) -> None:
    pam_cases.write(root, pam_cases.files({"unix": pam_cases.UNIX, "lock": OTHERS}))


@pytest.mark.parametrize(
    ("make", "feature", "said"),
    [
        (lambda root: damaged(root, "# here's", "auth required pam_x.so\n# here's"), FAILLOCK, r"common-auth:4 was changed by hand"),
        (lambda root: damaged(root, "# end of pam-auth-update config", "#"), FAILLOCK, "common-auth was changed by hand"),
        (lambda root: damaged(root, "# mine", "# mine\nauth optional pam_x.so"), FAILLOCK, ""),
        (lambda root: damaged(root, "nullok", "nodelay"), FAILLOCK, ""),
        (lambda root: (root / "var/lib/pam/auth").unlink(), FAILLOCK, "common-auth was changed by hand"),
        (add_profile, FAILLOCK, "the PAM profile lock has pam_faillock.so already"),
        (add_profile, HISTORY, ""),
        (
            lambda root: pam_cases.write(root, pam_cases.files({"sss": SSS})),
            FAILLOCK,
            "the PAM profile sss would not ask for a password if a line came before it",
        ),
        (lambda root: pam_cases.write(root, pam_cases.files({"unix": pam_cases.UNIX, "sss": SSS})), FAILLOCK, ""),
        (lambda root: None, Feature("PAM feature pwquality", "on"), "/usr/share/pam-configs/pwquality is not there; install"),
        (
            lambda root: pam_cases.write(root, pam_cases.files({"mine": pam_cases.UNIX})),
            STRICT,
            "the PAM profile unix, which ours would take the place of, is not in use",
        ),
        (lambda root: HISTORY.put(str(root)), HISTORY, "is switched on, and an option in .* was changed by hand"),
        (lambda root: (root / AUTH).unlink(), FAILLOCK, "neither authselect nor pam-auth-update makes PAM's files here"),
    ],
)
def test_hindrance(root: Path, make: t.Callable[[Path], object], feature: Feature, said: str) -> None:
    make(root)
    found = feature.hindrance(str(root))
    assert bool(found) == bool(said)
    assert re.search(said, found)


def test_files_as_they_were(root: Path) -> None:
    """A run that fails after the switch brings back every byte, whatever the program would make of it."""
    damaged(root, "# made", "# made by an older version")
    before = texts(root)

    def broken() -> None:
        assert texts(root) != before
        raise NotInEffect("it is not so")

    with Transaction(str(root)) as run, pytest.raises(TransactionError, match="everything was put back"):
        run.apply(Changes([], [FAILLOCK, STRICT]), broken)
    assert texts(root) == before


def test_back_to_before(root: Path) -> None:
    """What a journal brings back are the copies of the files; the switch is found to be where it was."""
    before = texts(root)
    with Transaction(str(root)) as run:
        name = run.apply(Changes([], [FAILLOCK]))
        back = Journal(str(root)).as_before(name)
        assert {f"/{AUTH}", "/var/lib/pam/auth"} <= {file.path for file in back.files}
        run.apply(back)
    assert texts(root) == before


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda root: None, "said that it was done, and changed nothing"),
        (lambda root: pam_cases.write(root, pam_cases.files({})), r"took pam_unix\.so of /etc/pam\.d/common-account, .* away"),
    ],
)
def test_put_fails(root: Path, monkeypatch: pytest.MonkeyPatch, act: t.Callable[[Path], object], said: str) -> None:
    monkeypatch.setattr(_pam_auth_update, "act", lambda *argv: act(root))
    with pytest.raises(OSError, match=said):
        FAILLOCK.put(str(root))


def test_the_program_fails(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*argv: str) -> None:
        raise ReloadFailed("config.dat is locked by another process")

    monkeypatch.setattr(_pam_auth_update, "act", locked)
    with pytest.raises(OSError, match="locked by another process"):
        FAILLOCK.put(str(root))


def test_in_the_journal() -> None:
    assert from_dict(to_dict(HISTORY)) == HISTORY


SELECTED = {
    "/etc/authselect/authselect.conf": "p\nwith-x\n",
    "/usr/bin/authselect": "",
    "/etc/security/pwhistory.conf": "",
    "/usr/lib64/security/pam_pwhistory.so": "pwhistory.conf",
}
COMMANDS = {
    "authselect current --raw": "p with-x with-pwhistory\n",
    "authselect check": "valid\n",
    "authselect list-features p": "with-faillock\nwith-pwhistory\n",
}
OFF = {"authselect current --raw": "p with-x\n"}


@pytest.mark.parametrize(
    ("feature", "value", "changed", "now", "said"),
    [
        ("faillock", "on", {}, "off", ""),
        ("pwhistory", "remember 24", {}, "remember 24", ""),
        ("pwhistory", "off", {}, "on", ""),
        ("no_nullok", "on", {}, "off", "profile p has no feature without-nullok"),
        ("pwquality", "on", {}, "off", "profile p leaves pwquality out"),
        ("faillock", "on", {"authselect check": {"rc": 1}}, "off", "changed outside authselect"),
        ("pwhistory", "remember 24", OFF, "off", ""),
    ],
)
def test_authselect(tmp_path: Path, feature: str, value: str, changed: dict[str, t.Any], now: str, said: str) -> None:
    host = FixtureHost(make_root(tmp_path, SELECTED), commands={**COMMANDS, **changed})
    assert _authselect.rules(host)
    assert _authselect.now(host, feature, value) == now
    found = _authselect.hindrance(host, feature, value)
    assert said in found
    assert bool(said) == bool(found)


def test_authselect_without_a_file_to_say_how_many(tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, {**SELECTED, "/usr/lib64/security/pam_pwhistory.so": None}), commands={**COMMANDS, **OFF})
    assert "this pam_pwhistory reads none" in _authselect.hindrance(host, "pwhistory", "remember 24")


@pytest.mark.parametrize(("value", "word"), [("on", "enable-feature"), ("off", "disable-feature")])
def test_authselect_switches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, word: str) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(_authselect, "act", lambda *argv: ran.append(argv))
    host = FixtureHost(make_root(tmp_path, SELECTED), commands=COMMANDS)
    _authselect.put(host, "faillock", value)
    assert ran == [("authselect", word, "with-faillock")]
    assert _authselect.touches(host) == ["/etc/authselect/authselect.conf"]


def test_authselect_without_a_profile(tmp_path: Path) -> None:
    pam_cases.write(tmp_path, {"/usr/bin/authselect": ""})
    (tmp_path / "usr/bin/authselect").chmod(0o755)
    assert FAILLOCK.hindrance(str(tmp_path)).startswith("authselect has selected no profile")
