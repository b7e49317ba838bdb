# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Audit rules: what is the same, and what covers what."""

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._audit_rules import Deed, keeps_silent, parse, verdict

# what auditctl 4.0.2 lists for perm=wa, shortened
LISTED = "open,truncate,rename,unlink,chmod,fchmod,setxattr,openat,fchownat,unlinkat,renameat,fchmodat,renameat2,openat2"
PEOPLE = frozenset(("auid>=1000", "auid!=unset"))
CHMOD = Deed("b64", "chmod", "", "", PEOPLE)
PASSWD = Deed("b64", "", "/etc/passwd", "w", frozenset())
REFUSED = Deed("b32", "open", "", "", PEOPLE | {"exit=EACCES"})
EMULATED = Deed("b64", "execve", "", "", frozenset(("euid!=uid compared", "auid!=unset")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-a always,exit -F arch=b64 -S chmod,fchmod -k a", "-a exit,always -F arch=x86_64 -S fchmod -S chmod -F key=b"),
        ("-w /etc/passwd -p wa -k a", "-a always,exit -F path=/etc/passwd -F perm=aw"),
        ("-w /etc/sudoers.d/ -p wa", "-a always,exit -S all -F dir=/etc/sudoers.d -F perm=wa -F key=x"),
        ("-w /etc/shadow", "-w /etc/shadow -p rwxa -k x"),
        ("-w /var/run/utmp -p wa", "-w /run/utmp -p wa"),
        ("-a always,exit -F arch=b64 -S open -F exit=-EACCES -F auid!=-1", "-a always,exit -F arch=b64 -S open -F exit=-13 -F auid!=4294967295"),
        ("-a always,exit -F arch=b64 -S open -F auid>999 -F loginuid!=unset", "-a always,exit -F arch=b64 -S open -F auid>=1000 -F auid!=-1"),
        ("-a always,exit -F arch=b64 -S execve -C euid!=uid", "-a always,exit -F arch=b64 -S execve -C uid!=euid -k x"),
        ("-a always,exit -F arch=b64 -S clock_settime -F a0=0", "-a always,exit -F arch=b64 -S clock_settime -F a0=0x0"),
        ("-a always,exit -F arch=b64 -S clock_settime -F a0=010", "-a always,exit -F arch=b64 -S clock_settime -F a0=0x8"),
        ("-a always,exit -F arch=b64 -S mount,429", "-a always,exit -F arch=b64 -S move_mount,mount"),
        ("-a always,exit -F arch=b64 -S open -F success=no", "-a always,exit -F arch=b64 -S open -F success=0"),
        ("-a always,exit -F arch=b64 -S execve -F path=/usr/bin/su -F perm=x", "-a always,exit -F arch=b64 -F path=/usr/bin/su -F perm=x"),
        (f"-a always,exit -F arch=b64 -S {LISTED} -F dir=/etc/pam.d -F perm=wa -F key=a", "-a always,exit -F arch=b64 -F dir=/etc/pam.d -F perm=wa"),
        ("# nothing\n\n-b 8192\n-f 1\n-D\n-e 2\nNo rules", ""),
        ("-w /a -p w\n-D\n-w /b -p w", "-w /b -p w"),
        ("-w /a -p w\n-w /b -p w\n-W /a -p w", "-w /b -p w"),
        ("-a never,task\n-w /b -p w\n-d never,task", "-w /b -p w"),
        ("-w /a -p w\n-A always,exit -F path=/b -F perm=w", "-w /b -p w\n-w /a -p w"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert parse(one) == parse(other)


@pytest.mark.parametrize(
    ("rules", "deed", "said"),
    [
        ("-a always,exit -F arch=b64 -S chmod -F auid>=1000 -F auid!=unset", CHMOD, "always"),
        ("-a always,exit -F arch=b64 -S chmod -F auid>=500 -F auid!=unset", CHMOD, "always"),
        ("-a always,exit -F arch=b64 -S chmod", CHMOD, "always"),
        ("-a always,exit -F arch=b64 -S all", CHMOD, "always"),
        ("-a always,exit -S chmod", CHMOD, "always"),
        ("-a always,exit -F arch=b64 -S chmod -F auid>=2000", CHMOD, ""),
        ("-a always,exit -F arch=b64 -S chmod -F success=1", CHMOD, ""),
        ("-a always,exit -F arch=b32 -S chmod", CHMOD, ""),
        ("-a always,exit -F arch=b64 -S fchmod", CHMOD, ""),
        ("-a always,exit -F arch=b64 -S chmod -F path=/etc/passwd", CHMOD, ""),
        ("-a always,exit -F dir=/ -F perm=a", CHMOD, ""),
        ("-a always,user -F uid=0", CHMOD, ""),
        ("-a never,exit -F arch=b64 -S chmod\n-a always,exit -F arch=b64 -S chmod", CHMOD, "never"),
        ("-a never,exit -F arch=b64 -S chmod -F auid=7\n-a always,exit -F arch=b64 -S chmod", CHMOD, "always"),
        ("-a always,exit -F arch=b64 -S chmod\n-A never,exit -F arch=b64 -S chmod", CHMOD, "never"),
        ("-w /etc/passwd -p wa", PASSWD, "always"),
        ("-w /etc -p wa", PASSWD, "always"),
        ("-a always,exit -F arch=b64 -S open,openat -F path=/etc/passwd -F perm=wa", PASSWD, ""),
        ("-w / -p w", PASSWD, "always"),
        ("-w /etc/passwd -p a", PASSWD, ""),
        ("-w /etc/pass -p wa", PASSWD, ""),
        ("-a always,exit -F arch=b32 -F path=/etc/passwd -F perm=wa", PASSWD, ""),
        ("-a always,exit -F path=/etc/passwd -F perm=wa -F auid>=1000", PASSWD, ""),
        ("-a always,exit -F arch=b64 -S open -F path=/etc/passwd", PASSWD, ""),
        ("-a always,exit -F arch=b32 -S open -F exit=-EACCES", REFUSED, "always"),
        ("-a always,exit -F arch=b32 -S open -F exit=-EPERM", REFUSED, ""),
        ("-a always,exit -F arch=b64 -S execve -C euid!=uid -F auid!=unset", EMULATED, "always"),
        ("-a always,exit -F arch=b64 -S execve -C euid=uid", EMULATED, ""),
        ("nonsense\n-a\n-w", EMULATED, ""),
    ],
)
def test_recorded(rules: str, deed: Deed, said: str) -> None:
    assert verdict(parse(rules), deed) == said


@pytest.mark.parametrize(
    ("rules", "silent"),
    [("-a never,task", True), ("-a task,never", True), ("-a never,task -F uid=7", False), ("-a never,exit", False), ("-a never,task\n-D", False), ("", False)],
)
def test_silence(rules: str, silent: bool) -> None:
    assert keeps_silent(parse(rules)) == silent
