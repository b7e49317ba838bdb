# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Files of keys and values that have drop-ins of ours: what counts, and the line that puts it right."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import key_value
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

ETC, RUN, LIB = "/etc/systemd", "/run/systemd", "/usr/lib/systemd"
JOURNALD = {f"{LIB}/systemd-journald": ""}
COREDUMP = {"/lib/systemd/systemd-coredump": ""}
PWQUALITY, QUALITY_D = "/etc/security/pwquality.conf", "/etc/security/pwquality.conf.d"
LIMITS, LIMITS_D = "/etc/security/limits.conf", "/etc/security/limits.d"
APT, APT_D = "/etc/apt/apt.conf", "/etc/apt/apt.conf.d"
UNATTENDED = "APT::Periodic::Unattended-Upgrade"
COMMAND = f"apt-config dump --format %f %v%n {UNATTENDED}"
APT_SAYS_1 = {COMMAND: f"{UNATTENDED} 1\n", "unattended-upgrade": ""}


def ask(tmp_path: Path, files: t.Mapping[str, str | None], name: str, key: str, commands: t.Mapping[str, t.Any] | None = None, **args: t.Any) -> list[Reading]:
    return key_value.observe(FixtureHost(make_root(tmp_path, files), commands or {}), name, key, **args)


def fix(readings: list[Reading], name: str, key: str, want: t.Any) -> list[Step]:
    return key_value.plan(readings, want, {}, {"format": name, "key": key})


@pytest.mark.parametrize(
    ("files", "value", "source"),
    [
        ({}, "none", "default of journald (not set in /etc/systemd/journald.conf and journald.conf.d)"),
        ({f"{ETC}/journald.conf": "[Journal]\n#Storage=auto\nStorage=volatile\n"}, "volatile", f"{ETC}/journald.conf:3"),
        ({f"{ETC}/journald.conf": "[Journal]\n  Storage = volatile \n"}, "volatile", f"{ETC}/journald.conf:2"),
        ({f"{ETC}/journald.conf": "[Journal]\nStorage=volatile\nStorage=persistent\n"}, "persistent", f"{ETC}/journald.conf:3"),
        ({f"{ETC}/journald.conf": "Storage=volatile\n[Other]\nStorage=volatile\n[Journal]\nstorage=volatile\n"}, "none", None),
        ({f"{ETC}/journald.conf": "[Journal]\nStorage\nStorage=volatile\nStorage=nonsense\nStorage=\n"}, "volatile", f"{ETC}/journald.conf:3"),
        ({f"{ETC}/journald.conf": "[Journal]\nStorage=\\\n; no\n  volatile\n"}, "volatile", f"{ETC}/journald.conf:2"),
        ({f"{LIB}/journald.conf": "[Journal]\nStorage=volatile\n"}, "volatile", f"{LIB}/journald.conf:2"),
        ({f"{LIB}/journald.conf": "[Journal]\nStorage=volatile\n", f"{ETC}/journald.conf": ""}, "none", None),
        ({f"{ETC}/journald.conf": "[Journal]\nStorage=volatile\n", f"{LIB}/journald.conf.d/1.conf": "[Journal]\nStorage=persistent\n"}, "persistent", None),
        (
            {f"{ETC}/journald.conf.d/50.conf": "[Journal]\nStorage=volatile\n", f"{LIB}/journald.conf.d/60.conf": "[Journal]\nStorage=persistent\n"},
            "persistent",
            f"{LIB}/journald.conf.d/60.conf:2",
        ),
        (
            {f"{ETC}/journald.conf.d/50.conf": "[Journal]\nStorage=volatile\n", f"{RUN}/journald.conf.d/50.conf": "[Journal]\nStorage=persistent\n"},
            "volatile",
            f"{ETC}/journald.conf.d/50.conf:2",
        ),
        ({f"{ETC}/journald.conf.d/50.conf": "-> /dev/null", f"{LIB}/journald.conf.d/50.conf": "[Journal]\nStorage=persistent\n"}, "none", None),
        ({f"{ETC}/journald.conf.d/50.conf": "", f"{LIB}/journald.conf.d/50.conf": "[Journal]\nStorage=persistent\n"}, "none", None),
        ({f"{ETC}/journald.conf.d/50": "[Journal]\nStorage=persistent\n", f"{ETC}/journald.conf.d/.a.conf": "[Journal]\nStorage=persistent\n"}, "none", None),
    ],
)
def test_journald(tmp_path: Path, files: dict[str, str], value: str, source: str | None) -> None:
    (reading,) = ask(tmp_path, {**JOURNALD, **files}, "journald", "Storage", default="none")
    assert reading.value == value
    assert source in (None, reading.source)


@pytest.mark.parametrize(("folder", "value", "words"), [("/var/log/journal/", "persistent", "a folder"), ("/var/log/", "volatile", "no folder")])
def test_where_auto_keeps_the_journal(tmp_path: Path, folder: str, value: str, words: str) -> None:
    files = {**JOURNALD, folder: "", f"{ETC}/journald.conf": "[Journal]\nStorage=auto\n"}
    assert ask(tmp_path, files, "journald", "Storage") == [Reading(value, f"{ETC}/journald.conf:2; auto, and there is {words} /var/log/journal")]


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("Compress", "1", "yes"),
        ("Compress", "False", "no"),
        ("Compress", "512K", "512K"),
        ("SystemMaxUse", "1073741824", "1073741824"),
        ("SystemMaxUse", "1G", "1G"),
        ("SystemMaxUse", "1G\nSystemMaxUse=", ""),
        ("MaxFileSec", "0", "0"),
        ("SystemMaxUse", "0K", "0"),
    ],
)
def test_values_of_systemd(tmp_path: Path, key: str, text: str, value: str) -> None:
    (reading,) = ask(tmp_path, {**JOURNALD, f"{ETC}/journald.conf": f"[Journal]\n{key}={text}\n"}, "journald", key)
    assert reading.value == value


def test_coredump(tmp_path: Path) -> None:
    files = {f"{ETC}/coredump.conf": "[Journal]\nStorage=none\n[Coredump]\nStorage=journal\nStorage=auto\nProcessSizeMax=0\n"}
    assert ask(tmp_path, files, "coredump", "Storage") == [Reading("journal", f"{ETC}/coredump.conf:4")]
    assert ask(tmp_path, files, "coredump", "ProcessSizeMax") == [Reading("0", f"{ETC}/coredump.conf:6")]


PAM_LINE = "password requisite pam_pwquality.so retry=3"


@pytest.mark.parametrize(
    ("files", "key", "value", "source"),
    [
        ({"/etc/": ""}, "minlen", 8, f"default of pwquality (not set in {QUALITY_D} and {PWQUALITY})"),
        ({PWQUALITY: "# minlen = 9\n"}, "minlen", 8, f"default of pwquality (not set in {QUALITY_D} and {PWQUALITY})"),
        ({PWQUALITY: "\n minlen = 15 # long\n"}, "minlen", 15, f"{PWQUALITY}:2"),
        ({PWQUALITY: "MinLen\t15"}, "minlen", 15, f"{PWQUALITY}:1"),
        ({PWQUALITY: "minlen=3\n"}, "minlen", 6, None),
        ({PWQUALITY: "minclass=9\n"}, "minclass", 4, None),
        ({PWQUALITY: "minlen = 15\n", f"{QUALITY_D}/zz.conf": "minlen = 20\n"}, "minlen", 15, f"{PWQUALITY}:1"),
        ({f"{QUALITY_D}/a.conf": "minlen = 15\n", f"{QUALITY_D}/Z.conf": "minlen = 20\n"}, "minlen", 15, f"{QUALITY_D}/a.conf:1"),
        ({f"{QUALITY_D}/a.conf.conf": "minlen = 15\n", f"{QUALITY_D}/a": "minlen = 15\n", PWQUALITY: ""}, "minlen", 8, None),
        ({PWQUALITY: "enforce_for_root\n"}, "enforce_for_root", 1, f"{PWQUALITY}:1"),
        ({PWQUALITY: "enforce_for_root = 0\n"}, "enforce_for_root", 1, None),
        ({PWQUALITY: "badwords = a b\n"}, "badwords", "a b", None),
        ({PWQUALITY: "minlen = 15\n", "/etc/pam.d/common-password": f"{PAM_LINE}\n"}, "minlen", 15, f"{PWQUALITY}:1"),
        ({PWQUALITY: "minlen = 15\n", "/etc/pam.d/common-password": f"# x\n{PAM_LINE} minlen=7\n"}, "minlen", 7, "/etc/pam.d/common-password:2"),
        ({PWQUALITY: "", "/etc/pam.d/x": f"{PAM_LINE} minlen=7 minlen=9 minlen=a\n"}, "minlen", 9, None),
        ({PWQUALITY: "", "/etc/pam.d/x": f"{PAM_LINE} \\\n  [minlen=9] enforce_for_root\n"}, "minlen", 9, "/etc/pam.d/x:1"),
        ({PWQUALITY: "", "/etc/pam.d/x": f"{PAM_LINE} enforce_for_root\n"}, "enforce_for_root", 1, None),
        ({PWQUALITY: "", "/etc/pam.d/x": f"{PAM_LINE} # minlen=9\n#{PAM_LINE} minlen=9\n"}, "minlen", 8, None),
        ({PWQUALITY: "", "/etc/pam.d/x": "-PASSWORD [success=1 default=ignore] /lib/security/pam_pwquality.so minlen=9\n"}, "minlen", 9, None),
        ({PWQUALITY: "", "/etc/pam.d/x": "auth required pam_pwquality.so minlen=9\npassword required pam_unix.so minlen=9\n"}, "minlen", 8, None),
        ({PWQUALITY: "", "/etc/pam.d/x.rpmsave": f"{PAM_LINE} minlen=9\n", "/etc/pam.d/x~": f"{PAM_LINE} minlen=9\n"}, "minlen", 8, None),
    ],
)
def test_pwquality(tmp_path: Path, files: dict[str, str], key: str, value: int | str, source: str | None) -> None:
    (reading,) = ask(tmp_path, files, "pwquality", key, default=8)
    assert reading.value == value
    assert source in (None, reading.source)


def test_two_stacks(tmp_path: Path) -> None:
    """One that has an argument, and two that go by the file."""
    files = {PWQUALITY: "minlen = 15\n", "/etc/pam.d/a": PAM_LINE, "/etc/pam.d/b": f"{PAM_LINE} minlen=7", "/etc/pam.d/c": PAM_LINE}
    expected = [Reading(15, f"{PWQUALITY}:1"), Reading(7, "/etc/pam.d/b:1", "/etc/pam.d/b")]
    assert ask(tmp_path, files, "pwquality", "minlen") == expected


@pytest.mark.parametrize(
    ("files", "key", "readings"),
    [
        ({LIMITS: "#* hard core 0\n"}, "* hard core", [(-1, f"default of limits (not set in {LIMITS} and {LIMITS_D})", "")]),
        ({LIMITS: "* hard core 0\n"}, "* hard core", [(0, f"{LIMITS}:1", "")]),
        ({LIMITS: "  *\tHARD  Core   0  # none\n* soft core 5\n"}, "* hard core", [(0, f"{LIMITS}:1", "")]),
        ({LIMITS: "* - core 0\n"}, "* hard core", [(0, f"{LIMITS}:1", "")]),
        ({LIMITS: "* hard core 0\n* - core unlimited\n"}, "* hard core", [(-1, f"{LIMITS}:2", "")]),
        ({LIMITS: "* hard core 0\n* hard core\n* hard core many\n* hard corex 9\n"}, "* hard core", [(0, f"{LIMITS}:1", "")]),
        ({LIMITS: "* hard core 0\n", f"{LIMITS_D}/a.conf": "* hard core 9\n"}, "* hard core", [(9, f"{LIMITS_D}/a.conf:1", "")]),
        ({f"{LIMITS_D}/a.conf": "* hard core 9\n", f"{LIMITS_D}/Z.conf": "* hard core 0\n"}, "* hard core", [(9, f"{LIMITS_D}/a.conf:1", "")]),
        ({LIMITS: "", f"{LIMITS_D}/a": "* hard core 0\n"}, "* hard core", [(-1, f"default of limits (not set in {LIMITS} and {LIMITS_D})", "")]),
        (
            {LIMITS: "* hard core 0\nroot hard core 5\n@dev - core infinity\n%dev hard core 7\nbob soft core 7\n"},
            "* hard core",
            [(0, f"{LIMITS}:1", ""), (-1, f"{LIMITS}:3", "@dev"), (5, f"{LIMITS}:2", "root")],
        ),
        ({LIMITS: "bob -\n* -\n* hard core 0\nbob hard core 0\n"}, "* hard core", [(0, f"{LIMITS}:3", ""), (-1, f"{LIMITS}:1", "bob")]),
        ({LIMITS: "* hard nofile 5\nroot hard nofile 7\n"}, "root hard nofile", [(7, f"{LIMITS}:2", "")]),
    ],
)
def test_limits(tmp_path: Path, files: dict[str, str], key: str, readings: list[tuple[int, str, str]]) -> None:
    assert ask(tmp_path, files, "limits", key, default=-1) == [Reading(*each) for each in readings]


@pytest.mark.parametrize(
    ("files", "commands", "value", "source"),
    [
        ({}, {}, 1, f"apt-config dump {UNATTENDED}"),
        ({}, {COMMAND: ""}, 0, f"default of apt (not set in apt-config dump {UNATTENDED})"),
        ({}, {COMMAND: "APT::Periodic 1\napt::periodic::unattended-upgrade Always\n"}, "Always", None),
        ({}, {COMMAND: f"{UNATTENDED} OFF\n"}, "off", None),
        ({f"{APT_D}/20auto": f'// x\n{UNATTENDED} "1";\n'}, {}, 1, f"{APT_D}/20auto:2"),
        ({f"{APT_D}/20auto.conf": f"{UNATTENDED.lower()} 1;\n"}, {}, 1, f"{APT_D}/20auto.conf:1"),
        ({f"{APT_D}/20auto": f'{UNATTENDED} "1";\n', APT: f'{UNATTENDED} "1";\n'}, {}, 1, f"{APT}:1"),
        ({f"{APT_D}/20auto": f'{UNATTENDED} "1";\n', f"{APT_D}/30.bak": f'{UNATTENDED} "1";\n'}, {}, 1, f"{APT_D}/20auto:1"),
        ({f"{APT_D}/20auto": f'{UNATTENDED} "0";\n'}, {}, 1, f"apt-config dump {UNATTENDED}"),
    ],
)
def test_apt(tmp_path: Path, files: dict[str, str], commands: dict[str, str], value: int | str, source: str | None) -> None:
    (reading,) = ask(tmp_path, {"/etc/": "", **files}, "apt", UNATTENDED, {**APT_SAYS_1, **commands}, default=0)
    assert reading.value == value
    assert source in (None, reading.source)


def test_without_a_default(tmp_path: Path) -> None:
    assert ask(tmp_path, {LIMITS: ""}, "limits", "* hard core") == [Reading("", f"not set in {LIMITS} and {LIMITS_D}")]


@pytest.mark.parametrize(
    ("files", "name", "key", "error", "words"),
    [
        ({"/etc/": ""}, "journald", "Storage", SubjectMissing, "there is neither systemd-journald here nor a journald.conf for it"),
        (JOURNALD, "coredump", "Storage", SubjectMissing, "there is neither systemd-coredump here"),
        ({"/etc/": ""}, "limits", "* hard core", SubjectMissing, f"there is neither {LIMITS} nor {LIMITS_D}, so pam_limits is not here"),
        ({"/etc/": ""}, "apt", "APT::x", SubjectMissing, "there is no apt-config here, so APT::x has nobody who reads it"),
        ({"/usr/bin/apt-config": ""}, "apt", UNATTENDED, SubjectMissing, "there is no "),
        ({LIMITS: ""}, "limits", "core", ObservationError, "give domain, type and item, such as '* hard core'"),
        ({LIMITS: ""}, "toml", "x", ObservationError, "cannot read a file of the format 'toml': give one of apt, auditd, coredump, dnf"),
        ({PWQUALITY: "difok = 2\nminlen = long\n"}, "pwquality", "difok", ObservationError, f"reads nothing after {PWQUALITY}:2, which it refuses"),
        ({f"{QUALITY_D}/a.conf": "minlength = 9\n"}, "pwquality", "minlen", ObservationError, f"reads nothing after {QUALITY_D}/a.conf:1, which"),
        ({PWQUALITY: "= 9\n"}, "pwquality", "minlen", ObservationError, f"{PWQUALITY}:1"),
        ({PWQUALITY: "minlen\n"}, "pwquality", "minlen", ObservationError, f"{PWQUALITY}:1"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, files: dict[str, str], name: str, key: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        ask(tmp_path, files, name, key)
    assert words in str(caught.value)


OWN_QUALITY = f"{QUALITY_D}/99-zz-groundwork.conf"


@pytest.mark.parametrize(
    ("name", "key", "want", "reading", "step"),
    [
        ("pwquality", "minlen", 14, Reading(8, f"{QUALITY_D}/50.conf:1"), Lines(OWN_QUALITY, "minlen = 14", sets="minlen")),
        ("pwquality", "enforce_for_root", 1, Reading(0, "default of pwquality"), Lines(OWN_QUALITY, "enforce_for_root", sets="enforce_for_root")),
        (
            "journald",
            "SystemMaxUse",
            "1G",
            Reading("", f"{ETC}/journald.conf:4"),
            Lines(f"{ETC}/journald.conf.d/99-zz-groundwork.conf", "[Journal]\nSystemMaxUse=1G", sets="SystemMaxUse"),
        ),
        (
            "coredump",
            "Storage",
            "none",
            Reading("external", f"{LIB}/coredump.conf.d/50.conf:2"),
            Lines(f"{ETC}/coredump.conf.d/99-zz-groundwork.conf", "[Coredump]\nStorage=none", sets="Storage"),
        ),
        ("limits", "* hard core", 0, Reading(-1, f"{LIMITS}:1"), Lines(f"{LIMITS_D}/99-zz-groundwork.conf", "* hard core 0", sets="* hard core")),
        (
            "limits",
            "* hard core",
            0,
            Reading(-1, f"{LIMITS_D}/10-coredump-debian.conf:4", "root"),
            Lines(f"{LIMITS_D}/99-zz-groundwork.conf", "* hard core 0\nroot hard core 0", sets="* hard core"),
        ),
        ("apt", "A::B", "false", Reading(1, f"{APT_D}/20auto:3"), Lines(f"{APT_D}/99zz-groundwork", 'A::B "false";', sets="A::B")),
    ],
)
def test_plan(name: str, key: str, want: t.Any, reading: Reading, step: Lines) -> None:
    assert fix([reading], name, key, want) == [step]


@pytest.mark.parametrize(
    ("name", "key", "want", "reading", "words"),
    [
        ("pwquality", "minlen", 14, Reading(7, "/etc/pam.d/x:3", "/etc/pam.d/x"), "the argument of pam_pwquality.so in /etc/pam.d/x:3 wins over every file"),
        ("pwquality", "minlen", 14, Reading(8, f"{PWQUALITY}:9"), f"{PWQUALITY}:9 decides, for it is read after {OWN_QUALITY}"),
        ("pwquality", "minlen", 14, Reading(8, f"{QUALITY_D}/zz.conf:1"), f"{QUALITY_D}/zz.conf:1 decides"),
        ("journald", "Storage", "persistent", Reading("none", f"{RUN}/journald.conf.d/zz.conf:2"), "journald.conf.d/zz.conf:2 decides"),
        ("limits", "* hard core", 0, Reading(5, f"{LIMITS}:2", "bob"), f"{LIMITS}:2 sets 5 for bob, which wins over * hard core"),
        ("apt", "A::B", 1, Reading(0, f"{APT}:1"), f"{APT}:1 decides, for it is read after {APT_D}/99zz-groundwork"),
    ],
)
def test_left_alone(name: str, key: str, want: t.Any, reading: Reading, words: str) -> None:
    with pytest.raises(Unfixable) as caught:
        fix([reading], name, key, want)
    assert words in str(caught.value)


def test_a_stack_that_is_right_is_no_hindrance() -> None:
    readings = [Reading(14, "/etc/pam.d/a:1", "/etc/pam.d/a"), Reading(8, "default of pwquality")]
    assert fix(readings, "pwquality", "minlen", 14) == [Lines(OWN_QUALITY, "minlen = 14", sets="minlen")]


@pytest.mark.parametrize(
    ("files", "name", "key", "want"),
    [
        ({**JOURNALD, f"{ETC}/journald.conf.d/50.conf": "[Journal]\nStorage=volatile\n"}, "journald", "Storage", "persistent"),
        ({**COREDUMP}, "coredump", "ProcessSizeMax", "0"),
        ({PWQUALITY: "", f"{QUALITY_D}/50.conf": "minlen = 8\n"}, "pwquality", "minlen", 14),
        ({PWQUALITY: ""}, "pwquality", "enforce_for_root", 1),
        ({LIMITS: "* - core unlimited\n"}, "limits", "* hard core", 0),
    ],
)
def test_what_is_planned_is_then_found(tmp_path: Path, files: dict[str, str], name: str, key: str, want: t.Any) -> None:
    (step,) = fix(ask(tmp_path, files, name, key), name, key, want)
    assert isinstance(step, Lines)
    (reading,) = ask(tmp_path, {step.path: f"# Ours.\n\n# area.name\n{step.text}\n"}, name, key)
    assert (reading.value, reading.source.partition(":")[0]) == (want, step.path)
