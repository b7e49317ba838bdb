# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Note that this doc fragment is PRIVATE to the collection. It can change at any time.

from __future__ import annotations


class ModuleDocFragment:
    """Options that choose controls."""

    DOCUMENTATION = r"""
options:
  profile:
    description:
      - The profile to choose controls by.
      - Without it this is V(baseline), or with O(controls) the whole catalogue.
    type: str
  areas:
    description: Only the controls of these areas, such as V(ssh).
    type: list
    elements: str
    default: []
  severities:
    description: Only the controls of these severities.
    type: list
    elements: str
    choices: [critical, high, medium, low]
    default: []
  levels:
    description: Only the controls of these levels.
    type: list
    elements: int
    choices: [1, 2]
    default: []
  controls:
    description: Only the controls with these ids, such as V(ssh.permit_root_login).
    type: list
    elements: str
    default: []
    aliases: [only]
  skip:
    description: Leave these out; ids of controls, or areas such as V(cron).
    type: list
    elements: str
    default: []
  modes:
    description:
      - What is done about a control, by its id or by its area; an id goes before its area.
      - V(off) leaves it out, V(audit) judges it alone, V(enforce) puts it right even where it may break what runs. A control that is
        named with V(enforce) is looked at even where the profile does not have it.
    type: dict
    default: {}
  values:
    description:
      - Values of your own that controls are to have, by id, such as C(ssh.max_auth_tries) V(6). They are wanted and they are good enough.
      - Each has to be of the type of the value in the catalogue, and within the range that the control allows.
      - For a control that wants a mapping, some of its keys will do.
    type: dict
    default: {}
  select:
    description:
      - Only the controls that this JMESPath expression gives, out of what the other options leave. It runs over the list of controls
        and has to give controls or their ids.
      - A condition alone is short for one in brackets, so V(severity=='high') is V([?severity=='high']).
      - An expression that gives nothing is an error.
    type: str
  controls_dirs:
    description:
      - Folders on the controller with controls of your own. They stand beside those of the catalogue and follow the same rules.
      - Each file C(<area>.yml) holds a list C(controls). Profiles may lie in a folder C(profiles) in it.
    type: list
    elements: path
    default: []
  waivers:
    description:
      - Failures that somebody answers for until a day. They become V(waived).
      - One that has expired leaves the V(fail) and says so.
    type: list
    elements: dict
    default: []
    suboptions:
      control:
        description: The control's id.
        type: str
        required: true
      reason:
        description: Why it may fail.
        type: str
        required: true
      owner:
        description: Who answers for that.
        type: str
        required: true
      expires:
        description: The last day on which the waiver holds, as C(YYYY-MM-DD).
        type: str
        required: true
  fail_on:
    description:
      - When RV(gate.failed) is to be true. The task does not fail by it.
      - A severity stands for a V(fail) of that severity or a higher one, V(error) for any V(error), V(any) for any V(fail) or V(error).
    type: list
    elements: str
    choices: [any, error, critical, high, medium, low]
    default: []
  limit:
    description: How many seconds the host may take for one control. One that takes longer is an V(error); the others stand.
    type: float
    default: 10.0
"""
