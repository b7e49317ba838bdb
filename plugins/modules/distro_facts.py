#!/usr/bin/python
# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

DOCUMENTATION = r"""
module: distro_facts
short_description: Tell what system a host runs, how long it is supported and whether to serve from it
version_added: 0.1.0
description:
  - Tells the distribution and release of a host, its family, the names that family uses, and where the release is in its life.
  - Reads files, and runs no command where they suffice. Changes nothing.
  - What is known of releases is data of this collection, each figure with its source. A system that is not in it is of the
    family V(other) and its support is V(unknown). Nothing is guessed.
  - Three answers are kept apart. Something that a host does not have is V(null) or V(none), something that cannot be told is V(unknown),
    and RV(ansible_facts.distro.unknown) says why where a file or a command failed.
  - What is asked for most needs no rights. Only root sees the mode of AppArmor's profiles and every kind of container.
author:
  - Groundwork contributors (@groundwork)
extends_documentation_fragment:
  - groundwork.baseline._attributes
  - groundwork.baseline._attributes.action
  - groundwork.baseline._attributes.actiongroup
  - groundwork.baseline._attributes.facts
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
  root:
    description:
      - The top of the file system to look at. Give a directory with an unpacked file system, such as that of an image or a disk of another machine.
      - Of an unpacked file system nothing is known that only a running one has. Then RV(ansible_facts.distro.kernel) is V(null), and
        RV(ansible_facts.distro.container), RV(ansible_facts.distro.architecture) and the state of RV(ansible_facts.distro.mac) are V(unknown).
    type: path
    default: /
  date:
    description:
      - The day on which to judge the support of the release, as V(2026-04-23).
      - Without it, today on the controller.
    type: str
  units:
    description:
      - The names of the units to look for. The action plugin fills this in from the collection's tables, whatever is given here.
    type: list
    elements: str
    default: []
seealso:
  - module: ansible.builtin.setup
"""

EXAMPLES = r"""
- name: Look at the host
  groundwork.baseline.distro_facts:

- name: Refuse hosts that are not fit for production
  ansible.builtin.assert:
    that: ansible_facts.distro.production.fit
    fail_msg: "{{ ansible_facts.distro.production.why }}"

- name: Restart the SSH server under its own name
  ansible.builtin.service:
    name: "{{ ansible_facts.distro.units.ssh }}"
    state: restarted
  when: ansible_facts.distro.units.ssh is not none

- name: Look at an unpacked image, as it will be judged at the end of the year
  groundwork.baseline.distro_facts:
    root: /srv/images/debian
    date: "2026-12-31"
"""

RETURN = r"""
ansible_facts:
  description: The facts, which are also added to the host's.
  returned: success
  type: dict
  contains:
    distro:
      description: What is known of the host's system.
      returned: success
      type: dict
      contains:
        id:
          description: The system's own word for itself, C(ID) in os-release. V(unknown) where no file says it.
          type: str
          sample: debian
        id_like:
          description: What the system says it is like, the nearest first.
          type: list
          elements: str
          sample: ["ubuntu", "debian"]
        family:
          description: The family whose names and controls apply. V(debian), V(redhat) or V(other).
          type: str
          sample: debian
        name:
          description: The name of the system.
          type: str
          sample: Debian GNU/Linux
        pretty_name:
          description: The name and release as the system presents them.
          type: str
          sample: Debian GNU/Linux 13 (trixie)
        version:
          description: C(VERSION_ID) in os-release. V(null) for a system without one, such as Debian testing.
          type: str
          sample: "13"
        major:
          description: The number that the version begins with.
          type: int
          sample: 13
        codename:
          description: The release's code name.
          type: str
          sample: trixie
        variant:
          description: C(VARIANT_ID) in os-release, such as V(server).
          type: str
        lts:
          description: Whether the release was made for five years of updates and more. V(null) where it is not in this collection's table.
          type: bool
          sample: true
        released:
          description: The day of its release. V(null) before that, and where it is not known.
          type: str
          sample: "2025-08-09"
        end_of_life:
          description: The last days of its updates.
          type: dict
          contains:
            standard: {description: The last day of updates for everybody., type: str, sample: "2028-08-09"}
            extended:
              description: The last day of what follows, which may have to be paid for. V(null) where nothing follows.
              type: str
              sample: "2030-06-30"
        support:
          description: Where the release is in its life. V(supported), V(extended), V(ended) or V(unknown).
          type: str
          sample: supported
        days_left:
          description: Days to the last day of that support. Negative since it has ended, V(null) where it is V(unknown).
          type: int
          sample: 624
        next_lts:
          description: The nearest later release that is made for long, is out, and has updates for everybody.
          type: str
        kernel:
          description: The release of the running kernel.
          type: str
          sample: "6.12.48+deb13-amd64"
        architecture:
          description: The machine, in the kernel's words.
          type: str
          sample: x86_64
        container:
          description:
            - The kind of container, such as V(podman), V(docker), V(lxc) or V(systemd-nspawn). V(other) where only that it is one can be told,
              V(none) outside of one.
          type: str
          sample: "none"
        package_manager:
          description: The system's own package manager, such as V(apt), V(dnf), V(yum) or V(zypper).
          type: str
          sample: apt
        service_manager:
          description: What runs the services, such as V(systemd). V(none) where nothing does, as in most containers.
          type: str
          sample: systemd
        mac:
          description: Mandatory access control.
          type: dict
          contains:
            system: {description: "V(selinux), V(apparmor), V(smack), V(tomoyo), V(none) or V(unknown).", type: str, sample: apparmor}
            state:
              description: V(enforcing), V(permissive), V(disabled), V(none) or V(unknown). AppArmor is V(enforcing) where one profile is.
              type: str
              sample: enforcing
        admin_group:
          description: The group whose members may become root. V(null) for the family V(other).
          type: str
          sample: sudo
        units:
          description: The systemd units of five services on this host, those that it starts by itself first. V(null) for one it does not have.
          type: dict
          contains:
            ssh: {description: The SSH server., type: str, sample: ssh.service}
            cron: {description: The server of cron jobs., type: str, sample: cron.service}
            time: {description: What keeps the clock., type: str, sample: systemd-timesyncd.service}
            firewall: {description: What loads the firewall's rules., type: str, sample: nftables.service}
            updates: {description: What installs updates by itself., type: str, sample: unattended-upgrades.service}
        default_python:
          description: The system's own Python, whatever Python runs the module.
          type: dict
          contains:
            path: {description: Where it is. V(null) where there is none., type: str, sample: /usr/bin/python3}
            version: {description: Its version on this host., type: str, sample: "3.13"}
            shipped: {description: The version that this release is known to come with., type: str, sample: "3.13"}
        production:
          description: Whether to serve from this system.
          type: dict
          contains:
            fit: {description: Whether it gets security updates for everybody and is made for servers., type: bool, sample: true}
            why:
              description: The reason, in a sentence.
              type: str
              sample: "Debian 13 gets security updates until 2028-08-09, and with Debian LTS until 2030-06-30."
        unknown:
          description: Why a fact cannot be told, by the name of the fact. Empty where all could be looked at.
          type: dict
          sample: {}
"""

import os
import sys

from ansible.module_utils.basic import AnsibleModule

OLDEST_PYTHON = (3, 9)


def problem(root: str, version: tuple[int, ...] = sys.version_info[:3]) -> str | None:
    """Why the facts cannot be had; None where they can."""
    if version[:2] < OLDEST_PYTHON:
        found, needed = ".".join(map(str, version)), ".".join(map(str, OLDEST_PYTHON))
        return f"cannot tell the distribution: {sys.executable} is Python {found}, and {needed} or newer is needed; set ansible_python_interpreter to one"
    if not os.path.isabs(root) or not os.path.isdir(root):
        return f"cannot look at root {root}: it is no directory on this host; give the absolute path of an unpacked file system, or / for the host itself"
    return None


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "root": {"type": "path", "default": "/"},
            "date": {"type": "str"},
            "units": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    reason = problem(module.params["root"])
    if reason:
        module.fail_json(msg=reason)

    # Not earlier: an older Python could not even load it.
    from ansible_collections.groundwork.baseline.plugins.module_utils._distro import identify
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

    module.exit_json(changed=False, distro=identify(Host(module.params["root"]), module.params["units"]))


if __name__ == "__main__":
    main()
