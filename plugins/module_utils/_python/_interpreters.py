# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Every interpreter of a host: found, asked all at once, and told whose it is."""

from __future__ import annotations

import concurrent.futures
import os
import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import ENVIRONMENT
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _discovery, _owners, _places, _processes, _trust
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import ANSWER, probe

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

Tables = t.Mapping[str, t.Any]
Interpreter = dict[str, t.Any]
Ask = t.Callable[..., Interpreter]

# Interpreters asked at a time: one that hangs does not hold up the others, and more than there are processors would hold up each other.
AT_A_TIME = max(2, min(4, os.cpu_count() or 1))
# The folders that uv gives its builds: cpython-3.13.1-linux-x86_64-gnu.
UV_BUILD = re.compile(r"/(cpython|pypy|graalpy|pyodide)-[0-9][^/]*-(linux|macos|windows)-[^/]+/")
PYENV_BUILD = re.compile(r"(.*)/versions/[^/]+(?:/envs/[^/]+)?/bin/[^/]+")
PYENV_MARKS = ("libexec/pyenv", "bin/pyenv", "shims")


@dataclass
class Survey:
    """One look at a host.

    tables: the data of interpreters.yml; family, os_id: which of its lines apply; shells: of this process first, of who logs in last;
    seconds: what each interpreter gets; myself: with whose rights this runs; unknown: what could not be looked at, and why.
    """

    host: Host
    tables: Tables
    family: str
    os_id: str
    shells: t.Sequence[_places.Shell]
    seconds: float = 10.0
    ask: Ask = probe
    myself: int = field(default_factory=os.geteuid)
    unknown: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> Tables:
        """The line of the family."""
        return t.cast("Tables", self.tables["families"].get(self.family) or self.tables["families"]["other"])

    def path_folders(self) -> list[str]:
        """The folders of every PATH, each once, those that are no absolute path left out."""
        return list(dict.fromkeys(folder for shell in self.shells for folder in shell.path if folder.startswith("/")))

    def interpreters(self, asked: t.Iterable[str] = ()) -> list[Interpreter]:
        """All interpreters, ordered by path. asked: what a user wants looked at besides, patterns among it."""
        search = _places.Search(self.host)
        search.folders(_places.expand(self.tables["folders"], self.shells))
        search.folders(map(_places.glob.escape, self.path_folders()))
        search.files(self.tables["files"])
        search.asked(asked)
        self.unknown.update(search.unknown)
        return sorted(self._owned(self._merged(self._told(search.result()))), key=lambda each: str(each["path"]))

    def _told(self, found: t.Sequence[_places.Found]) -> list[Interpreter]:
        with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
            answers = list(pool.map(self.one, [each.path for each in found]))
        return [{**answer, "realpath": each.realpath, "venv": bool(each.venv), "aliases": sorted(each.aliases)} for each, answer in zip(found, answers)]

    def one(self, path: str) -> Interpreter:
        """What one interpreter says, or why it was not asked."""
        try:
            account = _trust.account(self.host, path, self.myself)
        except (_trust.Untrusted, ObservationError) as exc:
            return {"path": path, "realpath": path, **dict.fromkeys(ANSWER), "broken": str(exc)}
        return {**self.ask(self.host.path(path, follow=False), self.seconds, account), "path": path}

    @staticmethod
    def _merged(told: t.Sequence[Interpreter]) -> list[Interpreter]:
        """A script that starts an interpreter is one more name of that interpreter."""
        real = {each["realpath"]: each for each in told if not each["venv"]}
        kept = []
        for each in told:
            behind = real.get(each["executable"])
            if behind is None or behind is each or each["venv"] or behind["broken"]:
                kept.append(each)
            else:
                behind["aliases"] = sorted({*behind["aliases"], each["path"], *each["aliases"]})
        return kept

    def _owned(self, told: list[Interpreter]) -> list[Interpreter]:
        """With the package of each, and the source."""
        owners, archives = self._packages(sorted({each["realpath"] for each in told if self.host.stat(each["realpath"])}))
        for each in told:
            owner = None if owners is None else owners.get(each["realpath"], _owners.Owner(""))
            each["package"] = owner.package if owner else None
            each["source"] = self._source(each, owner, archives)
        return told

    def _packages(self, paths: list[str]) -> tuple[dict[str, _owners.Owner] | None, dict[str, list[str]]]:
        """The owners of files, None where that cannot be told; and where packages came from, where that makes a difference."""
        if self.names["database"] is None:
            return None, {}
        try:
            owners = _owners.owners(self.host, self.names["database"], paths)
        except ObservationError as exc:
            self.unknown["package"] = str(exc)
            return None, {}
        others = sorted({owner.package for path, owner in owners.items() if path != self._system_path()})
        if not others or not any(rule.get("archive") and rule["family"] == self.family for rule in self.tables["sources"]):
            return owners, {}
        try:
            return owners, _owners.archives(self.host, others)
        except ObservationError as exc:
            self.unknown["source"] = str(exc)
            return owners, {}

    def _source(self, told: Interpreter, owner: _owners.Owner | None, archives: t.Mapping[str, list[str]]) -> str | None:
        path = told["realpath"]
        ours = path.startswith(("/usr/", "/bin/")) and not path.startswith("/usr/local/")
        if ours and owner is None:
            return None
        if ours and owner and owner.package:
            return next((rule["source"] for rule in self.tables["sources"] if self._fits(rule, owner, archives)), "distro")
        if UV_BUILD.search(path):
            return "uv"
        root = PYENV_BUILD.fullmatch(path)
        return "pyenv" if root and any(self.host.stat(f"{root[1]}/{mark}") for mark in PYENV_MARKS) else "other"

    def _fits(self, rule: Tables, owner: _owners.Owner, archives: t.Mapping[str, list[str]]) -> bool:
        tests = {
            "package": lambda pattern: re.fullmatch(pattern, owner.package),
            "vendor": lambda pattern: re.fullmatch(pattern, owner.vendor),
            "archive": lambda pattern: any(re.search(pattern, place) for place in archives.get(owner.package, ())),
        }
        applies = rule["family"] == self.family and self.os_id not in rule.get("except", ())
        return applies and all(bool(test(rule[name])) for name, test in tests.items() if name in rule)

    def _system_path(self) -> str | None:
        path = next((path for path in self.names["platform_python"] if self.host.stat(path, follow=False)), None)
        return _places.realpath(self.host, path) if path else None

    def system(self, told: t.Iterable[Interpreter]) -> Interpreter | None:
        """The system's own Python, by the name that people use; None where there is none."""
        real = self._system_path()
        own = next((each for each in told if each["realpath"] == real and not each["venv"]), None)
        if own is None:
            return None
        named = {own["path"], *own["aliases"]}
        return {**own, "path": next((path for path in reversed(self.names["platform_python"]) if path in named), own["path"])}

    def discovery(self, names: t.Sequence[str], told: t.Sequence[Interpreter]) -> tuple[str, str]:
        """The interpreter that Ansible's discovery would take, and why that is a risk. It sees the PATH of who logs in, which is the last shell's."""
        path = _discovery.takes(names, self.shells[-1].path, lambda path: _places.executable(self.host, path))
        known = next((each for each in told if path == each["path"] or path in each["aliases"]), None)
        taken = {**(known or self.one(path)), "path": path, "realpath": known["realpath"] if known else _places.realpath(self.host, path)}
        system = self.system(told)
        another = system is not None and taken["realpath"] != system["realpath"] and not taken["broken"]
        needs = self.names["bindings"]
        imports = self._imports(path, needs) if another and needs else None
        return path, _discovery.risk(taken, system, imports, f"{' or '.join(needs)}, which {self.names['package_module']} needs")

    def _imports(self, path: str, modules: t.Iterable[str]) -> bool | None:
        """Whether it can import one of these modules; None where it cannot be asked."""
        try:
            account = _trust.account(self.host, path, self.myself)
            for module in modules:
                ended = _processes.run((self.host.path(path, follow=False), "-I", "-B", "-c", f"import {module}"), self.seconds, ENVIRONMENT, account)
                if ended.returncode == 0:
                    return True
        except (_trust.Untrusted, ObservationError, _processes.Unanswered, OSError):
            return None
        return False
