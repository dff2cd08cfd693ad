"""What is kept of where a camera stands: a calibration that it found, or a map of control points."""

import json
from pathlib import Path

from falldetect_core.errors import CalibrationError
from falldetect_core.world.calibration import Calibration
from falldetect_core.world.control import ControlMap

type CameraPlace = Calibration | ControlMap


def place_from_json(text: str) -> CameraPlace:
    """Read what `to_json` of either gave; raises CalibrationError for anything else."""
    try:
        values = json.loads(text)
    except ValueError as error:
        raise CalibrationError(f"this is no calibration, which is JSON: {error}") from None
    kept = ControlMap if isinstance(values, dict) and "matrix" in values else Calibration
    return kept.from_json(text)


def read_place(path: Path) -> CameraPlace:
    """Read a file that `falldetect calibrate --json` wrote; raises CalibrationError."""
    try:
        return place_from_json(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise CalibrationError(f"{path} can't be read: check the path ({error})") from None
