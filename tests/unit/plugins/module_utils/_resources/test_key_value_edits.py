# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Files of keys and values that have no drop-ins: what counts, and the one line that is changed."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import key_value
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

LOGIN_DEFS, DNF, YUM, AUTOMATIC = "/etc/login.defs", "/etc/dnf/dnf.conf", "/etc/yum.conf", "/etc/dnf/automatic.conf"
VENDOR = "/usr/share/dnf5/dnf5-plugins/automatic.conf"
TIMER = "/etc/systemd/system/timers.target.wants/dnf-automatic-install.timer"


def ask(tmp_path: Path, files: t.Mapping[str, str | None], name: str, key: str, section: str = "", default: t.Any = None) -> Reading:
    (reading,) = key_value.observe(FixtureHost(make_root(tmp_path, files), {}), name, key, section, default)
    return reading


def edit(name: str, key: str, want: t.Any, section: str = "", source: str = "") -> Edit:
    (step,) = key_value.plan([Reading("", source)], want, {}, {"format": name, "key": key, "section": section})
    assert isinstance(step, Edit)
    return step


@pytest.mark.parametrize(
    ("text", "key", "value", "line"),
    [
        ("PASS_MAX_DAYS 365\n", "PASS_MAX_DAYS", 365, 1),
        ("# PASS_MAX_DAYS 1\n#PASS_MAX_DAYS 2\n\tPASS_MAX_DAYS \t 3  \n", "PASS_MAX_DAYS", 3, 3),
        ("PASS_MAX_DAYS 1\nPASS_MAX_DAYS 2\nPASS_MAX_DAYS\nPASS_MAX_DAYSX 3\n", "PASS_MAX_DAYS", 2, 2),
        ('PASS_MAX_DAYS "0x14"\n', "PASS_MAX_DAYS", 20, 1),
        ("PASS_WARN_AGE 010\n", "PASS_WARN_AGE", 8, 1),
        ("PASS_MIN_DAYS -1", "PASS_MIN_DAYS", -1, 1),
        ("ENCRYPT_METHOD SHA512\n", "ENCRYPT_METHOD", "SHA512", 1),
        ('ENCRYPT_METHOD "SHA512" # why\n', "ENCRYPT_METHOD", "SHA512", 1),
        ("ENCRYPT_METHOD SHA512 # why\n", "ENCRYPT_METHOD", "SHA512 # why", 1),
        ("UMASK 27\n", "UMASK", "0023", 1),  # useradd makes homes of 0744 by it
        ("UMASK\t\t077\n", "UMASK", "0077", 1),
        ("HOME_MODE 0700\n", "HOME_MODE", "0700", 1),
        ("UMASK 022\r\nUMASK 027\r\n", "UMASK", "0027", 2),
    ],
)
def test_login_defs(tmp_path: Path, text: str, key: str, value: int | str, line: int) -> None:
    assert ask(tmp_path, {LOGIN_DEFS: text}, "login_defs", key) == Reading(value, f"{LOGIN_DEFS}:{line}")


@pytest.mark.parametrize(
    ("text", "key", "want", "after"),
    [
        ("A 1\nPASS_MAX_DAYS\t99999\nB 2", "PASS_MAX_DAYS", 365, "A 1\nPASS_MAX_DAYS\t365\nB 2"),
        ("PASS_MAX_DAYS 1\n  PASS_MAX_DAYS  2  \n# PASS_MAX_DAYS 3\n", "PASS_MAX_DAYS", 365, "PASS_MAX_DAYS 1\n  PASS_MAX_DAYS  365\n# PASS_MAX_DAYS 3\n"),
        ("# PASS_MAX_DAYS 3\nPASS_MAX_DAYS\n", "PASS_MAX_DAYS", 365, "# PASS_MAX_DAYS 3\nPASS_MAX_DAYS\nPASS_MAX_DAYS 365\n"),
        ("A 1", "UMASK", "0027", "A 1\nUMASK 0027\n"),
        ("A 1\n\n", "UMASK", "0027", "A 1\n\nUMASK 0027\n"),
        ("", "UMASK", "0027", "UMASK 0027\n"),
        ('ENCRYPT_METHOD "DES" # old\n', "ENCRYPT_METHOD", "SHA512", "ENCRYPT_METHOD SHA512\n"),
        ("# caf\u00e9 \\xff\tx \nUMASK 022\n", "UMASK", "0027", "# caf\u00e9 \\xff\tx \nUMASK 0027\n"),
    ],
)
def test_login_defs_edited(tmp_path: Path, text: str, key: str, want: t.Any, after: str) -> None:
    step = edit("login_defs", key, want)
    assert step.path == LOGIN_DEFS
    assert step.edit(text) == after
    assert step.edit(after) == after
    assert ask(tmp_path, {LOGIN_DEFS: after}, "login_defs", key).value == want


@pytest.mark.parametrize(
    ("files", "name", "key", "section", "value", "source"),
    [
        ({DNF: "[main]\ngpgcheck=1\n"}, "dnf", "gpgcheck", "", 1, f"{DNF}:2"),
        ({DNF: "[main]\n#gpgcheck=1\n; gpgcheck=1\nbest=True\n"}, "dnf", "gpgcheck", "main", 0, f"default of dnf (not set in {DNF})"),
        ({DNF: "[main]\ngpgcheck=1\ngpgcheck = False\n"}, "dnf", "gpgcheck", "main", "false", f"{DNF}:3"),
        ({DNF: "[other]\ngpgcheck=1\n[main]\n"}, "dnf", "gpgcheck", "main", 0, None),
        ({DNF: "[main]\nexclude=a\n  gpgcheck=1\n"}, "dnf", "gpgcheck", "main", 0, None),
        ({DNF: "[main]\nexclude=a\n  b\n"}, "dnf", "exclude", "main", "a\nb", f"{DNF}:2"),
        ({YUM: "[main]\ngpgcheck=1\n"}, "dnf", "gpgcheck", "main", 1, f"{YUM}:2"),
        ({YUM: "[main]\ngpgcheck=1\n", DNF: "[main]\ngpgcheck=0\n"}, "dnf", "gpgcheck", "main", 0, f"{DNF}:2"),
        (
            {DNF: "[main]\n", "/usr/share/dnf5/libdnf.conf.d/20.conf": "[main]\ngpgcheck=1\n"},
            "dnf",
            "gpgcheck",
            "main",
            1,
            "/usr/share/dnf5/libdnf.conf.d/20.conf:2",
        ),
        ({DNF: "[main]\ngpgcheck=0\n", "/etc/dnf/libdnf5.conf.d/20.conf": "[main]\ngpgcheck=1\n"}, "dnf", "gpgcheck", "main", 0, f"{DNF}:2"),
        ({AUTOMATIC: "[commands]\napply_updates = no\n"}, "dnf_automatic", "apply_updates", "commands", "no", f"{AUTOMATIC}:2"),
        ({VENDOR: "[commands]\napply_updates = yes\n"}, "dnf_automatic", "apply_updates", "commands", "yes", f"{VENDOR}:2"),
        ({VENDOR: "[commands]\napply_updates = yes\n", AUTOMATIC: "[commands]\napply_updates=no\n"}, "dnf_automatic", "apply_updates", "commands", "no", None),
        ({AUTOMATIC: "[commands]\napply_updates = no\n", TIMER: "-> /x"}, "dnf_automatic", "apply_updates", "commands", "yes", None),
    ],
)
def test_ini(tmp_path: Path, files: dict[str, str], name: str, key: str, section: str, value: int | str, source: str | None) -> None:
    reading = ask(tmp_path, files, name, key, section, 0)
    assert reading.value == value
    assert source in (None, reading.source)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[main]\ngpgcheck=0\nbest=True\n", "[main]\ngpgcheck=1\nbest=True\n"),
        ("[main]\ngpgcheck = 0\n\n[x]\ngpgcheck=0\n", "[main]\ngpgcheck = 1\n\n[x]\ngpgcheck=0\n"),
        ("[main]\ngpgcheck=1\ngpgcheck=0", "[main]\ngpgcheck=1\ngpgcheck=1"),
        ("[main]\ngpgcheck=\n   0\nbest=True\n", "[main]\ngpgcheck=1\nbest=True\n"),
        ("# top\n[main]\nbest=True\n# end\n\n[x]\na=1\n", "# top\n[main]\nbest=True\ngpgcheck = 1\n# end\n\n[x]\na=1\n"),
        ("[main]", "[main]\ngpgcheck = 1\n"),
        ("[main]\n\n", "[main]\ngpgcheck = 1\n\n"),
        ("[x]\na=1\n", "[x]\na=1\n\n[main]\ngpgcheck = 1\n"),
        ("# only this", "# only this\n\n[main]\ngpgcheck = 1\n"),
        ("", "[main]\ngpgcheck = 1\n"),
    ],
)
def test_ini_edited(tmp_path: Path, text: str, after: str) -> None:
    step = edit("dnf", "gpgcheck", 1)
    assert step.path == DNF
    assert step.edit(text) == after
    assert step.edit(after) == after
    assert ask(tmp_path, {DNF: after}, "dnf", "gpgcheck").value == 1


def test_where_it_is_edited() -> None:
    assert edit("dnf", "gpgcheck", 1, source=f"{YUM}:3").path == YUM
    step = edit("dnf_automatic", "apply_updates", "yes", "commands", f"{VENDOR}:3")
    assert (step.path, step.edit("")) == (AUTOMATIC, "[commands]\napply_updates = yes\n")


@pytest.mark.parametrize(
    ("files", "name", "key", "error", "words"),
    [
        ({"/etc/": ""}, "login_defs", "UMASK", SubjectMissing, "there is no /etc/login.defs"),
        ({"/etc/": ""}, "dnf", "gpgcheck", SubjectMissing, "there is neither /etc/dnf/dnf.conf nor /etc/yum.conf"),
        ({DNF: ""}, "dnf_automatic", "apply_updates", SubjectMissing, "so dnf-automatic is not installed"),
        ({LOGIN_DEFS: "PASS_MAX_DAYS never\n"}, "login_defs", "PASS_MAX_DAYS", ObservationError, f"{LOGIN_DEFS}:1 sets 'never', which is no number"),
        ({LOGIN_DEFS: "A 1\nUMASK 0899\n"}, "login_defs", "UMASK", ObservationError, f"{LOGIN_DEFS}:2 sets '0899', which is no octal mode"),
        ({LOGIN_DEFS: "UMASK 022 # x\n"}, "login_defs", "UMASK", ObservationError, f"{LOGIN_DEFS}:1"),
        ({f"{LOGIN_DEFS}/": ""}, "login_defs", "UMASK", ObservationError, f"cannot read {LOGIN_DEFS}"),
        ({DNF: "[main]\ngpgcheck\n"}, "dnf", "gpgcheck", ObservationError, f"cannot make sense of {DNF}:2: it is neither"),
        ({DNF: "gpgcheck=1\n"}, "dnf", "gpgcheck", ObservationError, f"{DNF}:1"),
        ({DNF: "[main]\n gpgcheck=1\n"}, "dnf", "gpgcheck", ObservationError, f"{DNF}:2"),
        ({DNF: "[main]\nbest=1\n [x]\n gpgcheck=1\n"}, "dnf", "gpgcheck", ObservationError, f"{DNF}:4"),
        ({DNF: "[main]\n=1\n"}, "dnf", "gpgcheck", ObservationError, f"{DNF}:2"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, files: dict[str, str], name: str, key: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        ask(tmp_path, files, name, key)
    assert words in str(caught.value)
