"""Where people are in metres: cameras that calibrate themselves, control points, depth maps."""

from falldetect_core.world.calibration import Calibration
from falldetect_core.world.camera import CameraModel
from falldetect_core.world.selfcalibration import SelfCalibration

__all__ = ["Calibration", "CameraModel", "SelfCalibration"]
