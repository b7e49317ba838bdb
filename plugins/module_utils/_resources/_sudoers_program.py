# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What the two programs that are called sudo take where nothing sets an option, and what the newer one does not know."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, SubjectMissing

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# What sudo -V says of an option that is on, or before its value (plugins/sudoers/def_data.in, 1.8.29 to 1.9.16).
WORDS = {
    "authenticate": "Require users to authenticate by default",
    "env_reset": "Reset the environment to a default set of variables",
    "log_allowed": "Log when a command is allowed by sudoers",
    "log_denied": "Log when a command is denied by sudoers",
    "rootpw": "Prompt for root's password, not the users's",
    "runaspw": "Prompt for the runas_default user's password, not the users's",
    "targetpw": "Prompt for the target user's password, not the users's",
    "use_pty": "Always run commands in a pseudo-tty",
}
VALUES = {
    "exempt_group": "Users in this group are exempt from password and PATH requirements: ",
    "logfile": "Path to log file: ",
    "secure_path": "Value to override user's $PATH with: ",
    "syslog": "Syslog facility if syslog is being used for logging: ",
    "syslog_badpri": "Syslog priority to use when user authenticates unsuccessfully: ",
    "syslog_goodpri": "Syslog priority to use when user authenticates successfully: ",
    "timestamp_timeout": "Authentication timestamp timeout: ",
}
# What it takes where "Defaults:root" says otherwise, so that sudo -V, asked by root, does not tell.
USUAL = {"authenticate": True, "env_reset": True, "log_allowed": True, "log_denied": True, "syslog": "authpriv", "timestamp_timeout": 5}
# sudo-rs (0.2.5): the options that it knows, and those whose effect it always has. It logs to syslog whatever happens.
DEFAULTS_RS: dict[str, t.Any] = {"use_pty": True, "timestamp_timeout": 15, "secure_path": "", "rootpw": False, "targetpw": False}
ALWAYS_RS: dict[str, t.Any] = {"authenticate": True, "env_reset": True, "exempt_group": "", "syslog": "auth"}


class Sudo(t.NamedTuple):
    """Which sudo it is, and the values it has where no file sets them; always: those that no file can change."""

    name: str
    is_rs: bool
    defaults: dict[str, t.Any]
    always: dict[str, t.Any]

    def default(self, option: str) -> t.Any:
        """The value of an option that nothing sets; NotApplicable where this sudo has no such option."""
        if self.is_rs and option not in self.defaults:
            raise NotApplicable(f"this is {self.name}, which has no {option}")
        return self.defaults.get(option, False if option in WORDS else "")


def known(host: Host) -> Sudo:
    """The sudo of a host. SubjectMissing where there is none."""
    if host.which("sudo") is None:
        raise SubjectMissing("there is no sudo on this host")
    return host.remember("sudo", lambda: parse(_version(host)))


def _version(host: Host) -> str:
    """What sudo -V writes; sudo-rs does so where errors go."""
    return host.run("sudo", "-V") or host.execute("sudo", "-V").stderr


def parse(text: str) -> Sudo:
    """What sudo -V says, asked by root."""
    first = text.strip().partition("\n")[0].strip()
    if first.startswith("sudo-rs"):
        return Sudo(first, True, DEFAULTS_RS, ALWAYS_RS)
    told = [line.strip() for line in text.splitlines()]
    flags = {option: words in told for option, words in WORDS.items()}
    values = {option: line[len(words) :].strip() for option, words in VALUES.items() for line in told if line.startswith(words.strip())}
    return Sudo(first, False, {**flags, **{option: typed(option, value) for option, value in values.items()}}, {})


def typed(option: str, value: str | bool) -> t.Any:
    """The value of an option as controls have it: minutes as a number, a text, or whether it is on."""
    if option == "timestamp_timeout":
        return _minutes("0" if value is False else str(value))
    if option not in VALUES:
        return value
    if value is True:
        return USUAL.get(option, "")
    return "" if value is False or value == "none" else value


def _minutes(text: str) -> int | float | str:
    found = re.fullmatch(r"(-?[0-9]*\.?[0-9]+)(?:\s*minutes)?", text)
    number = float(found[1]) if found else 0.0
    return text if not found else int(number) if number == int(number) else number
