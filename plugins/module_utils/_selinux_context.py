# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The SELinux context that the policy of this host has for a path, asked of libselinux: it alone reads the policy's patterns."""

from __future__ import annotations

import ctypes
import errno
import functools
import os

ATTRIBUTE = "security.selinux"
LIBRARY = "libselinux.so.1"
# selinux/label.h: the backend for files
FILES = 0


@functools.cache
def _library() -> ctypes.CDLL | None:
    """libselinux, where SELinux is switched on: without it no path has a context."""
    try:
        library = ctypes.CDLL(LIBRARY, use_errno=True)
        if library.is_selinux_enabled() != 1:
            return None
        library.selabel_open.restype = ctypes.c_void_p
        library.selabel_open.argtypes = [ctypes.c_uint, ctypes.c_void_p, ctypes.c_uint]
        library.selabel_lookup_raw.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p, ctypes.c_int]
        library.freecon.argtypes = [ctypes.c_void_p]
    except (OSError, AttributeError):
        return None
    return library


@functools.cache
def _patterns() -> int | None:
    """The policy's patterns, read once."""
    library = _library()
    return library.selabel_open(FILES, None, 0) if library else None


def switched_on() -> bool:
    """Whether paths of this host have contexts at all."""
    return _library() is not None


def of_path(path: str, kind: int) -> bytes | None:
    """The context as the file system keeps it; None where SELinux is off, or the policy leaves it to the folder.

    kind: what will be there, as st_mode has it (stat.S_IFREG ...).
    """
    library, patterns = _library(), _patterns()
    if library is None or not patterns:
        return None
    found = ctypes.c_void_p()
    if library.selabel_lookup_raw(patterns, ctypes.byref(found), path.encode("utf-8", "surrogateescape"), kind):
        return None
    try:
        # the kernel keeps it with its closing zero, and so do all who set it
        return ctypes.string_at(found.value or 0) + b"\0"
    finally:
        library.freecon(found)


def label(path: str, at: str = "") -> None:
    """Give what was made just now the context that the policy has for a path. at: where it stands, if not there yet; never through a link."""
    at = at or path
    context = of_path(path, os.lstat(at).st_mode)
    if context is None or context == _now(at):
        return
    try:
        os.setxattr(at, ATTRIBUTE, context, follow_symlinks=False)
    except OSError as exc:
        # a file system that was mounted with one context for all
        if exc.errno != errno.ENOTSUP:
            raise


def _now(at: str) -> bytes:
    try:
        return os.getxattr(at, ATTRIBUTE, follow_symlinks=False)
    except OSError as exc:
        if exc.errno in (errno.ENODATA, errno.ENOTSUP):
            return b""
        raise
