# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The day that a task is asked to judge by."""

from __future__ import annotations

import datetime
import typing as t

from ansible.errors import AnsibleActionFail


def day(text: t.Any, purpose: str) -> datetime.date:
    """The day of the option date; today where it is not given. purpose: what cannot be done with anything else."""
    if text in (None, ""):
        return datetime.date.today()
    try:
        return datetime.datetime.strptime(str(text), "%Y-%m-%d").date()
    except ValueError:
        raise AnsibleActionFail(f"cannot {purpose}: date is {text!r}, which is no day; write it as 2026-04-23") from None
