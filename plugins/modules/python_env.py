#!/usr/bin/python
# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
module: python_env
short_description: Keep a Python virtual environment equal to a lock
version_added: 0.1.0
description:
  - Makes a virtual environment that holds what a lock says, those versions, those hashes, and nothing else.
  - The lock is read on the controller; its markers are judged for the interpreter on the host. It is C(uv.lock), C(pylock.toml), or
    a requirements file with hashes. Requirements that are a URL, a checkout or an editable folder are refused.
  - Whether there is anything to do is told from the files of the environment, without a network and without starting a program.
  - What can be known before (a wrong hash, a lock for another Python, a wheel that is not there) leaves the environment as it is.
    A build that is killed is found by the next run and done again.
  - Packages are installed by a pinned C(uv), or by a pinned C(pip) that runs from its own wheel. Neither the system's pip nor its venv
    package is needed, nothing is installed into the system's Python, and no pip stays in the environment.
  - Files are copies, owned by root, and readable by all, whatever umask the host has. Settings in a home or in C(/etc) are not read;
    the environment variables for proxies are.
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
      - Whether an index has the packages is not asked.
      - Where the interpreter is still to be installed, markers are judged by the version in its name.
  diff_mode:
    support: full
  idempotent:
    support: full
  platform:
    platforms: linux
    support: full
options:
  path:
    description: The folder of the environment. Folders above it are made where they are missing.
    type: path
    required: true
  state:
    description:
      - V(present) changes what differs from the lock.
      - V(recreate) builds the environment anew, even where nothing differs.
      - V(absent) removes it. A folder that is no virtual environment, and a symbolic link, are refused.
    type: str
    choices: [present, absent, recreate]
    default: present
  python:
    description:
      - The interpreter, as an absolute path, or as a version such as V(3.12), which is looked for in C(/usr/bin), C(/usr/local/bin) and
        below C(/opt/python).
      - Where another interpreter is behind the environment, it is built anew.
    type: str
    default: /usr/bin/python3
  lock:
    description:
      - A C(uv.lock), a C(pylock.toml) or C(pylock.NAME.toml), or a requirements file, on the controller.
      - A relative path is looked for as M(ansible.builtin.copy) looks for its C(src), in C(files).
    type: str
  packages:
    description: The requirements themselves, each a C(name==version), with C(--hash=sha256:...) unless O(require_hashes=false).
    type: list
    elements: str
  groups:
    description: Dependency groups of the lock to install also.
    type: list
    elements: str
    default: []
  extras:
    description: Extras of the locked project to install also.
    type: list
    elements: str
    default: []
  require_hashes:
    description: Refuse a lock in which a package has no hash.
    type: bool
    default: true
  prune:
    description: Remove packages that the lock does not have, and with O(verify=record) files that belong to no package.
    type: bool
    default: true
  keep:
    description: Names of packages that stay, though the lock does not have them.
    type: list
    elements: str
    default: []
  tool:
    description:
      - What installs. V(auto) is C(uv) where its pinned wheel is made for this machine, can be had and can be run, else C(pip).
      - Both are fetched from O(index_url) or taken from O(wheelhouse), checked against the hash that this collection has, and kept in
        C(/var/lib/groundwork/python/tools).
    type: str
    choices: [auto, uv, pip]
    default: auto
  only_binary:
    description:
      - Install wheels alone.
      - V(false) allows source distributions to be built. A build runs code of the package as root, and what it needs (such as setuptools)
        is not in the lock. Prefer O(allow_build).
    type: bool
    default: true
  allow_build:
    description: Names of packages that may be built from source, with O(only_binary=true).
    type: list
    elements: str
    default: []
  compile:
    description: Compile to bytecode when installing. Nobody can do so later, as only root can write.
    type: bool
    default: true
  verify:
    description:
      - V(record) also hashes every file that a package brought, and looks for files that none brought, and starts the interpreter.
      - Compiled files of Python are not hashed; that their source is there is looked at.
    type: str
    choices: [none, record]
    default: none
  owner:
    description: The user who owns the files. An application that runs as another user cannot change its own code.
    type: str
    default: root
  umask:
    description: The umask to build with, whatever the host's is.
    type: str
    default: "0022"
  locked:
    description: What the lock says. The action plugin fills this in, whatever is given here.
    type: dict
    default: {}
seealso:
  - module: ansible.builtin.pip
"""

EXAMPLES = r"""
- name: The environment of the shop, as its lock says
  groundwork.baseline.python_env:
    path: /opt/shop/venv
    python: /usr/bin/python3.12
    lock: shop/uv.lock
    groups: [production]
  become: true

- name: See what a new lock would change
  groundwork.baseline.python_env:
    path: /opt/shop/venv
    python: "3.12"
    lock: shop/uv.lock
  become: true
  check_mode: true
  diff: true

- name: Install without a network, from wheels that were gathered before
  groundwork.baseline.python_env:
    path: /opt/shop/venv
    lock: shop/requirements.txt
    wheelhouse: /var/cache/wheels
    offline: true
  become: true

- name: Find and mend files that somebody has edited
  groundwork.baseline.python_env:
    path: /opt/shop/venv
    lock: shop/pylock.toml
    verify: record
  become: true
"""

RETURN = r"""
reason:
  description:
    - Why the environment was changed, or would be; empty where it was not.
    - V(absent), V(interpreter_gone) (its link leads nowhere), V(interpreter_changed) (another one is asked for, or another version is at its
      place), V(packages), V(tampered) (files are not what their package brought), V(incomplete) (a build did not come to its end, or
      was not made by this module), V(owner), or V(recreate), V(removed) where O(state) asks for it.
  returned: success
  type: str
  sample: packages
added:
  description: What was installed, as C(name==version).
  returned: success
  type: list
  elements: str
removed:
  description: What was removed, as C(name==version).
  returned: success
  type: list
  elements: str
changed_packages:
  description: What was installed in another version or anew, as C(name==old -> new).
  returned: success
  type: list
  elements: str
tampered:
  description: The files that were not what their package brought, with O(verify=record).
  returned: success
  type: list
  elements: str
python:
  description: The interpreter behind the environment.
  returned: success
  type: dict
  contains:
    path: {description: Where it is., type: str, sample: /usr/bin/python3.12}
    version: {description: Its version., type: str, sample: 3.12.3}
tool:
  description: What installed, in this run or in the one that built the environment.
  returned: success
  type: str
  sample: uv
tool_version:
  description: Its version.
  returned: success
  type: str
  sample: 0.13.9
lock_sha256:
  description: The hash of the lock.
  returned: success
  type: str
path:
  description: The folder of the environment.
  returned: success
  type: str
code:
  description:
    - The name of what went wrong, which RV(msg) begins with.
    - V(LOCK_UNPINNED), V(LOCK_UNHASHED), V(LOCK_INVALID), V(LOCK_WRONG_PYTHON), V(NO_WHEEL), V(HASH_MISMATCH), V(INTERPRETER_BROKEN), V(TLS_CA),
      V(INDEX_UNREACHABLE), V(INDEX_DENIED), V(WHEELHOUSE_MISSING), V(NOEXEC_TMP), V(TOOL_MISSING), V(NOT_A_VENV), V(BUILD_FAILED), V(TIMEOUT),
      V(BUSY), V(OWNER_UNKNOWN) or V(INSTALL_FAILED).
  returned: failure
  type: str
  sample: HASH_MISMATCH
msg:
  description: What was tried, what was found, and what to do.
  returned: failure
  type: str
"""

import re
import sys

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.groundwork.baseline.plugins.module_utils._python._arguments import ENVIRONMENT

OLDEST_PYTHON = (3, 9)


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec=ENVIRONMENT, supports_check_mode=True)
    if sys.version_info[:2] < OLDEST_PYTHON:
        module.fail_json(msg=f"cannot run with {sys.executable}, an old Python; set ansible_python_interpreter to one of 3.9 or newer")
    if not re.fullmatch(r"0?[0-7]{3}", module.params["umask"]):
        module.fail_json(msg=f"umask is {module.params['umask']!r}, which is no umask; write it as \"0022\"")

    # Not earlier: an older Python could not even load it.
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._ensure import ensure
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError

    try:
        told = ensure(module.params, module.check_mode)
    except PythonError as exc:
        module.fail_json(msg=str(exc), code=exc.code)
    for sentence in told.pop("warnings"):
        module.warn(sentence)
    module.exit_json(**told)


if __name__ == "__main__":
    main()
