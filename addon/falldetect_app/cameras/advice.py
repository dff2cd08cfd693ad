"""Whether a camera is placed well: what is measured of its view, and what should be changed, as words for the page."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import cv2
import numpy as np

from falldetect_app.cameras.frame_stats import LEAST_FPS, MOST_DAMAGED
from falldetect_app.contract.messages import CameraState
from falldetect_core.camera.sight import SMALL_PX
from falldetect_core.records import Frame
from falldetect_core.world import CameraModel, ControlMap, SelfCalibration
from falldetect_core.world.camera_world import CameraWorld

LEAST_WIDTH_PX = 320
MOST_LATENCY_S = 2.0
DARK_LEVEL = 40.0
"""Mean grey level, 0 to 255, below which people are hard to see."""
LEAST_CONTRAST = 10.0
LOW_M, HIGH_M = 1.2, 3.2
LEVEL_DEG, STEEP_DEG = 3.0, 50.0
ADULT_M = 1.68
NEAR_M, FAR_M = 3.0, 5.0
"""A view that begins farther away, or ends nearer, misses much of a usual room."""
NEEDED_STEPS = 15

type Level = Literal["good", "fair", "bad", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name, how good it is, the advice to give and the figures in it."""

    name: str
    level: Level
    advice: str
    figures: Mapping[str, float] = field(default_factory=dict)


def findings(
    state: CameraState,
    frame: Frame | None,
    world: CameraWorld,
    control: ControlMap | None,
    *,
    sight_known: bool = False,
) -> list[Finding]:
    """Look at all that makes a view good; `control` is the map of a camera that was calibrated by points.

    `sight_known` says that enough of people was seen to tell how well they are.
    """
    stream = [_connection(state), _rate(state), _damage(state), _delay(state), _view(state)]
    stream.append(_people(state, known=sight_known))
    picture = [] if frame is None else [_size(frame), _light(frame)]
    return [*stream, *picture, *_place(frame, world, control)]


def progress(world: CameraWorld, control: ControlMap | None) -> dict[str, Any]:
    """Tell how far a camera is with finding out where it stands."""
    found: SelfCalibration | None = world.found
    newest = found.newest if found else world.calibration
    return {
        "known": world.calibration is not None or control is not None,
        "by_points": control is not None,
        "steps": found.steps if found else 0,
        "needed_steps": NEEDED_STEPS,
        "height_m": newest and round(newest.camera.height_m, 2),
        "height_sd_m": newest and round(newest.height_sd_m, 2),
        "pitch_deg": newest and round(newest.camera.pitch_deg, 1),
        "width_deg": newest and round(newest.camera.field_of_view_deg),
    }


def _connection(state: CameraState) -> Finding:
    if state.connected:
        return Finding("connection", "good", "connected")
    return Finding("connection", "bad" if state.problem else "unknown", "not_connected")


def _rate(state: CameraState) -> Finding:
    if not state.connected:
        return Finding("rate", "unknown", "rate_unknown")
    enough = state.fps >= LEAST_FPS
    return Finding("rate", "good" if enough else "bad", "rate_good" if enough else "rate_low", {"fps": state.fps})


def _damage(state: CameraState) -> Finding:
    if not state.connected:
        return Finding("damage", "unknown", "damage_unknown")
    figures = {"percent": round(100 * state.damaged)}
    if state.damaged < MOST_DAMAGED:
        return Finding("damage", "good", "damage_none", figures)
    return Finding("damage", "bad", "damage_much", figures)


def _delay(state: CameraState) -> Finding:
    if state.latency_s is None:
        return Finding("delay", "unknown", "delay_unknown")
    late = state.latency_s > MOST_LATENCY_S
    return Finding("delay", "bad" if late else "good", "delay_long" if late else "delay_good", {"s": state.latency_s})


def _view(state: CameraState) -> Finding:
    if state.view == "clear" and not state.connected:
        return Finding("view", "unknown", "view_unknown")
    return Finding("view", "good" if state.view == "clear" else "bad", f"view_{state.view}")


def _people(state: CameraState, *, known: bool) -> Finding:
    if not known:
        return Finding("people", "unknown", "people_unknown")
    return Finding("people", "good" if state.sight == "clear" else "bad", f"people_{state.sight}")


def _size(frame: Frame) -> Finding:
    width, height = frame.size
    small = width < LEAST_WIDTH_PX
    return Finding(
        "size", "fair" if small else "good", "size_small" if small else "size_good", {"width": width, "height": height}
    )


def _light(frame: Frame) -> Finding:
    grey = cv2.cvtColor(cv2.resize(frame.image, (64, 36), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    level, contrast = float(grey.mean()), float(grey.std())
    if level < DARK_LEVEL:
        return Finding("light", "bad", "light_dark", {"level": round(level / 2.55)})
    if contrast < LEAST_CONTRAST:
        return Finding("light", "fair", "light_flat", {"level": round(level / 2.55)})
    return Finding("light", "good", "light_good", {"level": round(level / 2.55)})


def _place(frame: Frame | None, world: CameraWorld, control: ControlMap | None) -> list[Finding]:
    camera = _camera(frame, world, control)
    if camera is None:
        return [Finding("height", "unknown", "place_unknown")]
    return [_height(camera), _pitch(camera), _coverage(camera)]


def _camera(frame: Frame | None, world: CameraWorld, control: ControlMap | None) -> CameraModel | None:
    if control is not None:
        return control.camera(frame.size) if frame is not None else None
    known = world.calibration
    return known.camera if known else None


def _height(camera: CameraModel) -> Finding:
    figures = {"m": round(camera.height_m, 1)}
    if camera.height_m < LOW_M:
        return Finding("height", "fair", "height_low", figures)
    high = camera.height_m > HIGH_M
    return Finding("height", "fair" if high else "good", "height_high" if high else "height_good", figures)


def _pitch(camera: CameraModel) -> Finding:
    figures = {"deg": round(camera.pitch_deg)}
    if camera.pitch_deg < LEVEL_DEG:
        return Finding("pitch", "fair", "pitch_level", figures)
    steep = camera.pitch_deg > STEEP_DEG
    return Finding("pitch", "fair" if steep else "good", "pitch_steep" if steep else "pitch_good", figures)


def _coverage(camera: CameraModel) -> Finding:
    near_m, far_m = reach(camera)
    poor = not (near_m <= NEAR_M and far_m >= FAR_M)
    figures = {name: round(value, 1) for name, value in (("near", near_m), ("far", far_m)) if math.isfinite(value)}
    return Finding("coverage", "fair" if poor else "good", "coverage_poor" if poor else "coverage_good", figures)


def reach(camera: CameraModel) -> tuple[float, float]:
    """Return from where to where along the floor people are followed, in metres; NaN where the floor isn't seen.

    That is from the lower border of the picture to where the floor leaves it, or somebody standing is 50 pixels high.
    """
    middle = camera.size[0] / 2
    near, top = camera.at_height(np.array([[middle, float(camera.size[1])], [middle, 0.0]]))[:, 1]
    small_m = camera.focal_px * ADULT_M / SMALL_PX
    return float(near), small_m if math.isnan(top) else min(small_m, float(top))
