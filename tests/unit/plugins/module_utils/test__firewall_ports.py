# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_ports import Port, port


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("443/tcp", Port(443, 443, "tcp")),
        ("8000-8010/udp", Port(8000, 8010, "udp")),
        ("65535/tcp", Port(65535, 65535, "tcp")),
        *((word, None) for word in ("0/tcp", "65536/tcp", "70000/tcp", "443", "443/sctp", "https/tcp", "9-8/tcp", "443/TCP", "80,443/tcp", "080/tcp", "")),
    ],
)
def test_port(text: str, wanted: Port | None) -> None:
    """A port or a range with its protocol, and nothing else."""
    assert port(text) == wanted
    assert wanted is None or str(wanted) == text
