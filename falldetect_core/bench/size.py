"""How many bytes a camera's detection remembers."""

import gc
import sys
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

import numpy as np

from falldetect_core.bench.camera import TimedEstimator
from falldetect_core.bench.stopwatch import Stopwatch
from falldetect_core.camera import LiveCamera
from falldetect_core.evidence import Fusion
from falldetect_core.evidence.network import FallNetwork
from falldetect_core.records import Frame
from falldetect_core.settings import CameraSettings

CODE = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, Enum)
SHARED = (*CODE, CameraSettings, FallNetwork, Fusion, TimedEstimator, Stopwatch)
"""What all cameras have in common."""
IN_FLIGHT = (Frame,)
"""Pictures that are being looked at aren't memory of what was."""


def state_bytes(camera: LiveCamera) -> int:
    """Return the bytes of all that a camera holds: objects and arrays, but pictures and what cameras share."""
    seen: set[int] = set()
    waiting: list[object] = [camera]
    total = 0
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, SHARED + IN_FLIGHT):
            continue
        seen.add(id(thing))
        total += thing.nbytes if isinstance(thing, np.ndarray) and thing.base is None else sys.getsizeof(thing)
        if not isinstance(thing, np.ndarray):
            waiting += gc.get_referents(thing)
        elif thing.base is not None:
            waiting.append(thing.base)
    return total
