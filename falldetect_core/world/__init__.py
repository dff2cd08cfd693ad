"""Where people are in metres: cameras that calibrate themselves, control points, depth maps."""

from falldetect_core.world.calibration import Calibration
from falldetect_core.world.camera import CameraModel
from falldetect_core.world.control import ControlMap, fit_control_points, read_control_points
from falldetect_core.world.depth import DepthMap, DepthNetwork, align
from falldetect_core.world.fit import Stature
from falldetect_core.world.heights import UNKNOWN_NECK, Neck, World, neck_height
from falldetect_core.world.place import CameraPlace, place_from_json, read_place
from falldetect_core.world.selfcalibration import SelfCalibration

__all__ = [
    "UNKNOWN_NECK",
    "Calibration",
    "CameraModel",
    "CameraPlace",
    "ControlMap",
    "DepthMap",
    "DepthNetwork",
    "Neck",
    "SelfCalibration",
    "Stature",
    "World",
    "align",
    "fit_control_points",
    "neck_height",
    "place_from_json",
    "read_control_points",
    "read_place",
]
