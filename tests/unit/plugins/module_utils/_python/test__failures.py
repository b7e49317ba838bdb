# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _failures
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Login, Source
from ansible_collections.groundwork.baseline.plugins.module_utils._python._tools import Tool

UV, PIP = Tool("uv", "0.13.9", "/uv"), Tool("pip", "26.3", "/pip.whl")
ONLINE = Source("https://host/simple", logins=(Login("host", "user", "hunter2"),))
OFFLINE = Source(wheelhouse="/wheels", offline=True)
CONTEXT = _failures.Context("cp311, glibc 2.36, x86_64", "python3-dev")

# What uv 0.13.9 and pip 26.3 wrote, shortened where they repeat themselves.
UV_HASH = """Using Python 3.11.7 environment at: v
error: Failed to download `markupsafe==2.1.4`
  cause: Hash mismatch for `markupsafe==2.1.4`

         Expected:
           sha256:0000

         Computed:
           sha256:3ab3a886a237f6e9c9f4f7d272067e712cdb4efa774bef494dccad08f39d8ae6
"""
PIP_HASH = """ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, ...
    markupsafe==2.1.4 from https://host/packages/MarkupSafe-2.1.4-cp311-cp311-manylinux_2_17_x86_64.whl (from -r bad.txt (line 11)):
        Expected sha256 0000
        Expected     or 1111
             Got        3ab3a886a237f6e9c9f4f7d272067e712cdb4efa774bef494dccad08f39d8ae6
"""
UV_NO_VERSION = """error: No solution found when resolving dependencies
  cause: Because there is no version of idna==99.1 and you require idna==99.1, we can conclude that your requirements are unsatisfiable.
"""
UV_NO_WHEEL = """error: No solution found when resolving dependencies
  cause: Because numpy==1.19.5 has no usable wheels and you require numpy==1.19.5, we can conclude that your requirements are unsatisfiable.

hint: Wheels are required for `numpy` because building from source is disabled for all packages (i.e., with `--no-build`)
"""
UV_OFFLINE = """error: No solution found when resolving dependencies
  cause: Because click was not found in the provided package locations and you require click==8.1.6, we can conclude that your requirements are unsatisfiable.
"""
UV_TLS = """error: Failed to fetch: https://host/simple/click/
  cause: error sending request for url (https://host/simple/click/)
  cause: client error (Connect)
  cause: invalid peer certificate: UnknownIssuer
"""
UV_UNREACHABLE = """error: Failed to fetch: https://host/simple/click/
  cause: error sending request for url (https://host/simple/click/)
  cause: client error (Connect)
  cause: tcp connect error
  cause: Connection refused (os error 111)
"""
UV_SERVER = """error: Failed to fetch: http://host/simple/idna/
  cause: HTTP status server error (500 Internal Server Error) for url (http://user:hunter2@host/simple/idna/)
"""
UV_DENIED = """error: No solution found when resolving dependencies
  cause: Because idna was not found in the package registry and you require idna==3.7, we can conclude that your requirements are unsatisfiable.

hint: An index URL (http://host/simple) could not be queried due to a lack of valid authentication credentials (401 Unauthorized)
"""
UV_BUILD = """   Building gwbad==1.0
error: Failed to build `gwbad==1.0`
  cause: The build backend returned an error
  cause: Call to `b.build_wheel` failed (exit status: 1)

         [stderr]
         gwbad.c:1:10: fatal error: Python.h: No such file or directory
         compilation terminated.

hint: This error likely indicates that you need to install a library that provides `Python.h` for `gwbad@1.0`
"""
PIP_BUILD = """  error: subprocess-exited-with-error
  \u00d7 Preparing metadata (pyproject.toml) did not run successfully.
  \u2570\u2500> [3 lines of output]
      gwbad.c:1:10: fatal error: libpq-fe.h: No such file or directory
      [end of output]
error: metadata-generation-failed

\u00d7 Encountered error while generating package metadata.
\u2570\u2500> gwbad
"""
PIP_WHEEL = """  ERROR: Failed building wheel for gwbad
ERROR: Failed to build installable wheels for some pyproject.toml based projects (gwbad)
"""
PIP_NONE = """ERROR: Could not find a version that satisfies the requirement numpy==1.19.5 (from versions: 1.23.2, 1.23.3)
ERROR: No matching distribution found for numpy==1.19.5
"""
PIP_UNKNOWN = """ERROR: Could not find a version that satisfies the requirement docopt==0.6.2 (from versions: none)
ERROR: No matching distribution found for docopt==0.6.2
"""
PIP_DENIED = f"WARNING: 401 Error, Credentials not correct for http://host/simple/idna/\n{PIP_NONE}"
PIP_REFUSED = f"WARNING: Retrying: Failed to establish a new connection: [Errno 111] Connection refused\n{PIP_NONE}"
PIP_TLS = f"Could not fetch URL https://host/simple/: (SSLCertVerificationError(1, 'certificate verify failed'))\n{PIP_NONE}"
DISK = "error: Failed to install: idna-3.7-py3-none-any.whl\n  cause: No space left on device (os error 28)\n"
SEEN = "3ab3a886a237f6e9c9f4f7d272067e712cdb4efa774bef494dccad08f39d8ae6"


@pytest.mark.parametrize(
    ("tool", "output", "source", "code", "words"),
    [
        (UV, UV_HASH, ONLINE, "HASH_MISMATCH", f"https://host/simple has as markupsafe 2.1.4 has sha256:{SEEN}"),
        (PIP, PIP_HASH, ONLINE, "HASH_MISMATCH", f"https://host/simple has as markupsafe 2.1.4 has sha256:{SEEN}"),
        (UV, UV_NO_VERSION, ONLINE, "NO_WHEEL", "has no idna 99.1 for cp311, glibc 2.36, x86_64; nothing was changed; look at its name"),
        (UV, UV_NO_WHEEL, ONLINE, "NO_WHEEL", "no wheel of numpy 1.19.5 that fits cp311, glibc 2.36, x86_64"),
        (PIP, PIP_NONE, ONLINE, "NO_WHEEL", "name it in allow_build and install python3-dev and a compiler"),
        (PIP, PIP_UNKNOWN, ONLINE, "NO_WHEEL", "has no docopt 0.6.2 for cp311"),
        (UV, UV_OFFLINE, OFFLINE, "WHEELHOUSE_MISSING", "/wheels has no file of click 8.1.6"),
        (PIP, PIP_NONE, OFFLINE, "WHEELHOUSE_MISSING", "/wheels has no file of numpy 1.19.5"),
        (UV, UV_TLS, ONLINE, "TLS_CA", "the host's own store does not vouch for"),
        (PIP, PIP_TLS, ONLINE, "TLS_CA", "give the certificates of your proxy or mirror in ca_bundle"),
        (UV, UV_UNREACHABLE, ONLINE, "INDEX_UNREACHABLE", "Connection refused"),
        (UV, UV_SERVER, ONLINE, "INDEX_UNREACHABLE", "500 Internal Server Error"),
        (PIP, PIP_REFUSED, ONLINE, "INDEX_UNREACHABLE", "Failed to establish a new connection"),
        (UV, UV_DENIED, ONLINE, "INDEX_DENIED", "refuses to answer (401)"),
        (PIP, PIP_DENIED, ONLINE, "INDEX_DENIED", "refuses to answer (401)"),
        (UV, UV_BUILD, ONLINE, "BUILD_FAILED", "cannot build gwbad from source: there is no Python.h; nothing was changed; install python3-dev and a compiler"),
        (PIP, PIP_BUILD, ONLINE, "BUILD_FAILED", "there is no libpq-fe.h; nothing was changed; install the package of the system that has libpq-fe.h"),
        (PIP, PIP_WHEEL, ONLINE, "BUILD_FAILED", "cannot build gwbad from source"),
        (UV, DISK, ONLINE, "INSTALL_FAILED", "the disk is full"),
        (UV, "panic at https://user:hunter2@host, hunter2\n", ONLINE, "INSTALL_FAILED", "that it wrote is:\npanic at https://****@host, ****"),
        (PIP, "", ONLINE, "INSTALL_FAILED", "nothing"),
    ],
)
def test_explain(tool: Tool, output: str, source: Source, code: str, words: str) -> None:
    told = _failures.explain(tool, output, source, CONTEXT)
    assert (told.code, str(told).startswith(f"{code}: ")) == (code, True)
    assert words in told.sentence
    assert "hunter2" not in str(told)
