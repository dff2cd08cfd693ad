"""A live camera: falls are told as from a recording, with fewer looks, and also where many share a slow network."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from falldetect_core.camera.descent import HOLD_S, SilhouetteDescent
from falldetect_core.camera.live import STALE_S, WELL_KNOWN_HITS, WHOLE_LOOK_S, LiveCamera, together
from falldetect_core.camera.scheduler import InferenceScheduler, Priority
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Blob, Box, Foreground, Frame, Image, Mask, Pose
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings
from falldetect_core.tracks import Place, Tracker

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


class Watched:
    """A camera before an act: its live pipeline, its room and what was told when."""

    def __init__(self, act: Act, starts_s: float = 0.0) -> None:
        self.act, self.starts_s = act, starts_s
        self.network = Network([act], CAMERA, lambda _: True, 0.0)
        self.pipeline = LiveCamera.of(CameraSettings("door"), self.network)
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

    def watch(self, now_s: float) -> None:
        """Take the next picture, and look if it is worth it."""
        urgency = self.pipeline.sense(self.frame(now_s))
        self._tell(now_s, look=urgency is not None)

    def look(self, now_s: float) -> None:
        self._tell(now_s, look=True)

    def pass_by(self, now_s: float) -> None:
        self._tell(now_s, look=False)

    def _tell(self, now_s: float, *, look: bool) -> None:
        seen = self.pipeline.look() if look else self.pipeline.pass_by()
        for step in self.room.update(seen):
            self.told.setdefault(str(step.event), now_s)


def watch(act: Act) -> Watched:
    """Show an act to a camera that may look whenever it wants."""
    camera = Watched(act, EMPTY_S)
    for number in range(round((act.end_s + EMPTY_S) * FPS)):
        camera.watch(number / FPS)
    return camera


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


def test_people_whose_silhouettes_stay_are_looked_at_at_their_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    camera, wants = Watched(begin().walk(1.2, 5).walk(-1, 5), EMPTY_S), []
    for number in range(50):
        if number == 20:
            monkeypatch.setattr(camera.pipeline._tracker, "calm", lambda _: True)
        wants.append(camera.pipeline.sense(camera.frame(number / FPS)))
        camera._tell(number / FPS, look=wants[-1] is not None)
    assert 5 <= sum(want is not None for want in wants[20:]) <= 20


@pytest.mark.parametrize(
    ("stood", "stranger", "skipped_looked_at"), [(True, False, 0), (True, True, 1), (False, False, 2)]
)
def test_pictures_that_were_skipped_are_looked_at_if_the_newest_shows_somebody_lower_or_unknown(
    *, stood: bool, stranger: bool, skipped_looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = Watched(begin().walk(1.2, 5).walk(-1, 5).stand(2) if stood else begin().walk(1.2, 5).fall(ON_THE_FACE))
    tracker = camera.pipeline._tracker
    lowest_s = camera.act.end_s - (0.1 if stood else 0.3)
    start = round((lowest_s - 3) * FPS)
    for number in range(start, round(lowest_s * FPS) - 2):
        camera.watch(number / FPS)
    monkeypatch.setattr(tracker, "calm", lambda _: True)
    for number in range(round(lowest_s * FPS) - 2, round(lowest_s * FPS)):
        camera.pipeline._looked_s = number / FPS
        assert camera.pipeline.sense(camera.frame(number / FPS)) is None
        camera.pass_by(number / FPS)
    monkeypatch.setattr(tracker, "sunk", lambda _: {1: 0.2})
    if stranger:
        monkeypatch.setattr(tracker, "strangers", lambda _: [Box(10, 10, 40, 60)])
    looked_at: list[float] = []
    look = camera.pipeline._look

    def noted(frame: Frame, motion: Foreground) -> list[Pose]:
        looked_at.append(frame.time_s)
        return look(frame, motion)

    monkeypatch.setattr(camera.pipeline, "_look", noted)
    assert camera.pipeline.sense(camera.frame(lowest_s)) is Priority.DESCENT
    assert camera.pipeline.look().time_s == lowest_s
    assert len(looked_at) == 1 + skipped_looked_at
    assert looked_at[0] == lowest_s


def test_pictures_of_a_descent_that_waits_are_looked_at_when_its_turn_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = Watched(begin().walk(1.2, 5).walk(-1, 5), EMPTY_S)
    for number in range(40):
        camera.watch(number / FPS)
    monkeypatch.setattr(camera.pipeline._tracker, "sunk", lambda _: {1: 0.2})
    before = camera.network.looks
    for number in range(40, 50):
        assert camera.pipeline.sense(camera.frame(number / FPS)) is Priority.DESCENT
        camera.pass_by(number / FPS)
    assert camera.network.looks == before
    seen = camera.pipeline.look()
    assert seen.time_s == 4.9
    assert 5 <= camera.network.looks - before <= 10
    times = camera.pipeline._tracker._tracks[0].past.rows["time_s"]
    assert max(np.diff(times[times >= 4.0])) <= 0.3


def test_pictures_that_wait_too_long_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = Watched(begin().walk(1.2, 5).walk(-1, 5), EMPTY_S)
    camera.pipeline.sense(camera.frame(0.0))
    camera.pass_by(0.0)
    monkeypatch.setattr(camera.pipeline, "_need", lambda *_: Priority.DESCENT)
    for number in range(1, 80):
        camera.pipeline.sense(camera.frame(number / FPS))
    kept = [frame.time_s for frame, _ in camera.pipeline._unseen]
    assert kept[-1] - kept[0] <= STALE_S
    assert 10 <= len(kept) <= 12


def test_who_came_down_while_the_camera_waited_is_looked_at_as_urgently_when_they_lie(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    camera = Watched(begin().walk(1.2, 5).walk(-1, 5), EMPTY_S)
    for number in range(40):
        camera.watch(number / FPS)
    for number, sunk in enumerate((0.2, 0.2, 0.0, 0.0, 0.0), 40):
        monkeypatch.setattr(camera.pipeline._tracker, "sunk", lambda _, sunk=sunk: {1: sunk})
        assert camera.pipeline.sense(camera.frame(number / FPS)) is Priority.DESCENT
        camera.pass_by(number / FPS)
    camera.look(4.4)
    assert camera.pipeline.sense(camera.frame(4.5)) is not Priority.DESCENT


def test_houses_full_of_falls_are_told_within_five_seconds_by_a_network_that_is_too_slow() -> None:
    """Four at once, each look a tenth of a second: as twelve of a thirtieth."""
    look_s, count = 0.1, 4
    act = begin().walk(0.3, 5, 0.8).fall(ON_THE_FACE).stand(6)
    cameras = [Watched(act, 0.1 * number) for number in range(count)]
    now_s = 0.0
    turns = InferenceScheduler(clock=lambda: now_s)
    places = [turns.join(lambda: None) for _ in cameras]
    ends: dict[int, float] = {}
    for step in range(round((act.end_s + 1) * FPS) * count):
        now_s = step / (FPS * count)
        for number in [number for number, end_s in ends.items() if end_s <= now_s]:
            cameras[number].look(now_s)
            places[number].leave()
            del ends[number]
        number = step % count
        if number not in ends:
            urgency = cameras[number].pipeline.sense(cameras[number].frame(now_s))
            if urgency is None:
                places[number].leave()
            else:
                places[number].ask(urgency)
            if not places[number].granted:
                cameras[number].pass_by(now_s)
        ends |= {n: now_s + look_s for n, place in enumerate(places) if place.granted and n not in ends}
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
            camera.pipeline.sense(camera.frame(time_s))
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
    pipeline, room, told = LiveCamera.of(CameraSettings("door"), network), Room(RoomSettings("hall")), []
    for number in range(round(act.end_s * FPS)):
        network.now_s = number / FPS
        changed = network.now_s >= changes_s
        network.look_through(views[changed])
        picture = rooms[changed].copy()
        act.puppet.draw(picture, act.at(network.now_s), views[changed])
        network.show(picture)
        urgency = pipeline.sense(Frame(network.now_s, picture))
        told += room.update(pipeline.pass_by() if urgency is None else pipeline.look())
    assert [str(step.event) for step in told] == ["suspected", "fall", "recovered"]


def test_frames_that_wait_give_way_to_newer_ones() -> None:
    camera = Watched(begin().walk(1.2, 5))
    for number in range(30):
        camera.pipeline.sense(camera.frame(number / FPS))
        camera.pipeline.pass_by()
    assert len(camera.pipeline._unseen) == 1
    camera.pipeline.look()
    assert camera.pipeline.recent is not None
    assert camera.pipeline.recent[0].time_s == 2.9


class Small(Network):
    """Knows crops apart: a pose network of two sizes."""

    crops = 0

    def for_crops(self) -> PoseEstimator:
        network = self

        class Crops:
            def estimate(self, _: Image) -> list[Pose]:
                network.crops += 1
                return []

        return Crops()


def test_who_is_not_found_closely_is_looked_for_in_all_of_the_picture() -> None:
    act = begin().walk(1.2, 5).walk(-1, 5)
    camera = Watched(act, EMPTY_S)
    camera.network = Small([act], CAMERA, lambda _: True, 0.0)
    camera.pipeline = LiveCamera.of(CameraSettings("door"), camera.network)
    for number in range(50):
        camera.pipeline.sense(camera.frame(number / FPS))
        camera._tell(number / FPS, look=number % 5 == 4)
    assert camera.network.crops > 0
    assert camera.network.looks >= camera.network.crops
    assert camera.pipeline.recent is not None


def test_well_known_people_who_only_walk_are_looked_at_in_small_crops() -> None:
    act = begin().walk(0.5, 20)
    camera = Watched(act, EMPTY_S)
    camera.network = Small([act], CAMERA, lambda _: True, 0.0)
    camera.pipeline = LiveCamera.of(CameraSettings("door"), camera.network)
    crops: list[tuple[int, int, Priority | None]] = []
    for number in range(round((act.end_s + EMPTY_S) * FPS)):
        urgency = camera.pipeline.sense(camera.frame(number / FPS))
        hits, before = camera.pipeline._tracker.least_hits, camera.network.crops
        camera._tell(number / FPS, look=urgency is not None)
        crops.append((hits, camera.network.crops - before, urgency))
    assert sum(count for hits, count, _ in crops if hits < WELL_KNOWN_HITS) == 0
    known = [(count, urgency) for hits, count, urgency in crops if hits >= WELL_KNOWN_HITS and urgency]
    assert sum(count for count, _ in known) > 10
    assert all(urgency is Priority.WALKING for count, urgency in known if count)


def test_what_moved_between_is_kept() -> None:
    earlier, later = all_moves(0.0), nothing_moves(0.1)
    assert together(earlier, later).changed == 1.0
    assert together(earlier, later).moved.picture.all()
    other_size = replace(earlier, moved=Mask.of(np.ones((45, 80), np.uint8)))
    assert together(other_size, later) is later


def silhouette(top: float) -> Blob:
    return Blob(Box(100, top, 150, 300), 5000, 0.0, 2.0)


def test_a_silhouette_that_comes_down_is_noticed_and_for_a_while_after() -> None:
    sinking = SilhouetteDescent()
    down = [sinking.update(nothing_moves(number / 10, silhouette(100 + 20 * number))) for number in range(4)]
    assert down == [False, False, True, True]
    assert sinking.update(nothing_moves(0.9, silhouette(160)))
    assert not sinking.update(nothing_moves(0.4 + HOLD_S + 0.1, silhouette(160)))


def test_a_silhouette_that_sinks_slowly_or_rises_is_not() -> None:
    sinking, rising = SilhouetteDescent(), SilhouetteDescent()
    for number in range(20):
        assert not sinking.update(nothing_moves(number / 10, silhouette(100 + 3 * number)))
        assert not rising.update(nothing_moves(number / 10, silhouette(200 - 10 * number)))


def test_an_empty_room_asks_for_next_to_nothing() -> None:
    pipeline = LiveCamera.of(CameraSettings("door"), Network([], CAMERA, lambda _: True, 0.0))
    wants = [pipeline.sense(Frame(0.0, empty_room(CAMERA)))]
    pipeline.look()
    for number in range(1, 290):
        wants.append(pipeline.sense(Frame(number / FPS, empty_room(CAMERA))))
        pipeline.pass_by()
    assert wants == [Priority.EMPTY] + [None] * 289


def test_a_look_that_failed_is_wanted_again_whatever_the_next_picture_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([], CAMERA, lambda _: True, 0.0)
    pipeline = LiveCamera.of(CameraSettings("door"), network)
    pipeline.sense(Frame(0.0, empty_room(CAMERA)))
    pipeline.look()
    with monkeypatch.context() as broken:
        broken.setattr(network, "estimate", lambda _: 1 / 0)
        for number in range(1, 10):
            picture = empty_room(CAMERA) if number > 1 else 255 - empty_room(CAMERA)
            assert pipeline.sense(Frame(number / FPS, picture)) is not None
            with pytest.raises(ZeroDivisionError):
                pipeline.look()
    for number in range(10, 15):
        wanted = pipeline.sense(Frame(number / FPS, empty_room(CAMERA)))
        pipeline.pass_by() if wanted is None else pipeline.look()
    assert network.looks == 2


def test_all_of_the_picture_is_looked_at_every_few_seconds_also_while_well_known_people_walk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act = begin().walk(1.2, 5).walk(-1, 5)
    camera = Watched(act)
    camera.network = Small([act], CAMERA, lambda _: True, 0.0)
    pipeline = camera.pipeline = LiveCamera.of(CameraSettings("door"), camera.network)
    pose = act.puppet.pose(act.at(1.0), CAMERA)
    monkeypatch.setattr(pipeline._tracker, "places", lambda _: [Place(pose.box, None)])
    monkeypatch.setattr("falldetect_core.live.look_closely", lambda *_: [pose])
    monkeypatch.setattr(Tracker, "least_hits", WELL_KNOWN_HITS)
    pipeline._wanted = Priority.WALKING
    whole_s: list[float] = []
    for number in range(200):
        before = camera.network.looks
        pipeline._look(camera.frame(number / FPS), nothing_moves(number / FPS))
        whole_s += [number / FPS] if camera.network.looks > before else []
    assert whole_s == [0.0, WHOLE_LOOK_S, 2 * WHOLE_LOOK_S, 3 * WHOLE_LOOK_S]
