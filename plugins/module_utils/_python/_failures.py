# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What uv and pip write when they fail, as one of our own names with its cure."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _errors
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._tools import Tool

LAST_LINES = 12
PIN = r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s`,;)]+)"


class Context(t.NamedTuple):
    """What a sentence says beside what the tool wrote: the tags of the interpreter, its headers' package."""

    tags: str = ""
    headers: str = ""
    wheels_only: bool = True


NOTHING = Context()


class Rule(t.NamedTuple):
    """What a tool writes (first match counts), and how it is told."""

    pattern: re.Pattern[str]
    tell: t.Callable[[re.Match[str], Source, Context], PythonError]


def explain(tool: Tool, output: str, source: Source, context: Context) -> PythonError:
    """The failure of a tool; one that is not known with the last lines that it wrote."""
    for rule in RULES:
        match = rule.pattern.search(output)
        if match:
            told = rule.tell(match, source, context)
            return PythonError(told.code, source.masked(told.sentence))
    lines = [line.rstrip() for line in output.splitlines() if line.strip()][-LAST_LINES:]
    wrote = source.masked("\n".join(lines)) or "nothing"
    return PythonError(_errors.INSTALL_FAILED, f"{tool.name} {tool.version} failed; the last that it wrote is:\n{wrote}")


def _hash(match: re.Match[str], source: Source, _context: Context) -> PythonError:
    what, seen = f"{match['name']} {match['version']}", match["seen"].rpartition(":")[2]
    cure = "nothing was changed; lock again if its release was replaced on purpose, and find out who serves another file if it was not"
    return PythonError(_errors.HASH_MISMATCH, f"what {source.shown} has as {what} has sha256:{seen}, which the lock does not have; {cure}")


def _no_wheel(match: re.Match[str], source: Source, context: Context) -> PythonError:
    what = f"{match['name']} {match['version']}"
    if source.offline:
        cure = "nothing was changed; gather it with groundwork.baseline.python_wheelhouse"
        return PythonError(_errors.WHEELHOUSE_MISSING, f"{source.wheelhouse} has no file of {what} that fits {context.tags}; {cure}")
    if not context.wheels_only:
        cure = "nothing was changed; look at its name and version"
        return PythonError(_errors.NO_WHEEL, f"{source.shown} has no file of {what} that fits {context.tags}; {cure}")
    build = f"name it in allow_build and install {context.headers or 'the headers of the interpreter'} and a compiler"
    cure = f"nothing was changed; lock a version that has one, or, to build it here, {build}"
    return PythonError(_errors.NO_WHEEL, f"{source.shown} has no wheel of {what} that fits {context.tags}; {cure}")


def _unknown(match: re.Match[str], source: Source, context: Context) -> PythonError:
    if source.offline:
        return _no_wheel(match, source, context)
    cure = "nothing was changed; look at its name and version, and at index_url and its login"
    return PythonError(_errors.NO_WHEEL, f"{source.shown} has no {match['name']} {match['version']} for {context.tags}; {cure}")


def _tls(_match: re.Match[str], source: Source, _context: Context) -> PythonError:
    trusted = source.ca_bundle or "the host's own store"
    cure = "nothing was changed; give the certificates of your proxy or mirror in ca_bundle, or install ca-certificates"
    return PythonError(_errors.TLS_CA, f"{source.shown} shows a certificate that {trusted} does not vouch for; {cure}")


def _denied(match: re.Match[str], source: Source, _context: Context) -> PythonError:
    cure = "nothing was changed; give a name and a password that it knows in its address"
    return PythonError(_errors.INDEX_DENIED, f"{source.shown} refuses to answer ({match['code']}); {cure}")


def _unreachable(match: re.Match[str], source: Source, _context: Context) -> PythonError:
    cure = "nothing was changed; check the address, the network and the variables for proxies, or use a wheelhouse with offline: true"
    return PythonError(_errors.INDEX_UNREACHABLE, f"cannot fetch from {source.shown} ({match['why'].strip()}); {cure}")


def _unhashed(_match: re.Match[str], _source: Source, _context: Context) -> PythonError:
    cure = "lock again with hashes, or set require_hashes to false"
    return PythonError(_errors.LOCK_UNHASHED, f"a package of the lock has no hash and hashes are required; {cure}")


def _build(match: re.Match[str], source: Source, context: Context) -> PythonError:
    missing = re.search(r"(?:fatal error: )?(\S+\.h): No such file|(Python\.h)", match.string)
    header = (missing[1] or missing[2]) if missing else ""
    if header == "Python.h":
        cure = f"install {context.headers or 'the headers of the interpreter'} and a compiler"
    elif header:
        cure = f"install the package of the system that has {header}"
    else:
        cure = "read what its build wrote, and install what it needs, or lock a version that has a wheel"
    why = f"there is no {header}" if header else _told(match.string)
    return PythonError(_errors.BUILD_FAILED, f"cannot build {match['name']} from source: {source.masked(why)}; nothing was changed; {cure}")


def _told(output: str) -> str:
    """The line of a build that says most."""
    lines = [line.strip() for line in output.splitlines() if re.search(r"\berror\b", line, re.IGNORECASE)]
    telling = [line for line in lines if not re.search(r"subprocess-exited|originates from a subprocess|hint:|metadata-generation", line)]
    return (telling or lines or ["it does not say why"])[-1][:300]


def _full(_match: re.Match[str], _source: Source, _context: Context) -> PythonError:
    return PythonError(_errors.INSTALL_FAILED, "the disk is full; make room for the environment, and in /var/lib/groundwork, and run again")


# The order counts: a certificate that is not trusted also is an index that has nothing.
RULES = (
    Rule(re.compile(rf"Hash mismatch for `{PIN}`(?:.|\n)*?Computed:\s*(?P<seen>\S+)"), _hash),
    Rule(re.compile(rf"DO NOT MATCH THE HASHES(?:.|\n)*?^\s+{PIN}(?:.|\n)*?Got\s+(?P<seen>[0-9a-f]+)", re.MULTILINE), _hash),
    Rule(re.compile(r"No space left on device"), _full),
    Rule(re.compile(r"Failed to build `(?P<name>[^`=@ ]+)"), _build),
    Rule(re.compile(r"metadata-generation-failed(?:.|\n)*?╰─> (?P<name>[\w.-]+)"), _build),
    Rule(re.compile(r"Failed to build (?:installable wheels for some pyproject.toml based projects \(|')?(?P<name>[\w.-]+)"), _build),
    Rule(re.compile(r"invalid peer certificate|CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError"), _tls),
    Rule(re.compile(r"(?P<code>40[137]) (?:Unauthorized|Forbidden|Proxy|Error, Credentials)"), _denied),
    Rule(re.compile(r"Failed to fetch(?:.|\n)*cause: (?P<why>[^\n]+)"), _unreachable),
    Rule(re.compile(r"(?P<why>error sending request)"), _unreachable),
    Rule(re.compile(r"(?P<why>Failed to establish a new connection|Failed to resolve|Connection refused|Read timed out|connect timeout)"), _unreachable),
    Rule(re.compile(rf"(?:there is no version of|was not found in)[^,]*you require {PIN}"), _unknown),
    Rule(re.compile(rf"you require {PIN}"), _no_wheel),
    Rule(re.compile(rf"\(from versions: none\)(?:.|\n)*No matching distribution found for {PIN}"), _unknown),
    Rule(re.compile(rf"No matching distribution found for {PIN}"), _no_wheel),
    Rule(re.compile(r"Hashes are required in --require-hashes mode|have their versions pinned with `==`|no hashes"), _unhashed),
)
