# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Gathering: which files are chosen, where they come from, and what is said where they cannot be had."""

from __future__ import annotations

import collections.abc
import datetime
import ipaddress
import pathlib
import socket
import ssl
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Login, Source
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._gather import Gatherer, wanted
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._shelf import Shelf
from ansible_collections.groundwork.baseline.tests.unit.plugins.plugin_utils._wheelhouse.loopback import HTML, Index, serving, sha256

PYTHON = {
    "version": "3.11.2",
    "implementation": "cpython",
    "platform": "linux-x86_64",
    "machine": "x86_64",
    "soabi": "cpython-311-x86_64-linux-gnu",
    "libc": "glibc",
    "libc_version": "2.36",
}
WHEEL = "a-1-py3-none-any.whl"


@pytest.fixture
def index() -> collections.abc.Iterator[Index]:
    with serving() as found:
        yield found


def package(*files: t.Any, name: str = "a", listed: bool = True) -> t.Any:
    """A package as a lock has it; listed: whether the lock names its files."""
    return {"name": name, "version": "1", "marker": "", "hashes": [file["hash"] for file in files], "files": list(files) if listed else []}


def gatherer(folder: pathlib.Path, index: Index, first: bool = False, **more: t.Any) -> Gatherer:
    return Gatherer(Shelf(str(folder / "cache")), Source(index_url=f"{index.address}/simple", seconds=5.0, **more), first)


def gathered(gather: Gatherer, *packages: t.Any, allow_sdist: bool = False) -> list[str]:
    return gather.fetch(gather.plan(list(packages), PYTHON, allow_sdist))


def held(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "cache").iterdir() if path.name != ".lock"}


def test_by_the_addresses_of_the_lock(index: Index, tmp_path: pathlib.Path) -> None:
    """The wheel that fits is fetched once, its index is not asked, and a second run asks nobody."""
    files = [index.file(name, name.encode()) for name in ("a-1-cp312-cp312-linux_x86_64.whl", "a-1-cp311-cp311-linux_x86_64.whl", WHEEL)]
    for found in (["a-1-cp311-cp311-linux_x86_64.whl"], []):
        assert gathered(gatherer(tmp_path, index), package(*files)) == found
    assert index.paths == ["/files/a-1-cp311-cp311-linux_x86_64.whl"]
    assert held(tmp_path) == {"a-1-cp311-cp311-linux_x86_64.whl": b"a-1-cp311-cp311-linux_x86_64.whl"}
    assert (tmp_path / "cache" / "a-1-cp311-cp311-linux_x86_64.whl").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("first", [True, False])
def test_an_index_that_is_given_serves_everything(first: bool, index: Index, tmp_path: pathlib.Path) -> None:
    file = index.file(WHEEL, b"content")
    index.project("a", file)
    elsewhere = {**file, "url": f"{index.address}/elsewhere/{WHEEL}"}
    index.answers[f"/elsewhere/{WHEEL}"] = (200, {}, b"content")
    assert gathered(gatherer(tmp_path, index, first), package(elsewhere)) == [WHEEL]
    assert index.paths == (["/simple/a/", f"/files/{WHEEL}"] if first else [f"/elsewhere/{WHEEL}"])


@pytest.mark.parametrize("there", [True, False], ids=["no such file", "nobody"])
def test_a_mirror_that_is_not_to_be_had(there: bool, index: Index, tmp_path: pathlib.Path) -> None:
    """A lock with addresses of a mirror that no longer has the files, or does not answer: the index has them, by their hashes."""
    mirror = f"{index.address}/gone" if there else closed().address
    files = [index.file(name, name.encode()) for name in (WHEEL, "b-1-py3-none-any.whl")]
    for name, file in zip("ab", files):
        index.project(name, file)
    gather = gatherer(tmp_path, index)
    locked = [package({**file, "url": f"{mirror}/{file['name']}"}, name=name) for name, file in zip("ab", files)]
    assert gathered(gather, *locked) == [file["name"] for file in files]


def test_a_mirror_that_is_out_of_order(index: Index, tmp_path: pathlib.Path) -> None:
    """It is asked once, and is what is told of where the index does not know its packages; but another file in its place is told of first."""
    with serving() as mirror:
        files = [mirror.file(f"{name}-1-py3-none-any.whl", name.encode()) for name in "abcdefgh"]
        for file in files:
            mirror.answers[f"/files/{file['name']}"] = (503, {}, b"")
        gather = gatherer(tmp_path, index)
        told = fails(gather, package(files[0], name="a"))
        assert (told.code, f"cannot fetch {files[0]['url']}: it answers 503" in str(told)) == ("INDEX_UNREACHABLE", True)
        told = fails(gather, *(package(file, name=file["name"][0]) for file in files))
        assert (told.code, f"cannot fetch {files[0]['url']}: it answers 503" in str(told)) == ("INDEX_UNREACHABLE", True)
        assert mirror.paths == [f"/files/{files[0]['name']}"]
        index.project("b", index.file(files[1]["name"], b"b", served=b"another"))
        assert fails(gather, package(files[1], name="b")).code == "HASH_MISMATCH"


def test_by_the_index(index: Index, tmp_path: pathlib.Path) -> None:
    """A lock without files: what the index has with one of the hashes, and nothing else of that name."""
    file, other = index.file(WHEEL, b"content"), index.file("a-1-cp311-cp311-linux_x86_64.whl", b"another")
    index.project("a", file, other)
    assert gathered(gatherer(tmp_path, index), package(file, listed=False)) == [WHEEL]


def test_an_old_index(index: Index, tmp_path: pathlib.Path) -> None:
    """A page of links, with a base that the addresses are relative to."""
    file = index.file(WHEEL, b"content")
    page = f'<html><head><base href="/"></head><body><a href="files/{WHEEL}#{file["hash"].replace(":", "=")}">x</a></body></html>'
    index.answers["/simple/a/"] = (200, HTML, page.encode())
    assert gathered(gatherer(tmp_path, index), package(file, listed=False)) == [WHEEL]


def test_a_login_stays_with_its_host(index: Index, tmp_path: pathlib.Path) -> None:
    """It goes to the index, and neither to the host that has the files nor to where an answer leads on."""
    with serving() as files:
        file = files.file(WHEEL, b"content")
        index.project("a", file)
        index.answers[f"/files/{WHEEL}"] = (302, {"Location": file["url"]}, b"")
        login = Login(index.address.partition("//")[2], "me", "secret")
        assert gathered(gatherer(tmp_path, index, logins=(login,)), package(file, listed=False)) == [WHEEL]
        assert [login for _path, login in index.asked] == ["Basic bWU6c2VjcmV0"] * 2
        assert files.asked == [(f"/files/{WHEEL}", None)]


def fails(gather: Gatherer, *packages: t.Any) -> PythonError:
    with pytest.raises(PythonError) as caught:
        gathered(gather, *packages)
    assert "\n" not in str(caught.value) and "secret" not in str(caught.value)
    return caught.value


def test_another_content(index: Index, tmp_path: pathlib.Path) -> None:
    """Nothing is left of a file that is another one, and what was right stays."""
    good, bad = index.file("b-1-py3-none-any.whl", b"good"), index.file(WHEEL, b"content", served=b"content.")
    gathered(gatherer(tmp_path, index), package(good, name="b"))
    told = fails(gatherer(tmp_path, index), package(bad), package(good, name="b"))
    assert told.code == "HASH_MISMATCH"
    assert f"{WHEEL} from {index.address}/files/{WHEEL} has {sha256(b'content.')}, and the lock wants {bad['hash']}; nothing was kept" in str(told)
    assert held(tmp_path) == {"b-1-py3-none-any.whl": b"good"}


def test_a_file_in_the_cache_that_is_another_one(index: Index, tmp_path: pathlib.Path) -> None:
    file = index.file(WHEEL, b"content")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / WHEEL).write_bytes(b"broken")
    assert gathered(gatherer(tmp_path, index), package(file)) == [WHEEL]
    assert held(tmp_path) == {WHEEL: b"content"}


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (404, "INDEX_UNREACHABLE", "it answers 404 Not Found; lock again, or give another index"),
        (500, "INDEX_UNREACHABLE", "it answers 500 Internal Server Error"),
        (401, "INDEX_DENIED", "answers 401 Unauthorized; give a name and a password"),
    ],
)
def test_what_an_index_answers(status: int, code: str, words: str, index: Index, tmp_path: pathlib.Path) -> None:
    file = index.file(WHEEL, b"content")
    index.answers[f"/files/{WHEEL}"] = (status, {}, b"")
    told = fails(gatherer(tmp_path, index, logins=(Login(index.address.partition("//")[2], "me", "secret"),)), package(file))
    assert (told.code, words in str(told)) == (code, True)


def test_a_short_answer(index: Index, tmp_path: pathlib.Path) -> None:
    file = index.file(WHEEL, b"content")
    index.answers[f"/files/{WHEEL}"] = (200, {"Content-Length": "7"}, b"cont")
    told = fails(gatherer(tmp_path, index), package(file))
    assert (told.code, "3 more expected" in str(told)) == ("INDEX_UNREACHABLE", True)
    assert held(tmp_path) == {}


def closed() -> Index:
    """An index at a port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = Index()
        found.address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    return found


def test_nobody_there(tmp_path: pathlib.Path) -> None:
    index = closed()
    file = index.file(WHEEL, b"content")
    for listed in (True, False):
        told = fails(gatherer(tmp_path, index), package(file, listed=listed))
        assert (told.code, "Connection refused" in str(told)) == ("INDEX_UNREACHABLE", True)


@pytest.mark.parametrize("offline", [True, False])
@pytest.mark.parametrize("listed", [True, False])
def test_without_a_network(offline: bool, listed: bool, tmp_path: pathlib.Path) -> None:
    """All is there: nothing is missed. Something is not: it is named."""
    index = closed()
    file, other = index.file(WHEEL, b"content"), index.file("b-1-py3-none-any.whl", b"other")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / WHEEL).write_bytes(b"content")
    gather = gatherer(tmp_path, index, offline=offline, wheelhouse="x")
    assert gathered(gather, package(file, listed=listed)) == []
    told = fails(gather, package(file), package(other, name="b", listed=listed))
    assert told.code == ("WHEELHOUSE_MISSING" if offline else "INDEX_UNREACHABLE")
    assert offline is (f"on the controller has no {other['name'] if listed else 'b 1'}, and offline is asked for" in str(told))


def test_the_index_has_no_such_file(index: Index, tmp_path: pathlib.Path) -> None:
    index.project("a", index.file("a-2-py3-none-any.whl", b"x"))
    told = fails(gatherer(tmp_path, index, first=True), package(index.file(WHEEL, b"content")))
    assert (told.code, f"/simple has no {WHEEL} with the hash of the lock" in str(told)) == ("WHEELHOUSE_MISSING", True)


def test_no_wheel(index: Index, tmp_path: pathlib.Path) -> None:
    """All that lack one are named at once, with what there is of them."""
    windows, archive = index.file("a-1-cp311-cp311-win_amd64.whl", b"w"), index.file("b-1.tar.gz", b"s")
    gather = gatherer(tmp_path, index)
    told = fails(gather, package(windows), package(archive, name="b"), package(windows, name="c", listed=False))
    assert told.code == "NO_WHEEL"
    assert "there is no wheel that fits cp311-cp311-manylinux_2_36_x86_64 (Python 3.11.2) of a 1 (it has 1 for others)," in str(told)
    assert "b 1 (it has a source archive alone), c 1 (nothing with the hashes of the lock was found); lock versions" in str(told)
    assert gathered(gather, package(archive, name="b"), allow_sdist=True) == ["b-1.tar.gz"]


LOCK = {"requires_python": "", "environments": [], "packages": [package(), {**package(name="old"), "marker": "python_version < '3.11'"}]}


def test_wanted() -> None:
    assert [one["name"] for one in wanted(LOCK, PYTHON)] == ["a"]


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        ({"requires_python": ">=3.12"}, "the lock is for Python >=3.12, and this is 3.11.2; lock for it"),
        ({"environments": ["sys_platform == 'win32'", "os_name == 'nt'"]}, "the lock is for sys_platform == 'win32' or os_name == 'nt' alone"),
    ],
)
def test_a_lock_for_others(lock: dict[str, t.Any], words: str) -> None:
    with pytest.raises(PythonError) as caught:
        wanted({**LOCK, **lock}, PYTHON)
    assert (caught.value.code, words in str(caught.value)) == ("LOCK_WRONG_PYTHON", True)


def certified(folder: pathlib.Path) -> tuple[ssl.SSLContext, str]:
    """A server with a certificate that nobody vouches for, and a file that does."""
    x509 = pytest.importorskip("cryptography.x509", reason="without cryptography no certificate can be made")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "index")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - datetime.timedelta(1), now + datetime.timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem, both = folder / "ca.pem", folder / "server.pem"
    pem.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    both.write_bytes(pem.read_bytes() + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, str(pem)


def test_certificates(tmp_path: pathlib.Path) -> None:
    context, pem = certified(tmp_path)
    with serving(context) as index:
        file = index.file(WHEEL, b"content")
        told = fails(gatherer(tmp_path, index), package(file))
        assert (told.code, "does not vouch for" in str(told)) == ("TLS_CA", True)
        assert index.asked == []
        assert gathered(gatherer(tmp_path, index, ca_bundle=pem), package(file)) == [WHEEL]
