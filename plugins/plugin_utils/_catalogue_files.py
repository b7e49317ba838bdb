# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Reads the catalogue's YAML so that every complaint can name a file and a line."""

from __future__ import annotations

import pathlib
import re
import typing as t

import yaml

Steps = t.Sequence[t.Union[str, int]]
SUFFIXES = (".yml", ".yaml")


class CatalogueError(Exception):
    """Something is wrong with what should be true, or with how it was asked for: one sentence that says where and what to do."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which only true and false are booleans, and 0644 is text: "PermitRootLogin no" is a word, a mode is octal."""


_PLAIN = {"tag:yaml.org,2002:bool": r"true|True|TRUE|false|False|FALSE", "tag:yaml.org,2002:int": r"[-+]?(?:0|[1-9][0-9]*)"}
_DROPPED = (*_PLAIN, "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _DROPPED] for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(f"^(?:{_PLAIN['tag:yaml.org,2002:bool']})$"), list("tTfF"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(f"^(?:{_PLAIN['tag:yaml.org,2002:int']})$"), list("-+0123456789"))


class Document:
    """One file: its data, and where in it a thing stands."""

    def __init__(self, path: pathlib.Path, what: str) -> None:
        self.path = path
        self.what = what
        self._node: yaml.Node | None = None
        self.data: t.Any = self._read()

    def _read(self) -> t.Any:
        try:
            loader = _Loader(self.path.read_bytes())
            self._node = loader.get_single_node()
            self._refuse_twice(self._node)
            return None if self._node is None else loader.construct_document(self._node)
        except yaml.MarkedYAMLError as exc:
            mark = exc.problem_mark or exc.context_mark
            raise self._error(f"it is not valid YAML: {exc.problem or exc.context}", mark.line + 1 if mark else None) from exc
        except yaml.YAMLError as exc:
            raise self._error(f"it is not valid YAML: {' '.join(str(exc).split())}", None) from exc
        except OSError as exc:
            raise self._error(exc.strerror or str(exc), None) from exc

    def _refuse_twice(self, node: yaml.Node | None) -> None:
        """YAML keeps the last of two equal keys in silence; a control must not lose its first half that way."""
        for child in getattr(node, "value", ()) if isinstance(node, yaml.SequenceNode) else ():
            self._refuse_twice(child)
        seen: set[str] = set()
        for key, child in node.value if isinstance(node, yaml.MappingNode) else ():
            if key.value in seen:
                raise self._error(f'"{key.value}" is written twice in one block; keep one', key.start_mark.line + 1)
            seen.add(str(key.value))
            self._refuse_twice(child)

    def line(self, steps: Steps) -> int:
        """The line on which a part of the data stands, or the nearest part around it."""
        node, line = self._node, 1
        for step in steps:
            here = _child(node, step)
            if here is None:
                break
            node, line = here
        return line

    def error(self, steps: Steps, sentence: str) -> CatalogueError:
        """The sentence with the place it is about."""
        return self._error(sentence, self.line(steps))

    def _error(self, sentence: str, line: int | None) -> CatalogueError:
        place = f"{self.path}:{line}" if line else str(self.path)
        return CatalogueError(f"cannot load {self.what}: {place}: {sentence}")


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((value, key.start_mark.line + 1) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None


def documents(folder: pathlib.Path, what: str) -> list[Document]:
    """The YAML files of a folder, by name."""
    return [Document(path, what) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES and path.is_file()] if folder.is_dir() else []
