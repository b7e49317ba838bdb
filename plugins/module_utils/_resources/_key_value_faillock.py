# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""When failed logins lock an account: faillock.conf, then what PAM gives pam_faillock as arguments."""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _pam_settings, _pam_stack
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said, Wanted

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

PATH = "/etc/security/faillock.conf"
VENDOR = "/usr/lib/security/faillock.conf"
MODULE = "pam_faillock.so"
MODULE_FILES = ("/usr/lib/*/security/pam_faillock.so", "/usr/lib*/security/pam_faillock.so", "/lib/*/security/pam_faillock.so")
# The services by which people come in, and become others.
SERVICES = ("login", "sshd", "su", "sudo")
FLAGS = ("audit", "even_deny_root", "local_users_only", "no_log_info", "nodelay", "silent")
NEVER = "never"
# A lock that never ends counts as the longest that it takes: MAX_TIME_INTERVAL of pam_faillock.
LONGEST = 604_800
TIMES = ("root_unlock_time", "unlock_time")


def _is_good(key: str, text: str) -> bool:
    return key in FLAGS or text.isdigit() or (key in TIMES and text == NEVER)


def _value(key: str, text: str) -> str:
    """What it comes to: 1 for a flag, 0 for never."""
    return "1" if key in FLAGS else "0" if text == NEVER else text


def _in_file(host: Host, path: str, key: str) -> Said:
    """What a file says."""
    found = _pam_settings.last(host.read(path) or "", key, lambda text: _is_good(key, text))
    return Said(_value(key, found[0]), f"{path}:{found[1]}") if found else Said(None, path)


def _entries(host: Host) -> list[_pam_stack.Entry]:
    """The lines of pam_faillock in the stacks of people's services, each once."""
    stacks = [_pam_stack.stack(host, service, kind) for service in SERVICES for kind in ("auth", "account") if _pam_stack.path_of(host, service)]
    return list(dict.fromkeys(each for entries in stacks for each in _pam_stack.reached(entries) if each.module == MODULE))


def read(host: Host, key: str, section: str) -> list[Said]:
    """What holds for each line of pam_faillock, told once where it is the same; what its file says where PAM has none.

    SubjectMissing where the module is not there.
    """
    main = PATH if host.stat(PATH) or not host.stat(VENDOR) else VENDOR
    entries = _entries(host)
    if not entries and not host.stat(main) and not any(host.glob(pattern) for pattern in MODULE_FILES):
        raise SubjectMissing(f"there is neither {PATH} nor {MODULE}, so pam_faillock is not here")
    found = []
    for entry in entries:
        said = entry.argument(key)
        if said is None or not _is_good(key, said):
            found.append(_in_file(host, entry.argument("conf") or main, key))
        else:
            found.append(Said(_value(key, said), entry.source, entry.source))
    return list(dict.fromkeys(found)) or [_in_file(host, main, key)]


def typed(key: str, text: str, source: str) -> int:
    """A number; of a time, the longest there is where it never ends."""
    return LONGEST if key in TIMES and int(text) == 0 else int(text)


def plan(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """A line in faillock.conf, which has no drop-ins; Unfixable where an argument or another file decides."""
    for each in readings:
        if str(each.value) != wanted.text and each.aspect:
            raise Unfixable(f"the argument of {MODULE} in {each.source} wins over {PATH}; take {wanted.key} away there")
        path = each.source.partition(":")[0]
        if path.startswith("/") and path not in (PATH, VENDOR):
            raise Unfixable(f"{path} is what {MODULE} is told to read; set {wanted.key} there")
    return [Edit(PATH, functools.partial(_pam_settings.with_setting, wanted.key, "" if wanted.key in FLAGS else wanted.text))]


FORMAT = Format(read, plan, typed)
