# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd

# As systemctl 249 prints it: no Names of aliases, no property that came later.
OLD = "Id=cron.service\nNames=cron.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n"


def test_an_older_systemctl_leaves_properties_out() -> None:
    assert _systemd.parse_unit(OLD) == _systemd.Unit("cron.service", ("cron.service",), "loaded", "active", "enabled", False, ())


def test_started_by_keeps_the_telling_order() -> None:
    unit = _systemd.parse_unit(OLD + "WantedBy=multi-user.target a.target\nTriggeredBy=cron.socket\nRequiredBy=\nAccept=yes\n")
    assert unit.started_by == (("TriggeredBy", "cron.socket"), ("WantedBy", "multi-user.target"), ("WantedBy", "a.target"))
    assert unit.accept


@pytest.mark.parametrize(
    "block", ["Names=a.service", "Id=a.service\nLoadState=loaded", "Failed to get properties", "Id=\nLoadState=loaded\nActiveState=active"]
)
def test_a_unit_that_makes_no_sense(block: str) -> None:
    with pytest.raises(ObservationError, match="no Id, LoadState or ActiveState"):
        _systemd.parse_unit(block)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cron.service loaded active running Regular background program processing daemon\n", {"cron.service": "active"}),
        ("a.service  loaded  inactive  dead  A\nb@1.service not-found failed failed b@1.service\n", {"a.service": "inactive", "b@1.service": "failed"}),
        ("dev-disk-by\\x2duuid-1.device loaded active plugged start A disk\n", {"dev-disk-by\\x2duuid-1.device": "active"}),
    ],
)
def test_a_list(text: str, found: dict[str, str]) -> None:
    assert _systemd.parse_list(text) == found


@pytest.mark.parametrize(
    ("text", "words"), [("", "printed none"), ("\n", "printed none"), ("0 loaded units listed.\n", "make sense"), ("a.service loaded\n", "make sense")]
)
def test_a_list_that_makes_no_sense(text: str, words: str) -> None:
    with pytest.raises(ObservationError, match=words):
        _systemd.parse_list(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[D-BUS Service]\nName=org.x\nExec=/bin/false\nUser=root\nSystemdService=x.service\n", ("org.x", "x.service")),
        ("# a comment\n[D-BUS Service]\n Name = org.x \nSystemdService = x.service\n", ("org.x", "x.service")),
        ("[D-BUS Service]\nName=org.x\nExec=/usr/libexec/x\n", None),
        ("[Other]\nName=org.x\nSystemdService=x.service\n", None),
        ("Name=org.x\nSystemdService=x.service\n", None),
        ("", None),
    ],
)
def test_an_activation(text: str, found: tuple[str, str] | None) -> None:
    told = _systemd.parse_activation(text, "/x")
    assert (told and (told.bus_name, told.unit)) == found
