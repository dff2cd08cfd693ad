"""The verdict on each person of a camera: kinematics, evidence, and a fall detector each."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from falldetect_core.evidence import Fusion, within_reach
from falldetect_core.evidence.network import FallNetwork
from falldetect_core.fall import Circumstances, FallDetector
from falldetect_core.kinematics import kinematics
from falldetect_core.records import Box, Person
from falldetect_core.settings import MOST_NEEDED, NEEDED, CameraSettings, Sensitivity
from falldetect_core.tracks import Track
from falldetect_core.world.camera_world import CameraWorld
from falldetect_core.zones import in_zone

CROWD = 4
"""So many people hide each other."""


class Judge(Protocol):
    """Says what happened to each person of a camera."""

    sensitivity: Sensitivity
    threshold_shift: float

    @property
    def needed(self) -> float:
        """The probability that makes a fall."""
        ...

    def people(self, tracks: Sequence[Track], size: tuple[int, int], world: CameraWorld) -> tuple[Person, ...]:
        """Judge everybody at this moment, in a picture of that width and height; who isn't there is forgotten."""
        ...

    def forget(self) -> None:
        """Forget everybody."""
        ...


class Verdicts:
    """What ships: rules, physics, metres and the fall network, put together by fusion.

    `sensitivity` may be changed at any time, and so may `threshold_shift`, what a home adds to the probability needed.
    """

    def __init__(
        self,
        settings: CameraSettings,
        *,
        sensitivity: Sensitivity = Sensitivity.STANDARD,
        network: FallNetwork | None = None,
        fusion: Fusion | None = None,
    ) -> None:
        """Know nobody; without a network or weights of its own it takes those that ship."""
        self.sensitivity = sensitivity
        self.threshold_shift = 0.0
        self._settings = settings
        self._network = network or shipped_network()
        self._fusion = fusion or Fusion(settings.method)
        self._detectors: dict[int, FallDetector] = {}

    @property
    def needed(self) -> float:
        """The probability that makes a fall."""
        return min(MOST_NEEDED, NEEDED[self.sensitivity] + self.threshold_shift)

    def people(self, tracks: Sequence[Track], size: tuple[int, int], world: CameraWorld) -> tuple[Person, ...]:
        """Judge everybody at this moment."""
        self._detectors = {track.id: self._detectors.get(track.id) or FallDetector(self._fusion) for track in tracks}
        return tuple(
            self._person(track, [other.box for other in tracks if other is not track], size, world) for track in tracks
        )

    def forget(self) -> None:
        """Forget everybody."""
        self._detectors.clear()

    def _person(self, track: Track, others: Sequence[Box], size: tuple[int, int], world: CameraWorld) -> Person:
        measured = kinematics(track, size, world.neck(track), world.pitch_deg, fence=self._settings.fence)
        verdict = self._detectors[track.id].update(
            measured,
            self.needed,
            Circumstances(
                resting=in_zone(track.box.centre, size, self._settings.rest_zones),
                crowded=is_crowded(others),
                beside=within_reach(track.box, track.height_px, others),
            ),
            self._network.of(track, size),
        )
        newest = track.newest
        return Person(track.id, track.box, newest.pose, measured, verdict, newest.seen_by)


@cache
def shipped_network() -> FallNetwork:
    """Return the network that ships with the core, read once."""
    return FallNetwork()


def is_crowded(others: Sequence[Box]) -> bool:
    """Say whether somebody with so many others in the picture may be hidden by them."""
    return len(others) + 1 >= CROWD
