# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Versions of Python packages: their order, and what a specifier such as >=3.11,<4 lets through (PEP 440)."""

from __future__ import annotations

import operator
import re
import typing as t

_PRE = r"(?:[._-]?(?P<pre>alpha|beta|preview|pre|rc|a|b|c)[._-]?(?P<pre_number>[0-9]*))?"
_POST = r"(?:-(?P<post_bare>[0-9]+)|[._-]?(?P<post>post|rev|r)[._-]?(?P<post_number>[0-9]*))?"
_DEV = r"(?:[._-]?(?P<dev>dev)[._-]?(?P<dev_number>[0-9]*))?"
_LOCAL = r"(?:\+(?P<local>[a-z0-9]+(?:[._-][a-z0-9]+)*))?"
_VERSION = re.compile(rf"v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\.[0-9]+)*){_PRE}{_POST}{_DEV}{_LOCAL}", re.IGNORECASE | re.ASCII)
_CLAUSE = re.compile(r"\s*(===|==|~=|!=|<=|>=|<|>)\s*([^\s;)]+)\s*")
_LITERAL = re.compile(r"[^\s;)]+")
# dev-only releases stand before every pre-release, final ones after all of them
_RANK = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}
_DEV_ONLY, _FINAL = -1, 3


class VersionError(ValueError):
    """What is neither a version nor a specifier of versions."""


class Version(t.NamedTuple):
    """A version, its parts in the order in which they count; release has no zeros at its end."""

    epoch: int
    release: tuple[int, ...]
    pre: tuple[int, int]
    post: tuple[int, int]
    dev: tuple[int, int]
    local: tuple[tuple[int, str], ...]

    @property
    def of_pre(self) -> bool:
        """Whether it is a pre-release or a development release."""
        return self.pre[0] != _FINAL or self.dev[0] == 0

    @property
    def public(self) -> Version:
        """It without its local part."""
        return self._replace(local=())


def parse(text: str) -> Version:
    """The version in a text; VersionError where it is none."""
    found = _VERSION.fullmatch(text.strip())
    if not found:
        raise VersionError(f"{text!r} is no version; one looks like 3.11.2")
    part = found.groupdict()
    release = [int(number) for number in part["release"].split(".")]
    while release and not release[-1]:
        release.pop()
    has_post = part["post"] is not None or part["post_bare"] is not None
    post = (1, int(part["post_bare"] or part["post_number"] or 0)) if has_post else (0, 0)
    dev = (0, int(part["dev_number"] or 0)) if part["dev"] else (1, 0)
    rank = _RANK.get((part["pre"] or "").lower(), _DEV_ONLY if part["dev"] and not has_post else _FINAL)
    local = tuple(_local(piece) for piece in re.split(r"[._-]", part["local"].lower())) if part["local"] else ()
    return Version(int(part["epoch"] or 0), tuple(release), (rank, int(part["pre_number"] or 0)), post, dev, local)


def _local(piece: str) -> tuple[int, str]:
    return (int(piece), "") if piece.isdigit() else (-1, piece)


def _below(seen: Version, bound: Version) -> bool:
    """<V leaves out the pre-releases of V itself, unless V is one."""
    return seen < (bound if bound.of_pre else bound._replace(pre=(_FINAL if bound.post[0] else _DEV_ONLY, 0), dev=(0, 0)))


def _above(seen: Version, bound: Version) -> bool:
    """>V leaves out V with a local part, and the post-releases of V, unless V is one."""
    if seen.public <= bound:
        return False
    family = seen[:3] == bound[:3]
    return not (family and bound.post[0] == 0 and bound.dev[0] == 1 and seen.post[0])


def _equal(seen: Version, bound: Version) -> bool:
    return (seen if bound.local else seen.public) == bound


COMPARE: dict[str, t.Callable[[Version, Version], bool]] = {
    "==": _equal,
    "!=": lambda seen, bound: not _equal(seen, bound),
    "<=": lambda seen, bound: operator.le(seen.public, bound),
    ">=": lambda seen, bound: operator.ge(seen.public, bound),
    "<": _below,
    ">": _above,
}


def allows(compare: str, bound: str, version: str) -> bool:
    """Whether one clause lets a version through; VersionError where the clause is none, false where only the version is none."""
    bound = bound.strip()
    if compare == "===" and _LITERAL.fullmatch(bound):
        return version.lower() == bound.lower()
    test = _test(compare, bound)
    try:
        return test(parse(version))
    except VersionError:
        return False


def _test(compare: str, bound: str) -> t.Callable[[Version], bool]:
    if compare in ("==", "!=") and bound.endswith(".*"):
        prefix, release = _prefix(bound[:-2])
        return lambda seen: _begins(seen, prefix, release) is (compare == "==")
    wanted = parse(bound)
    if wanted.local and compare not in ("==", "!="):
        raise VersionError(f"{compare}{bound}: a local part such as +1 is for == and != alone")
    if compare == "~=":
        release = _release(bound)
        if len(release) < 2:
            raise VersionError(f"~={bound} needs two numbers at least, such as ~={bound}.0")
        return lambda seen: seen.public >= wanted and _begins(seen, wanted, release[:-1])
    known = COMPARE.get(compare)
    if known is None:
        raise VersionError(f"{compare} does not compare versions; use one of ===, ~=, {', '.join(COMPARE)}")
    return lambda seen: known(seen, wanted)


def _prefix(text: str) -> tuple[Version, tuple[int, ...]]:
    version = parse(text)
    if version.of_pre or version.post[0] or version.local:
        raise VersionError(f"{text}.* may not have a pre, post, dev or local part before the star")
    return version, _release(text)


def _release(text: str) -> tuple[int, ...]:
    """The numbers of a version as they are written, zeros at the end with them."""
    found = _VERSION.fullmatch(text.strip())
    return tuple(int(number) for number in found["release"].split(".")) if found else ()


def _begins(seen: Version, bound: Version, release: tuple[int, ...]) -> bool:
    padded = seen.release + (0,) * (len(release) - len(seen.release))
    return seen.epoch == bound.epoch and padded[: len(release)] == release


def satisfies(specifiers: str, version: str) -> bool:
    """Whether a version is what all the specifiers of a text such as ">=3.11,<4" allow; an empty text allows every one."""
    # every one is read, so that one that is none is refused whatever stands before it
    judged = [allows(*_clause(clause), version) for clause in specifiers.split(",") if clause.strip()]
    return all(judged)


def _clause(text: str) -> tuple[str, str]:
    found = _CLAUSE.fullmatch(text)
    if not found:
        raise VersionError(f"{text.strip()!r} is no specifier of versions; one looks like >=3.11")
    return found[1], found[2]
