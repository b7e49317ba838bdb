# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which files an interpreter needs of a lock, and where they are fetched from."""

from __future__ import annotations

import concurrent.futures
import typing as t
import urllib.parse

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _index, _markers
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import (
    INDEX_UNREACHABLE,
    LOCK_WRONG_PYTHON,
    NO_WHEEL,
    WHEELHOUSE_MISSING,
    PythonError,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import File, Package, canonical
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse import _pages, _tags
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._shelf import Shelf

AT_ONCE = 4
# That the index does not help either says less than why the lock's own address did not.
NOT_HAD = (INDEX_UNREACHABLE, WHEELHOUSE_MISSING)
Python = t.Mapping[str, t.Any]


class Item(t.NamedTuple):
    """A file that is needed, and the name of its project."""

    project: str
    file: File


def wanted(lock: t.Mapping[str, t.Any], python: Python) -> list[Package]:
    """The packages that an interpreter needs; PythonError where the lock is not for it."""
    environment = _markers.environment(python)
    full = environment["python_full_version"]
    if not _markers.satisfies(lock["requires_python"], full):
        raise PythonError(LOCK_WRONG_PYTHON, f"the lock is for Python {lock['requires_python']}, and this is {full}; lock for it, or give another python")
    if lock["environments"] and not any(_markers.evaluate(marker, environment) for marker in lock["environments"]):
        those = " or ".join(lock["environments"])
        raise PythonError(LOCK_WRONG_PYTHON, f"the lock is for {those} alone, and this is none of them; lock for it, or give another python")
    return [package for package in lock["packages"] if _markers.evaluate(package["marker"], environment)]


class Gatherer:
    """Chooses files for one interpreter, and fetches what is not on the shelf yet."""

    def __init__(self, shelf: Shelf, source: Source, index_first: bool) -> None:
        """index_first: ask the index for everything, and not the addresses that a lock has."""
        self.shelf, self.source, self.index_first = shelf, source, index_first
        # hosts that a lock has addresses at and that do not answer -> a sentence on that
        self.silent: dict[str, str] = {}

    def plan(self, packages: list[Package], python: Python, allow_sdist: bool) -> list[Item]:
        """A file of each package; PythonError with all of those that have none."""
        rank = _tags.ranks(python)
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            listed = list(pool.map(self._listed, packages))
        found, lacking, absent = [], [], []
        for package, files in zip(packages, listed):
            file = _tags.best(files, rank) or (_archive(files) if allow_sdist else None)
            if file:
                found.append(Item(package["name"], file))
            elif self.source.offline and not files:
                absent.append(f"{package['name']} {package['version']}")
            else:
                lacking.append(f"{package['name']} {package['version']} ({_has(files)})")
        if absent:
            raise self._not_here(absent)
        if lacking:
            what = f"no wheel that fits {_tags.shown(rank)} (Python {python['version']})"
            cure = (
                "lock versions that have one, put a wheel of your own into your index and lock again, or set allow_sdist to true and have it built on the host"
            )
            raise PythonError(NO_WHEEL, f"there is {what} of {', '.join(lacking)}; {cure}")
        return found

    def _listed(self, package: Package) -> list[File]:
        """The files of a package that the lock allows: those that it lists, else those of the index, else those that are here."""
        if package["files"]:
            return [file for file in package["files"] if file["hash"]]
        allowed = set(package["hashes"])
        files = self._asked(package["name"])
        return [file for file in files if file["hash"] in allowed]

    def _asked(self, project: str) -> list[File]:
        if self.source.offline:
            return self.shelf.files()
        try:
            return _pages.files(self.source, project)
        except PythonError as exc:
            here = [file for file in self.shelf.files() if canonical(file["name"]).startswith(f"{project}-")]
            if exc.code != INDEX_UNREACHABLE or not here:
                raise
            return here

    def missing(self, items: t.Iterable[Item]) -> list[Item]:
        """Those that are not on the shelf."""
        return [item for item in items if not self.shelf.has(item.file)]

    def fetch(self, items: t.Iterable[Item]) -> list[str]:
        """Put what is missing on the shelf; the names of what was fetched."""
        items = list(items)
        if not self.missing(items):
            return []
        with self.shelf.alone():
            missing = self.missing(items)
            if missing and self.source.offline:
                raise self._not_here([item.file["name"] for item in missing])
            with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
                pending = [pool.submit(self._fetch, item) for item in missing]
                try:
                    return sorted(done.result() for done in pending)
                except PythonError:
                    pool.shutdown(cancel_futures=True)
                    raise

    def _not_here(self, what: list[str]) -> PythonError:
        cure = "offline is asked for; put it there, or fetch it once"
        return PythonError(WHEELHOUSE_MISSING, f"{self.shelf.path} on the controller has no {', '.join(what)}, and {cure}")

    def _fetch(self, item: Item) -> str:
        address = item.file["url"]
        if not address or self.index_first:
            return self._keep(item, self._of_index(item))
        try:
            return self._of_lock(item, address)
        except PythonError as exc:
            if exc.code != INDEX_UNREACHABLE:
                raise
            try:
                # the lock was made with a mirror that is not to be had from here; by its hash it is the same file
                return self._keep(item, self._of_index(item))
            except PythonError as second:
                if second.code not in NOT_HAD:
                    raise
                raise exc from None

    def _of_lock(self, item: Item, address: str) -> str:
        """By the lock's own address; who did not answer for one file is not asked for another, and is still what is told of."""
        host = urllib.parse.urlsplit(address).netloc
        if host in self.silent:
            raise PythonError(INDEX_UNREACHABLE, self.silent[host])
        try:
            return self._keep(item, address)
        except PythonError as exc:
            if exc.code == INDEX_UNREACHABLE and not isinstance(exc, _index.NotThere):
                self.silent[host] = exc.sentence
            raise

    def _of_index(self, item: Item) -> str:
        """Where the index has the very same file."""
        listed = [file["url"] for file in _pages.files(self.source, item.project) if file["hash"] == item.file["hash"]]
        if not listed:
            cure = "give another one in index_url, or put the file into the cache"
            sentence = f"{self.source.index_url} has no {item.file['name']} with the hash of the lock; {cure}"
            raise PythonError(WHEELHOUSE_MISSING, self.source.masked(sentence))
        return listed[0]

    def _keep(self, item: Item, address: str) -> str:
        self.shelf.add(item.file, _index.stream(self.source, address), self.source.masked(address.partition("?")[0]))
        return item.file["name"]


def _archive(files: list[File]) -> File | None:
    """The source archive among the files of a package."""
    return next((file for file in files if not file["name"].endswith(".whl")), None)


def _has(files: list[File]) -> str:
    wheels = sum(file["name"].endswith(".whl") for file in files)
    if wheels:
        return f"it has {wheels} for others"
    return "it has a source archive alone" if files else "nothing with the hashes of the lock was found"
