# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What can go wrong with a Python environment, each by a name of its own, and without what nobody may see."""

from __future__ import annotations

import re
import typing as t
import urllib.parse

MASK = "****"
# user:password@ of an address; a lone user may be a token
IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]+(?=@)")

LOCK_INVALID, LOCK_UNHASHED, LOCK_WRONG_PYTHON = "LOCK_INVALID", "LOCK_UNHASHED", "LOCK_WRONG_PYTHON"
NO_WHEEL, HASH_MISMATCH, WHEELHOUSE_MISSING = "NO_WHEEL", "HASH_MISMATCH", "WHEELHOUSE_MISSING"
INTERPRETER_BROKEN, NOEXEC_TMP, TOOL_MISSING, NOT_A_VENV = "INTERPRETER_BROKEN", "NOEXEC_TMP", "TOOL_MISSING", "NOT_A_VENV"
NOT_A_VERSION = "NOT_A_VERSION"
TLS_CA, INDEX_UNREACHABLE, INDEX_DENIED = "TLS_CA", "INDEX_UNREACHABLE", "INDEX_DENIED"
BUILD_FAILED, INSTALL_FAILED, TIMEOUT, BUSY, OWNER_UNKNOWN = "BUILD_FAILED", "INSTALL_FAILED", "TIMEOUT", "BUSY", "OWNER_UNKNOWN"


class PythonError(Exception):
    """One of the names above, and a sentence: what was tried, what was found, and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code, self.sentence = code, sentence


def masked(text: str, secrets: t.Iterable[str] = ()) -> str:
    """A text without the names and passwords of addresses, nor any of the secrets, as they are or as addresses write them."""
    text = IN_ADDRESS.sub(MASK, text)
    forms = {form for secret in secrets if secret for form in (secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote(secret))}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    return text
