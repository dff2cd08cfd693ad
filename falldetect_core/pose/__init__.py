"""Bodies in a picture: the protocol that every pose network is used through, and the default one."""

from falldetect_core.pose.closely import look_closely
from falldetect_core.pose.estimator import PoseEstimator, default_estimator

__all__ = ["PoseEstimator", "default_estimator", "look_closely"]
