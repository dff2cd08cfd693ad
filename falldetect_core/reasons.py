"""Why something is thought to be so: a code and its figures, which every reader puts into their own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ReasonCode(StrEnum):
    """What there is to say; the page's words and the integration's translations have a sentence for each.

    OTHER is a sentence of an older version, kept as it was told.
    """

    CAME_DOWN = "came_down"
    DROPPED = "dropped"
    TURNED = "turned"
    SANK = "sank"
    TILTED = "tilted"
    LEVEL = "level"
    WIDE = "wide"
    LOW = "low"
    VANISHED = "vanished"
    SILHOUETTE_SPEED = "silhouette_speed"
    SILHOUETTE_LOW = "silhouette_low"
    NECK_LOW = "neck_low"
    NECK_SPEED = "neck_speed"
    NETWORK = "network"
    FOUND = "found"
    STILL = "still"
    MISSED = "missed"
    FENCE = "fence"
    OTHER = "other"


FORMATS: Mapping[ReasonCode, Mapping[str, str]] = {
    ReasonCode.CAME_DOWN: {"n": ".1f"},
    ReasonCode.DROPPED: {"n": ".2f"},
    ReasonCode.TURNED: {"n": ".0f"},
    ReasonCode.SANK: {"n": ".2f"},
    ReasonCode.TILTED: {"n": ".0f"},
    ReasonCode.WIDE: {"n": ".1f"},
    ReasonCode.LOW: {"n": ".0%"},
    ReasonCode.SILHOUETTE_SPEED: {"n": ".1f"},
    ReasonCode.SILHOUETTE_LOW: {"n": ".0%"},
    ReasonCode.NECK_LOW: {"n": ".2f"},
    ReasonCode.NECK_SPEED: {"n": ".1f"},
    ReasonCode.NETWORK: {"n": ".0%"},
    ReasonCode.FOUND: {"n": ".0f"},
    ReasonCode.STILL: {"n": ".0f"},
    ReasonCode.MISSED: {"n": ".1f", "usual": ".1f"},
}
"""How the figures of a code are written, by their names; a figure that isn't here is a word."""

ENGLISH: Mapping[ReasonCode, str] = {
    ReasonCode.CAME_DOWN: "came down at {n} body heights/s",
    ReasonCode.DROPPED: "dropped {n} body heights within 1.5 s",
    ReasonCode.TURNED: "trunk turned {n}° in 0.5 s",
    ReasonCode.SANK: "hips sank {n} body heights",
    ReasonCode.TILTED: "trunk {n}° from the vertical",
    ReasonCode.LEVEL: "shoulders no longer above the hips",
    ReasonCode.WIDE: "body {n} times as high as wide",
    ReasonCode.LOW: "{n} of the standing height",
    ReasonCode.VANISHED: "lost from sight while coming down",
    ReasonCode.SILHOUETTE_SPEED: "silhouette came down at {n} body heights/s",
    ReasonCode.SILHOUETTE_LOW: "silhouette {n} of standing",
    ReasonCode.NECK_LOW: "neck {n} m above the floor",
    ReasonCode.NECK_SPEED: "neck came down at {n} m/s",
    ReasonCode.NETWORK: "moved as in a fall ({n}), now {state}",
    ReasonCode.FOUND: "lying for {n} s, fall not seen",
    ReasonCode.STILL: "still for {n} min",
    ReasonCode.MISSED: "no activity for {n} h, at this hour it is {usual} h at most",
    ReasonCode.FENCE: "below the lower fence: neither the silhouette's height nor vanishing is judged",
    ReasonCode.OTHER: "{text}",
}
"""The sentences of the command line, and of readers who have no others."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, and its figures by name, written as every language shows them."""

    code: ReasonCode
    figures: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, code: ReasonCode, **figures: float | str) -> "Reason":
        """Return a reason with its figures written as the code asks for; heights are shares, angles degrees."""
        formats = FORMATS.get(code, {})
        return cls(code, {name: format(value, formats.get(name, "")) for name, value in figures.items()})

    def __str__(self) -> str:
        """Say it in English."""
        return ENGLISH[self.code].format(**self.figures)
