"""One camera of a measured house: the live pipeline with a stopwatch at its stages, and the room it sees."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from falldetect_core.bench.scenes import FPS, Scene
from falldetect_core.bench.stopwatch import Stopwatch
from falldetect_core.camera import LiveCamera, Stages
from falldetect_core.camera.looking import CroppingEstimator
from falldetect_core.camera.verdicts import Verdicts
from falldetect_core.evaluation.analysis import event_json
from falldetect_core.kinds import Event
from falldetect_core.motion import MotionDetector
from falldetect_core.pose import Crop, PoseEstimator
from falldetect_core.records import Box, Foreground, Frame, Observation, Person, Pose
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings
from falldetect_core.tracks import Track
from falldetect_core.world.camera_world import CameraWorld

STAGES = ("decode", "motion", "pose", "tracks", "evidence", "publish")


class TimedForeground:
    """Background subtraction, timed."""

    def __init__(self, watch: Stopwatch) -> None:
        """Start without a background."""
        self._watch, self._source = watch, MotionDetector()

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Foreground:
        """Compare a frame with the room."""
        with self._watch("motion"):
            return self._source.update(frame, people)


class TimedEstimator(CroppingEstimator):
    """A pose network on frames and crops, timed and counted."""

    def __init__(self, estimator: PoseEstimator, watch: Stopwatch) -> None:
        """Take a network."""
        super().__init__(estimator)
        self._watch = watch
        self.runs = 0
        """How often the network ran."""

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:
        """Run the network."""
        self.runs += 1
        with self._watch("pose"):
            return super().estimate(frame, crop, long_side_px=long_side_px)


class TimedVerdicts(Verdicts):
    """The verdicts that ship, timed."""

    def __init__(self, settings: CameraSettings, watch: Stopwatch) -> None:
        """Know nobody."""
        super().__init__(settings)
        self._watch = watch

    def people(self, tracks: Sequence[Track], size: tuple[int, int], world: CameraWorld) -> tuple[Person, ...]:
        """Judge everybody."""
        with self._watch("evidence"):
            return super().people(tracks, size, world)


class BenchCamera:
    """Plays a scene again and again, and times what is done with its frames."""

    def __init__(self, name: str, scene: Scene, network: PoseEstimator, watch: Stopwatch, starts_s: float) -> None:
        """Be ready; its first frame comes at `starts_s`."""
        self.scene = scene
        settings = CameraSettings(name)
        self.estimator = TimedEstimator(network, watch)
        self.camera = LiveCamera(
            Stages.composed(settings, TimedForeground(watch), self.estimator, TimedVerdicts(settings, watch))
        )
        numbers = count()
        self._room = Room(RoomSettings(name), new_id=lambda: f"{name}-{next(numbers)}")
        self._watch = watch
        self._starts_s = starts_s
        self._frames = self._play()
        self.next_s = starts_s
        self.alarms_s: list[float] = []
        self.frames = 0

    def read(self) -> Frame:
        """Decode the next frame."""
        with self._watch("decode"):
            frame = next(self._frames)
        self.frames += 1
        self.next_s = frame.time_s + 1 / FPS
        return frame

    def tell(self, seen: Observation, now_s: float) -> None:
        """Put what was seen through the room, and into messages."""
        with self._watch("publish"):
            for step in self._room.update(seen):
                json.dumps(event_json(step))
                if step.event is Event.FALL:
                    self.alarms_s.append(now_s)

    def contacts_s(self, until_s: float) -> list[float]:
        """Return when somebody met the floor as the scene was first played, if that was before `until_s`."""
        if self.scene.fall_s is None or self._starts_s + self.scene.fall_s > until_s:
            return []
        return [self._starts_s + self.scene.fall_s]

    def _play(self) -> Iterator[Frame]:
        begins_s = self._starts_s
        while True:
            last_s = begins_s
            for frame in self.scene.frames():
                last_s = begins_s + frame.time_s
                yield Frame(last_s, frame.picture)
            begins_s = last_s + 1 / FPS
