#!/usr/bin/python
# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
module: python_interpreter
short_description: Install a Python beside the system's own
version_added: 0.1.0
description:
  - Installs an interpreter from the builds that C(uv) knows, in a folder of its own, by a pinned C(uv).
  - Nothing is put on the PATH, so that neither people nor Ansible take it for the system's own.
  - What was installed has to start and to load its own modules. One that does not is removed again, and the task fails.
author:
  - Groundwork contributors (@groundwork)
extends_documentation_fragment:
  - groundwork.baseline._attributes
  - groundwork.baseline._attributes.action
  - groundwork.baseline._attributes.actiongroup
  - groundwork.baseline._python_index
attributes:
  check_mode:
    support: full
    details:
      - Whether the version can be had is not asked.
  diff_mode:
    support: full
  idempotent:
    support: full
  platform:
    platforms: linux
    support: full
options:
  version:
    description: The version, as V(3.13) or V(3.13.1). With two numbers, any of that line is good enough.
    type: str
    required: true
  state:
    description: Whether it is to be there.
    type: str
    choices: [present, absent]
    default: present
  path:
    description: The folder that holds the interpreters, each in a folder of its own.
    type: path
    default: /opt/python
  mirror:
    description:
      - Where the builds are fetched from instead of uv's own place. A folder on the host is given as V(file:///srv/python).
    type: str
    default: ""
  downloads:
    description:
      - A list of builds, as C(downloads.json) of uv has them, on the host or as a URL. Their addresses and hashes are taken from it.
      - Without a network this, or a O(mirror) that is a folder, is needed.
    type: str
    default: ""
seealso:
  - module: groundwork.baseline.python_env
"""

EXAMPLES = r"""
- name: Python 3.13 beside the system's own
  groundwork.baseline.python_interpreter:
    version: "3.13"
  become: true

- name: The same from a folder, without a network
  groundwork.baseline.python_interpreter:
    version: "3.13"
    downloads: /srv/python/downloads.json
    wheelhouse: /var/cache/wheels
    offline: true
  become: true
"""

RETURN = r"""
python:
  description: The interpreter. Empty texts where there is none, as before the first run in check mode.
  returned: success
  type: dict
  contains:
    path: {description: Where it is., type: str, sample: /opt/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3.13}
    version: {description: Its version., type: str, sample: 3.13.1}
code:
  description: The name of what went wrong, which RV(msg) begins with; V(INTERPRETER_BROKEN) where it cannot start, V(NOT_A_VERSION) where
    O(version) is none, else one of those of M(groundwork.baseline.python_env).
  returned: failure
  type: str
msg:
  description: What was tried, what was found, and what to do.
  returned: failure
  type: str
"""

import sys

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.groundwork.baseline.plugins.module_utils._python._arguments import INTERPRETER

OLDEST_PYTHON = (3, 9)


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec=INTERPRETER, supports_check_mode=True)
    if sys.version_info[:2] < OLDEST_PYTHON:
        module.fail_json(msg=f"cannot run with {sys.executable}, an old Python; set ansible_python_interpreter to one of 3.9 or newer")

    # Not earlier: an older Python could not even load it.
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._beside import ensure
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError

    try:
        module.exit_json(**ensure(module.params, module.check_mode))
    except PythonError as exc:
        module.fail_json(msg=str(exc), code=exc.code)


if __name__ == "__main__":
    main()
