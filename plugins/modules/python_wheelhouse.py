#!/usr/bin/python
# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
module: python_wheelhouse
short_description: Gather the wheels of a lock on the controller, and keep a folder of them on the host
version_added: 0.1.0
description:
  - Tells from an interpreter on the host which wheels of a lock fit it, as pip would choose them, fetches them on the controller, and
    copies to a folder on the host what is not there yet. M(groundwork.baseline.python_env) installs from that folder without a network.
  - Every file is compared by its sha256 with the lock, on the controller as it arrives and on the host before it gets its name.
  - The host needs no network. The controller needs none either where O(cache) has everything already.
  - What is installed is for one kind of interpreter. Hosts that differ may share O(cache), each is given what fits it.
author:
  - Groundwork contributors (@groundwork)
extends_documentation_fragment:
  - groundwork.baseline._attributes
  - groundwork.baseline._attributes.action
  - groundwork.baseline._attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Nothing is fetched. An index is asked for names alone, and only where the lock does not have them.
  diff_mode:
    support: full
    details:
      - Shows the names of the files in the folder.
  idempotent:
    support: full
  platform:
    platforms: linux
    support: full
options:
  path:
    description: The folder on the host. It and what is above it is made where it is missing, readable by all.
    type: path
    required: true
  lock:
    description:
      - The lock, a file on the controller. It is C(uv.lock), C(pylock.toml), or a requirements file, and has to have hashes.
      - It is looked for as the files of M(ansible.builtin.copy) are.
    type: path
    required: true
  groups:
    description: The dependency groups of the lock that are wanted. Without any those that the lock itself names as its default.
    type: list
    elements: str
    default: []
  extras:
    description: The extras of the project that are wanted.
    type: list
    elements: str
    default: []
  python:
    description:
      - The interpreter on the host, as an absolute path.
      - Or its facts, as RV(python) has them, for one that is not there yet.
    type: raw
    default: /usr/bin/python3
  cache:
    description: The folder on the controller in which the files are kept, for this host and for others.
    type: path
    default: ~/.cache/groundwork/wheels
  index_url:
    description:
      - The index to fetch everything from, as pip has it. Without it, files come from the addresses in the lock, and from PyPI what has none there
        (all of a requirements file, and the tools) and what is not to be had there, as of a lock that was made with a mirror; a hash is that of one file.
      - A name and a password in it are never shown or logged, and not sent to another host.
    type: str
    default: ""
  ca_bundle:
    description:
      - A file on the controller with the certificates to trust. Without it this is what the environment variable E(SSL_CERT_FILE) names,
        else the controller's own store.
    type: path
  offline:
    description: Ask no network, and take everything from O(cache).
    type: bool
    default: false
  timeout:
    description: How many seconds an index may be silent, 60 at most.
    type: int
    default: 60
  allow_sdist:
    description:
      - Take a source archive where no wheel fits. It is built on the host, which needs a compiler and headers for that, and the packages
        that build it, which the lock does not have.
    type: bool
    default: false
  with_tools:
    description: Take the pinned C(uv) and C(pip) along, with which M(groundwork.baseline.python_env) installs.
    type: bool
    default: true
  prune:
    description: Remove wheels and source archives from the folder that this lock does not need. Leave it off where several locks share the folder.
    type: bool
    default: false
  work:
    description: What the action plugin asks of the host. It fills this in, whatever is given here.
    type: dict
    default: {}
seealso:
  - module: groundwork.baseline.python_env
"""

EXAMPLES = r"""
- name: Carry to the host what the application needs
  groundwork.baseline.python_wheelhouse:
    lock: uv.lock
    path: /var/lib/wheels/shop

- name: From a mirror that wants a login, for an interpreter of its own
  groundwork.baseline.python_wheelhouse:
    lock: requirements.txt
    path: /var/lib/wheels/shop
    python: /usr/bin/python3.12
    index_url: "https://{{ mirror_user }}:{{ mirror_password }}@mirror.example.com/simple"
    ca_bundle: /etc/ssl/certs/mirror.pem
    prune: true

- name: From what was carried here on a disk
  groundwork.baseline.python_wheelhouse:
    lock: pylock.toml
    path: /var/lib/wheels/shop
    cache: /media/disk/wheels
    offline: true
"""

RETURN = r"""
path:
  description: The folder on the host.
  returned: success
  type: str
  sample: /var/lib/wheels/shop
files:
  description: The files that the lock needs for this interpreter, the tools with them.
  returned: success
  type: list
  elements: dict
  contains:
    name: {description: The name of the file., type: str, sample: django-5.2.1-py3-none-any.whl}
    hash: {description: Its hash., type: str, sample: "sha256:0e1d2e4bd9b6d0b2b0e4b2b5b1d4c1f1e0d9c8b7a6958473625140f3e2d1c0b9"}
added:
  description: The names of the files that were copied to the host, in check mode of those that would be.
  returned: success
  type: list
  elements: str
removed:
  description: The names of the files that were removed from the folder.
  returned: success
  type: list
  elements: str
fetched:
  description: The names of the files that the controller fetched, in check mode of those that it would.
  returned: success
  type: list
  elements: str
lock_sha256:
  description: The hash of the lock.
  returned: success
  type: str
python:
  description: The interpreter for which the wheels were chosen.
  returned: success
  type: dict
  contains:
    path: {description: Where it is., type: str, sample: /usr/bin/python3}
    version: {description: Its version., type: str, sample: 3.11.2}
code:
  description:
    - The name of what went wrong, which RV(msg) begins with.
    - V(LOCK_UNPINNED), V(LOCK_UNHASHED), V(LOCK_INVALID), V(LOCK_WRONG_PYTHON), V(NO_WHEEL), V(HASH_MISMATCH), V(INTERPRETER_BROKEN), V(TLS_CA),
      V(INDEX_UNREACHABLE), V(INDEX_DENIED) or V(WHEELHOUSE_MISSING).
  returned: failure
  type: str
  sample: NO_WHEEL
msg:
  description: What was tried, what was found, and what to do.
  returned: failure
  type: str
"""

import sys

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.groundwork.baseline.plugins.module_utils._python._wheelhouse import OPTIONS

OLDEST_PYTHON = (3, 9)


def main() -> None:
    """Look at the folder and the interpreter, or fill the folder; the action says which, and does the rest on the controller."""
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    if sys.version_info[:2] < OLDEST_PYTHON:
        module.fail_json(msg=f"cannot run with {sys.executable}, an old Python; set ansible_python_interpreter to one of 3.9 or newer")

    # Not earlier: an older Python could not even load it.
    from ansible_collections.groundwork.baseline.plugins.module_utils._python import _wheelhouse
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import probe

    path, work = module.params["path"], module.params["work"]
    try:
        if "files" in work and not module.check_mode:
            _wheelhouse.apply(path, work["archive"], work["files"], work["remove"])
            module.exit_json(changed=True)
        module.exit_json(changed=False, present=_wheelhouse.look(path), python=probe(work["python"]) if work.get("python") else {})
    except _wheelhouse.FolderError as exc:
        module.fail_json(msg=str(exc))


if __name__ == "__main__":
    main()
