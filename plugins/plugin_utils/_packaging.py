# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What is used of the packaging library. ansible-core brings it, but asks for no release of it, and ansible-test imports plugins without."""

from __future__ import annotations

import sys

try:
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.tags import compatible_tags, cpython_tags, generic_tags
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename
    from packaging.version import InvalidVersion, Version
except ImportError as exc:
    LACKING = f"{sys.executable}, which runs Ansible, has no packaging library of release 20.9 or newer ({exc}); install one: pip install -U packaging"
else:
    LACKING = ""

__all__ = [
    "LACKING",
    "InvalidRequirement",
    "InvalidVersion",
    "InvalidWheelFilename",
    "Requirement",
    "Version",
    "compatible_tags",
    "cpython_tags",
    "generic_tags",
    "parse_wheel_filename",
]
