# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What the policy says of a path, by a libselinux of paper; and that new files, copies and folders get it before they have contents."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import types
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic, _selinux_context
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange, Kept

if t.TYPE_CHECKING:
    from pathlib import Path

POLICY = {b"/etc/shadow": b"system_u:object_r:shadow_t:s0"}


def paper(enabled: int, freed: list[t.Any]) -> types.SimpleNamespace:
    """libselinux, as far as it is asked: functions, which may be given attributes as those of ctypes are."""
    buffers = []

    def lookup(handle: int, found: t.Any, path: bytes, kind: int) -> int:
        if path not in POLICY:
            return -1
        buffers.append(ctypes.create_string_buffer(POLICY[path]))
        found._obj.value = ctypes.addressof(buffers[-1])
        return 0

    def freecon(context: t.Any) -> None:
        freed.append(context)

    words = {"is_selinux_enabled": lambda: enabled, "selabel_open": lambda *args: 1}
    return types.SimpleNamespace(**words, selabel_lookup_raw=lookup, freecon=freecon)


@pytest.fixture(autouse=True)
def forgetful() -> t.Iterator[None]:
    """Nobody remembers another test's library."""
    _selinux_context._library.cache_clear()
    _selinux_context._patterns.cache_clear()
    yield
    _selinux_context._library.cache_clear()
    _selinux_context._patterns.cache_clear()


@pytest.mark.parametrize(
    ("enabled", "path", "context"),
    [
        (1, "/etc/shadow", b"system_u:object_r:shadow_t:s0\0"),
        (1, "/tmp/of-nobody", None),
        (0, "/etc/shadow", None),
        (-1, "/etc/shadow", None),
    ],
)
def test_of_path(monkeypatch: pytest.MonkeyPatch, enabled: int, path: str, context: bytes | None) -> None:
    """As the file system keeps it, with its closing zero; what libselinux gave is given back."""
    freed: list[t.Any] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda *args, **kwargs: paper(enabled, freed))
    assert _selinux_context.of_path(path, stat.S_IFREG) == context
    assert len(freed) == (context is not None)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*args: t.Any, **kwargs: t.Any) -> t.NoReturn:
        raise OSError("libselinux.so.1: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", load)
    assert _selinux_context.of_path("/etc/shadow", stat.S_IFREG) is None


@pytest.fixture
def labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file system with contexts, under an attribute that anybody may set; the policy has one for all that is new."""
    name = "user.selinux"
    try:
        os.setxattr(tmp_path, name, b"folder_t")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    for module in (_atomic, _selinux_context):
        monkeypatch.setattr(module, "ATTRIBUTE", name)
    monkeypatch.setattr(_selinux_context, "of_path", lambda path, kind: b"policy_t")
    return name


def me(mode: int, **attributes: bytes) -> Kept:
    return Kept(mode, os.geteuid(), os.getegid(), {f"user.{name}": value for name, value in attributes.items()})


def test_a_new_file_has_the_policys(tmp_path: Path, labels: str) -> None:
    _atomic.put(str(tmp_path / "new.conf"), b"new", me(0o644))
    assert os.getxattr(tmp_path / "new.conf", labels) == b"policy_t"


def test_a_file_that_was_there_keeps_its_own(tmp_path: Path, labels: str) -> None:
    here = tmp_path / "shadow"
    here.write_text("old")
    os.setxattr(here, labels, b"own_t")
    wanted = FileChange(str(here), "new", 0o600, os.geteuid(), os.getegid())
    _atomic.prepare(str(here), wanted)
    _atomic.change(str(here), wanted)
    assert here.read_text() == "new"
    assert os.getxattr(here, labels) == b"own_t"


@pytest.mark.parametrize(("own", "context"), [(me(0o600, selinux=b"own_t"), b"own_t"), (me(0o600), b"policy_t")])
def test_before_there_is_anything_to_read(tmp_path: Path, labels: str, monkeypatch: pytest.MonkeyPatch, own: Kept, context: bytes) -> None:
    """The context is there while the file is still empty."""
    set_at: list[tuple[int, bytes]] = []
    really = os.setxattr

    def note(at: t.Any, name: str, value: bytes, **how: bool) -> None:
        set_at.append((os.stat(at).st_size, value))
        really(at, name, value, **how)

    monkeypatch.setattr(os, "setxattr", note)
    _atomic.stage(str(tmp_path / "secret"), b"secret", own)
    assert set_at == [(0, context)]


def test_a_copy_has_the_context_of_what_it_is_a_copy_of() -> None:
    attributes = {"security.selinux": b"shadow_t", "system.posix_acl_access": b"all"}
    assert Kept(0o644, 1, 2, attributes).copy() == Kept(0o600, os.geteuid(), os.getegid(), {"security.selinux": b"shadow_t"})


def test_a_new_folder_has_the_policys(tmp_path: Path, labels: str) -> None:
    _atomic.make_folder(str(tmp_path / "new.d"))
    assert os.getxattr(tmp_path / "new.d", labels) == b"policy_t"


def test_what_is_there_already_is_not_set_again(tmp_path: Path, labels: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container not even root may."""
    here = tmp_path / "file"
    here.write_text("")
    os.setxattr(here, labels, b"policy_t")

    def refuse(*args: t.Any, **how: bool) -> t.NoReturn:
        raise PermissionError(errno.EPERM, "not here")

    monkeypatch.setattr(os, "setxattr", refuse)
    _selinux_context.label(str(here))
    _atomic.dress(str(here), me(0o600, selinux=b"policy_t"))
    with pytest.raises(PermissionError):
        _atomic.dress(str(here), me(0o600, selinux=b"own_t"))


@pytest.mark.parametrize(("number", "raises"), [(errno.ENOTSUP, False), (errno.EACCES, True)])
def test_a_context_that_cannot_be_set(tmp_path: Path, labels: str, monkeypatch: pytest.MonkeyPatch, number: int, raises: bool) -> None:
    """A mount may have one context for all; what is refused is said."""

    def refuse(*args: t.Any, **how: bool) -> t.NoReturn:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "setxattr", refuse)
    if raises:
        with pytest.raises(OSError, match="refused"):
            _selinux_context.label(str(tmp_path))
    else:
        _selinux_context.label(str(tmp_path))
