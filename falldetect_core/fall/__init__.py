"""Whether one person fell: a state machine that outlives a lost pose (docs/fall-detector.md draws it)."""

from falldetect_core.fall.circumstances import Circumstances
from falldetect_core.fall.detector import FallDetector

__all__ = ["Circumstances", "FallDetector"]
