# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import os_release
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ID=debian", "debian"),
        ("  ID=debian", "debian"),
        ("ID=debian   ", "debian"),
        ("ID=debian # a comment", "debian"),
        ("ID=a#b", "a#b"),
        ("ID=", ""),
        ('ID=""', ""),
        ("ID='single $quoted\"'", 'single $quoted"'),
        ("ID='back\\slash'", "back\\slash"),
        ('ID="double quoted"', "double quoted"),
        ('ID="say \\"hi\\" for \\$5 \\`now\\` \\\\"', 'say "hi" for $5 `now` \\'),
        ('ID="kept \\n as it is"', "kept \\n as it is"),
        ('ID="in = it"', "in = it"),
        ("ID=es\\ caped", "es caped"),
        ("ID=Größe", "Größe"),
        ("\ufeffID=debian", "debian"),
        ("ID=debian\r", "debian"),
        ("ID=first\nID=last", "last"),
        ("ID=first\n#ID=comment", "first"),
        # What a shell would not take as one assignment.
        ("ID=Fedora Linux", None),
        ('ID="open', None),
        ("ID='open", None),
        ('ID="two"parts', None),
        ('ID="two" "parts"', None),
        ("ID=$(reboot)", None),
        ("ID=`reboot`", None),
        ("ID=a;b", None),
        ("ID=dangling\\", None),
        ("ID = debian", None),
        ("export ID=debian", None),
        ("1ID=debian", None),
        ("ID", None),
        ("=debian", None),
        ("X=1\u2028ID=debian", None),
        ("X=1\x0cID=debian", None),
    ],
)
def test_parse(line: str, expected: str | None) -> None:
    assert os_release.parse(line).get("ID") == expected


def test_a_bad_line_does_not_take_the_good_ones_with_it() -> None:
    assert os_release.parse('NAME="open\nID=debian\n\n???\nVERSION_ID="12"\n') == {"ID": "debian", "VERSION_ID": "12"}


DEBIAN = 'ID=debian\nVERSION_ID="12"\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"/etc/os-release": DEBIAN}, ("debian", "12")),
        ({"/usr/lib/os-release": DEBIAN}, ("debian", "12")),
        ({"/etc/os-release": "-> ../usr/lib/os-release", "/usr/lib/os-release": DEBIAN}, ("debian", "12")),
        ({"/etc/os-release": DEBIAN, "/usr/lib/os-release": "ID=ubuntu\n"}, ("debian", "12")),
        ({"/etc/os-release": "", "/usr/lib/os-release": DEBIAN}, ("debian", "12")),
        ({"/etc/os-release": "-> gone", "/etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=12.04\n"}, ("ubuntu", "12.04")),
        ({"/etc/os-release": 'NAME="Home made"\n'}, ("linux", None)),
        ({"/etc/os-release": "ID=openEuler\n"}, ("openeuler", None)),
        ({"/etc/lsb-release": "LSB_VERSION=4.0\n", "/etc/redhat-release": "CentOS release 6.10 (Final)\n"}, ("centos", "6.10")),
        ({"/etc/lsb-release": "DISTRIB_ID=LinuxMint\nDISTRIB_RELEASE=17\n"}, ("linuxmint", "17")),
        ({"/etc/redhat-release": "Red Hat Enterprise Linux Server release 6.10 (Santiago)\n"}, ("rhel", "6.10")),
        ({"/etc/redhat-release": "Red Hat Enterprise Linux release 8.10 (Ootpa)"}, ("rhel", "8.10")),
        ({"/etc/redhat-release": "Red Hat Enterprise Linux Workstation release 7.9 (Maipo)"}, ("rhel", "7.9")),
        ({"/etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n"}, ("centos", "7.9.2009")),
        ({"/etc/redhat-release": "CentOS Stream release 9\n"}, ("centos", "9")),
        ({"/etc/redhat-release": "Rocky Linux release 9.3 (Blue Onyx)\n"}, ("rocky", "9.3")),
        ({"/etc/redhat-release": "AlmaLinux release 9.6 (Sage Margay)\n"}, ("almalinux", "9.6")),
        ({"/etc/redhat-release": "Fedora release 43 (Forty Three)\n"}, ("fedora", "43")),
        ({"/etc/redhat-release": "CloudLinux Server release 5.11 (Vladislav Volkov)\n"}, ("cloudlinux", "5.11")),
        ({"/etc/system-release": "Amazon Linux release 2 (Karoo)\n"}, ("amzn", "2")),
        ({"/etc/system-release": "Amazon Linux AMI release 2018.03\n"}, ("amzn", "2018.03")),
        (
            {"/etc/oracle-release": "Oracle Linux Server release 6.10\n", "/etc/redhat-release": "Red Hat Enterprise Linux Server release 6.10\n"},
            ("ol", "6.10"),
        ),
        ({"/etc/redhat-release": "something else entirely\n"}, ("unknown", None)),
        ({"/etc/debian_version": "6.0.10\n"}, ("debian", "6")),
        ({"/etc/debian_version": "forky/sid\n"}, ("debian", None)),
        ({"/etc/debian_version": "\n"}, ("unknown", None)),
        ({}, ("unknown", None)),
    ],
)
def test_which_file_counts(files: dict[str, str], expected: tuple[str, str | None], tmp_path: Path) -> None:
    said = os_release.identity(os_release.read(FixtureHost(make_root(tmp_path, files))))
    assert (said["id"], said["version"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VERSION_CODENAME=bookworm", "bookworm"),
        ('VERSION="8 (jessie)"', "jessie"),
        ('VERSION="9.3 (Blue Onyx)"', "blue onyx"),
        ('VERSION="40 (Server Edition)"\nVERSION_CODENAME=""', None),
        ('VERSION="40 (KDE Plasma)"\nVARIANT="KDE Plasma"', None),
        ('VERSION="24.03 (LTS-SP2)"', None),
        ('VERSION="2.0 (x86_64)"', None),
        ('VERSION="9"', None),
        ("", None),
    ],
)
def test_codename(text: str, expected: str | None) -> None:
    assert os_release.identity(os_release.parse(text))["codename"] == expected


def test_identity_of_a_full_record() -> None:
    text = 'NAME="Oracle Linux Server"\nID="ol"\nID_LIKE="Fedora rhel"\nVERSION_ID="9.1"\nVARIANT_ID="server"\n'
    assert os_release.identity(os_release.parse(text)) == {
        "id": "ol",
        "id_like": ["fedora", "rhel"],
        "name": "Oracle Linux Server",
        "pretty_name": "Oracle Linux Server 9.1",
        "version": "9.1",
        "major": 9,
        "codename": None,
        "variant": "server",
    }


@pytest.mark.parametrize(("version", "major"), [("24.04", 24), ("9", 9), ("2018.03", 2018), ("rawhide", None), ("", None)])
def test_major(version: str, major: int | None) -> None:
    assert os_release.identity({"VERSION_ID": version})["major"] == major
