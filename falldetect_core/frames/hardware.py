"""Decoding by the graphics hardware, where there is one that works; without, the processor decodes as ever."""

import logging
from functools import cache

import av.error
from av.codec.hwaccel import HWAccel, HWDevice, hwdevices_available

_LOGGER = logging.getLogger(__name__)


@cache
def accelerator() -> HWAccel | None:
    """Return the first kind of device that this FFmpeg knows and this machine has, tried once; None without one.

    A stream that the device can't decode falls back to the processor by itself.
    """
    for kind in hwdevices_available():
        try:
            HWDevice(kind)
        except (av.error.FFmpegError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            _LOGGER.debug("No decoding by %s: %s", kind, error)
        else:
            _LOGGER.info("Pictures are decoded by %s where it can", kind)
            return HWAccel(kind, allow_software_fallback=True)
    _LOGGER.info("No hardware decodes pictures here (tried: %s): the processor does", ", ".join(hwdevices_available()))
    return None
