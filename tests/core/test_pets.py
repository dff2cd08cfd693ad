"""A dog and a cat are nobody: whatever they do, and though a pose network now and then sees a weak body in them."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from falldetect_core.camera import RecordedCamera
from falldetect_core.pose import PoseEstimator
from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.records import Box, Frame, Image, Pose
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, LifeSettings, RoomSettings
from falldetect_core.tracks.tracker import START_SCORE

from .helpers.pets import Pet
from .helpers.puppet import Camera, empty_room

DOG, CAT = Pet(0.6), Pet(0.3, z=3.0, facing_deg=40, coat=(45, 45, 50))
LEVEL, CORNER = Camera(320, 180), Camera(320, 180, height_m=2.4, pitch_deg=24)
ENDS_S = 17
FPS = 5


@dataclass
class Mistaken:
    """A network that sees a weak body wherever the picture isn't the empty room."""

    room: Image
    looks: int = 0
    _random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(2))

    def estimate(self, image: Image) -> list[Pose]:
        self.looks += 1
        if image.shape != self.room.shape:
            return []
        rows, columns = np.nonzero(np.abs(image.astype(int) - self.room).max(axis=2) > 40)
        if not len(rows):
            return []
        box = Box(*(float(side) for side in (columns.min(), rows.min(), columns.max(), rows.max())))
        spread = self._random.uniform((box.left, box.top), (box.right, box.bottom), (17, 2))
        keypoints = np.column_stack([spread, np.full(17, START_SCORE)]).astype(np.float32)
        return [Pose(keypoints, START_SCORE - 0.02, box)]


def watch(pet: Pet, camera: Camera, network: PoseEstimator, begin_s: int = 0) -> tuple[list[str], int]:
    """Return what is told of a pet's visit, and in how many frames somebody was seen."""
    background, events, seen = empty_room(camera), [], 0
    pipeline = RecordedCamera.of(CameraSettings("door"), network)
    room = Room(RoomSettings("hall", life=LifeSettings(person_down_s=3.0)))
    for number in range((begin_s - 1) * FPS, ENDS_S * FPS):
        picture = background.copy()
        if number >= begin_s * FPS:
            pet.draw(picture, number / FPS, camera)
        observation = pipeline.update(Frame(number / FPS, picture))
        seen += bool(observation.people)
        events += [str(step.event) for step in room.update(observation)]
    return events, seen


@pytest.mark.parametrize("pet", [DOG, CAT], ids=["dog", "cat"])
@pytest.mark.parametrize("camera", [LEVEL, CORNER], ids=["level", "steep"])
def test_a_weak_body_seen_in_it_is_nobody(pet: Pet, camera: Camera) -> None:
    network = Mistaken(empty_room(camera))
    assert watch(pet, camera, network) == ([], 0)
    assert network.looks > ENDS_S


def test_nothing_is_told_of_a_drawn_dog_whatever_the_real_network_sees(network: MoveNetMultiPose) -> None:
    told, _ = watch(DOG, LEVEL, network, begin_s=9)
    assert told == []
