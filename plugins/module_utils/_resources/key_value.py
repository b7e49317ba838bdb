# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Configuration files of keys and values: the value that counts, and the line that decides it. One format is one entry of FORMATS."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import (
    _key_value_apt,
    _key_value_auditd,
    _key_value_faillock,
    _key_value_ini,
    _key_value_limits,
    _key_value_login_defs,
    _key_value_pwquality,
    _key_value_systemd,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Wanted

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import Format, Said

FORMATS: dict[str, Format] = {
    "apt": _key_value_apt.FORMAT,
    "auditd": _key_value_auditd.FORMAT,
    "coredump": _key_value_systemd.FORMAT_COREDUMP,
    "dnf": _key_value_ini.FORMAT_DNF,
    "dnf_automatic": _key_value_ini.FORMAT_AUTOMATIC,
    "faillock": _key_value_faillock.FORMAT,
    "journald": _key_value_systemd.FORMAT_JOURNALD,
    "limits": _key_value_limits.FORMAT,
    "login_defs": _key_value_login_defs.FORMAT,
    "pwquality": _key_value_pwquality.FORMAT,
}
NOT_SET = ""


def observe(host: Host, format: str, key: str, section: str = "", default: t.Any = None) -> list[Reading]:  # noqa: A002 - the word that controls use
    """The value of a key and the file:line that decides it; numbers as numbers, all else as text. More readings than one where it depends on whom.

    section: where the format has sections. default: what the program takes where nothing sets the key; without it the value is then "".
    SubjectMissing where the program is not there, ObservationError at a line that it can make nothing of.
    """
    if format not in FORMATS:
        raise ObservationError(f"cannot read a file of the format {format!r}: give one of {', '.join(FORMATS)}")
    return [_reading(host, format, key, default, said) for said in FORMATS[format].read(host, key, section)]


def _reading(host: Host, name: str, key: str, default: t.Any, said: Said) -> Reading:
    if said.text is not None:
        value, source = FORMATS[name].typed(key, said.text, said.source), said.source
    elif default is not None:
        value, source = default, f"default of {name} (not set in {said.source})"
    else:
        return Reading(NOT_SET, f"not set in {said.source}", said.aspect)
    value, why = FORMATS[name].meant(host, key, value)
    return Reading(value, f"{source}{why}", said.aspect)


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """A line in our drop-in, or in the file itself where the format has none."""
    return FORMATS[args["format"]].plan(readings, Wanted(args["key"], args.get("section", ""), str(want)))
