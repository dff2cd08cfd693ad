"""One camera: its stages in order, frame in, observation out."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from falldetect_core.evidence import within_reach
from falldetect_core.evidence.network import fall_network
from falldetect_core.kinematics import kinematics
from falldetect_core.motion import MotionDetector
from falldetect_core.pose import PoseEstimator
from falldetect_core.pose.closely import look_closely, turns_upright
from falldetect_core.records import Box, Frame, Image, Motion, Observation, Person, Pose
from falldetect_core.settings import NEEDED, CameraSettings, Sensitivity
from falldetect_core.tracks import Place, Track, Tracker
from falldetect_core.tracks.tracker import LOST_S
from falldetect_core.verdict import FallMemory
from falldetect_core.world.cameraworld import CameraWorld
from falldetect_core.zones import Blinkers, in_zone

STILL_SHARE = 0.0005
"""Below this share of changed pixels nothing moves in the picture."""
SEEN_OVERLAP = 0.2
MOST_CROPS = 2
"""Closer looks a frame at people whom the first look lost."""
CROWD = 4
"""So many people hide each other."""
SMALL_SHARE = 0.3
"""Somebody new who is lower than this share of the picture is too small for the look at the whole of it."""
LOOK_AGAIN_S = 1.0
"""People who don't move are looked at this often."""
CALM_LOOK_S = 0.25
"""Upright people are looked at this often; when a silhouette drops, the frames in between are looked at after all."""
MAX_UNSEEN = 30
DOZE_AFTER_S = 20.0
DOZE_S = 0.25
"""Where nobody is and nothing has moved for so long, pictures are compared this far apart at the least: one of three at
ten a second, and the others needn't even be converted to colours. Who comes in is seen a fifth of a second later."""
LONG_PAUSE_S = 60.0
"""Who is there after a pause without pictures that was longer may be somebody else."""
LOOK_ANYWAY_S = 30.0
LONGEST_S = 600.0
"""A still picture without people may hold somebody who lay there before the camera was watched.

It is looked at after this time, and again whenever it has been still for twice as long, but not more rarely than so.
"""


class CameraPipeline:
    """What one camera sees, from frame to observation; not safe to share between threads.

    `sensitivity` may be changed at any time, and so may `threshold_shift`, what a home adds to the probability needed.
    """

    def __init__(
        self,
        settings: CameraSettings,
        estimator: PoseEstimator,
        *,
        sensitivity: Sensitivity = Sensitivity.STANDARD,
    ) -> None:
        """Start with an unknown, empty room."""
        self.settings = settings
        self.sensitivity = sensitivity
        self.threshold_shift = 0.0
        self._estimator = estimator
        self._motion = MotionDetector()
        self._blinkers = Blinkers(settings.ignore_zones)
        self._tracker = Tracker()
        self.world = CameraWorld(settings)
        self._memories: dict[int, FallMemory] = {}
        self._looked_s = -math.inf
        self._still_since_s = math.inf
        self._compared_s = -math.inf
        self._newest_s = -math.inf
        self._size: tuple[int, int] | None = None
        self._motion_seen: Motion | None = None
        self._unseen: deque[tuple[Frame, Motion]] = deque(maxlen=MAX_UNSEEN)
        self._recent: tuple[Frame, Observation] | None = None

    @property
    def recent(self) -> tuple[Frame, Observation] | None:
        """The newest frame and what was seen in it, for a snapshot."""
        return self._recent

    def update(self, frame: Frame) -> Observation:
        """Take the next frame and return what is seen in it."""
        motion = self._see(frame)
        self._unseen.append((frame, motion))
        if self._can_wait(frame, motion):
            return self._as_before(frame, motion)
        while len(self._unseen) > 1:
            self._follow(*self._unseen.popleft())
        return self._follow(*self._unseen.popleft())

    def _see(self, frame: Frame) -> Motion:
        """Find what moves in the next frame; a room that has long been still and empty is compared more rarely."""
        pause_s, self._newest_s = frame.time_s - self._newest_s, frame.time_s
        resized = self._size not in (None, frame.size)
        self._size = frame.size
        if resized or not 0 <= pause_s <= LONG_PAUSE_S:
            self._forget_people()
        elif pause_s > LOST_S:
            self._recent = None
        before = self._motion_seen
        if before is not None and self._dozes(before, frame.time_s):
            return replace(before, time_s=frame.time_s)
        self._compared_s = frame.time_s
        self._motion_seen = self._blinkers.motion(self._motion.update(frame, self._tracker.boxes), frame.size)
        return self._motion_seen

    def _forget_people(self) -> None:
        """Begin anew with whoever is there; the background stays."""
        self._tracker.forget()
        self._memories.clear()
        self._unseen.clear()
        self._recent = None

    def _dozes(self, before: Motion, time_s: float) -> bool:
        """Say whether nobody was there and nothing moved for long, so that this picture needn't be compared."""
        still = not (before.changed or before.blobs or self._tracker.boxes)
        return still and time_s - self._still_since_s >= DOZE_AFTER_S and 0 <= time_s - self._compared_s < DOZE_S

    def _is_compared(self, frame: Frame) -> bool:
        """Say whether the newest frame was compared with the room, rather than taken for still as the ones before."""
        return frame.time_s == self._compared_s

    def _can_wait(self, frame: Frame, motion: Motion) -> bool:
        """Say whether a look now would show no more than the last one: everybody upright as before, nobody new."""
        return (
            0 <= frame.time_s - self._looked_s < CALM_LOOK_S
            and bool(self._tracker.boxes)
            and self._tracker.calm(motion)
        )

    def _as_before(self, frame: Frame, motion: Motion) -> Observation:
        """Repeat what was seen last; nobody moved much since."""
        return self._observe(frame, motion, self._recent[1].people if self._recent else ())

    def _observe(self, frame: Frame, motion: Motion, people: tuple[Person, ...]) -> Observation:
        """Put together what is seen in a frame, and keep it as the newest."""
        seen = Observation(self.settings.id, frame.time_s, frame.size, people, motion.changed, motion.mask)
        self._recent = (frame, seen)
        return seen

    def _follow(self, frame: Frame, motion: Motion, poses: list[Pose] | None = None) -> Observation:
        """Take one frame through all stages; `poses` are those of a look that was taken already."""
        if poses is None and self._shows_more(frame, motion):
            poses = self._look(frame, motion)
        tracks = self._tracker.update(frame.time_s, poses, motion)
        self.world.look(frame, tracks)
        people = tuple(
            self._person(track, frame.size, [other.box for other in tracks if other is not track]) for track in tracks
        )
        self._memories = {track.id: self._memories[track.id] for track in tracks}
        return self._observe(frame, motion, people)

    def _shows_more(self, frame: Frame, motion: Motion) -> bool:
        """Say whether to run the pose network: where something moves, and now and then where people are."""
        if motion.changed > STILL_SHARE or not self._still_since_s <= frame.time_s:
            self._still_since_s = frame.time_s
        somebody = self._tracker.boxes or motion.blobs
        rarely_s = min(max(LOOK_ANYWAY_S, self._looked_s - self._still_since_s), LONGEST_S)
        patience_s = LOOK_AGAIN_S if somebody else rarely_s
        return motion.changed > STILL_SHARE or not 0 <= frame.time_s - self._looked_s < patience_s

    def _look(self, frame: Frame, motion: Motion) -> list[Pose]:
        """Run the pose network on the whole picture, then closely where it lost somebody."""
        self._looked_s = frame.time_s
        poses = self._estimator.estimate(frame.image)
        lost = [place for place in self._tracker.places(motion) if not is_found(place.box, poses)]
        small = SMALL_SHARE * frame.size[1]
        strangers = [Place(box, None) for box in self._tracker.strangers(motion) if box.height <= small]
        new = strangers[:1] if len(self._tracker.boxes) <= 1 else []  # in a crowd somebody is near who sees a fall
        for place in [*lost, *new][:MOST_CROPS]:
            poses += self._look_for(place, frame.image)
        return self._blinkers.poses(poses, frame.size)

    def _look_for(self, place: Place, image: Image) -> list[Pose]:
        """Look closely at a place, first as it is, then turned until the head is up."""
        poses = look_closely(self._estimator, image, place.box)
        turns = turns_upright(place.head_way) if place.head_way else 0
        if turns and not is_found(place.box, poses):
            poses = look_closely(self._estimator, image, place.box, turns)
        return poses

    def _person(self, track: Track, size: tuple[int, int], others: Sequence[Box]) -> Person:
        memory = self._memories.setdefault(track.id, FallMemory(self.settings.method))
        neck, pitch_deg = self.world.neck(track), self.world.pitch_deg
        measured = kinematics(track, size, memory.newest, neck, pitch_deg, fence=self.settings.fence)
        resting = in_zone(track.box.centre, size, self.settings.rest_zones)
        network = fall_network()
        ask, ask_way = partial(network.judge, track, size), partial(network.way, track, size)
        needed = NEEDED[self.sensitivity] + self.threshold_shift
        verdict = memory.update(
            measured,
            needed,
            resting=resting,
            crowded=is_crowded(others),
            beside=within_reach(track.box, track.height_px, others),
            ask=ask,
            ask_way=ask_way,
        )
        newest = track.newest
        return Person(track.id, track.box, newest.pose, measured, verdict, newest.support)


def is_crowded(others: Sequence[Box]) -> bool:
    """Say whether somebody with so many others in the picture may be hidden by them."""
    return len(others) + 1 >= CROWD


def is_found(box: Box, poses: list[Pose]) -> bool:
    """Say whether one of the poses is where somebody is expected."""
    return any(box.overlap(pose.box) > SEEN_OVERLAP for pose in poses)
