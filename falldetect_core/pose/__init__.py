"""Bodies in a picture: the protocol that every pose network is used through, and loading one."""

from falldetect_core.pose.crop import Crop, crop_around, estimate_crop
from falldetect_core.pose.estimator import PoseEstimator, ScalableEstimator
from falldetect_core.pose.loading import NAMED, load

__all__ = ["NAMED", "Crop", "PoseEstimator", "ScalableEstimator", "crop_around", "estimate_crop", "load"]
