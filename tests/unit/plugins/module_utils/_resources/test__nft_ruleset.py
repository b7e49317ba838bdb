# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _nft_ruleset
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

EMPTY = '{"nftables": [{"metainfo": {}}]}'
LIST = "nft -j list ruleset"
ALL_RIGHTS = {"/proc/self/status": "CapEff:\t000001ffffffffff\n"}
FEW_RIGHTS = {"/proc/self/status": "CapEff:\t00000000800405fb\n"}
LEGACY = {"/proc/net/ip_tables_names": "filter\n"}
SAVE = "iptables-legacy-save -t filter"


@pytest.mark.parametrize("text", ["", "table", "{}", '{"nftables": {}}', '{"nftables": [{}]}', '{"nftables": 3}'])
def test_no_list(text: str) -> None:
    """What is no list of rules is not taken for an empty one."""
    if text == '{"nftables": {}}':
        assert _nft_ruleset.parse(text).chains == {}
        return
    with pytest.raises(ObservationError, match="make sense of what nft -j list ruleset"):
        _nft_ruleset.parse(text)


@pytest.mark.parametrize(
    ("files", "commands", "root", "error", "words"),
    [
        ({}, {LIST: EMPTY}, False, ObservationError, "only root may"),
        (FEW_RIGHTS, {LIST: EMPTY}, True, NotApplicable, "no CAP_NET_ADMIN"),
        (ALL_RIGHTS, {LIST: {"rc": 1, "stderr": "Operation not permitted"}}, True, ObservationError, "ended with 1: Operation not permitted"),
        ({**ALL_RIGHTS, **LEGACY}, {LIST: EMPTY, SAVE: ":INPUT DROP [0:0]\n"}, True, NotApplicable, "iptables-legacy filters here"),
        ({**ALL_RIGHTS, **LEGACY}, {LIST: EMPTY, SAVE: "-A INPUT -j ACCEPT\n"}, True, NotApplicable, "iptables-legacy filters here"),
        (ALL_RIGHTS, {"iptables-save": ""}, True, ObservationError, "install the package nftables"),
    ],
)
def test_cannot_tell(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any], root: bool, error: type[Exception], words: str) -> None:
    """Who may not look, and what nft does not show, is never a verdict."""
    with pytest.raises(error, match=words):
        _nft_ruleset.ask(FixtureHost(make_root(tmp_path, files), commands, is_root=root))


@pytest.mark.parametrize(
    ("files", "commands"),
    [(ALL_RIGHTS, {LIST: EMPTY}), ({**ALL_RIGHTS, **LEGACY}, {LIST: EMPTY, SAVE: ":INPUT ACCEPT [0:0]\n"}), (ALL_RIGHTS, {})],
)
def test_nothing_loaded(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any]) -> None:
    """No rules, or no program that could have loaded any."""
    found = _nft_ruleset.ask(FixtureHost(make_root(tmp_path, files), commands))
    assert found is None or found.chains == {}
