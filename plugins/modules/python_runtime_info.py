#!/usr/bin/python
# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
module: python_runtime_info
short_description: Tell which Pythons a host has, what each can do, how long it is patched, and which of them Ansible would take
version_added: 0.1.0
description:
  - Finds every Python on a host and asks each what it is, in a process of its own and with a time limit. One that cannot start, hangs or
    answers with something else is reported as broken with the reason, and the others stand. Changes nothing.
  - Looks in C(/usr/bin), C(/usr/local/bin), C(/opt/*/bin), the folders of PATH of root and of who logs in, and where uv and pyenv put their
    Pythons. Each Python is listed once, with all the names it has. Virtual environments are left out, unless they are named in O(paths).
  - A Python as old as 3.6 is reported right, though Ansible's modules cannot run on it. The module itself needs 3.9 or newer.
  - Starts nothing with root's rights that somebody else can change. A Python that belongs to one user is asked with the rights of that user,
    one that several or all can change is not asked, and RV(interpreters[].broken) says so.
  - Two ends of life are told. Upstream is when the Python project stops to patch a version, distribution is when the host's distribution does,
    which is known for its own Python alone. Both are data of this collection, each figure with its source, and nothing is guessed.
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
      - Only looks, in check mode as without it.
  diff_mode:
    support: N/A
    details:
      - Changes nothing.
  idempotent:
    support: full
  platform:
    platforms: posix
    support: full
options:
  paths:
    description:
      - More to look at. The path of an interpreter, of a virtual environment, or of another folder with C(bin/python3) in it.
        Shell patterns may stand for several.
      - A path without a pattern that is not there is reported as a broken interpreter.
    type: list
    elements: path
    default: []
  probe_timeout:
    description:
      - The seconds that each interpreter gets for its answer.
    type: float
    default: 10
  date:
    description:
      - The day on which to count the days left, as V(2026-04-23).
      - Without it, today on the controller.
    type: str
  context:
    description:
      - What the action plugin tells the host of the collection's tables, of Ansible's settings and of who logs in. It fills this in, whatever is given here.
    type: dict
    default: {}
seealso:
  - module: groundwork.baseline.distro_facts
"""

EXAMPLES = r"""
- name: Look at the Pythons of a host
  groundwork.baseline.python_runtime_info:
  become: true
  register: pythons

- name: Refuse a host on which a Python does not start
  ansible.builtin.assert:
    that: pythons.interpreters | selectattr('broken') | length == 0
    fail_msg: "{{ pythons.interpreters | selectattr('broken') | map(attribute='broken') | list }}"

- name: Refuse to let Ansible choose where its choice would be wrong
  ansible.builtin.assert:
    that: pythons.pinned or pythons.discovery_at_risk == ''
    fail_msg: "{{ pythons.discovery_at_risk }}"

- name: Refuse a Python that nobody patches in half a year
  ansible.builtin.assert:
    that: ([0, item.upstream_days_left, item.distro_days_left] | select('integer') | max) > 180
    fail_msg: "{{ item.path }} is Python {{ item.version }}; upstream ends it on {{ item.upstream_eol }}, the distribution on {{ item.distro_eol }}"
  loop: "{{ pythons.interpreters | rejectattr('broken') }}"
  loop_control:
    label: "{{ item.path }}"

- name: Choose a Python 3.12 that has headers to build extensions with
  ansible.builtin.set_fact:
    app_python: "{{ (pythons.interpreters | rejectattr('broken') | selectattr('headers') | selectattr('version', 'version', '3.12', '>=') | first).path }}"

- name: Look at the environments of all applications as well
  groundwork.baseline.python_runtime_info:
    paths:
      - /opt/*/venv
    probe_timeout: 5
  become: true
"""

RETURN = r"""
interpreters:
  description:
    - The interpreters, ordered by path. What only the interpreter can tell is V(null) in one that is broken.
  returned: success
  type: list
  elements: dict
  contains:
    path: {description: The name to use., type: str, sample: /usr/bin/python3.11}
    realpath: {description: What it really is; all links followed., type: str, sample: /usr/bin/python3.11}
    aliases: {description: "Its other names, among them scripts that do nothing but start it.", type: list, elements: str, sample: [/usr/bin/python3]}
    broken: {description: "Empty, or why it cannot be used.", type: str, sample: ""}
    version: {description: Its version., type: str, sample: 3.11.2}
    implementation: {description: "V(cpython), V(pypy) or another.", type: str, sample: cpython}
    source:
      description:
        - V(distro) for a package of the distribution, V(appstream) for one of EL's further versions, V(deadsnakes) for one of that archive,
          V(uv) for a build that uv fetched, V(pyenv) for one that pyenv made, or V(other).
        - A package whose archive cannot be told counts as V(distro). V(null) where the database of packages cannot be asked.
      type: str
      sample: distro
    package:
      description: The package that it belongs to, empty where it is of none, V(null) where that cannot be told.
      type: str
      sample: python3.11-minimal
    venv: {description: Whether it is that of a virtual environment., type: bool, sample: false}
    prefix: {description: The folder that it is installed under., type: str, sample: /usr}
    base_prefix: {description: The same of the Python that an environment was made from., type: str, sample: /usr}
    stdlib: {description: The folder of its library., type: str, sample: /usr/lib/python3.11}
    executable: {description: "What it says that it is, links followed.", type: str, sample: /usr/bin/python3.11}
    externally_managed:
      description: Whether a file EXTERNALLY-MANAGED in its library keeps pip from installing into it.
      type: bool
      sample: true
    can_venv: {description: Whether it can make a virtual environment., type: bool, sample: true}
    can_venv_with_pip:
      description: Whether it can give that environment pip, for which it needs the module ensurepip and pip's wheel.
      type: bool
      sample: false
    pip_version: {description: "The version of its pip, empty where it has none.", type: str, sample: 23.0.1}
    headers: {description: "Where Python.h is, empty where it is not.", type: str, sample: /usr/include/python3.11/Python.h}
    soabi: {description: The tag in the names of its extensions., type: str, sample: cpython-311-x86_64-linux-gnu}
    platform: {description: "The platform it was built for, in sysconfig's words.", type: str, sample: linux-x86_64}
    machine: {description: "The machine, in the kernel's words.", type: str, sample: x86_64}
    bits: {description: "The width of its pointers, which can be 32 on a machine of 64.", type: int, sample: 64}
    libc: {description: "The C library that it runs with. V(glibc), V(musl) or empty.", type: str, sample: glibc}
    libc_version: {description: The version of that., type: str, sample: "2.36"}
    gil: {description: Whether it was built with the global interpreter lock., type: bool, sample: true}
    platform_markers:
      description: The variables that environment markers of dependencies may ask for, by their names.
      type: dict
      sample: {python_version: "3.11", python_full_version: 3.11.2, sys_platform: linux}
    upstream_eol:
      description: The last day on which the Python project patches this version. V(null) where it is not in this collection's table.
      type: str
      sample: "2027-10-31"
    upstream_days_left: {description: "The days to that; negative after it.", type: int, sample: 337}
    distro_eol:
      description: The last day on which the distribution patches it, in the phase of support that the release is in. V(null) where no date is known.
      type: str
      sample: "2028-06-30"
    distro_days_left: {description: "The days to that; negative after it.", type: int, sample: 580}
    distro_support:
      description: That phase. V(supported), V(extended) which may have to be paid for, V(ended), or V(unknown).
      type: str
      sample: extended
    distro_eol_reason:
      description: "Empty, or why no date is known of the distribution."
      type: str
      sample: ""
ansible_interpreter:
  description: The interpreter that runs the module.
  returned: success
  type: dict
  contains:
    path: {description: Where it is., type: str, sample: /usr/bin/python3}
    version: {description: Its version., type: str, sample: 3.11.2}
system_interpreter:
  description: The Python that the system's own tools are written for. V(null) where there is none.
  returned: success
  type: dict
  contains:
    path: {description: Where it is., type: str, sample: /usr/bin/python3}
    version: {description: Its version., type: str, sample: 3.11.2}
pinned:
  description: Whether an inventory, a play, the task or a setting of Ansible says which interpreter to take, so that it does not have to be discovered.
  returned: success
  type: bool
  sample: false
discovery_takes:
  description:
    - The interpreter that Ansible's discovery takes where none is pinned. It goes by a list of names and the PATH of who logs in.
  returned: success
  type: str
  sample: /usr/local/bin/python3.13
discovery_at_risk:
  description:
    - Why discovery is not to be trusted on this host, whether or not an interpreter is pinned. It takes one that is broken, or one that is not the
      system's own and then perhaps lacks what the module of packages needs. Empty where it takes the system's own Python.
  returned: success
  type: str
  sample: >-
    Ansible's discovery would take /usr/local/bin/python3.13 (Python 3.13.0), not the system's own /usr/bin/python3 (Python 3.11.2),
    and that cannot import apt_pkg, which ansible.builtin.apt needs; set ansible_python_interpreter to /usr/bin/python3
uv:
  description: The first uv that is found. V(null) where there is none.
  returned: success
  type: dict
  contains:
    path: {description: Where it is., type: str, sample: /usr/local/bin/uv}
    version: {description: Its version. V(null) where it does not say it., type: str, sample: 0.13.9}
    broken: {description: "Empty, or why the version cannot be told.", type: str, sample: ""}
date:
  description: The day on which the days left were counted.
  returned: success
  type: str
  sample: "2026-11-28"
unknown:
  description:
    - What could not be looked at, and why, by the pattern of a folder, or V(package), V(source) or V(distro). Empty where all could be looked at.
  returned: success
  type: dict
  sample: {}
"""

import sys
import typing as t

from ansible.module_utils.basic import AnsibleModule

OLDEST_PYTHON = (3, 9)
HERE = "cannot look at the Pythons of this host"
NEEDED = ("tables", "families", "names", "login")


def problem(params: dict[str, t.Any], version: tuple[int, ...] = sys.version_info[:3]) -> str | None:
    """Why the host cannot be asked; None where it can."""
    if version[:2] < OLDEST_PYTHON:
        found, needed = ".".join(map(str, version)), ".".join(map(str, OLDEST_PYTHON))
        return f"{HERE}: {sys.executable} is Python {found}, and {needed} or newer is needed; set ansible_python_interpreter to one"
    relative = [path for path in params["paths"] if not path.startswith("/")]
    if relative:
        return f"cannot look at paths: {relative[0]} is no absolute path; write it from / on"
    if not 0 < params["probe_timeout"] <= 600:
        return f"cannot ask with a probe_timeout of {params['probe_timeout']:g}: give the seconds for one interpreter, more than 0 and at most 600"
    if not all(name in params["context"] for name in NEEDED):
        return f"{HERE}: this module needs its action plugin; call it as groundwork.baseline.python_runtime_info"
    return None


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "paths": {"type": "list", "elements": "path", "default": []},
            "probe_timeout": {"type": "float", "default": 10},
            "date": {"type": "str"},
            "context": {"type": "dict", "default": {}},
        },
        supports_check_mode=True,
    )
    reason = problem(module.params)
    if reason:
        module.fail_json(msg=reason)

    # Not earlier: an older Python could not even load it.
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import probe
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._survey import take

    told = take(Host(), module.params["context"], module.params["paths"], module.params["probe_timeout"], probe)
    module.exit_json(changed=False, **told)


if __name__ == "__main__":
    main()
