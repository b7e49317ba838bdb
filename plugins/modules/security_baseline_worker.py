#!/usr/bin/python
# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time. Use security_baseline_info.

from __future__ import annotations

DOCUMENTATION = r"""
module: security_baseline_worker
short_description: Answer the questions of a security audit in one round trip
version_added: 0.1.0
description:
  - Asks a host about many of its settings at once and tells what they are, not whether they are right.
  - This module is PRIVATE to the collection and can change at any time. It is what M(groundwork.baseline.security_baseline_info)
    runs on the host. Use that instead.
author:
  - Groundwork contributors (@groundwork)
extends_documentation_fragment:
  - groundwork.baseline._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - The action plugin shows the differences.
  idempotent:
    support: full
  platform:
    platforms: posix
    support: full
options:
  questions:
    description:
      - What to ask.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
          - The name under which the answer comes back.
        type: str
        required: true
      resource:
        description:
          - The kind of thing that is asked about, such as V(sysctl).
        type: str
        required: true
      args:
        description:
          - What to ask of it, by OS family, or under V(any) for all families.
          - A question without arguments for the host's family is left unanswered.
        type: dict
        required: true
  families:
    description:
      - The OS family of each C(ID) of os-release.
    type: dict
    required: true
  fixes:
    description:
      - What to put right, in one transaction. In check mode this tells what would change.
      - Without it the host is only asked.
    type: list
    elements: dict
    default: []
    suboptions:
      id:
        description: The control.
        type: str
        required: true
      resource:
        description: The kind of thing to put right.
        type: str
        required: true
      args:
        description: Which one, in the names of the host's family.
        type: dict
        required: true
      want:
        description: What it has to be.
        type: raw
        required: true
      accept:
        description: What is good enough.
        type: dict
      yields_to:
        description: Other controls that want more of the same thing. Where one of them is put right, this one is too.
        type: list
        elements: str
  withdraw:
    description:
      - Controls whose earlier changes are taken back, by id.
    type: list
    elements: str
    default: []
  guarded:
    description:
      - Whether the way in of who is connected is kept. A run that changes anything always keeps it.
    type: bool
    default: true
  guard:
    description:
      - How many seconds a new login of who is connected is waited for before the host puts all back; V(0) is no guard.
    type: int
    default: 0
  confirm:
    description:
      - The name of a run that this login confirms. It has to be newer than what that run changed.
    type: str
  journal:
    description:
      - Whether to undo first what an earlier run left that was cut off, and to tell what backups there are and which controls
        changed something that still stands.
    type: bool
    default: false
  restore:
    description:
      - Bring back what was before the run of this name; an empty name is the last one.
      - Without it nothing is brought back.
    type: str
  services:
    description:
      - The names that the host's family has for the units that may have to be reloaded, by program.
    type: dict
    default: {}
  units:
    description:
      - The units whose presence is told with the facts of the system.
    type: list
    elements: str
    default: []
  limit:
    description:
      - How many seconds one question may take.
    type: float
    default: 10.0
seealso:
  - module: groundwork.baseline.security_baseline_info
"""

EXAMPLES = r"""
- name: Ask for one kernel setting
  groundwork.baseline.security_baseline_worker:
    families:
      debian: debian
    questions:
      - id: kernel.kptr_restrict
        resource: sysctl
        args:
          any:
            name: kernel.kptr_restrict
"""

RETURN = r"""
distro:
  description: What kind of system the host is.
  returned: success
  type: dict
  sample:
    id: debian
    family: debian
answers:
  description:
    - The answer to each question by its name, with C(duration_ms) and one of C(readings) (a list of C(value), C(source), C(aspect)),
      C(absent), C(not_applicable) and C(error) (each a reason).
  returned: success
  type: dict
  sample:
    kernel.kptr_restrict:
      duration_ms: 0.4
      readings:
        - value: 1
          source: /proc/sys/kernel/kptr_restrict
          aspect: runtime
enforced:
  description: >-
    What O(fixes), O(withdraw) or O(restore) came to; C(changes), C(refused), C(recovered), C(kept), C(backups), the C(answers) afterwards
    and the C(guard), C(armed) or C(why) not.
  returned: when O(fixes), O(withdraw) or O(restore) is given
  type: dict
guard:
  description: What became of the run that was to be confirmed; C(state), C(confirmed), and C(why) not.
  returned: when O(confirm) is given
  type: dict
journal:
  description: What was C(recovered), a sentence each, the C(backups) that there are, and the controls that are C(standing).
  returned: when O(journal) is true
  type: dict
stats:
  description: What it cost on the host.
  returned: success
  type: dict
  contains:
    cpu_ms:
      description: CPU time of the module and its commands in milliseconds.
      type: int
      returned: success
    wall_ms:
      description: Time from the first question to the last answer in milliseconds.
      type: int
      returned: success
    python:
      description: Version of the Python that asked.
      type: str
      returned: success
"""

import sys
import typing as t

from ansible.module_utils.basic import AnsibleModule

OLDEST_PYTHON = (3, 9)

QUESTION = {
    "id": {"type": "str", "required": True},
    "resource": {"type": "str", "required": True},
    "args": {"type": "dict", "required": True},
}


FIX = {**QUESTION, "want": {"type": "raw", "required": True}, "accept": {"type": "dict"}, "yields_to": {"type": "list", "elements": "str"}}
ARGUMENTS = {
    "questions": {"type": "list", "elements": "dict", "required": True, "options": QUESTION},
    "families": {"type": "dict", "required": True},
    "fixes": {"type": "list", "elements": "dict", "default": [], "options": FIX},
    "withdraw": {"type": "list", "elements": "str", "default": []},
    "guarded": {"type": "bool", "default": True},
    "guard": {"type": "int", "default": 0},
    "confirm": {"type": "str"},
    "journal": {"type": "bool", "default": False},
    "restore": {"type": "str"},
    "services": {"type": "dict", "default": {}},
    "units": {"type": "list", "elements": "str", "default": []},
    "limit": {"type": "float", "default": 10.0},
}


def too_old(version: tuple[int, ...], executable: str) -> str | None:
    """Why a Python cannot do the work; None where it can."""
    if version[:2] >= OLDEST_PYTHON:
        return None
    found, needed = ".".join(map(str, version[:3])), ".".join(map(str, OLDEST_PYTHON))
    return f"cannot audit this host: {executable} is Python {found}, and {needed} or newer is needed; set ansible_python_interpreter to one"


def _enforcing() -> t.Any:
    """The module that changes hosts."""
    from ansible_collections.groundwork.baseline.plugins.module_utils import _enforce

    return _enforce


def work(params: dict[str, t.Any], apply: bool) -> dict[str, t.Any]:
    """All that is asked of the host, in one go."""
    # Not earlier: an older Python could not even load it; and nothing that this run does not need, for the host compiles all that is loaded.
    from ansible_collections.groundwork.baseline.plugins.module_utils import _worker
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

    result: dict[str, t.Any] = {}
    if params["journal"]:
        result["journal"] = _enforcing().recover(apply)
    result.update(_worker.work(Host(), *(params[name] for name in ("questions", "families", "limit", "units"))))
    if params["confirm"] is not None:
        from ansible_collections.groundwork.baseline.plugins.module_utils import _guard_program

        result["guard"] = _guard_program.confirm(params["confirm"])
    elif params["restore"] is not None:
        result["enforced"] = _enforcing().restore(params["restore"], apply)
    elif params["fixes"] or params["withdraw"]:
        fixes, limit, services, withdraw = (params[name] for name in ("fixes", "limit", "services", "withdraw"))
        result["enforced"] = _enforcing().enforce(fixes, limit, services, withdraw, apply, params["guarded"], guard=params["guard"])
    return result


def main() -> None:
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    reason = too_old(sys.version_info[:3], sys.executable)
    if reason:
        module.fail_json(msg=reason)
    from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import TransactionError
    from ansible_collections.groundwork.baseline.plugins.module_utils._worker import Unfit

    try:
        result = work(module.params, not module.check_mode)
    except Unfit as exc:
        module.fail_json(msg=str(exc))
    except TransactionError as exc:
        module.fail_json(msg=f"cannot put this host right: {exc}")
    module.exit_json(changed=bool(result.get("enforced", {}).get("changes")), **result)


if __name__ == "__main__":
    main()
