# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The options of the modules that install Pythons and their packages, for the module and for its action."""

from __future__ import annotations

import typing as t

INDEX: dict[str, t.Any] = {
    "index_url": {"type": "str", "default": ""},
    "extra_index_urls": {"type": "list", "elements": "str", "default": []},
    "ca_bundle": {"type": "path"},
    "wheelhouse": {"type": "path"},
    "offline": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 600},
    "credentials": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "no_log": False,
        "options": {
            "host": {"type": "str", "required": True},
            "login": {"type": "str", "default": ""},
            "token": {"type": "str", "default": "", "no_log": True},
            "password": {"type": "str", "default": "", "no_log": True},
        },
    },
    "tools": {"type": "dict", "default": {}},
}

ENVIRONMENT: dict[str, t.Any] = {
    **INDEX,
    "path": {"type": "path", "required": True},
    "state": {"type": "str", "choices": ["present", "absent", "recreate"], "default": "present"},
    "python": {"type": "str", "default": "/usr/bin/python3"},
    "lock": {"type": "str"},
    "packages": {"type": "list", "elements": "str"},
    "groups": {"type": "list", "elements": "str", "default": []},
    "extras": {"type": "list", "elements": "str", "default": []},
    "require_hashes": {"type": "bool", "default": True},
    "prune": {"type": "bool", "default": True},
    "keep": {"type": "list", "elements": "str", "default": []},
    "tool": {"type": "str", "choices": ["auto", "uv", "pip"], "default": "auto"},
    "only_binary": {"type": "bool", "default": True},
    "allow_build": {"type": "list", "elements": "str", "default": []},
    "compile": {"type": "bool", "default": True},
    "verify": {"type": "str", "choices": ["none", "record"], "default": "none"},
    "owner": {"type": "str", "default": "root"},
    "umask": {"type": "str", "default": "0022"},
    "locked": {"type": "dict", "default": {}},
}

INTERPRETER: dict[str, t.Any] = {
    **INDEX,
    "version": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "path": {"type": "path", "default": "/opt/python"},
    "mirror": {"type": "str", "default": ""},
    "downloads": {"type": "str", "default": ""},
}
