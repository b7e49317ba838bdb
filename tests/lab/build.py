# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Build or reuse the lab's images; IMAGE_SOURCE=registry|local says from what, unset lets the machine decide."""

from __future__ import annotations

import argparse
import concurrent.futures
import datetime
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import typing as t

import debian
import repositories
import rpms
import yaml

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "groundwork/lab"
DEFAULT = ("el9", "ubuntu2604", "ubuntu2404", "debian12", "debian13")  # the slowest first: two are built at a time
PULL_SECONDS = 60
Table = dict[str, dict[str, str]]


def tag(name: str) -> str:
    return f"localhost/groundwork-lab:{name}"


def labels(name: str) -> dict[str, str]:
    """The labels of the image that podman has under this name now; none where it has no such image."""
    if not shutil.which("podman"):
        return {}
    seen = subprocess.run(["podman", "image", "inspect", "--format", "{{json .Labels}}", tag(name)], text=True, capture_output=True, check=False)
    return (json.loads(seen.stdout) or {}) if seen.returncode == 0 else {}


def key(name: str, table: Table, source: str) -> str:
    """What the image is made of: its recipe's files, and the ISO week so that updates are picked up once a week."""
    files = [HERE / f"Containerfile.{table[name]['family']}"]
    if source != "registry":
        files = [HERE / "debian.py", HERE / "repositories.py", *(file for one in lineage(name) for file in sorted(HERE.glob(f"images/{one}.*")))]
    if name.startswith("el"):
        files.append(HERE / "rpms.py")
    digest = hashlib.sha256(b"\0".join([str(table[name]).encode(), *(file.read_bytes() for file in files)])).hexdigest()
    return f"{source}-{digest[:16]}-{datetime.datetime.now(tz=datetime.timezone.utc):%G-W%V}"


def raw(name: str) -> dict[str, t.Any]:
    path = HERE / f"images/{name}.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.exists() else {}


def lineage(name: str) -> list[str]:
    """The image and those whose recipe it goes on from, itself first."""
    like = raw(name).get("like")
    return [name, *(lineage(like) if like else [])]


def recipe_of(name: str) -> dict[str, t.Any]:
    """The recipe, on top of the one that it is `like`: its files are laid over, its script runs afterwards, what it `adds` is added, the rest is instead."""
    own = raw(name)
    if "like" not in own:
        return own
    base = recipe_of(own["like"])
    both = {"files": {**base.get("files", {}), **own.get("files", {})}, "run": base.get("run", "") + own.get("run", "")}
    return dict(added({**base, **own, **both}, own.get("adds", {})))


def added(base: t.Any, more: t.Any) -> t.Any:
    """More words after the ones that are there, and more entries of a table."""
    if isinstance(base, dict):
        return {**base, **{name: added(base[name], value) if name in base else value for name, value in more.items()}}
    return f"{base} {more}"


def pull(short_name: str) -> str:
    """Pull an image by its short name within a bounded time; what went wrong, or nothing."""
    try:
        done = subprocess.run(["podman", "pull", "--quiet", short_name], text=True, capture_output=True, check=False, timeout=PULL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"no answer in {PULL_SECONDS} s"
    return done.stderr.strip()[-300:] if done.returncode else ""


def from_registry(name: str, entry: dict[str, str], recipe: str) -> str:
    """Pull the short name, then add what a server has."""
    if problem := pull(entry["registry"]):
        raise debian.BuildError(f"cannot pull {entry['registry']} for {name}: {problem}; IMAGE_SOURCE=local builds it from Debian's packages")
    command = ["podman", "--runtime=runc", "build", f"--build-arg=BASE={entry['registry']}", f"--build-arg=EXTRA={entry.get('extra', '')}"]
    command += ["--label=source=registry", f"--label=recipe={recipe}", f"--tag={tag(name)}", f"--file={HERE}/Containerfile.{entry['family']}"]
    debian.run([*command, str(HERE / "images")])
    return "built on the registry's image"


def from_packages(name: str, recipe: str) -> str:
    """Load what was built by the same recipe, or build it from Debian's packages; where that fails, an older build serves."""
    described = recipe_of(name)
    cached, how = CACHE / f"{name}-{recipe}.tar.zst", "loaded from the cache"
    if not cached.exists():
        try:
            build(described, cached)
            how = "built"
        except debian.BuildError as exc:
            older = sorted(CACHE.glob(f"{name}-{recipe.rsplit('-', 2)[0]}-*.tar.zst"))
            if not older:
                raise debian.BuildError(f"cannot build {name}: {exc}") from exc
            cached, how = older[-1], f"loaded from {older[-1].name}, as a new build failed,"
    marks = [f'LABEL source="local: {described["source"]}"', f"LABEL recipe={recipe}"]
    changes = ['CMD ["/usr/sbin/init"]', "STOPSIGNAL SIGRTMIN+3", "ENV container=podman", *marks]
    script = 'file=$1; shift; zstd -dcq "$file" | podman import --quiet "$@"'
    debian.run(["bash", "-o", "pipefail", "-c", script, "import", str(cached), *(f"--change={change}" for change in changes), "-", tag(name)])
    for stale in set(CACHE.glob(f"{name}-*.tar.zst")) - {cached}:
        stale.unlink()
    return how


def build(described: dict[str, t.Any], cached: pathlib.Path) -> None:
    """Make a root file system by its recipe and keep it as a compressed tar."""
    with tempfile.TemporaryDirectory(prefix="build-", dir=CACHE) as work:
        tree, packed = pathlib.Path(work) / "root", pathlib.Path(work) / "packed"
        debian.bootstrap(tree, described)
        if "offers_as" in described:
            repositories.set_up(tree, described)
        (rpms.convert if "owns" in described else debian.finish)(tree, described)
        debian.run(["tar", "-C", str(tree), "--use-compress-program=zstd -q -3 -T0", "--numeric-owner", "-cf", str(packed), "."])
        packed.rename(cached)


def provide(name: str, table: Table, source: str) -> str:
    """Make sure that the image is there and current; one line on how that was done."""
    start = time.monotonic()
    recipe, how = key(name, table, source), "up to date"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another run may be building it
        if labels(name).get("recipe") != recipe:
            how = from_registry(name, table[name], recipe) if source == "registry" else from_packages(name, recipe)
            subprocess.run(["podman", "image", "prune", "--force", "--filter", "label=recipe"], capture_output=True, check=False)
    return f"{name}: {how} in {time.monotonic() - start:.1f} s ({labels(name).get('source')})"


def choose_source(names: list[str], table: Table) -> str:
    """IMAGE_SOURCE; else what the images at hand were made from; else the registry, where one answers."""
    wanted = os.environ.get("IMAGE_SOURCE", "")
    if wanted not in ("", "registry", "local"):
        raise debian.BuildError(f"IMAGE_SOURCE is {wanted!r}: it has to be registry, local or unset")
    at_hand = [source for source in ("registry", "local") if all(labels(name).get("recipe") == key(name, table, source) for name in names)]
    source = wanted or next(iter(at_hand), "local" if pull(table[names[0]]["registry"]) else "registry")
    missing = [name for name in names if not (HERE / f"images/{name}.yml").exists()]
    if source == "local" and missing:
        raise debian.BuildError(f"{', '.join(missing)} can only come from a registry: there is no recipe in {HERE / 'images'}; set IMAGE_SOURCE=registry")
    return source


def main(argv: list[str]) -> int:
    table = yaml.safe_load((HERE / "images.yml").read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--describe", action="store_true", help="print the source of each image as one line of JSON, build nothing")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(table)}; without any: {', '.join(DEFAULT)}")
    args = parser.parse_args(argv)
    names = list(dict.fromkeys(args.names or DEFAULT))
    if unknown := sorted(set(names) - set(table)):
        parser.error(f"unknown image {', '.join(unknown)}: there are {', '.join(table)}")
    if args.describe:
        print(json.dumps({name: labels(name).get("source", "not built") for name in names}))
        return 0
    try:
        debian.need("podman", "runc", "iptables", "mmdebstrap", "zstd", "gpg")
        source = choose_source(names, table)
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            for done in concurrent.futures.as_completed([pool.submit(provide, name, table, source) for name in names]):
                print(done.result(), flush=True)
    except debian.BuildError as exc:
        print(f"lab: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
