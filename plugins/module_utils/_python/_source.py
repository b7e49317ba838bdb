# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Where packages and tools are fetched from, and the names and passwords for it, which stand in no command and no message."""

from __future__ import annotations

import os
import typing as t
import urllib.parse
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import TLS_CA, WHEELHOUSE_MISSING, PythonError, masked

PYPI = "https://pypi.org/simple"
# Where the families keep the certificates that the host trusts.
STORES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem")


@dataclass(frozen=True)
class Login:
    """Who one is for an index: the host as addresses have it, with its port."""

    host: str
    login: str = ""
    password: str = ""


@dataclass(frozen=True)
class Source:
    """Indexes (without names and passwords), what to trust, and a folder of wheels."""

    index_url: str = PYPI
    extra_index_urls: tuple[str, ...] = ()
    logins: tuple[Login, ...] = ()
    ca_bundle: str = ""
    wheelhouse: str = ""
    offline: bool = False
    seconds: float = 600.0

    @classmethod
    def from_params(cls, params: t.Mapping[str, t.Any]) -> Source:
        """From the options of a module. PythonError where a file or folder that they name is not there."""
        logins = tuple(Login(one["host"], one["token"] or one["login"], one["password"]) for one in params["credentials"])
        source = cls(
            (params["index_url"] or PYPI).rstrip("/"),
            tuple(url.rstrip("/") for url in params["extra_index_urls"]),
            logins,
            params["ca_bundle"] or "",
            params["wheelhouse"] or "",
            params["offline"],
            float(params["timeout"]),
        )
        source.check()
        return source

    def check(self) -> None:
        """PythonError where a file or folder is not there, or nothing is left to take packages from."""
        if self.ca_bundle and not os.path.isfile(self.ca_bundle):
            raise PythonError(TLS_CA, f"cannot read ca_bundle {self.ca_bundle}: there is no such file on this host; copy it there, or leave ca_bundle out")
        if self.wheelhouse and not os.path.isdir(self.wheelhouse):
            cure = "gather it with groundwork.baseline.python_wheelhouse, or leave wheelhouse out"
            raise PythonError(WHEELHOUSE_MISSING, f"cannot look into wheelhouse {self.wheelhouse}: there is no such folder on this host; {cure}")
        if self.offline and not self.wheelhouse:
            raise PythonError(WHEELHOUSE_MISSING, "offline is asked for and wheelhouse is not given; give a folder on this host with the wheels")

    @property
    def certificates(self) -> str:
        """The file with what to trust; an empty text where the host has none that is known."""
        return self.ca_bundle or next((path for path in STORES if os.path.isfile(path)), "")

    @property
    def indexes(self) -> list[str]:
        """The indexes to ask, none where there is to be no network."""
        return [] if self.offline else [self.index_url, *self.extra_index_urls]

    @property
    def secrets(self) -> list[str]:
        """What no message may have; a name counts where there is no password, for then it is a token."""
        return [one.password or one.login for one in self.logins]

    @property
    def shown(self) -> str:
        """Where it was looked, for people."""
        places = [self.wheelhouse] if self.wheelhouse else []
        return self.masked(" and ".join([*places, *self.indexes]))

    def masked(self, text: str) -> str:
        """A text that everybody may read."""
        return masked(text, self.secrets)

    def login(self, address: str) -> Login | None:
        """Who one is for an address."""
        host = urllib.parse.urlsplit(address).netloc.rpartition("@")[2].lower()
        return next((one for one in self.logins if one.host.lower() == host), None)

    def with_login(self, address: str) -> str:
        """An address as the tools want it, in their environment and nowhere else."""
        who = self.login(address)
        if who is None:
            return address
        parts = urllib.parse.urlsplit(address)
        quoted = [urllib.parse.quote(part, safe="") for part in (who.login, who.password)]
        named = f"{quoted[0]}:{quoted[1]}" if who.password else quoted[0]
        return parts._replace(netloc=f"{named}@{parts.netloc.rpartition('@')[2]}").geturl()
