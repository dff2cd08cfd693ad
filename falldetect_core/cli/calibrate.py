"""`falldetect calibrate`: where a camera stands, from people who walk, or from control points."""

import argparse
from collections.abc import Iterator

import numpy as np

from falldetect_core.camera import RecordedCamera
from falldetect_core.cli.watch import tell_problem
from falldetect_core.errors import CalibrationError
from falldetect_core.frames import LiveFrames, is_live, open_frames
from falldetect_core.pose import load
from falldetect_core.records import Frame
from falldetect_core.settings import CameraSettings
from falldetect_core.world import (
    Calibration,
    CameraModel,
    CameraPlace,
    ControlMap,
    DepthNetwork,
    SelfCalibration,
    align,
    fit_control_points,
    read_control_points,
)
from falldetect_core.world.selfcalibration import LEAST_STEPS


def run(options: argparse.Namespace) -> int:
    """Say where the camera stands, or what is missing; 1 when it isn't known."""
    if options.source is None and options.control_points is None:
        raise CalibrationError("name a file or camera that shows people walking, or --control-points")
    network = DepthNetwork(options.depth_model) if options.depth_model else None
    place, picture = _map(options) if options.control_points else _watch(options)
    if place is None:
        return 1
    if options.json:
        options.json.write_text(place.to_json() + "\n")
    if network and picture:
        camera = place.camera(picture.size) if isinstance(place, ControlMap) else place.camera
        print(describe_depth(network, camera, picture))
    return 0


def _map(options: argparse.Namespace) -> tuple[CameraPlace, Frame | None]:
    """Map control points, and take a picture of the source, if there is one."""
    mapped = fit_control_points(read_control_points(options.control_points))
    picture = next(_frames(options), None) if options.source else None
    print("\n".join(describe_map(mapped, picture.size if picture else None)))
    return mapped, picture


def _watch(options: argparse.Namespace) -> tuple[CameraPlace | None, Frame | None]:
    """Watch a file to its end, or a camera until it knows where it stands."""
    settings = CameraSettings("camera", people_m=options.people_height)
    watched, frame = RecordedCamera.of(settings, load(options.model)), None
    for frame in _frames(options):
        watched.update(frame)
        if is_live(options.source) and watched.perception.world.calibration:
            break
    found = watched.perception.world.found
    if found:
        found.solve()
    print("\n".join(describe_found(found)))
    return found.calibration if found else None, frame


def _frames(options: argparse.Namespace) -> Iterator[Frame]:
    if is_live(options.source):
        yield from LiveFrames(options.source, fps=options.fps, on_problem=tell_problem)
        return
    with open_frames(options.source, fps=options.fps) as frames:
        yield from frames


def describe_found(found: SelfCalibration | None) -> list[str]:
    """Put into words what a camera found out, or what it still needs."""
    if found is None:
        return ["Not known: the source shows no picture."]
    known = found.newest
    if known is None:
        return [
            f"Not known yet: saw {found.steps} steps of {LEAST_STEPS} or more that it needs.",
            "Let people walk about upright, near and far, with shoulders and feet in the picture.",
        ]
    lines = [describe(known), f"Found from {known.steps} steps of {known.people} tracks of people."]
    if known.usable:
        return lines
    return ["Not known well enough yet:", *lines, "Let people walk in other parts of the picture, nearer and farther."]


def describe(known: Calibration) -> str:
    """Put a calibration into a sentence, with standard deviations."""
    camera = known.camera
    return (
        f"The camera is {camera.height_m:.2f} m (± {known.height_sd_m:.2f}) above the floor, "
        f"looks down by {camera.pitch_deg:.1f}° (± {known.pitch_sd_deg:.1f}), "
        f"is turned by {camera.roll_deg:.1f}° (± {known.roll_sd_deg:.1f}) "
        f"and sees {camera.field_of_view_deg:.0f}° (± {known.field_of_view_sd_deg:.0f}) from side to side."
    )


def describe_map(place: ControlMap, size: tuple[int, int] | None) -> list[str]:
    """Put a map of control points into words; angles only where the picture's size is known."""
    kept = int(np.count_nonzero(~place.rejected))
    rejected = ", ".join(str(number + 1) for number in np.flatnonzero(place.rejected))
    lines = [f"{kept} control points fit within {place.rms_m:.3f} m (root mean square)."]
    if rejected:
        worst = place.residuals_m[place.rejected].max()
        lines.append(f"Left out, up to {worst:.2f} m off: point {rejected}. Measure again what should count.")
    if size is None:
        return [*lines, f"The camera is {place.camera_height_m:.2f} m above the floor."]
    exact = describe(Calibration(place.camera(size)))
    return [*lines, exact.replace(" (± 0.00)", "").replace(" (± 0.0)", "").replace(" (± 0)", "")]


def describe_depth(network: DepthNetwork, camera: CameraModel, picture: Frame) -> str:
    """Try a depth network on a picture's floor, and say how it fits."""
    fitted = align(network.estimate(picture.image), camera)
    return f"The depth network fits the floor in {fitted.floor:.0%} of the picture below the horizon."
