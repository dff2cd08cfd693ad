"""A live camera: falls are told as from a recording, with fewer looks, and also where many share a slow network."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from falldetect_core.camera import InferenceScheduler, LiveCamera, Priority, Stages
from falldetect_core.camera.attention import Attention
from falldetect_core.camera.live import ROUTINE_WHOLE_LOOK_S, STALE_S, WELL_KNOWN_HITS, together
from falldetect_core.camera.looking import CHEAP_SIDE_PX, CroppingEstimator, SearchRegion
from falldetect_core.camera.track_monitor import TrackMonitor
from falldetect_core.camera.verdicts import Verdicts
from falldetect_core.motion import MotionDetector
from falldetect_core.pose import Crop, PoseEstimator
from falldetect_core.records import Box, Foreground, Frame, Image, Mask, Person, Pose
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings

from .helpers.puppet import (
    BENDING,
    CROUCHING,
    ON_THE_BACK,
    ON_THE_FACE,
    SITTING,
    STANDING,
    Act,
    Camera,
    Network,
    Stance,
    all_moves,
    begin,
    empty_room,
    nothing_moves,
)

FPS = 10
EMPTY_S = 1.0
CAMERA = Camera()


class Silhouettes(TrackMonitor):
    """A monitor to which silhouettes show what a test says, where it says something."""

    calm: bool | None = None
    lost: dict[int, float] | None = None
    strangers: list[Box] | None = None

    def is_calm(self, motion: Foreground) -> bool:
        return super().is_calm(motion) if self.calm is None else self.calm

    def height_lost(self, motion: Foreground) -> dict[int, float]:
        return super().height_lost(motion) if self.lost is None else self.lost

    def unmatched(self, motion: Foreground) -> list[Box]:
        return super().unmatched(motion) if self.strangers is None else self.strangers


class Looks(CroppingEstimator):
    """A pose network on frames; notes the times of those that it looked at as a whole."""

    def __init__(self, network: PoseEstimator) -> None:
        super().__init__(network)
        self.whole_s: list[float] = []

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:
        self.whole_s += [frame.time_s] if crop is None else []
        return super().estimate(frame, crop, long_side_px=long_side_px)


class Watched:
    """A camera before an act, its room, and what was told when."""

    def __init__(
        self,
        act: Act,
        starts_s: float = 0.0,
        *,
        looks: type[Looks] = Looks,
        attention: type[Attention] = Attention,
    ) -> None:
        self.act, self.starts_s = act, starts_s
        self.network = Network([act], CAMERA, lambda _: True, 0.0)
        self.looks: Any = looks(self.network)
        settings = CameraSettings("door")
        stages = Stages.composed(settings, MotionDetector(), self.looks, Verdicts(settings))
        self.monitor = stages.perception.monitor = Silhouettes(stages.perception.tracker)
        self.camera = LiveCamera(replace(stages, attention=attention(self.monitor)))
        self.room = Room(RoomSettings("hall"))
        self.told: dict[str, float] = {}
        self._background = empty_room(CAMERA)

    def frame(self, time_s: float) -> Frame:
        picture = self._background.copy()
        self.network.now_s = time_s - self.starts_s
        if self.network.now_s >= 0:
            self.act.puppet.draw(picture, self.act.at(self.network.now_s), CAMERA)
        self.network.show(picture)
        return Frame(time_s, picture)

    def show(self, act: Act, starts_s: float) -> None:
        """Go on with another act."""
        self.act, self.starts_s = act, starts_s
        self.network.play([act])

    def sense(self, now_s: float) -> Priority | None:
        """Take the next picture."""
        return self.camera.sense(self.frame(now_s))

    def watch(self, now_s: float) -> Priority | None:
        """Take the next picture, and look if it is worth it."""
        priority = self.sense(now_s)
        self.tell(now_s, look=priority is not None)
        return priority

    def look(self, now_s: float) -> None:
        self.tell(now_s, look=True)

    def pass_by(self, now_s: float) -> None:
        self.tell(now_s, look=False)

    def tell(self, now_s: float, *, look: bool) -> None:
        _, seen = self.camera.look() if look else self.camera.pass_by()
        for step in self.room.update(seen):
            self.told.setdefault(str(step.event), now_s)


def watch(act: Act) -> Watched:
    """Show an act to a camera that may look whenever it wants."""
    watched = Watched(act, EMPTY_S)
    for number in range(round((act.end_s + EMPTY_S) * FPS)):
        watched.watch(number / FPS)
    return watched


@pytest.mark.parametrize("stance", [ON_THE_FACE, ON_THE_BACK])
@pytest.mark.parametrize("speed", [0.6, 1.2])
def test_a_fall_is_told_in_time(stance: Stance, speed: float) -> None:
    act = begin().walk(0.3, 5, speed).fall(stance).stand(6)
    told = watch(act).told
    impact_s = act.end_s - 6 + EMPTY_S
    assert list(told) == ["suspected", "fall"]
    assert told["suspected"] <= impact_s + 1.0
    assert told["fall"] <= impact_s + 3.5


@pytest.mark.parametrize(
    "act",
    [
        begin().walk(1.2, 5).walk(-1, 4).walk(0.5, 6),
        begin().walk(0.2, 5).move(SITTING, 0.8).stand(4).move(STANDING, 1.2).stand(2),
        begin().walk(0.2, 5).move(BENDING, 0.8).stand(3).move(STANDING, 0.8).stand(2),
        begin().walk(0.2, 5).move(CROUCHING, 0.8).stand(3).move(STANDING, 0.8).stand(2),
    ],
    ids=["walking", "sitting", "bending", "tying shoes"],
)
def test_daily_life_is_no_alarm(act: Act) -> None:
    assert "fall" not in watch(act).told


def test_getting_up_is_a_recovery() -> None:
    act = begin().walk(0.3, 5).fall(ON_THE_FACE).stand(5).move(CROUCHING, 2).move(STANDING, 1.5).stand(4)
    assert list(watch(act).told) == ["suspected", "fall", "recovered"]


def test_people_whose_silhouettes_stay_are_looked_at_at_their_pace() -> None:
    watched, wants = Watched(begin().walk(1.2, 5).walk(-1, 5), EMPTY_S), []
    for number in range(50):
        watched.monitor.calm = True if number >= 20 else None
        wants.append(watched.watch(number / FPS))
    assert 5 <= sum(want is not None for want in wants[20:]) <= 20


@pytest.mark.parametrize(
    ("stood", "stranger", "skipped_looked_at"), [(True, False, 0), (True, True, 1), (False, False, 2)]
)
def test_pictures_that_were_skipped_are_looked_at_if_the_newest_shows_somebody_lower_or_unknown(
    *, stood: bool, stranger: bool, skipped_looked_at: int
) -> None:
    watched = Watched(begin().walk(1.2, 5).walk(-1, 5).stand(2) if stood else begin().walk(1.2, 5).fall(ON_THE_FACE))
    lowest_s = watched.act.end_s - (0.1 if stood else 0.3)
    start = round((lowest_s - 3) * FPS)
    for number in range(start, round(lowest_s * FPS) - 2):
        watched.watch(number / FPS)
    watched.monitor.calm = True
    for number in range(round(lowest_s * FPS) - 2, round(lowest_s * FPS)):
        watched.camera.stages.attention.looked_s = number / FPS
        assert watched.sense(number / FPS) is None
        watched.pass_by(number / FPS)
    watched.monitor.lost = {1: 0.2}
    if stranger:
        watched.monitor.strangers = [Box(10, 10, 40, 60)]
    before = len(watched.looks.whole_s)
    assert watched.sense(lowest_s) is Priority.DESCENT
    frame, seen = watched.camera.look()
    assert frame.time_s == seen.time_s == lowest_s
    looked_at = watched.looks.whole_s[before:]
    assert len(looked_at) == 1 + skipped_looked_at
    assert looked_at[0] == lowest_s


def test_pictures_of_a_descent_that_waits_are_looked_at_when_its_turn_comes() -> None:
    watched = Watched(begin().walk(1.2, 5).walk(-1, 5), EMPTY_S)
    for number in range(40):
        watched.watch(number / FPS)
    watched.monitor.lost = {1: 0.2}
    before = watched.network.looks
    for number in range(40, 50):
        assert watched.sense(number / FPS) is Priority.DESCENT
        watched.pass_by(number / FPS)
    assert watched.network.looks == before
    _, seen = watched.camera.look()
    assert seen.time_s == 4.9
    assert 5 <= watched.network.looks - before <= 10
    times = watched.camera.perception.tracker.tracks[0].past.rows["time_s"]
    assert max(np.diff(times[times >= 4.0])) <= 0.3


class Alarmed(Attention):
    """Sees a descent in every picture."""

    def urgent(self, motion: Foreground, people: Sequence[Person], needed: float) -> Priority:
        return Priority.DESCENT


def test_pictures_that_wait_too_long_are_let_go() -> None:
    watched = Watched(begin().walk(1.2, 5).walk(-1, 5).walk(1.2, 5).walk(-1, 5), EMPTY_S, attention=Alarmed)
    for number in range(80):
        watched.sense(number / FPS)
    watched.camera.look()
    kept = watched.looks.whole_s
    assert kept[-1] - kept[0] <= STALE_S
    assert 10 <= len(kept) <= 12


def test_who_came_down_while_the_camera_waited_is_looked_at_as_urgently_when_they_lie() -> None:
    watched = Watched(begin().walk(1.2, 5).walk(-1, 5), EMPTY_S)
    for number in range(40):
        watched.watch(number / FPS)
    for number, lost in enumerate((0.2, 0.2, 0.0, 0.0, 0.0), 40):
        watched.monitor.lost = {1: lost}
        assert watched.sense(number / FPS) is Priority.DESCENT
        watched.pass_by(number / FPS)
    watched.look(4.4)
    assert watched.sense(4.5) is not Priority.DESCENT


def test_houses_full_of_falls_are_told_within_five_seconds_by_a_network_that_is_too_slow() -> None:
    """Four at once, each look a tenth of a second: as twelve of a thirtieth."""
    look_s, count = 0.1, 4
    act = begin().walk(0.3, 5, 0.8).fall(ON_THE_FACE).stand(6)
    cameras = [Watched(act, 0.1 * number) for number in range(count)]
    now_s = 0.0
    scheduler = InferenceScheduler(clock=lambda: now_s)
    tickets = [scheduler.register(lambda: None) for _ in cameras]
    ends: dict[int, float] = {}
    for step in range(round((act.end_s + 1) * FPS) * count):
        now_s = step / (FPS * count)
        for number in [number for number, end_s in ends.items() if end_s <= now_s]:
            cameras[number].look(now_s)
            tickets[number].release()
            del ends[number]
        number = step % count
        if number not in ends:
            priority = cameras[number].sense(now_s)
            if priority is None:
                tickets[number].release()
            else:
                tickets[number].request(priority)
            if not tickets[number].granted:
                cameras[number].pass_by(now_s)
        ends |= {n: now_s + look_s for n, ticket in enumerate(tickets) if ticket.granted and n not in ends}
    for camera in cameras:
        assert camera.told["fall"] <= act.end_s - 6 + camera.starts_s + 5.0


@pytest.mark.parametrize("gap_s", [1.5, 2.0, 2.5, 2.9, 4.0])
def test_a_fall_while_no_picture_came_is_told(gap_s: float) -> None:
    act = begin().walk(0.3, 5).fall(ON_THE_FACE).stand(30)
    falls_s = act.end_s - 30 - 0.8 + EMPTY_S
    camera = Watched(act, EMPTY_S)
    for number in range(round((act.end_s + EMPTY_S) * FPS)):
        if not falls_s - 0.2 < number / FPS < falls_s - 0.2 + gap_s:
            camera.watch(number / FPS)
    assert camera.room.alarm


PAUSE_S = 900.0


def paused(busy: int, then: Act) -> Watched:
    """Let somebody fall and be taken care of, and another act begin after a pause, seen late by a busy network."""
    camera = Watched(begin().walk(0.3, 5).fall(ON_THE_FACE).stand(5), EMPTY_S)
    end_s = camera.act.end_s + EMPTY_S
    for number in range(round(end_s * FPS)):
        camera.watch(number / FPS)
    camera.room.acknowledge(end_s)
    for second in range(round(PAUSE_S)):
        camera.room.tick(end_s + second)
    camera.told.clear()
    camera.show(then, end_s + PAUSE_S)
    for number in range(10 * FPS):
        time_s = end_s + PAUSE_S + number / FPS
        if number < busy:
            camera.sense(time_s)
            camera.pass_by(time_s)
        else:
            camera.watch(time_s)
    return camera


@pytest.mark.parametrize("busy", [0, 1, 3])
def test_who_lay_there_before_a_long_pause_is_not_told_of_when_the_room_is_empty(busy: int) -> None:
    camera = paused(busy, begin(x=-9).stand(10))
    assert camera.told == {}


@pytest.mark.parametrize("stance", [STANDING, SITTING, CROUCHING], ids=["stands", "sits", "crouches"])
def test_somebody_else_after_a_long_pause_has_not_fallen(stance: Stance) -> None:
    camera = paused(0, Act(keys=((0.0, stance._replace(x=0.3, z=5.0), False),)).stand(10))
    assert camera.told == {}


@pytest.mark.parametrize("sizes", [(1280, 640), (640, 1280)])
def test_a_camera_that_changes_its_resolution_while_somebody_lies_tells_of_one_fall_and_its_end(
    sizes: tuple[int, int],
) -> None:
    act = begin(-0.6).walk(0.9, 5).fall(ON_THE_FACE).stand(20).move(CROUCHING, 2).move(STANDING, 1.5).stand(6)
    changes_s = act.end_s - 20
    views = [Camera(width, width * 9 // 16) for width in sizes]
    large = empty_room(Camera(1280, 720))
    rooms = [cv2.resize(large, (view.width, view.height), interpolation=cv2.INTER_AREA) for view in views]
    network = Network([act], views[0], lambda _: True, 0.0)
    camera, room, told = LiveCamera.of(CameraSettings("door"), network), Room(RoomSettings("hall")), []
    for number in range(round(act.end_s * FPS)):
        network.now_s = number / FPS
        changed = network.now_s >= changes_s
        network.look_through(views[changed])
        picture = rooms[changed].copy()
        act.puppet.draw(picture, act.at(network.now_s), views[changed])
        network.show(picture)
        priority = camera.sense(Frame(network.now_s, picture))
        _, seen = camera.pass_by() if priority is None else camera.look()
        told += room.update(seen)
    assert [str(step.event) for step in told] == ["suspected", "fall", "recovered"]


def test_frames_that_wait_give_way_to_newer_ones() -> None:
    watched = Watched(begin().walk(1.2, 5))
    for number in range(30):
        watched.sense(number / FPS)
        watched.pass_by(number / FPS)
    before = len(watched.looks.whole_s)
    watched.camera.look()
    assert watched.looks.whole_s[before:] == [2.9]
    assert watched.camera.perception.recent is not None
    assert watched.camera.perception.recent[0].time_s == 2.9


class AnySize(Looks):
    """A pose network that sees crops smaller; it finds nobody in the smallest, else whoever is in the frame."""

    long_side_px = 256

    def __init__(self, network: PoseEstimator) -> None:
        super().__init__(network)
        self.crops = self.parts = 0

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:
        if crop is None:
            return super().estimate(frame)
        self.crops += long_side_px == CHEAP_SIDE_PX
        self.parts += long_side_px != CHEAP_SIDE_PX
        return [] if long_side_px == CHEAP_SIDE_PX else CroppingEstimator.estimate(self, frame)


def test_who_is_not_found_in_a_small_crop_is_looked_for_in_all_of_the_picture() -> None:
    watched = Watched(begin(x=0.0, z=2.5).walk(0.2, 10), EMPTY_S, looks=AnySize)
    for number in range(50):
        watched.sense(number / FPS)
        watched.tell(number / FPS, look=number % 5 == 4)
    assert watched.looks.crops > 0
    assert len(watched.looks.whole_s) >= watched.looks.crops
    assert watched.camera.perception.recent is not None


def test_well_known_people_who_only_walk_are_looked_at_where_they_are() -> None:
    act = begin().walk(0.1, 20)
    watched = Watched(act, EMPTY_S, looks=AnySize)
    known_s = [
        number / FPS
        for number in range(round((act.end_s + EMPTY_S) * FPS))
        if watched.watch(number / FPS) is Priority.WALKING and watched.monitor.least_hits >= WELL_KNOWN_HITS
    ]
    whole = [time_s for time_s in watched.looks.whole_s if time_s in known_s]
    assert watched.looks.parts > len(known_s) / 2 > 5
    assert len(whole) <= 1 + (known_s[-1] - known_s[0]) / ROUTINE_WHOLE_LOOK_S


def test_what_moved_between_is_kept() -> None:
    earlier, later = all_moves(0.0), nothing_moves(0.1)
    assert together(earlier, later).changed == 1.0
    assert together(earlier, later).moved.picture.all()
    other_size = replace(earlier, moved=Mask.of(np.ones((45, 80), np.uint8)))
    assert together(other_size, later) is later


def test_an_empty_room_asks_for_next_to_nothing() -> None:
    camera = LiveCamera.of(CameraSettings("door"), Network([], CAMERA, lambda _: True, 0.0))
    wants = [camera.sense(Frame(0.0, empty_room(CAMERA)))]
    camera.look()
    for number in range(1, 290):
        wants.append(camera.sense(Frame(number / FPS, empty_room(CAMERA))))
        camera.pass_by()
    assert wants == [Priority.EMPTY] + [None] * 289


class Failing(Network):
    """A pose network that fails while it is broken."""

    broken = False

    def estimate(self, image: Image) -> list[Pose]:
        if self.broken:
            raise ZeroDivisionError
        return super().estimate(image)


def test_a_look_that_failed_is_wanted_again_whatever_the_next_picture_shows() -> None:
    network = Failing([], CAMERA, lambda _: True, 0.0)
    camera = LiveCamera.of(CameraSettings("door"), network)
    camera.sense(Frame(0.0, empty_room(CAMERA)))
    camera.look()
    network.broken = True
    for number in range(1, 10):
        picture = empty_room(CAMERA) if number > 1 else 255 - empty_room(CAMERA)
        assert camera.sense(Frame(number / FPS, picture)) is not None
        with pytest.raises(ZeroDivisionError):
            camera.look()
    network.broken = False
    for number in range(10, 15):
        wanted = camera.sense(Frame(number / FPS, empty_room(CAMERA)))
        camera.pass_by() if wanted is None else camera.look()
    assert network.looks == 2


class Still:
    """A foreground in which nothing moves."""

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Foreground:
        return nothing_moves(frame.time_s)


class Found:
    """Finds the same body wherever it looks, and notes when it looked at all of the picture."""

    long_side_px = 256

    def __init__(self, pose: Pose) -> None:
        self.pose = pose
        self.whole_s: list[float] = []

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:
        self.whole_s += [] if crop else [frame.time_s]
        return [self.pose]


class WellKnown(TrackMonitor):
    """Somebody who was seen often."""

    place = Box(0, 0, 0, 0)
    least_hits = WELL_KNOWN_HITS

    def search_regions(self, motion: Foreground) -> list[SearchRegion]:
        return [SearchRegion(self.place)]


class Walking(Attention):
    """Takes everything for somebody who walks and is worth a look."""

    def can_wait(self, motion: Foreground) -> bool:
        return False

    def shows_more(self, motion: Foreground) -> bool:
        return True

    def urgent(self, motion: Foreground, people: Sequence[Person], needed: float) -> None:
        return None

    def routine(self, motion: Foreground, people: Sequence[Person]) -> Priority:
        return Priority.WALKING


def test_all_of_the_picture_is_looked_at_every_few_seconds_also_while_well_known_people_walk() -> None:
    act, settings = begin().walk(1.2, 5).walk(-1, 5), CameraSettings("door")
    found = Found(act.puppet.pose(act.at(1.0), CAMERA))
    stages = Stages.composed(settings, Still(), found, Verdicts(settings))
    monitor = stages.perception.monitor = WellKnown(stages.perception.tracker)
    monitor.place = found.pose.box
    camera = LiveCamera(replace(stages, attention=Walking(monitor)))
    for number in range(200):
        assert camera.sense(Frame(number / FPS, empty_room(CAMERA))) is Priority.WALKING
        camera.look()
    assert found.whole_s == [0.0, ROUTINE_WHOLE_LOOK_S, 2 * ROUTINE_WHOLE_LOOK_S, 3 * ROUTINE_WHOLE_LOOK_S]
