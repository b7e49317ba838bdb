# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What an interpreter is asked. This text runs in that interpreter, with nothing but its own library, and that may be Python 3.6."""

# So there are no annotations that Python 3.6 does not know, and therefore no import of those of the future.
import glob
import importlib.util
import json
import os
import platform
import re
import site
import sys
import sysconfig

# Where EL and Debian keep ensurepip's wheels for Pythons that do not say it themselves, which they do from 3.10 on.
OLD_WHEELS = "/usr/share/python-wheels"


def environment():
    """The folder of the virtual environment that this is the interpreter of; None where it is of none. Told without site, which is off."""
    here = os.path.dirname(sys.executable)
    found = [folder for folder in (here, os.path.dirname(here)) if os.path.isfile(os.path.join(folder, "pyvenv.cfg"))]
    return found[0] if found else None


def markers():
    """The variables of environment markers, as the specification of dependency specifiers names them."""
    # Not platform.uname(): it starts a program in Pythons before 3.9.
    system, _node, release, version, machine = os.uname()
    own = sys.implementation
    return {
        "os_name": os.name,
        "sys_platform": sys.platform,
        "platform_machine": machine,
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": release,
        "platform_system": system,
        "platform_version": version,
        "implementation_name": own.name,
        "implementation_version": ".".join(map(str, own.version[:3])) + serial(own.version),
        "python_full_version": platform.python_version(),
        "python_version": ".".join(map(str, sys.version_info[:2])),
    }


def serial(version):
    """What follows the number of a version that is not final, such as rc1."""
    level = version.releaselevel
    return "" if level == "final" else {"candidate": "rc"}.get(level, level[0]) + str(version.serial)


def libc():
    """The C library this is linked to, and its version: from itself, not from the host's files, for both kinds can be on one host."""
    try:
        name, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").split()
        return name, version
    except (ValueError, OSError):
        pass
    built_for = str(sysconfig.get_config_var("SOABI")) + str(sysconfig.get_config_var("HOST_GNU_TYPE"))
    return ("musl", musl_version()) if "musl" in built_for else ("", "")


def musl_version():
    """Its loader says it when it is started without a program."""
    import subprocess  # not with the others, for hardly any Python needs it

    for loader in glob.glob("/lib/ld-musl-*.so.1"):
        asked = subprocess.Popen([loader], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # pylint: disable=ansible-bad-function
        said = asked.communicate()[1].decode("ascii", "replace")
        found = re.search(r"Version ([0-9.]+)", said)
        if found:
            return found.group(1)
    return ""


def pip_version(venv):
    """The version of the pip that `-m pip` would start, of those that are installed for everybody; pip itself takes half a second to say it."""
    for folder in site.getsitepackages([venv] if venv else None):
        try:
            with open(os.path.join(folder, "pip", "__init__.py"), encoding="utf-8") as handle:
                found = re.search(r"^__version__ = [\"']([^\"']+)", handle.read(), re.M)
        except OSError:
            continue
        return found.group(1) if found else ""
    return ""


def module_folder(name):
    """The folder of a package of the library, None where that was left out; not by importing it, which costs more than all else here."""
    spec = importlib.util.find_spec(name)
    return os.path.dirname(spec.origin) if spec and spec.origin else None


def has_ensurepip():
    """Whether an environment can be given pip: the module is there, and so are the wheels that it installs."""
    ensurepip = module_folder("ensurepip")
    if not ensurepip:
        return False
    stated = sysconfig.get_config_var("WHEEL_PKG_DIR") or (OLD_WHEELS if sys.version_info < (3, 10) else "")
    folders = [os.path.join(ensurepip, "_bundled"), stated]
    wanted = ["pip"] if sys.version_info >= (3, 12) else ["pip", "setuptools"]
    return all(any(glob.glob(os.path.join(glob.escape(folder), name + "-*.whl")) for folder in folders if folder) for name in wanted)


def headers():
    """Python.h, where it really is: the folder's name is known to interpreters that have none."""
    named = (sysconfig.get_config_var("INCLUDEPY"), sysconfig.get_path("include"), sysconfig.get_path("platinclude"))
    found = [os.path.join(folder, "Python.h") for folder in named if folder and os.path.isfile(os.path.join(folder, "Python.h"))]
    return found[0] if found else ""


def answer():
    """All that is asked."""
    venv = environment()
    stdlib = sysconfig.get_path("stdlib")
    name, version = libc()
    return {
        "executable": os.path.realpath(sys.executable),
        "version": platform.python_version(),
        "implementation": sys.implementation.name,
        "prefix": venv or sys.prefix,
        "base_prefix": sys.base_prefix,
        "stdlib": stdlib,
        "venv": bool(venv),
        "externally_managed": not venv and os.path.isfile(os.path.join(stdlib, "EXTERNALLY-MANAGED")),
        "can_venv": bool(module_folder("venv")),
        "can_venv_with_pip": bool(module_folder("venv")) and has_ensurepip(),
        "pip_version": pip_version(venv),
        "headers": headers(),
        "soabi": sysconfig.get_config_var("SOABI") or "",
        "platform": sysconfig.get_platform(),
        "machine": os.uname()[4],
        "bits": 64 if sys.maxsize > 2**32 else 32,
        "libc": name,
        "libc_version": version,
        "gil": not sysconfig.get_config_var("Py_GIL_DISABLED"),
        "platform_markers": markers(),
    }


if __name__ == "__main__":
    json.dump(answer(), sys.stdout)
