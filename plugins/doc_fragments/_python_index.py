# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Note that this doc fragment is PRIVATE to the collection. It can change at any time.

from __future__ import annotations


class ModuleDocFragment:
    """Options that say where packages and tools come from."""

    DOCUMENTATION = r"""
options:
  index_url:
    description:
      - The index to fetch from, as pip has it. Without it this is PyPI.
      - A name and a password in it are never shown, logged, or put on a command line.
    type: str
    default: ""
  extra_index_urls:
    description:
      - Other indexes to fetch from. Of a package without hashes, the first index that knows its name is the only one asked.
    type: list
    elements: str
    default: []
  ca_bundle:
    description: A file on the host with the certificates to trust. Without it this is the host's own store.
    type: path
  wheelhouse:
    description: A folder on the host with wheels, which are looked at before any index. See M(groundwork.baseline.python_wheelhouse).
    type: path
  offline:
    description: Ask no index, and take everything from O(wheelhouse).
    type: bool
    default: false
  timeout:
    description: How many seconds a tool may run.
    type: int
    default: 600
  credentials:
    description: The names and passwords of the indexes. The action plugin fills this in from their addresses, whatever is given here.
    type: list
    elements: dict
    default: []
    suboptions:
      host: {description: The host of the index., type: str, required: true}
      login: {description: The name., type: str, default: ""}
      token: {description: A token that stands in the place of a name., type: str, default: ""}
      password: {description: The password., type: str, default: ""}
  tools:
    description: The pinned tools. The action plugin fills this in, whatever is given here.
    type: dict
    default: {}
"""
