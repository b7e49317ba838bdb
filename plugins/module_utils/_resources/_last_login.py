# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""When accounts were last logged in to, as lastlog2 or lastlog tell it."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime, timedelta, timezone

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._account_files import User

COMMANDS = ("lastlog2", "lastlog")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# In the C locale: "alice  pts/0  192.0.2.7  Mon Nov 23 20:04:11 +0100 2026".
LINE = re.compile(r"^(?P<name>\S+) .*\w{3} (?P<month>\w{3}) +(?P<day>\d+) (?P<clock>[\d:]{8}) (?P<zone>[+-]\d{4}) (?P<year>\d{4})\s*$")
NEVER = "**Never logged in**"


class Logins(t.NamedTuple):
    """The last login of each account, in seconds since 1970, and the command that told."""

    times: dict[str, float]
    source: str

    def seconds(self, user: User) -> float:
        """The last login of one account; 0 where there was none."""
        return self.times.get(user.name, 0.0)


def parse(text: str, command: str) -> Logins:
    """The logins in a table of lastlog; a line that is neither a login nor a never raises ObservationError."""
    times = {}
    for number, line in enumerate(text.splitlines()[1:], start=2):
        found = LINE.match(line)
        if found and found["month"] in MONTHS:
            zone = timezone((1 if found["zone"][0] == "+" else -1) * timedelta(hours=int(found["zone"][1:3]), minutes=int(found["zone"][3:])))
            hour, minute, second = (int(part) for part in found["clock"].split(":"))
            day = datetime(int(found["year"]), MONTHS.index(found["month"]) + 1, int(found["day"]), hour, minute, second, tzinfo=zone)
            times[found["name"]] = day.timestamp()
        elif line.strip() and NEVER not in line:
            raise ObservationError(f"cannot make sense of line {number} that {command} printed: neither a date nor {NEVER}")
    return Logins(times, command)


def logins(host: Host) -> Logins:
    """The last logins, by the first of the two commands that is there."""
    command = next((name for name in COMMANDS if host.which(name)), None)
    if command is None:
        raise ObservationError("cannot tell when accounts were last used: neither lastlog2 nor lastlog is on this host")
    return parse(host.run(command), command)
