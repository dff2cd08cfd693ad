"""What differs from the empty room: the cheap stage that always runs."""

from falldetect_core.motion.detector import MotionDetector

__all__ = ["MotionDetector"]
