# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""How uv and pip are asked to install and remove: the same words for both."""

from __future__ import annotations

import contextlib
import os
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _commands, _failures, _tools
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source
from ansible_collections.groundwork.baseline.plugins.module_utils._python._wanted import Package


@dataclass(frozen=True)
class Job:
    """What is the same for all commands of one run. build: the packages that may be built from source, None for all."""

    tool: _tools.Tool
    source: Source
    scratch: str
    cache: str
    require_hashes: bool = True
    build: t.Collection[str] | None = ()
    context: _failures.Context = _failures.NOTHING

    def install(self, python: str, packages: t.Sequence[Package], again: t.Collection[str] = (), compiled: bool = True, trial: bool = False) -> None:
        """Install packages into the environment of an interpreter. again: those that are replaced though their version is there.

        Both tools fetch and check everything before they change anything.
        """
        if not packages:
            return
        path = os.path.join(self.scratch, "requirements.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{package.line}\n" for package in packages)
        argv = [*(self._uv(python) if self.tool.name == _tools.UV else self._pip(python)), "install", "--no-deps", "-r", path]
        argv += ["--require-hashes"] if self.require_hashes else []
        argv += self._binaries(packages)
        if self.tool.name == _tools.UV:
            argv += ["--python", python, *(["--compile-bytecode"] if compiled else [])]
            argv += [f"--reinstall-package={name}" for name in again]
            # what lies unpacked in the cache is not hashed again
            argv += ["--no-cache"] if again else []
        else:
            argv += ["--progress-bar", "off", "--no-warn-script-location", *([] if compiled else ["--no-compile"])]
            argv += ["--force-reinstall", "--no-cache-dir"] if again else []
        if self.source.wheelhouse:
            argv += ["--find-links", self.source.wheelhouse]
        argv += ["--no-index"] if self.source.offline else []
        self._run(python, argv, trial)

    def remove(self, python: str, names: t.Sequence[str]) -> None:
        """Remove packages from the environment of an interpreter."""
        if not names:
            return
        if self.tool.name == _tools.UV:
            self._run(python, [*self._uv(python), "uninstall", "--python", python, *names])
        else:
            self._run(python, [*self._pip(python), "uninstall", "--yes", *names])

    def _uv(self, _python: str) -> list[str]:
        return [self.tool.path, "pip"]

    def _pip(self, python: str) -> list[str]:
        return [python, "-I", os.path.join(self.tool.path, "pip")]

    def _binaries(self, packages: t.Sequence[Package]) -> list[str]:
        if self.build is None:
            return []
        if not self.build:
            return ["--only-binary", ":all:"]
        return [word for package in packages if package.name not in self.build for word in ("--only-binary", package.name)]

    def _run(self, python: str, argv: t.Sequence[str], trial: bool = False) -> None:
        environment = {**_commands.surroundings(self.scratch), **self.environment()}
        if trial and self.tool.name == _tools.UV:
            # thrown away at once, so it may share files with the cache
            environment["UV_LINK_MODE"] = "hardlink"
        try:
            ended = _commands.run(argv, environment, self.scratch, self.source.seconds)
        finally:
            # uv leaves a lock there that everybody can write; no other run gets this far meanwhile
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(os.path.dirname(os.path.dirname(python)), ".lock"))
        if ended.returncode:
            raise _failures.explain(self.tool, ended.output, self.source, self.context)

    def environment(self) -> dict[str, str]:
        """The settings of the tool: none from a home or from /etc, and names and passwords where no list of processes shows them."""
        source, certificates = self.source, self.source.certificates
        index, extra = source.with_login(source.index_url), [source.with_login(url) for url in source.extra_index_urls]
        if self.tool.name == _tools.UV:
            trust = {"SSL_CERT_FILE": source.ca_bundle} if source.ca_bundle else {"UV_SYSTEM_CERTS": "1"}
            online = {"UV_DEFAULT_INDEX": index, "UV_INDEX": " ".join(extra)}
            # with hashes it does not matter which index has a file, without it must be the first that knows the name
            strategy = "unsafe-best-match" if self.require_hashes else "first-index"
            always = {"UV_NO_CONFIG": "1", "UV_LINK_MODE": "copy", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "UV_NO_ENV_FILE": "1"}
            tool = {**always, **trust, "UV_CACHE_DIR": self.cache, "UV_INDEX_STRATEGY": strategy}
            return {**tool, **({"UV_OFFLINE": "1"} if source.offline else online)}
        trust = {"PIP_CERT": certificates} if certificates else {}
        online = {"PIP_INDEX_URL": index, "PIP_EXTRA_INDEX_URL": " ".join(extra)}
        always = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
        return {**always, **trust, "PIP_CACHE_DIR": self.cache, "PIP_RETRIES": "2", **({} if source.offline else online)}
