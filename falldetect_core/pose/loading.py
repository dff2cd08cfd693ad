"""Which pose network a word of the user's means."""

from collections.abc import Callable
from pathlib import Path

from falldetect_core.errors import ModelError
from falldetect_core.pose.blazepose import BlazePose
from falldetect_core.pose.estimator import PoseEstimator
from falldetect_core.pose.exported import ExportedPose
from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.pose_weights.registry import DEFAULT, weights

FILES = (".onnx", ".tflite")
"""Endings that tell a file of the user's own from a name."""


def load(name_or_path: str | Path = DEFAULT, threads: int = 1) -> PoseEstimator:
    """Load a registered pose network by name, or a user's own export by path.

    Raises ModelError that says what can be chosen, how missing weights are fetched, or what is wrong with the file.
    """
    word = str(name_or_path)
    if word.lower().endswith(FILES):
        return ExportedPose(Path(word).expanduser(), threads=threads)
    if word not in NAMED:
        names = ", ".join(NAMED)
        raise ModelError(
            f"there is no pose model {word!r}: choose one of {names}, or a file that ends in .onnx or .tflite"
        )
    return NAMED[word](threads)


def _movenet(threads: int) -> PoseEstimator:
    return MoveNetMultiPose(weights(DEFAULT), threads=threads)


def _blazepose(name: str) -> Callable[[int], PoseEstimator]:
    def load_it(threads: int) -> PoseEstimator:
        landmarks = weights(name)  # asked for first: fetching them brings the detector too
        return BlazePose(weights("blazepose-detector"), landmarks, threads=threads)

    return load_it


NAMED: dict[str, Callable[[int], PoseEstimator]] = {
    DEFAULT: _movenet,
    "blazepose-full": _blazepose("blazepose-full"),
    "blazepose-lite": _blazepose("blazepose-lite"),
}
