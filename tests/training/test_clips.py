"""Clips are what the pipeline would see: projections, silhouettes, noise, and crops of them."""

from dataclasses import replace

import numpy as np
import pytest

from falldetect_core.kinds import Before, Direction, Event, Kind
from falldetect_core.pose import crop_around
from falldetect_core.records import Box as Rectangle
from falldetect_core.records import Frame
from training.evaluate import Result, in_view, macro_f1, measure, summary
from training.simulation.behaviour.performance import Scene
from training.simulation.behaviour.performer import Performer
from training.simulation.behaviour.truth import Fall, State
from training.simulation.camera.film import film
from training.simulation.camera.noise import Patch, PoseNoise, facts_of
from training.simulation.camera.pinhole import Camera
from training.simulation.camera.replay import ClipEstimator, replay, truth_of
from training.simulation.motion.place import Place
from training.simulation.physics.causes import Cause
from training.simulation.physics.ragdoll import Furniture
from training.simulation.scenes.random_clips import day, obscured, random_clip
from training.simulation.scenes.test_sets import Case

CAMERA = Camera((-4.0, 0.0, 1.6), 0.0, 10.0, 70.0)
EXACT = PoseNoise(
    found=(20.0, 0.0, 0.0, 0.0, 0.0), spread=(0.001,) * 17, floor_px=0.05, astray=(-30.0, 0, 0, 0, 0), swap=(-30.0, 0)
)


@pytest.fixture
def standing(adult):
    performer = Performer(adult, np.random.default_rng(0), Place(0.0, 0.0, 180.0))
    performer.hold(2.0)
    return performer.finish()


@pytest.fixture
def faller(adult):
    performer = Performer(adult, np.random.default_rng(0), Place(0.0, 0.0, 90.0))
    performer.hold(2.0)
    performer.fall(Cause(Kind.EXTERNAL, 0.0, push_m_s2=7.0, push_s=0.25, leg_tone=0.4), before=Before.STANDING)
    performer.lie_still(7.0)
    return performer.finish()


def test_exact_poses_are_the_projected_body(standing):
    clip = film(Scene("stands", (standing,)), CAMERA, fps=10.0, seed=1, noise=EXACT)
    for moment in clip:
        (pose,) = moment.poses
        assert np.abs(pose.keypoints[:, :2] - clip.people[0].pixels[moment.index]).max() < 2.0
    assert (clip.people[0].states == State.UPRIGHT).all()
    face = clip.people[0].pixels[0]
    assert face[1, 0] > face[2, 0], "the left eye of who faces the camera is right in the picture"


def test_the_silhouette_covers_the_body(standing):
    clip = film(Scene("stands", (standing,)), CAMERA, fps=10.0, seed=1)
    blob = max(clip.motions[-1].blobs, key=lambda blob: blob.area_px)
    pixels = clip.people[0].pixels[-1]
    assert blob.box.top < pixels[:, 1].min() + 10
    assert blob.box.bottom > pixels[:, 1].max() - 10
    assert blob.tilt_deg < 15


def test_furniture_hides_legs_and_silhouette(standing):
    wall = Furniture((-1.0, -1.0, 0.0), (-0.8, 1.0, 0.8))
    bare = film(Scene("stands", (standing,)), CAMERA, fps=10.0, seed=1)
    behind = film(Scene("stands", (standing,), (wall,)), CAMERA, fps=10.0, seed=1)
    assert not behind.people[0].visible[:, 13:].any()
    assert behind.people[0].visible[:, :5].all()
    assert bare.people[0].visible[:, 13:].all()
    bottoms = [clip.motions[-1].blobs[0].box.bottom for clip in (behind, bare)]
    assert bottoms[0] < bottoms[1] - 20


def test_who_is_out_of_the_picture_is_absent(standing):
    away = replace(CAMERA, yaw_deg=120.0)
    clip = film(Scene("stands", (standing,)), away, fps=10.0, seed=1)
    assert (clip.people[0].states == State.ABSENT).all()
    assert not any(moment.poses for moment in clip)
    assert not any(motion.mask.bits.any() for motion in clip.motions)


def test_seeds_give_the_same_clip_again():
    first, second = random_clip(11), random_clip(11)
    assert first.name == second.name
    for one, two in zip(first, second, strict=True):
        assert len(one.poses) == len(two.poses)
        assert all(np.array_equal(a.keypoints, b.keypoints) for a, b in zip(one.poses, two.poses, strict=True))
        assert np.array_equal(one.motion.mask.bits, two.motion.mask.bits)


def test_what_is_hidden_of_a_clip_stays_hidden_and_leaves_the_rest_as_it_was():
    clip = random_clip(11)
    half = obscured(clip, 8)
    for before, after in zip(clip.views, half.views, strict=True):
        gone = ~after.visible.any(axis=0) & before.visible.any(axis=0)
        assert gone.sum() <= 8
        assert not (after.visible & ~before.visible).any()
        np.testing.assert_array_equal(after.pixels, before.pixels)
    assert sum(int(view.visible.sum()) for view in half.views) < sum(int(view.visible.sum()) for view in clip.views)


def test_a_day_is_one_activity_after_the_other_without_a_fall():
    clip = day(3, seconds=60.0)
    assert clip.times[-1] == pytest.approx(60.0, abs=0.2)
    assert len({name for name in clip.people[0].activity if name}) >= 2
    assert not clip.falls


def test_the_pipeline_finds_a_plain_fall(faller):
    clip = film(Scene("falls", (faller,)), CAMERA, fps=10.0, seed=1, noise=EXACT)
    (fall,) = clip.falls
    told = replay(clip)
    assert [step for step in told.transitions if step.event is Event.FALL]
    assert fall.onset_s < told.times_s()[0] < fall.end_s + 10


def test_tracks_are_of_people(faller):
    clip = film(Scene("falls", (faller,)), CAMERA, fps=10.0, seed=1)
    low, high = clip.people[0].pixels[5].min(axis=0), clip.people[0].pixels[5].max(axis=0)
    assert truth_of(clip, 5, Rectangle(*low, *high)) is clip.people[0]
    assert truth_of(clip, 5, Rectangle(0, 0, 5, 5)) is None
    assert clip.people[0].fall_at(clip.falls[0].contact_s) == clip.falls[0]
    assert clip.people[0].fall_at(0.0) is None


@pytest.mark.parametrize("turns", range(4))
def test_closer_looks_find_the_body_where_it_is(standing, turns):
    clip = film(Scene("stands", (standing,)), CAMERA, fps=10.0, seed=1, noise=EXACT)
    pixels = clip.people[0].pixels[3]
    box = Rectangle(*pixels.min(axis=0), *pixels.max(axis=0))
    crop = crop_around(box, CAMERA.width, CAMERA.height, turns)
    frame = Frame(float(clip.times[3]), np.zeros((CAMERA.height, CAMERA.width, 3), np.uint8))
    (pose,) = ClipEstimator(clip).estimate(frame, crop)
    assert np.abs(pose.keypoints[:, :2] - pixels).max() < 3.0


def test_barrel_lenses_draw_in_the_border():
    point = np.array([[0.0, 2.0, 1.6]])
    plain, _ = CAMERA.see(point)
    bent, depth = replace(CAMERA, barrel=0.1).see(point)
    middle = CAMERA.width / 2
    assert abs(bent[0, 0] - middle) < abs(plain[0, 0] - middle)
    assert np.isclose(depth[0], 4.0 * np.cos(np.radians(10.0)), atol=0.1)


def test_small_and_lying_bodies_are_found_less():
    noise = PoseNoise.fitted()
    upright = np.stack([np.linspace(100, 110, 17), np.linspace(50, 200, 17)], axis=1)
    seen = np.ones(17, bool)
    large, small = facts_of(upright, seen, 1.0), facts_of(upright, seen, 0.15)
    down = facts_of(upright[::-1].copy(), seen, 1.0)
    assert np.dot(noise.found, large) > np.dot(noise.found, small)
    assert np.dot(noise.found, large) > np.dot(noise.found, down)
    assert Patch.whole(640, 360).inside(upright) is not None


def test_figures_of_a_set_add_up():
    fall = Fall(Kind.TRIP, 1.0, 2.0, 2.5, np.inf, 10.0, Before.WALKING, "still")
    found = Result("a", 60.0, [fall], [(fall, 1.5, Kind.TRIP, Direction.FORWARD)])
    missed = Result("b", 60.0, [fall])
    quiet = Result("c", 60.0, false_alarms=[3.0])
    told = summary([found, missed, quiet])
    assert told["sensitivity"] == 0.5
    assert told["quiet_alarmed"] == 1.0
    assert told["alarms_24h"] == pytest.approx(480.0)
    assert told["direction"] == 1.0
    assert macro_f1([(Kind.TRIP, Kind.TRIP), (Kind.SLIP, Kind.TRIP)]) == pytest.approx((2 / 3) / 2)
    assert macro_f1([(Kind.TRIP, Kind.TRIP), (Kind.SLIP, Kind.SLIP)]) == 1.0


def test_falls_out_of_view_are_neither_asked_nor_wrong(faller):
    seen = film(Scene("falls", (faller,)), CAMERA, fps=10.0, seed=1, noise=EXACT)
    unseen = film(Scene("falls", (faller,)), replace(CAMERA, yaw_deg=150.0), fps=10.0, seed=1, noise=EXACT)
    assert in_view(seen, seen.falls[0])
    assert not in_view(unseen, unseen.falls[0])
    assert len(measure(Case("seen", lambda: seen)).hits) == 1
    blind = measure(Case("unseen", lambda: unseen))
    assert not blind.falls
    assert not blind.false_alarms
