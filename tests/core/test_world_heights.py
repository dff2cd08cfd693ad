"""How high a neck is above the floor, whatever the posture, from one look through a known camera."""

import math

import numpy as np
import pytest

from falldetect_core.records import Pose
from falldetect_core.skeleton import ANKLES, HIPS, KNEES, NO_BODY, SHOULDERS, body_of
from falldetect_core.world import CameraModel, neck_height

from .helpers.puppet import BENDING, CROUCHING, ON_THE_BACK, ON_THE_FACE, SITTING, STANDING, Puppet, Stance
from .helpers.walkers import random_camera

CAMERA = CameraModel(2.3, 24.0, 0.0, 430.0, (640, 360))
KNEELING = Stance(trunk=10, thigh=20, shank=-90)


class Seen:
    """A camera of the world as the puppets know cameras: they have y up and z away."""

    def __init__(self, camera: CameraModel) -> None:
        self.camera = camera

    def project(self, points: np.ndarray) -> np.ndarray:
        return self.camera.project(points[:, [0, 2, 1]])


def look(puppet: Puppet, stance: Stance, camera: CameraModel = CAMERA) -> tuple[Pose, float]:
    """The pose of a puppet, and how high its neck really is."""
    neck_m = float(puppet.joints(stance)[list(SHOULDERS), 1].mean())
    return puppet.pose(stance, Seen(camera)), neck_m


def errors(stance: Stance, cameras: int = 60) -> np.ndarray:
    """How far off heights are, and their own deviations, (n, 2): random cameras, people, places and keypoint noise."""
    rows = []
    for seed in range(cameras):
        random = np.random.default_rng(seed)
        camera = random_camera(random)
        puppet = Puppet(random.uniform(1.5, 1.95), facing_deg=random.uniform(0, 360))
        placed = stance._replace(x=random.uniform(-1, 1), z=random.uniform(1.5, 5.5))
        pose, truth_m = look(puppet, placed, camera)
        points = pose.keypoints[:, :2]
        if not (np.isfinite(points).all() and (points >= 0).all() and (points < camera.size).all()):
            continue
        length = camera.standing_height_px(camera.project(np.array([[placed.x, placed.z, 0.0]])), puppet.height_m)
        points += random.normal(0, 0.02 * length, points.shape).astype(np.float32)
        height_m, sd_m = neck_height(camera, body_of(pose))
        rows.append((height_m - truth_m, sd_m))
    assert len(rows) > 20
    return np.array(rows)


@pytest.mark.parametrize("stance", [STANDING, SITTING, BENDING, CROUCHING, KNEELING])
def test_heights_of_daily_postures(stance: Stance) -> None:
    off = np.abs(errors(stance)[:, 0])
    assert np.median(off) < 0.12
    assert np.percentile(off, 90) < 0.25


@pytest.mark.parametrize("stance", [ON_THE_FACE, ON_THE_BACK])
def test_heights_of_lying_people_in_whatever_direction_they_lie(stance: Stance) -> None:
    off = np.abs(errors(stance)[:, 0])
    assert np.median(off) < 0.08
    assert np.percentile(off, 90) < 0.3


@pytest.mark.parametrize("stance", [STANDING, SITTING, CROUCHING, ON_THE_FACE, ON_THE_BACK])
def test_the_deviation_tells_the_truth(stance: Stance) -> None:
    found = errors(stance)
    assert np.mean(np.abs(found[:, 0]) <= 2 * found[:, 1] + 0.03) >= 0.8


@pytest.mark.parametrize("facing_deg", [0, 90, 180, 270])
def test_who_lies_along_the_line_of_sight_is_not_taken_for_standing_at_the_feet(facing_deg: float) -> None:
    pose, truth_m = look(Puppet(facing_deg=facing_deg), ON_THE_BACK._replace(z=4.0))
    height_m, _ = neck_height(CAMERA, body_of(pose))
    assert height_m == pytest.approx(truth_m, abs=0.2)


@pytest.mark.parametrize("hidden", [ANKLES, (*ANKLES, *KNEES)])
def test_hidden_joints_widen_the_deviation(hidden: tuple[int, ...]) -> None:
    pose, truth_m = look(Puppet(), STANDING._replace(z=4.0))
    _, sure_m = neck_height(CAMERA, body_of(pose))
    pose.keypoints[list(hidden), 2] = 0.0
    height_m, sd_m = neck_height(CAMERA, body_of(pose))
    assert sd_m > sure_m
    assert abs(height_m - truth_m) <= 2 * sd_m


def test_no_shoulders_no_height() -> None:
    pose, _ = look(Puppet(), STANDING)
    pose.keypoints[list(SHOULDERS), 2] = 0.0
    assert all(math.isnan(value) for value in (*neck_height(CAMERA, body_of(pose)), *neck_height(CAMERA, NO_BODY)))


def test_feet_above_the_horizon_are_no_feet_on_the_floor() -> None:
    pose, _ = look(Puppet(), STANDING._replace(z=4.0))
    pose.keypoints[:, 1] -= 400
    assert math.isnan(neck_height(CAMERA, body_of(pose))[0])


class Measured:
    """A camera whose depths were measured."""

    def __init__(self, camera: CameraModel, places: np.ndarray) -> None:
        self.rays = camera.rays
        self._places = places

    def points(self, pixels: np.ndarray) -> np.ndarray:
        return self._places[: len(pixels)]


def test_measured_depths_leave_nothing_to_guess() -> None:
    puppet, stance = Puppet(1.85, facing_deg=90), ON_THE_FACE._replace(z=4.0)
    joints = puppet.joints(stance)[:, [0, 2, 1]]
    places = np.array([joints[list(part)].mean(axis=0) for part in (ANKLES, KNEES, HIPS, SHOULDERS)])
    pose, truth_m = look(puppet, stance)
    _, guessed_sd_m = neck_height(CAMERA, body_of(pose))
    height_m, sd_m = neck_height(Measured(CAMERA, places), body_of(pose))
    assert height_m == pytest.approx(truth_m, abs=0.08)
    assert sd_m < guessed_sd_m
