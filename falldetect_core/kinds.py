"""What a fall is called: one vocabulary for core, app and integration.

The definitions stand in docs/falls.md. A kind is a likelihood for people to read ("likely a slip"), never a condition
of the alarm.
"""

from enum import StrEnum


class Kind(StrEnum):
    """The mechanism that starts the loss of balance."""

    FROM_HEIGHT = "from_height"
    TRANSFER = "transfer"
    SLIP = "slip"
    TRIP = "trip"
    MISSTEP = "misstep"
    COLLAPSE = "collapse"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Where the body went, relative to its own facing."""

    FORWARD = "forward"
    BACKWARD = "backward"
    LEFT = "left"
    RIGHT = "right"
    DOWN = "down"
    UNKNOWN = "unknown"


class Before(StrEnum):
    """What a person did when they lost their balance."""

    WALKING = "walking"
    STANDING = "standing"
    SITTING = "sitting"
    RISING = "rising"
    LYING = "lying"
    ELEVATED = "elevated"
    UNKNOWN = "unknown"


class After(StrEnum):
    """What a person does since they fell."""

    RECOVERED = "recovered"
    CRAWLING = "crawling"
    MOVING = "moving"
    STILL = "still"
    UNKNOWN = "unknown"


class Quiet(StrEnum):
    """Why a room is inactive: somebody there is still for too long, or the activity that is usual now stays away."""

    STILL = "still"
    MISSED = "missed"


class Posture(StrEnum):
    """What a person does at this moment, as far as the picture shows."""

    UPRIGHT = "upright"
    LOW = "low"
    LYING = "lying"
    UNKNOWN = "unknown"


class Event(StrEnum):
    """A step in the life of an incident, or of a quiet spell."""

    SUSPECTED = "suspected"
    NEAR_FALL = "near_fall"
    FALL = "fall"
    PERSON_DOWN = "person_down"
    LONG_LIE = "long_lie"
    RECOVERED = "recovered"
    ACKNOWLEDGED = "acknowledged"
    DISMISSED = "dismissed"
    INACTIVITY_STARTED = "inactivity_started"
    INACTIVITY_ENDED = "inactivity_ended"


class SeenBy(StrEnum):
    """What a track stands on at one moment: a pose, the silhouette alone, or the memory of where the person was."""

    POSE = "pose"
    SILHOUETTE = "silhouette"
    MEMORY = "memory"


class View(StrEnum):
    """Whether a camera shows what it used to: too dark to see, its lens covered, turned elsewhere, or frozen."""

    OK = "ok"
    DARK = "dark"
    COVERED = "covered"
    MOVED = "moved"
    FROZEN = "frozen"


class Sight(StrEnum):
    """How well people are seen where a camera sees some: too dark, too small or too hidden to be judged, or well."""

    CLEAR = "clear"
    DARK = "dark"
    SMALL = "small"
    HIDDEN = "hidden"
