# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Fills the names a family uses into a control: "{units.ssh}" is ssh.service here and sshd.service there."""

from __future__ import annotations

import re
import typing as t

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")


class UnknownName(Exception):
    """A placeholder that a family's platform file does not have at all."""


class NoSuchName(Exception):
    """A placeholder that a family's platform file says it has no such thing for (null)."""


def placeholders(value: t.Any) -> list[str]:
    """The names that a value asks for."""
    if isinstance(value, str):
        return PLACEHOLDER.findall(value)
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [name for part in parts for name in placeholders(part)]


def fill(value: t.Any, platform: dict[str, t.Any]) -> t.Any:
    """The value in the family's own names; a text that is nothing but a placeholder takes the name's value as it is."""
    if isinstance(value, str):
        return _fill_text(value, platform)
    if isinstance(value, dict):
        return {_fill_text(key, platform): fill(item, platform) for key, item in value.items()}
    if isinstance(value, list):
        return [part for item in value for part in _spliced(item, platform)]
    return value


def _spliced(item: t.Any, platform: dict[str, t.Any]) -> list[t.Any]:
    """A list named inside a list becomes part of it."""
    filled = fill(item, platform)
    return filled if isinstance(item, str) and isinstance(filled, list) else [filled]


def _fill_text(text: str, platform: dict[str, t.Any]) -> t.Any:
    whole = PLACEHOLDER.fullmatch(text)
    return _look_up(whole[1], platform) if whole else PLACEHOLDER.sub(lambda found: _word(found[1], platform), text)


def _word(name: str, platform: dict[str, t.Any]) -> str:
    value = _look_up(name, platform)
    if isinstance(value, (dict, list)):
        raise UnknownName(f"{{{name}}} is a list or mapping for {platform['family']}, so it cannot stand inside a longer text")
    return str(value)


def _look_up(name: str, platform: dict[str, t.Any]) -> t.Any:
    here: t.Any = platform
    for part in name.split("."):
        if not isinstance(here, dict) or part not in here:
            raise UnknownName(f"{{{name}}} is no name in platforms/{platform['family']}.yml")
        here = here[part]
    if here is None:
        raise NoSuchName(f"{platform.get('title') or platform['family']} has no {name.rpartition('.')[2].replace('_', ' ')}")
    return here
