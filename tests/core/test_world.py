"""A camera's metres: found while people walk, used for necks, and for the symbolic rule."""

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from falldetect_core.camera import RecordedCamera
from falldetect_core.evidence import symbolic_evidence
from falldetect_core.records import Frame, Kinematics
from falldetect_core.settings import CameraSettings
from falldetect_core.world import Calibration, CameraModel, ControlMap

from .helpers.puppet import (
    ON_THE_FACE,
    SITTING,
    STANDING,
    Act,
    Camera,
    Network,
    Puppet,
    begin,
    empty_room,
    play,
)
from .helpers.rooms import picture_of, room_depth, write_depth_network

LENS = Camera(height_m=2.2, pitch_deg=22, focal=0.7)
TRUTH = CameraModel(2.2, 22.0, 0.0, 0.7 * 640, (640, 360))
KNOWN = CameraSettings("door", place=Calibration(TRUTH, 0.05, 0.5, 0.3, 0.03))
FALL = begin().walk(0.3, 5).fall(ON_THE_FACE).stand(3)
SITS = begin().walk(0.3, 5).move(SITTING, 0.7).stand(3)


def moments(act: Act, settings: CameraSettings = KNOWN) -> list[Kinematics]:
    """What is measured of somebody before the camera."""
    seen = play(act, camera=LENS, settings=settings).seen
    return [person.kinematics for observation in seen for person in observation.people]


def test_a_neck_is_measured_in_metres_standing_falling_and_lying() -> None:
    heights = {round(k.time_s, 1): k for k in moments(FALL)}
    standing, lying = heights[1.0], heights[round(FALL.end_s - 0.5, 1)]
    assert standing.neck_height_m == pytest.approx(0.818 * 1.7, abs=0.12)
    assert lying.neck_height_m < 0.35
    assert abs(standing.neck_descent_m_s) < 0.3
    assert max(k.neck_descent_m_s for k in heights.values() if not math.isnan(k.neck_descent_m_s)) > 1.0


def test_the_symbolic_rule_tells_a_fall_from_sitting_down() -> None:
    def most(act: Act) -> float:
        measured = moments(act)
        evidence = [symbolic_evidence(measured[: end + 1]) for end in range(len(measured))]
        return max(one.probability for one in evidence if one)

    assert most(FALL) > 0.5
    assert most(SITS) < 0.2


def test_before_the_place_is_known_nothing_is_measured() -> None:
    measured = moments(FALL, CameraSettings("door"))
    assert all(math.isnan(k.neck_height_m) and math.isnan(k.neck_descent_m_s) for k in measured)
    assert symbolic_evidence(measured) is None


def test_people_who_walk_tell_a_camera_where_it_stands() -> None:
    stops = np.random.default_rng(1).uniform((-1.6, 2.6), (1.6, 6.0), (24, 2)).tolist()
    act = begin(x=0, z=4)
    for x, z in stops:
        act = act.walk(x, z, 1.2)
    network = Network([act], LENS, lambda _: True, 1.0)
    watched, room = RecordedCamera.of(CameraSettings("door"), network), empty_room(LENS)
    measured: list[Kinematics] = []
    for number in range(round(act.end_s * 5)):
        network.now_s = number / 5
        picture = room.copy()
        act.puppet.draw(picture, act.at(network.now_s), LENS)
        seen = [person.kinematics for person in watched.update(Frame(network.now_s, picture)).people]
        measured = [*measured, *seen][-20:]
    found = watched.perception.world.calibration
    assert found is not None
    assert found.camera.height_m == pytest.approx(LENS.height_m, rel=0.10)
    assert found.camera.pitch_deg == pytest.approx(LENS.pitch_deg, abs=3)
    assert any(k.neck_height_m == pytest.approx(0.818 * 1.7, abs=0.2) for k in measured)


def test_control_points_are_a_place_as_well() -> None:
    matrix = np.eye(4)
    matrix[:3, :3] = TRUTH.rays(np.array([[1.0, 0], [0, 1], [0, 0]]))[1].T
    matrix[:3, :2] -= matrix[:3, 2:3]
    matrix[2, 3] = TRUTH.height_m
    mapped = replace(KNOWN, place=ControlMap(matrix, np.zeros(11), np.zeros(11, bool)))
    by_map, by_camera = moments(FALL, mapped), moments(FALL)
    for one, other in zip(by_map, by_camera, strict=True):
        assert one.neck_height_m == pytest.approx(other.neck_height_m, abs=1e-3)


def test_a_depth_network_measures_now_and_then(tmp_path: Path) -> None:
    network = write_depth_network(tmp_path / "depth.onnx", [360, 640])
    settings = replace(KNOWN, depth_model=network)
    puppet, stance = Puppet(facing_deg=90), ON_THE_FACE._replace(z=4.0)
    joints = puppet.joints(stance)[:, [0, 2, 1]]
    picture = picture_of(room_depth(TRUTH, joints, 0.12))
    watched = RecordedCamera.of(settings, Network([Act(puppet, ((0.0, stance, False),))], LENS, lambda _: True, 0.0))
    deviations = []
    for number in range(40):
        noise = np.zeros_like(picture)
        noise[::7, ::7, 0] = number % 2 * 40
        for person in watched.update(Frame(number / 10, picture ^ noise)).people:
            deviations.append(person.kinematics.neck_height_sd_m)
            assert person.kinematics.neck_height_m < 0.4
    assert min(deviations) < 0.9 * max(deviations)
    changes = sum(abs(a - b) > 1e-6 for a, b in pairwise(deviations))
    assert 1 <= changes <= 4


def test_a_depth_network_that_finds_no_floor_is_told_and_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = replace(KNOWN, depth_model=write_depth_network(tmp_path / "depth.onnx", [360, 640], scale=0.0))
    assert not math.isnan(moments(begin().stand(2), settings)[-1].neck_height_m)
    assert "No depth at" in caplog.text


def test_a_clock_that_jumps_back_measures_on() -> None:
    network = Network([begin().stand(60)], LENS, lambda _: True, 0.5)
    watched, room = RecordedCamera.of(KNOWN, network), empty_room(LENS)
    after: list[float] = []
    for number in range(60):
        picture = room.copy()
        Puppet().draw(picture, STANDING._replace(x=-1.2 + 0.02 * number), LENS)
        seen = watched.update(Frame(number / 10 - (3 if number > 20 else 0), picture))
        if number > 20:
            after += [person.kinematics.neck_descent_m_s for person in seen.people]
    speeds = [abs(speed) for speed in after if not math.isnan(speed)]
    assert speeds
    assert max(speeds) < 0.5
