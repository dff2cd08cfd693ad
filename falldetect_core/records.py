"""The records that pass from stage to stage: one type a boundary, frozen, with units.

Positions are in pixels of the frame unless a docstring says otherwise (x to the right, y down); times are seconds of
the frame's own clock, never the wall clock, so that a recorded clip gives the same incidents at any speed.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import After, Before, Direction, Event, Kind, Posture, Quiet, SeenBy
from falldetect_core.reasons import Reason

type Image = NDArray[np.uint8]
type Points = NDArray[np.float32]


class Box(NamedTuple):
    """An upright rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area in square pixels, 0 for an empty box."""
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box, (x, y)."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def feet(self) -> tuple[float, float]:
        """Middle of the lower side, (x, y)."""
        return (self.left + self.right) / 2, self.bottom

    def overlap(self, other: "Box") -> float:
        """Intersection over union, 0 to 1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def moved(self, x: float, y: float) -> "Box":
        """Return the box shifted by x and y pixels."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def union(self, other: "Box") -> "Box":
        """Return the box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def intersection(self, other: "Box") -> float:
        """Area of what both cover, in square pixels."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        ).area

    def covered(self, other: "Box") -> float:
        """Share of the smaller of two boxes that the other covers, 0 to 1."""
        return self.intersection(other) / max(min(self.area, other.area), 1.0)


class Picture(Protocol):
    """A picture whose colours are there when somebody asks for them."""

    size: tuple[int, int]

    @property
    def image(self) -> Image:
        """The picture in BGR, shape (height, width, 3)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and its time in seconds."""

    time_s: float
    picture: Image | Picture

    @property
    def image(self) -> Image:
        """The picture in BGR, shape (height, width, 3)."""
        return self.picture if isinstance(self.picture, np.ndarray) else self.picture.image

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        picture = self.picture
        return (picture.shape[1], picture.shape[0]) if isinstance(picture, np.ndarray) else picture.size


@dataclass(frozen=True, slots=True)
class Blob:
    """One connected piece of foreground: its box, area, tilt of its long axis from the vertical and elongation."""

    box: Box
    area_px: float
    tilt_deg: float
    elongation: float


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """A 0/1 picture for as long as it is kept: of the box around all that is 1, a bit a pixel.

    `shape` is the picture's height and width in pixels, `box` the left, top, width and height of what is kept.
    """

    bits: Image
    box: tuple[int, int, int, int]
    shape: tuple[int, int]

    @classmethod
    def of(cls, picture: Image) -> "Mask":
        """Pack a 0/1 picture, shape (height, width)."""
        left, top, width, height = cv2.boundingRect(picture) if picture.size else (0, 0, 0, 0)
        bits = np.packbits(picture[top : top + height, left : left + width])
        return cls(bits, (left, top, width, height), (picture.shape[0], picture.shape[1]))

    @property
    def picture(self) -> Image:
        """The 0/1 picture, shape (height, width); a new one each time."""
        left, top, width, height = self.box
        picture = np.zeros(self.shape, np.uint8)
        inside = np.unpackbits(self.bits, count=height * width).reshape(height, width)
        picture[top : top + height, left : left + width] = inside
        return picture

    def __or__(self, other: "Mask") -> "Mask":
        """Return what either of two masks of the same shape marks."""
        return Mask.of(self.picture | other.picture)


@dataclass(frozen=True, slots=True)
class Foreground:
    """What differs from the empty room, and what changed since the last frame.

    `mask` and `moved` are of the small frame, `scale` their pixels a frame pixel, `changed` the share of the picture
    that moved.
    """

    time_s: float
    mask: Mask
    moved: Mask
    scale: float
    blobs: tuple[Blob, ...]
    changed: float


@dataclass(frozen=True, slots=True)
class Pose:
    """A body: 17 COCO keypoints, array (17, 3) of x, y in pixels and score 0 to 1; the network's own score and box.

    `world` is known to networks that see depth: BlazePose's 33 landmarks, array (33, 3) of x to the right of the
    picture, y down and z away from the camera, in metres from the middle of the hips.
    """

    keypoints: Points
    score: float
    box: Box
    world: Points | None = None


class Kinematics(NamedTuple):
    """How a body is held and moves; lengths in standing body heights, unknown values are NaN.

    Drops are over the last 1.5 s. `tilt_deg` is the trunk's angle from the vertical in square pixels (0 upright, 90
    flat); `box_ratio` height / width of the body's box; `trunk_rise` the shoulders' height above the hips and
    `leg_extension` the hips' height above the ankles over that in standing; `height_ratio` the apparent height over
    the standing one, Hi / H0 (Scientific Reports 11, eq. 1); speeds are positive downwards, in body heights a second;
    `seen_by` is what the person was seen by, `at_edge` that the box touches the border of the
    picture. `velocity_x` is positive to the right, `shoulder_width` is positive when the left shoulder is right in
    the picture (facing the camera); `nose_x` the nose's way from the ears; `lean_x`, `lean_y` the shoulders' way from
    the hips. Where the camera's place is known, `neck_height_m` is how high the neck is above the floor, with its
    standard deviation, `neck_descent_m_s` how fast it comes down, and `pitch_deg` how far the camera looks down.
    The silhouette, pose or not, has its own height Hi / H0, height over width, and speed V downwards in body heights a
    second (eq. 1 and 2); `at_fence` says that the body reaches below the fence or to the lower border, `seen_share`
    how much of it is seen, `hips_y` where in the picture the hips are, downwards from its top.
    """

    time_s: float
    posture: Posture
    tilt_deg: float = math.nan
    box_ratio: float = math.nan
    height_ratio: float = math.nan
    trunk_rise: float = math.nan
    leg_extension: float = math.nan
    hip_drop: float = math.nan
    shoulder_drop: float = math.nan
    height_drop: float = math.nan
    tilt_change_deg: float = math.nan
    descent_speed: float = math.nan
    horizontal_speed: float = math.nan
    still_s: float = math.nan
    seen_by: SeenBy = SeenBy.POSE
    at_edge: bool = False
    velocity_x: float = math.nan
    shoulder_width: float = math.nan
    nose_x: float = math.nan
    lean_x: float = math.nan
    lean_y: float = math.nan
    neck_height_m: float = math.nan
    neck_height_sd_m: float = math.nan
    neck_descent_m_s: float = math.nan
    pitch_deg: float = math.nan
    silhouette_height: float = math.nan
    silhouette_ratio: float = math.nan
    silhouette_speed: float = math.nan
    at_fence: bool = False
    seen_share: float = math.nan
    hips_y: float = math.nan


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one method thinks: probability of a fall 0 to 1, and why."""

    source: str
    probability: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the camera holds of one track now, with the fall's onset and its likely kind.

    `probability` is that of a fall by what is seen at this moment, `evidence` what each method thinks of it and what
    isn't judged at the fence, `confidence` the probability of the fall that is remembered.
    `falling` is a descent that has the marks of a fall and is not over; `down` somebody on the floor after one;
    `found_down` somebody lying where people don't lie, whose fall nobody saw. `likely` says whether the poses seen
    since a fall became evident still make it more likely than not; without them it is.
    """

    time_s: float
    falling: bool
    down: bool
    found_down: bool
    upright: bool
    onset_s: float
    confidence: float
    kinds: dict[Kind, float]
    direction: Direction
    reasons: tuple[Reason, ...]
    before: dict[Before, float] = field(default_factory=dict)
    directions: dict[Direction, float] = field(default_factory=dict)
    likely: bool = True
    probability: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One tracked person at one moment; `pose` is None where only the silhouette carries the track."""

    track: int
    box: Box
    pose: Pose | None
    kinematics: Kinematics
    verdict: Verdict
    seen_by: SeenBy = SeenBy.POSE


@dataclass(frozen=True, slots=True)
class Observation:
    """All that one camera sees at one moment; `size` is the picture's width and height in pixels.

    `foreground`, smaller than the picture, is what stands out from the empty room.
    """

    camera: str
    time_s: float
    size: tuple[int, int]
    people: tuple[Person, ...]
    motion: float
    foreground: Mask | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """One fall, near fall or lying person, or one spell of inactivity, as it stands now.

    `state` is the newest event of its life; `onset_s` when it began, `since_s` when the state did. `kinds`,
    `directions` and `before` are probabilities that sum to 1 where anything is known, `kind` and `direction` the
    likeliest; `after` is what the person did when the state began; `quiet` why a spell of inactivity is one.
    """

    id: str
    room: str
    camera: str
    track: int
    state: Event
    onset_s: float
    since_s: float
    kind: Kind = Kind.UNKNOWN
    direction: Direction = Direction.UNKNOWN
    confidence: float = 0.0
    kinds: dict[Kind, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    test: bool = False
    steps: int = 0
    directions: dict[Direction, float] = field(default_factory=dict)
    before: dict[Before, float] = field(default_factory=dict)
    after: After = After.UNKNOWN
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """One step in an incident's life: what happened when, and the incident after it."""

    time_s: float
    event: Event
    incident: Incident
    by: str | None = None
    reason: str | None = None

    @property
    def id(self) -> str:
        """Unique name of this step, the same however often it is told."""
        return f"{self.incident.id}.{self.incident.steps}"
