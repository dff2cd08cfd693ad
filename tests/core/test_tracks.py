"""Everybody keeps a number: through jitter, gaps, crossings and silhouettes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinds import SeenBy
from falldetect_core.pose.crop import moved
from falldetect_core.records import Blob, Box, Pose
from falldetect_core.rows import SEEN_BY
from falldetect_core.skeleton import keypoint_box
from falldetect_core.tracks import Detection, Track, Tracker
from falldetect_core.tracks.association import similarity, suppress_doubles
from falldetect_core.tracks.history import HISTORY_S, MAX_SAMPLES, POSES_S
from falldetect_core.tracks.path import SILHOUETTE_P, Candidate
from falldetect_core.tracks.track import LOST_S
from falldetect_core.tracks.tracker import MAX_PEOPLE, POSELESS_S

from .helpers.examples import at_most
from .helpers.puppet import ON_THE_FACE, STANDING, Camera, Puppet, all_moves, begin, nothing_moves

CAMERA = Camera()


def pose_at(x: float, z: float = 5.0, *, stance=STANDING, score: float = 0.6) -> Pose:
    return Puppet(score=score).pose(stance._replace(x=x, z=z), CAMERA)


def follow(tracker: Tracker, start_s: float, seconds: float, *poses: Pose, fps: float = 10.0) -> list[Track]:
    tracks: list[Track] = []
    for number in range(round(seconds * fps)):
        time_s = start_s + number / fps
        tracks = tracker.update(time_s, list(map(Detection, poses)), nothing_moves(time_s))
    return tracks


def ids(tracks: list[Track]) -> list[int]:
    return sorted(track.id for track in tracks)


def nearest(tracks: list[Track], pose: Pose) -> int:
    x, _ = keypoint_box(pose).centre
    return min(tracks, key=lambda track: abs(track.box.centre[0] - x)).id


def test_somebody_is_there_once_seen_a_few_times() -> None:
    tracker = Tracker()
    assert follow(tracker, 0.0, 0.1, pose_at(0)) == []
    assert ids(follow(tracker, 0.1, 0.5, pose_at(0))) == [1]


def test_a_single_false_detection_is_nobody() -> None:
    tracker = Tracker()
    follow(tracker, 0.0, 0.1, pose_at(0))
    assert follow(tracker, 0.1, 2.0) == []
    assert tracker.boxes == []


def test_a_weak_pose_starts_nobody_and_yet_continues_somebody() -> None:
    tracker = Tracker()
    assert follow(tracker, 0.0, 2.0, pose_at(0, score=0.2)) == []
    follow(tracker, 2.0, 1.0, pose_at(0))
    tracks = follow(tracker, 3.0, 1.0, pose_at(0, score=0.2))
    assert tracks[0].newest.seen_by is SeenBy.POSE


@pytest.mark.parametrize(("outstanding", "found"), [(True, [1]), (False, [])])
def test_half_a_pose_is_somebody_where_it_stands_out(outstanding: bool, found: list[int]) -> None:  # noqa: FBT001
    """Behind a table, or in a wide coat, a pose has a third of its keypoints; so has what a chair is taken for."""
    tracker, half = Tracker(), pose_at(0)
    half.keypoints[6:, 2] = 0.1
    left, top, right, bottom = half.box
    around = Box(left - 20, top - 10, right + 20, bottom)
    blobs = [Blob(around, around.area, 0.0, 4.0)] if outstanding else []
    for number in range(20):
        tracks = tracker.update(number / 10, [Detection(half)], all_moves(number / 10, *blobs))
    assert ids(tracks) == found


def test_who_stands_out_at_last_was_followed_from_the_first() -> None:
    """Half seen from the beginning, nothing told them from a chair until they moved; then their past counts."""
    tracker, half = Tracker(), pose_at(0, score=0.2)
    half.keypoints[:, 2] = [0.5] * 6 + [0.1] * 11
    for number in range(10):
        assert tracker.update(number / 10, [Detection(half)], all_moves(number / 10)) == []
    left, top, right, bottom = half.box
    around = Box(left - 20, top - 10, right + 20, bottom)
    tracks = tracker.update(1.0, [Detection(half)], all_moves(1.0, Blob(around, around.area, 0.0, 4.0)))
    assert ids(tracks) == [1]
    assert tracks[0].past.rows["time_s"][0] == 0.0


@given(
    seed=st.integers(0, 10_000),
    jitter_px=st.floats(0, 4),
    blinks=st.floats(0, 0.6),
    speed=st.floats(-1.2, 1.2),
    fps=st.sampled_from([7, 10, 15, 30]),
)
@at_most(40)
def test_a_number_stays_through_jitter_and_gaps(
    seed: int, jitter_px: float, blinks: float, speed: float, fps: int
) -> None:
    random, tracker, seen = np.random.default_rng(seed), Tracker(), set()
    for number in range(5 * fps):
        time_s = number / fps
        pose = pose_at(-1.5 * math.copysign(1, speed) + speed * time_s)
        pose.keypoints[:, :2] += random.normal(0, jitter_px, (17, 2)).astype(np.float32)
        hidden = number >= 4 and random.random() < blinks
        tracks = tracker.update(time_s, [] if hidden else [Detection(pose)], nothing_moves(time_s))
        seen |= {track.id for track in tracks}
    assert seen == {1}


def test_two_who_stand_apart_keep_their_numbers_when_one_is_hidden() -> None:
    tracker = Tracker()
    before = follow(tracker, 0.0, 1.0, pose_at(-1), pose_at(1))
    places = {track.id: track.box.centre[0] for track in before}
    follow(tracker, 1.0, 1.5, pose_at(1))
    after = follow(tracker, 2.5, 1.0, pose_at(1), pose_at(-1))
    assert {track.id: track.box.centre[0] for track in after} == pytest.approx(places)


@pytest.mark.parametrize(("speed", "behind_z"), [(0.6, 6.0), (1.0, 5.5), (0.8, 7.0)])
def test_two_who_cross_keep_their_numbers(speed: float, behind_z: float) -> None:
    tracker, numbers = Tracker(), []
    for number in range(60):
        along = -1.5 + speed * number / 10
        before, behind = pose_at(along, 5.0), pose_at(-along, behind_z)
        hidden = abs(along / 5 + along / behind_z) < 0.06
        seen = [Detection(pose) for pose in ([before] if hidden else [before, behind])]
        tracks = tracker.update(number / 10, seen, all_moves(number / 10))
        if number in (10, 59):
            numbers.append([nearest(tracks, pose) for pose in (before, behind)])
    assert numbers[0] == numbers[1]
    assert sorted(numbers[0]) == [1, 2]


@pytest.mark.parametrize("speed", [0.0, 0.3, 0.6, 0.9])
def test_who_is_hidden_for_five_seconds_comes_back_with_the_same_number(speed: float) -> None:
    tracker, seen = Tracker(), set()
    for number in range(140):
        hidden = 40 <= number < 90
        pose = pose_at(-2.5 + speed * number / 10)
        seen |= set(ids(tracker.update(number / 10, [] if hidden else [Detection(pose)], all_moves(number / 10))))
    assert seen == {1}


@given(count=st.integers(0, 15))
@at_most(20)
def test_never_more_people_than_the_most(count: int) -> None:
    tracker = Tracker()
    tracks = follow(tracker, 0.0, 1.0, *(pose_at(-2.6 + 0.36 * n, 5.0) for n in range(count)))
    assert len(tracks) <= MAX_PEOPLE
    assert len(set(ids(tracks))) == len(tracks)


def test_one_body_that_the_network_names_twice_is_one_person() -> None:
    body = Puppet(facing_deg=90).pose(STANDING, CAMERA)
    double = moved(Puppet(facing_deg=90, score=0.4).pose(STANDING, CAMERA), 5, 3)
    assert ids(follow(Tracker(), 0.0, 1.0, body, double)) == [1]
    assert [one.pose.score for one in suppress_doubles([Detection(double), Detection(body)])] == [0.6]
    assert len(suppress_doubles([Detection(pose_at(-1)), Detection(pose_at(1))])) == 2


def test_who_leaves_no_trace_is_gone_and_comes_back_as_somebody_new() -> None:
    tracker = Tracker()
    follow(tracker, 0.0, 1.0, pose_at(0))
    tracker.update(1.0, [], all_moves(1.0))
    assert ids(follow(tracker, 1.1, LOST_S - 1)) == [1]
    assert follow(tracker, LOST_S + 0.1, 2.0) == []
    assert ids(follow(tracker, LOST_S + 2.1, 1.0, pose_at(0))) == [2]


def test_where_no_pixel_moves_a_pose_that_is_found_no_more_still_holds() -> None:
    tracker = Tracker()
    before = follow(tracker, 0.0, 1.0, pose_at(0))[0].newest.pose
    after = follow(tracker, 1.0, 60.0)[0].newest
    assert after.pose is before
    assert not after.fresh


def test_furniture_once_taken_for_somebody_is_nobody_after_a_while() -> None:
    tracker = Tracker()
    follow(tracker, 0.0, 1.0, pose_at(0))
    assert ids(follow(tracker, POSELESS_S - 10, 0.2)) == [1]
    assert follow(tracker, POSELESS_S + LOST_S, 20.0) == []


def test_a_pose_with_hardly_a_keypoint_is_none() -> None:
    hidden = pose_at(0)
    hidden.keypoints[4:, 2] = 0.0
    assert suppress_doubles([Detection(hidden)]) == []


def test_a_chair_that_looks_like_a_pose_takes_nobodys_number() -> None:
    """Somebody who stands out falls, the network finds a body in the chair beside it: the silhouette is believed."""
    tracker, stands = Tracker(), pose_at(0)
    standing = Blob(stands.box, stands.box.area, 0.0, 4.0)
    for number in range(20):
        tracker.update(number / 10, [Detection(stands)], all_moves(number / 10, standing))
    left, _, _, bottom = stands.box
    lies = Box(left - 60, bottom - 40, left + 60, bottom)
    for number in range(20, 40):
        chair = moved(pose_at(0), 45, 0)
        tracks = tracker.update(
            number / 10, [Detection(chair)], all_moves(number / 10, Blob(lies, lies.area, 90.0, 3.0))
        )
    assert tracks[0].id == 1
    assert tracks[0].newest.seen_by is SeenBy.SILHOUETTE
    assert tracks[0].box.overlap(lies) > 0.8


def test_while_nobody_looks_everybody_is_where_they_were() -> None:
    tracker = Tracker()
    follow(tracker, 0.0, 1.0, pose_at(0))
    for number in range(600):
        tracks = tracker.update(1.0 + number / 10, None, nothing_moves(1.0 + number / 10))
    assert ids(tracks) == [1]
    assert tracks[0].box.overlap(pose_at(0).box) > 0.9


def test_a_silhouette_that_fitted_the_pose_carries_the_track_without_it() -> None:
    tracker = Tracker()
    lying = pose_at(0, stance=ON_THE_FACE)
    blob = Blob(lying.box, lying.box.area, 85.0, 5.0)
    for number in range(20):
        tracker.update(number / 10, [Detection(lying)], nothing_moves(number / 10, blob))
    tracker.update(2.0, [], all_moves(2.0, blob))
    for number in range(21, 300):
        tracks = tracker.update(number / 10, [], nothing_moves(number / 10, blob))
    assert ids(tracks) == [1]
    assert tracks[0].newest.seen_by is SeenBy.SILHOUETTE


def test_a_shadow_elsewhere_carries_nobody() -> None:
    tracker = Tracker()
    shadow = Blob(Box(500, 20, 600, 60), 4000, 80.0, 2.0)
    for number in range(20):
        tracker.update(number / 10, [Detection(pose_at(0))], nothing_moves(number / 10, shadow))
    for number in range(20, 40):
        tracks = tracker.update(number / 10, [], all_moves(number / 10, shadow))
    assert tracks[0].newest.seen_by is SeenBy.MEMORY


@given(fps=st.sampled_from([5, 10, 30, 120]), seconds=st.floats(1, 10))
@at_most(15)
def test_the_history_is_bounded(fps: int, seconds: float) -> None:
    tracks = follow(Tracker(), 0.0, seconds, pose_at(0), fps=fps)
    past = tracks[0].past
    times = past.rows["time_s"]
    assert len(past.keypoints) <= len(times) <= MAX_SAMPLES
    assert times[-1] - times[0] <= HISTORY_S + 1e-6
    assert len(past.keypoints) == len(times[times[-1] - times <= POSES_S])


def test_the_standing_height_is_remembered_while_lying() -> None:
    act, tracker = begin().walk(0.5, 5).fall(ON_THE_FACE).stand(3), Tracker()
    heights = []
    for number in range(round(act.end_s * 10)):
        time_s = number / 10
        tracks = tracker.update(time_s, [Detection(act.puppet.pose(act.at(time_s), CAMERA))], nothing_moves(time_s))
        heights += [track.height_px for track in tracks]
    assert max(heights) / min(heights) < 1.15


@given(x=st.floats(-1e4, 1e4), y=st.floats(-1e4, 1e4), w=st.floats(0, 1e3), h=st.floats(0, 1e3), gap_s=st.floats(0, 10))
def test_similarity_is_never_negative_and_nothing_far_away_is_like(
    x: float, y: float, w: float, h: float, gap_s: float
) -> None:
    track = Track(1, 0.0, Box(300, 100, 360, 300))
    value = similarity(track, Box(x, y, x + w, y + h), gap_s)
    assert value >= 0
    assert value <= similarity(track, track.box, gap_s)
    if math.dist((x + w / 2, y + h / 2), track.box.centre) > 2 * max(200, w, h):
        assert value == 0


def test_a_likelier_path_takes_back_the_poses_that_it_leaves_out() -> None:
    tracker, chair, body = Tracker(), pose_at(1.5), pose_at(0)
    track = follow(tracker, 0.0, 0.5, chair)[0]
    times = track.past.rows["time_s"].tolist()
    place = Box(300, 200, 340, 300)
    path = [
        Candidate(times[-3], keypoint_box(body), Detection(body), 0.6),
        Candidate(times[-2], place, None, SILHOUETTE_P),
        Candidate(times[-1], keypoint_box(chair), Detection(chair), 0.6),
    ]
    track.revise(path)
    rows, keypoints = track.past.rows, track.past.keypoints
    assert np.array_equal(keypoints[-3], body.keypoints)
    assert tuple(rows["box"][-3]) == keypoint_box(body)
    assert np.isnan(keypoints[-2]).all()
    assert SEEN_BY[rows["seen_by"][-2]] is SeenBy.SILHOUETTE
    assert tuple(rows["box"][-2]) == place
    assert track.newest.pose is chair
    assert all(np.array_equal(pose, chair.keypoints) for pose in [*keypoints[:-3], keypoints[-1]])
