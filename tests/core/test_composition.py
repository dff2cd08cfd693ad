"""A camera is put together of parts: those that it was given are used, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from falldetect_core.camera import LiveCamera, RecordedCamera, Stages
from falldetect_core.camera.attention import LOOK_AGAIN_S
from falldetect_core.camera.looking import CHEAP_SIDE_PX, CLOSE_SIDE_PX
from falldetect_core.camera.verdicts import Verdicts
from falldetect_core.evidence import Fusion
from falldetect_core.evidence.fusion import SOURCES
from falldetect_core.pose import Crop
from falldetect_core.records import Blob, Box, Foreground, Frame, Person, Pose
from falldetect_core.settings import CameraSettings, Sensitivity
from falldetect_core.tracks import Track
from falldetect_core.world.camera_world import CameraWorld

from .helpers.puppet import STANDING, Camera, Puppet, all_moves, empty_room, nothing_moves
from .helpers.sightings import judged, measured

LENS = Camera()
SIZE = LENS.width, LENS.height
BODY = Puppet().pose(STANDING._replace(z=5.0), LENS)
ELSEWHERE = Box(20, 60, 60, 90)
"""Small, and where nobody is."""
BLANK = np.zeros((LENS.height, LENS.width, 3), np.uint8)


@dataclass
class Source:
    """Says that everything moves until somebody says that nothing does, and notes where people were said to be."""

    blobs: tuple[Blob, ...] = ()
    moves: bool = True
    people: list[list[Box]] = field(default_factory=list)

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Foreground:
        self.people.append(list(people))
        return (all_moves if self.moves else nothing_moves)(frame.time_s, *self.blobs)


@dataclass
class Estimator:
    """Finds the same bodies in every frame, and notes what it was asked."""

    poses: list[Pose]
    long_side_px: int | None = None
    asked: list[tuple[float, Crop | None, int | None]] = field(default_factory=list)

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:
        self.asked.append((frame.time_s, crop, long_side_px))
        return list(self.poses) if crop is None else []


@dataclass
class Judge:
    """Judges everybody alike, and notes whom it was asked about."""

    sensitivity: Sensitivity = Sensitivity.STANDARD
    threshold_shift: float = 0.0
    needed: float = 0.5
    forgot: int = 0
    asked: list[list[int]] = field(default_factory=list)

    def people(self, tracks: Sequence[Track], size: tuple[int, int], _world: CameraWorld) -> tuple[Person, ...]:
        assert size == SIZE
        self.asked.append([track.id for track in tracks])
        return tuple(Person(t.id, t.box, t.newest.pose, measured(), judged(confidence=0.123)) for t in tracks)

    def forget(self) -> None:
        self.forgot += 1


class Parts:
    """A camera of parts of one's own."""

    def __init__(self, *poses: Pose, settings: CameraSettings = CameraSettings("own")) -> None:  # noqa: B008 - frozen
        self.foreground, self.estimator, self.judge = Source(), Estimator(list(poses)), Judge()
        self.stages = Stages.composed(settings, self.foreground, self.estimator, self.judge)


def test_a_recorded_camera_uses_the_parts_that_it_was_given() -> None:
    parts = Parts(BODY)
    camera = RecordedCamera(parts.stages)
    seen = [camera.update(Frame(number / 2, BLANK)) for number in range(6)][-1]
    assert (seen.camera, seen.motion) == ("own", 1.0)
    assert [(person.track, person.verdict.confidence) for person in seen.people] == [(1, 0.123)]
    assert [time_s for time_s, crop, _ in parts.estimator.asked if crop is None] == [number / 2 for number in range(6)]
    assert parts.judge.asked[-1] == [1]
    assert parts.foreground.people[-1] == [seen.people[0].box]


def test_a_live_camera_uses_the_parts_that_it_was_given() -> None:
    parts = Parts(BODY)
    camera = LiveCamera(parts.stages)
    for number in range(6):
        assert camera.sense(Frame(number / 2, BLANK)) is not None
        _, seen = camera.look()
    assert [(person.track, person.verdict.confidence) for person in seen.people] == [(1, 0.123)]
    assert len(parts.estimator.asked) == len(parts.judge.asked) == len(parts.foreground.people) == 6


def test_where_nothing_moves_the_estimator_is_asked_at_the_pace_of_its_people_and_the_judge_of_every_frame() -> None:
    parts = Parts(BODY)
    camera = RecordedCamera(parts.stages)
    for number in range(4):
        camera.update(Frame(number / 10, BLANK))
    parts.foreground.moves, looked = False, len(parts.estimator.asked)
    for number in range(4, 26):
        camera.update(Frame(number / 10, BLANK))
    assert len(parts.estimator.asked) - looked == round(2.0 / LOOK_AGAIN_S)
    assert len(parts.judge.asked) == 26


def test_a_picture_of_another_size_and_a_long_pause_are_forgotten_over() -> None:
    parts = Parts(BODY)
    begun = [parts.stages.perception.begin(Frame(time_s, BLANK)) for time_s in (0.0, 0.1, 100.0)]
    begun.append(parts.stages.perception.begin(Frame(100.1, BLANK[::2])))
    assert begun == [True, False, True, True]
    assert parts.judge.forgot == 3


def test_who_is_lost_is_looked_for_closely_and_who_is_small_and_new_too() -> None:
    parts = Parts(BODY)
    camera = RecordedCamera(parts.stages)
    for number in range(4):
        camera.update(Frame(number / 2, BLANK))
    parts.estimator.poses.clear()
    parts.foreground.blobs = (Blob(ELSEWHERE, ELSEWHERE.area, 0.0, 1.0),)
    parts.estimator.asked.clear()
    camera.update(Frame(2.0, BLANK))
    whole, *crops = [crop for _, crop, _ in parts.estimator.asked]
    assert whole is None
    centres = [((c.left + c.right) / 2, (c.top + c.bottom) / 2) for c in crops if c is not None]
    assert centres[0] == pytest.approx(BODY.box.centre, abs=25)
    assert crops[-1] is not None
    assert crops[-1].left <= ELSEWHERE.left < ELSEWHERE.right <= crops[-1].right


def test_who_is_known_is_looked_at_cheaply_and_elsewhere_only_if_not_found_so() -> None:
    parts = Parts(BODY)
    for number in range(4):
        parts.stages.sense(Frame(number / 2, BLANK))
        parts.stages.follow(Frame(number / 2, BLANK), all_moves(number / 2))
    parts.estimator.asked.clear()
    look = parts.stages.look_cheaply(Frame(2.0, BLANK), all_moves(2.0))
    assert look.whole
    seen = [(crop is None, side_px) for _, crop, side_px in parts.estimator.asked]
    assert seen == [(False, CHEAP_SIDE_PX), (True, None)]
    assert parts.stages.attention.looked_s == 2.0


class TestPartsOfThePicture:
    """Of 640x360 pixels, of which the network sees 256 along the long side."""

    def parts(self, *bodies: Pose) -> Parts:
        parts = Parts(*bodies)
        parts.estimator.long_side_px = 256
        parts.estimator.poses = list(bodies)
        for number in range(4):
            parts.stages.sense(Frame(number / 2, BLANK))
            parts.stages.follow(Frame(number / 2, BLANK), all_moves(number / 2))
        parts.estimator.asked.clear()
        return parts

    def test_only_where_people_are_is_looked_at_at_the_scale_of_the_whole_and_closely_at_who_is_lost(self) -> None:
        parts = self.parts(BODY)
        look = parts.stages.look_around(Frame(2.0, BLANK), all_moves(2.0))
        assert not look.whole
        (_, part, side_px), *closely = parts.estimator.asked
        assert part is not None
        assert part.left <= BODY.box.left < BODY.box.right <= part.right
        assert part.top <= BODY.box.top < BODY.box.bottom <= part.bottom
        assert side_px == pytest.approx(256 / LENS.width * max(part.size), abs=1)
        assert [side_px for _, _, side_px in closely] == [CLOSE_SIDE_PX]

    def test_what_moves_elsewhere_belongs_to_the_part_or_to_the_whole(self) -> None:
        parts = self.parts(BODY)
        everywhere = Blob(Box(2, 2, LENS.width - 2, 40), 1000.0, 0.0, 1.0)
        look = parts.stages.look_around(Frame(2.0, BLANK), all_moves(2.0, everywhere))
        assert look.whole
        assert parts.estimator.asked[0][1:] == (None, None)

    def test_cheaply_a_part_is_looked_at_instead_of_crops_where_it_costs_less(self) -> None:
        parts = self.parts(BODY)
        assert not parts.stages.look_cheaply(Frame(2.0, BLANK), all_moves(2.0)).whole
        assert parts.estimator.asked[0][2] != CHEAP_SIDE_PX

    def test_a_network_of_one_size_looks_at_all_of_it(self) -> None:
        parts = self.parts(BODY)
        parts.estimator.long_side_px = None
        assert parts.stages.look_around(Frame(2.0, BLANK), all_moves(2.0)).whole


def test_who_is_found_in_a_zone_that_is_ignored_is_nobody() -> None:
    everywhere = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    parts = Parts(BODY, settings=CameraSettings("own", ignore_zones=(everywhere,)))
    assert parts.stages.look(Frame(0.0, BLANK), all_moves(0.0)).detections == []
    foreground, _ = parts.stages.sense(Frame(0.0, BLANK))
    assert foreground.changed == 0.0


def test_verdicts_are_fused_by_the_weights_that_they_were_given() -> None:
    never = dict.fromkeys(map(str, SOURCES), 0.0) | {"bias": -2.0}
    settings = CameraSettings("own")
    fusion = Fusion(weights={"with_network": never, "without_network": never})
    own = Parts(BODY)
    stages = Stages.composed(settings, own.foreground, own.estimator, Verdicts(settings, fusion=fusion))
    camera = RecordedCamera(stages)
    seen = [camera.update(Frame(number / 2, BLANK)) for number in range(6)][-1]
    assert [person.verdict.probability for person in seen.people] == [pytest.approx(1 / (1 + np.exp(2.0)))]


def test_two_cameras_of_the_parts_that_ship_share_nothing_that_they_learn() -> None:
    cameras = [RecordedCamera.of(CameraSettings(name), Bodies([BODY])) for name in ("one", "other")]
    for number in range(6):
        cameras[0].update(Frame(number / 2, empty_room(LENS) // (1 + number % 2)))
    assert [len(camera.perception.people) for camera in cameras] == [1, 0]
    assert cameras[1].perception.recent is None


@dataclass
class Bodies:
    """A pose network that always finds the same."""

    poses: list[Pose]

    def estimate(self, _image: np.ndarray) -> list[Pose]:
        return [replace(pose) for pose in self.poses]
