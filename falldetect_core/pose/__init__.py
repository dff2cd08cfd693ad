"""Bodies in a picture: the protocol that every pose network is used through, and loading one."""

from falldetect_core.pose.closely import look_closely
from falldetect_core.pose.estimator import PoseEstimator, ScalableEstimator
from falldetect_core.pose.loading import NAMED, load

__all__ = ["NAMED", "PoseEstimator", "ScalableEstimator", "load", "look_closely"]
