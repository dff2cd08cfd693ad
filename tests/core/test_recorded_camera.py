"""The whole way of a frame on puppets: falls are told once and in time, daily life never, and little is looked at."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from falldetect_core.camera import RecordedCamera
from falldetect_core.kinds import Posture
from falldetect_core.records import Frame, Image, Observation
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, LifeSettings, RoomSettings, Sensitivity

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
    Play,
    Puppet,
    Stance,
    begin,
    empty_room,
    play,
)

EDGE = (0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)
FALL_S = 0.8


def falls(stance: Stance = ON_THE_FACE, facing_deg: float = 0.0, *, after_s: float = 6.0) -> Act:
    """Walk in, fall, and lie."""
    return begin(puppet=Puppet(facing_deg=facing_deg)).walk(0.3, 5).fall(stance, FALL_S).stand(after_s)


def impact_s(act: Act, *, lies_s: float = 6.0) -> float:
    """When the body is on the floor."""
    return act.end_s - lies_s


def times(result: Play) -> dict[str, float]:
    return {str(transition.event): transition.time_s for transition in result.told}


class TestFalls:
    @pytest.mark.parametrize("fps", [7, 10, 15, 30])
    def test_a_fall_is_told_in_time_at_any_frame_rate(self, fps: float) -> None:
        act = falls()
        result = play(act, fps=fps)
        assert result.events == ["suspected", "fall"]
        assert impact_s(act) - FALL_S <= times(result)["suspected"] <= impact_s(act) + 1.0
        assert times(result)["fall"] <= impact_s(act) + 3.5

    @pytest.mark.parametrize("stance", [ON_THE_FACE, ON_THE_BACK])
    @pytest.mark.parametrize("facing_deg", [45, 135, 180, 225])
    def test_whichever_way_the_body_faces(self, stance: Stance, facing_deg: float) -> None:
        assert play(falls(stance, facing_deg)).events == ["suspected", "fall"]

    @pytest.mark.parametrize("size", [(160, 120), (320, 240), (1280, 720), (480, 848)])
    def test_however_large_and_whatever_shape_the_picture_is(self, size: tuple[int, int]) -> None:
        camera = Camera(width=size[0], height=size[1], focal=0.85 if size[0] > size[1] else 1.2)
        act = begin(x=-0.6).walk(0.2, 5).fall(ON_THE_FACE).stand(6)
        assert play(act, camera=camera).events == ["suspected", "fall"]

    @pytest.mark.parametrize("z", [3.2, 8.0])
    def test_near_and_far(self, z: float) -> None:
        assert play(begin(x=-0.8, z=z).walk(0, z).fall(ON_THE_FACE).stand(6)).events == ["suspected", "fall"]

    @pytest.mark.parametrize("jitter_px", [1.0, 2.5])
    def test_though_the_keypoints_tremble(self, jitter_px: float) -> None:
        assert play(falls(), jitter_px=jitter_px).events == ["suspected", "fall"]

    def test_though_the_pose_is_lost_at_the_impact(self) -> None:
        act = falls(after_s=30)
        result = play(act, sees=lambda t: t < act.end_s - 30 + 0.2)
        assert result.events == ["suspected", "fall"]

    def test_a_long_lie_follows_though_nothing_moves_any_more(self) -> None:
        act = falls(after_s=20)
        result = play(act, room=RoomSettings("hall", life=LifeSettings(long_lie_s=10)))
        assert result.events == ["suspected", "fall", "long_lie"]

    def test_getting_up_is_a_recovery(self) -> None:
        act = falls(after_s=5).move(CROUCHING, 2).move(STANDING, 1.5).stand(4)
        assert play(act).events == ["suspected", "fall", "recovered"]

    def test_one_of_two_falls(self) -> None:
        stands = begin(x=1.8, z=5).stand(8)
        result = play(begin(x=-1.5).walk(-0.8, 5).fall(ON_THE_BACK).stand(6), stands)
        assert result.events == ["suspected", "fall"]
        assert len(result.seen[-1].people) == 2

    def test_falling_again_is_told_again(self) -> None:
        act = falls(after_s=4).move(CROUCHING, 1.5).move(STANDING, 1.5).stand(4).walk(-0.5, 5)
        again = act.fall(ON_THE_BACK).stand(5)
        assert play(again).events == ["suspected", "fall", "recovered", "suspected", "fall"]

    def test_a_bed_allows_lying(self) -> None:
        assert play(falls(), settings=CameraSettings("door", rest_zones=(EDGE,))).events == []

    def test_who_falls_on_television_is_nobody(self) -> None:
        screen = (0.55, 0.0), (1.0, 0.0), (1.0, 1.0), (0.55, 1.0)
        film = begin(x=1.9, z=6).stand(3).fall(ON_THE_FACE).stand(6)
        viewer = begin(x=-1.2, z=5).stand(film.end_s)
        assert play(film).events == ["suspected", "fall"]
        ignoring = CameraSettings("door", ignore_zones=(screen,))
        watched, alone = play(film, viewer, settings=ignoring), play(film, settings=ignoring)
        assert watched.events == alone.events == []
        assert len(watched.seen[-1].people) == 1
        assert alone.seen[-1].people == ()
        assert alone.looks <= 2, "a film keeps no network busy"

    def test_who_falls_before_a_television_has_fallen(self) -> None:
        screen = (0.3, 0.0), (0.7, 0.0), (0.7, 0.6), (0.3, 0.6)
        assert play(falls(), settings=CameraSettings("door", ignore_zones=(screen,))).events == ["suspected", "fall"]

    @pytest.mark.parametrize("sensitivity", list(Sensitivity))
    def test_a_clear_fall_needs_no_sensitivity(self, sensitivity: Sensitivity) -> None:
        assert "fall" in play(falls(), room=RoomSettings("hall", sensitivity)).events


class TestDailyLife:
    @pytest.mark.parametrize(
        "act",
        [
            begin().walk(1.2, 5).walk(-1, 4).walk(0.5, 6).walk(0, 4, 1.5),
            begin().walk(0.2, 5).move(SITTING, 1.2).stand(4).move(STANDING, 1.2).stand(2),
            begin().walk(0.2, 5).move(SITTING, 0.7).stand(4),
            begin().walk(0.2, 5).move(BENDING, 0.8).stand(4).move(STANDING, 0.8).stand(2),
            begin().walk(0.2, 5).move(CROUCHING, 0.8).stand(4).move(STANDING, 0.8).stand(2),
            begin().walk(0.2, 5).move(SITTING, 1.5).stand(1.5).move(ON_THE_BACK, 3).stand(15),
            begin().walk(0.2, 5).move(CROUCHING, 2).move(ON_THE_FACE, 4).stand(15),
        ],
        ids=["walking", "sitting", "sitting quickly", "bending", "tying shoes", "lying down", "getting to the floor"],
    )
    @pytest.mark.parametrize("facing_deg", [0, 60])
    def test_is_never_an_alarm(self, act: Act, facing_deg: float) -> None:
        turned = replace(act, puppet=Puppet(facing_deg=facing_deg))
        assert "fall" not in play(turned, jitter_px=1.0).events

    def test_passing_before_each_other_is_none(self) -> None:
        one = begin(x=-1.5, z=5).walk(1.5, 5).stand(1)
        other = begin(x=1.5, z=6.5).walk(-1.5, 6.5).stand(1)
        assert "fall" not in play(one, other, jitter_px=1.0).events

    def test_walking_out_of_the_picture_is_none(self) -> None:
        assert "fall" not in play(begin(x=0, z=4).walk(6, 4)).events


class Converted:
    """A picture that counts how often it is converted to colours."""

    def __init__(self, picture: Image) -> None:
        self.picture = picture.copy()
        self.size = picture.shape[1], picture.shape[0]
        self.conversions = 0

    @property
    def image(self) -> Image:
        self.conversions += 1
        return self.picture


class TestEconomy:
    def test_an_empty_room_is_looked_at_the_more_rarely_the_longer_it_is_still(self) -> None:
        network = Network([], Camera(), lambda _: True, 0.0)
        camera = RecordedCamera.of(CameraSettings("door"), network)
        still, other = empty_room(Camera()), empty_room(Camera()).copy()
        other[100:200, 100:200] = 0
        looked_s = []
        for second in range(0, 2400, 10):
            before = network.looks
            seen = camera.update(Frame(float(second), other if second == 1900 else still))
            looked_s += [second] if network.looks > before else []
        assert looked_s[:8] == [0, 30, 60, 120, 240, 480, 960, 1560], "ten minutes apart at most"
        assert 1900 in looked_s
        assert len([second for second in looked_s if 1930 <= second < 2100]) > 1, "often again after something moved"
        assert seen.people == ()
        assert seen.motion == 0.0

    def test_two_of_three_pictures_of_a_room_that_has_long_been_still_are_not_even_converted(self) -> None:
        camera = RecordedCamera.of(CameraSettings("door"), Network([], Camera(), lambda _: True, 0.0))
        still, other = Converted(empty_room(Camera())), Converted(empty_room(Camera()))
        other.picture[100:200, 100:200] = 0
        for number in range(150):
            camera.update(Frame(number / 10, still))
        before = still.conversions
        assert before >= 150
        for number in range(150, 350):
            camera.update(Frame(number / 10, still))
        dozed = [camera.update(Frame(number / 10, other)).motion for number in range(350, 353)]
        assert 80 <= still.conversions - before <= 125
        assert max(dozed) > 0, "what comes in is seen in one of three pictures"

    def test_somebody_still_is_looked_at_now_and_then(self) -> None:
        moving, still = falls(after_s=1), falls(after_s=31)
        assert play(still).looks - play(moving).looks <= 60

    def test_somebody_still_is_still(self) -> None:
        result = play(begin().walk(0, 5).stand(40), room=RoomSettings("hall", life=LifeSettings(inactivity_s=20)))
        assert result.events == ["inactivity_started"]
        assert result.seen[-1].people[0].kinematics.still_s == pytest.approx(40, abs=1.5)

    def test_somebody_who_walks_is_not(self) -> None:
        walks = begin().walk(1, 5).walk(-1, 5).walk(1, 5).walk(-1, 5)
        result = play(walks)
        assert max(o.people[0].kinematics.still_s for o in result.seen if o.people) < 1.5


class TestAnyTrouble:
    def test_a_switched_light_is_nobody(self) -> None:
        camera = RecordedCamera.of(CameraSettings("door"), Network([], Camera(), lambda _: True, 0.0))
        room = empty_room(Camera())
        for number in range(40):
            seen = camera.update(Frame(number / 10, room if number // 10 % 2 else room // 6))
        assert seen.people == ()

    @pytest.mark.parametrize(
        "clock",
        [lambda t: t - (1000 if t > 2 else 0), lambda t: t + (1000 if t > 2 else 0), lambda _: 0.0],
        ids=["back", "ahead", "stopped"],
    )
    def test_a_clock_that_jumps_harms_nothing(self, clock: Callable[[float], float]) -> None:
        act, lens = falls(), Camera()
        network = Network([act], lens, lambda _: True, 0.0)
        camera, room = RecordedCamera.of(CameraSettings("door"), network), Room(RoomSettings("hall"))
        for number in range(80):
            network.now_s = number / 10
            picture = empty_room(lens)
            act.puppet.draw(picture, act.at(network.now_s), lens)
            room.update(camera.update(Frame(clock(network.now_s), picture)))
        assert len(camera.perception.recent[1].people) <= 1

    @pytest.mark.parametrize("seed", range(4))
    def test_a_network_that_sees_ghosts_everywhere_breaks_nothing(self, seed: int) -> None:
        random = np.random.default_rng(seed)

        class Ghosts(Network):
            def estimate(self, image: np.ndarray) -> list:
                poses = super().estimate(image)
                for pose in poses:
                    pose.keypoints[:, :2] += random.normal(0, 200, 2).astype(np.float32)
                    pose.keypoints[:, 2] = random.random(17)
                return poses * int(random.integers(0, 4))

        act, lens = falls(), Camera(width=160, height=90)
        network = Ghosts([act], lens, lambda _: True, 20.0)
        camera, numbers = RecordedCamera.of(CameraSettings("door"), network), count()
        room = Room(RoomSettings("hall"), new_id=lambda: str(next(numbers)))
        for number in range(150):
            network.now_s = number / 10
            picture = random.integers(0, 255, (90, 160, 3), np.uint8)
            room.update(camera.update(Frame(network.now_s, picture)))
        assert len({incident.id for incident in room.incidents}) == len(room.incidents)

    def test_the_newest_frame_is_kept_for_a_snapshot(self) -> None:
        camera = RecordedCamera.of(CameraSettings("door"), Network([], Camera(), lambda _: True, 0.0))
        assert camera.perception.recent is None
        frame = Frame(1.0, empty_room(Camera()))
        seen = camera.update(frame)
        assert camera.perception.recent == (frame, seen)

    def test_a_posture_is_told_for_everybody_who_is_seen(self) -> None:
        postures = play(falls()).postures()
        assert postures[0] is Posture.UPRIGHT
        assert postures[-1] is Posture.LYING


def test_somebody_who_lies_there_from_the_start_is_found() -> None:
    lies = Act(keys=((0.0, ON_THE_FACE, False),)).stand(40)
    result = play(lies, empty_s=0.0)
    assert "person_down" in result.events


def test_somebody_found_when_something_first_moves_is_told() -> None:
    lies = Act(keys=((0.0, ON_THE_FACE, False),)).stand(40)
    cat = begin(x=1.8, z=4, puppet=Puppet(height_m=0.5)).walk(-1.0, 4, 0.3)
    result = play(lies, cat, empty_s=0.0, until_s=40)
    assert "person_down" in result.events


def test_observations_say_which_camera_and_how_large() -> None:
    seen: Observation = play(begin().stand(0.5)).seen[-1]
    assert (seen.camera, seen.size) == ("door", (640, 360))
