# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Holds a file against its JSON schema, and says in one sentence where it does not fit."""

from __future__ import annotations

import difflib
import functools
import json
import pathlib
import sys
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import Document
    from jsonschema import Draft202012Validator

# A jsonschema.ValidationError; its own types say of each part that it may not be set.
Error = t.Any

SCHEMAS = pathlib.Path(__file__).resolve().parent / "catalogue" / "schema"
KINDS = {"array": "a list", "object": "a mapping", "string": "text", "number": "a number", "boolean": "true or false", "null": "null"}


@functools.cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a schema file."""
    try:
        import jsonschema
    except ImportError as exc:
        raise CatalogueError(
            f'cannot check a catalogue: the Python library jsonschema is missing; install it with "{sys.executable} -m pip install jsonschema"'
        ) from exc
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))


def check(name: str, document: Document) -> None:
    """Raise CatalogueError for the first place at which a file does not fit its schema."""
    errors = [(steps(error), error) for error in validator(name).iter_errors(document.data)]
    for where, error in sorted(errors, key=lambda item: (item[1].validator == "required", document.line(item[0])))[:1]:
        raise document.error(where, f"{subject(document.data, where)}{sentence(error)}")


def check_data(name: str, data: t.Any, what: str) -> None:
    """The same for data that came from no file."""
    for error in validator(name).iter_errors(data):
        place = "".join(f", entry {step + 1}" if isinstance(step, int) else "" for step in error.absolute_path)
        raise CatalogueError(f"cannot use {what}{place}: {sentence(error)}")


def steps(error: Error) -> list[str | int]:
    """Where it is wrong, down to the unknown word itself."""
    where = list(error.absolute_path)
    return [*where, *_unknown(error)[:1]] if error.validator == "additionalProperties" else where


def subject(data: t.Any, where: t.Sequence[str | int]) -> str:
    """Whose mistake it is: "control ssh.x: "."""
    if len(where) < 2 or where[0] != "controls" or not isinstance(where[1], int):
        return ""
    control = data["controls"][where[1]]
    named = isinstance(control, dict) and isinstance(control.get("id"), str)
    return f"control {control['id']}: " if named else f"control number {where[1] + 1}: "


def sentence(error: Error) -> str:
    """What is wrong, in words."""
    name = f'"{error.absolute_path[-1]}"' if error.absolute_path and isinstance(error.absolute_path[-1], str) else "it"
    shown = json.dumps(error.instance, default=str)
    value = f"{name} is {shown if len(shown) <= 60 else shown[:57] + '...'}, but has to"
    explain = SENTENCES.get(str(error.validator))
    return explain(error, value) if explain else f"{name}: {error.message}"


def _unknown(error: Error) -> list[str]:
    return sorted(set(error.instance) - set(error.schema.get("properties", {})))


def near(word: str, words: t.Iterable[str]) -> str:
    """ "; did you mean x?" where something like the word exists, otherwise what there is."""
    known = sorted(words)
    close = difflib.get_close_matches(word, known, n=3)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; there are {', '.join(known)}" if 0 < len(known) <= 12 else ""


def _type(error: Error, value: str) -> str:
    kinds = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    return f"{value} be {' or '.join(KINDS.get(kind, kind) for kind in kinds)}"


def _required(error: Error, value: str) -> str:
    missing = next(name for name in error.validator_value if name not in error.instance)
    return f'"{missing}" is missing'


def _additional(error: Error, value: str) -> str:
    word = _unknown(error)[0]
    return f'"{word}" is no word that can stand here{near(word, error.schema.get("properties", {}))}'


SENTENCES: dict[str, t.Callable[[t.Any, str], str]] = {
    "enum": lambda error, value: f"{value} be one of {', '.join(str(word) for word in error.validator_value)}",
    "type": _type,
    "required": _required,
    "additionalProperties": _additional,
    "pattern": lambda error, value: f"{value} look like {error.schema.get('examples', [error.validator_value])[0]}",
    "minLength": lambda error, value: f"{value} say something",
    "minItems": lambda error, value: f"{value} have an entry",
    "minProperties": lambda error, value: f"{value} have an entry",
    "uniqueItems": lambda error, value: f"{value} name each thing once",
}
