"""Constants for the Fall detection integration."""

import logging
from enum import StrEnum
from typing import Final, Self, override

DOMAIN: Final = "falldetect"
LOGGER = logging.getLogger(__package__)
PROJECT_URL: Final = "https://github.com/falldetect/falldetect"

EVENT_INCIDENT: Final = "falldetect_incident"
"""What the bus carries for the logbook; automations have triggers and the event entity."""

CONF_SITE: Final = "site"
DEFAULT_SITE: Final = "home"
SITE_PATTERN: Final = r"^[a-z0-9_]+$"

MINIMUM_APP_VERSION: Final = "0.1.0"
"""The oldest app that this integration gets along with."""

CONF_LATCH: Final = "latch"
CONF_QUIET_START: Final = "quiet_start"
CONF_QUIET_END: Final = "quiet_end"

INFO_TIMEOUT_S: Final = 5.0
"""How long a retained message may take to arrive from the broker."""
ANSWER_TIMEOUT_S: Final = 10.0
"""How long the app may take to answer a question."""
SILENT_STATUSES: Final = 3
"""After so many statuses in vain an app is gone, though nobody was left to say so; the broker forgets it then too."""
LONGEST_PAUSE_S: Final = 7 * 86400
"""How long the app lets itself be paused at most."""


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

    @classmethod
    @override
    def _missing_(cls, value: object) -> Self:
        """Take a kind of a newer app as unknown: no alarm gets lost over a word."""
        return cls("unknown")


class Direction(StrEnum):
    """Where the body went, relative to its own facing."""

    FORWARD = "forward"
    BACKWARD = "backward"
    LEFT = "left"
    RIGHT = "right"
    DOWN = "down"
    UNKNOWN = "unknown"

    @classmethod
    @override
    def _missing_(cls, value: object) -> Self:
        """Take a direction of a newer app as unknown: no alarm gets lost over a word."""
        return cls("unknown")


class Transition(StrEnum):
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


class Sensitivity(StrEnum):
    """How readily a fall is called one in a room; `home`: as in the rest of the home."""

    HOME = "home"
    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"


class Feature(StrEnum):
    """What an app can do beyond telling its state."""

    ACKNOWLEDGE = "acknowledge"
    DISMISS = "dismiss"
    TEST = "test"
    MONITORING = "monitoring"
    SENSITIVITY = "sensitivity"
    SNAPSHOT = "snapshot"
    HISTORY = "history"


DOWN: Final = frozenset({Transition.FALL, Transition.PERSON_DOWN, Transition.LONG_LIE})
"""States of an incident in which somebody is on the floor."""
ENDED: Final = frozenset({Transition.RECOVERED, Transition.ACKNOWLEDGED, Transition.DISMISSED})
"""States of an incident that is over."""
TOLD: Final = frozenset(
    {
        Transition.NEAR_FALL,
        Transition.FALL,
        Transition.PERSON_DOWN,
        Transition.ACKNOWLEDGED,
        Transition.DISMISSED,
        Transition.INACTIVITY_STARTED,
    }
)
"""Steps of which there is more to say than their name: the kind of fall or inactivity, or who ended it and why."""
