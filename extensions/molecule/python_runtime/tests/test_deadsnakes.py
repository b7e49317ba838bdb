# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""An archive with deadsnakes' addresses, on the host itself and with a key of its own: another key is refused, and with the right one a Python comes."""

from __future__ import annotations

import typing as t

import calls
import pytest
from hosts import INVENTORY, as_root, role, told

HOST = "gw-py-ubuntu2404"
ADDRESSES = "keyserver.ubuntu.com ppa.launchpadcontent.net"
KEY, SOURCES = "/usr/share/keyrings/groundwork-deadsnakes.asc", "/etc/apt/sources.list.d/groundwork-deadsnakes.sources"
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"
# What says of itself that it is 3.13 is the host's own Python.
ARCHIVE = r"""
set -e; umask 022; rm -rf /srv/snakes; mkdir -p /srv/snakes/gnupg /srv/snakes/deb/DEBIAN /srv/snakes/deb/usr/bin /srv/snakes/www/pks; cd /srv/snakes
apt-get -qqy install --no-install-recommends gpg gpg-agent openssl > /dev/null
chmod 0700 gnupg; export GNUPGHOME=/srv/snakes/gnupg
gpg --batch --quiet --passphrase '' --quick-generate-key snakes ed25519 sign never
gpg --batch --armor --export > www/pks/lookup; repository=deadsnakes/ppa/ubuntu
cd www; mkdir -p $repository/dists/noble/main/binary-amd64 $repository/pool
printf 'Package: python3.13\nVersion: 3.13.1-1\nArchitecture: all\nMaintainer: nobody <nobody@invalid>\nDescription: stand-in\n' > ../deb/DEBIAN/control
printf '#!/bin/sh\n/usr/bin/python3 "$@" | sed "s/^3[.]11[.]/3.13./"\n' > ../deb/usr/bin/python3.13; chmod 0755 ../deb/usr/bin/python3.13
cd $repository; deb=pool/python3.13_3.13.1-1_all.deb index=main/binary-amd64/Packages; dpkg-deb --build /srv/snakes/deb $deb > /dev/null
(cat /srv/snakes/deb/DEBIAN/control
  printf 'Filename: %s\nSize: %s\nSHA256: %s\n' $deb $(stat -c %s $deb) $(sha256sum < $deb | cut -d ' ' -f 1)) > dists/noble/$index
(printf 'Suite: noble\nCodename: noble\nArchitectures: amd64\nComponents: main\nDate: %s\nSHA256:\n' "$(date -Ru)"
  cd dists/noble; printf ' %s %s %s\n' $(sha256sum < $index | cut -d ' ' -f 1) $(stat -c %s $index) $index) > /srv/snakes/Release
gpg --batch --quiet --clearsign --output dists/noble/InRelease /srv/snakes/Release
cd /srv/snakes; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out certificate.pem -days 2 -subj /CN=snakes \
  -addext 'subjectAltName=DNS:keyserver.ubuntu.com,DNS:ppa.launchpadcontent.net' 2> /dev/null
cp $trusted trusted; cat certificate.pem >> $trusted; cp /etc/hosts hosts; echo "127.0.0.1 $addresses" >> /etc/hosts
cat > serve.py <<'END'
import functools, http.server, ssl
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="/srv/snakes/www")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 443), handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("certificate.pem", "key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
END
systemd-run --quiet --unit=snakes --working-directory=/srv/snakes /usr/bin/python3 serve.py
gpg --batch --with-colons --list-keys | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -n 1
"""
AWAY = f"""
systemctl stop snakes; cat /srv/snakes/trusted > {TRUSTED}; cat /srv/snakes/hosts > /etc/hosts
dpkg --purge python3.13 2> /dev/null; rm -rf /srv/snakes {KEY} {SOURCES} /var/lib/apt/lists/ppa.launchpadcontent.net_*
"""
WANTED = [{"version": "3.13", "source": "deadsnakes"}]


@pytest.fixture(scope="module", name="fingerprint")
def an_archive() -> t.Iterator[str]:
    """The fingerprint of the key of the archive."""
    yield told(HOST, f"addresses='{ADDRESSES}' trusted={TRUSTED}\n{ARCHIVE}")
    as_root(HOST, AWAY)


def test_another_key(fingerprint: str) -> None:
    """The key that answers is not the one that the catalogue has: it is taken away again, and apt hears of nothing."""
    code, said = role(HOST, python_runtime_versions=WANTED)
    assert code != 0
    assert f"cannot trust deadsnakes on {HOST}: keyserver.ubuntu.com gave another key than F23C5A6CF475977595C89F51BA6932366A755776" in said
    assert as_root(HOST, f"ls {KEY} {SOURCES}").stdout == ""


def test_a_python_comes(fingerprint: str) -> None:
    """With the key that is expected: apt takes its packages by that key alone, the Python is there, and the second run changes nothing."""
    facts = {"id": "ubuntu", "family": "debian", "version": "24.04", "codename": "noble", "name": "Ubuntu", "default_python": {"path": "/usr/bin/python3"}}
    worked_out = f"{{{{ {facts} | groundwork.baseline.python_runtime_plan('{HOST}', versions={WANTED}) }}}}"
    plan = calls.ask("ansible.builtin.debug", INVENTORY, HOST, msg=worked_out)["msg"]
    plan["deadsnakes"]["fingerprint"] = fingerprint
    # what somebody gives goes before what the role works out
    code, said = role(HOST, python_runtime_plan=plan, python_runtime_versions=WANTED)
    assert code == 0, said
    assert told(HOST, "dpkg-query -W -f '${Version}' python3.13; apt-cache policy python3.13 | grep -c ppa.launchpadcontent.net/deadsnakes") == "3.13.1-11"
    assert told(HOST, f"grep ^Signed-By {SOURCES}") == f"Signed-By: {KEY}"
    code, said = role(HOST, python_runtime_plan=plan, python_runtime_versions=WANTED)
    assert code == 0, said
    assert "changed=0" in said
