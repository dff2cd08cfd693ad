"""A small temporal convolutional network that judges what a track did in the last 2.5 s, as simulated people taught it.

The forward pass is a dozen matrix products in numpy, so that the network needs no runtime of its own. The weights,
the calibration and what they were trained on are in `fallnet.npz` (docs/model-card.md says what to expect of it).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np

from falldetect_core.errors import ModelError
from falldetect_core.evidence.features import BODY_FRAME, FEATURES, Floats, in_body_frame, sequence_of, window
from falldetect_core.kinds import Direction, Kind
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Evidence
from falldetect_core.tracks import Track

WEIGHTS = Path(__file__).with_name("fallnet.npz")
DILATIONS = (1, 2, 4, 8)
TAPS = 3
"""Four blocks of three taps, with these steps between: the last step sees 31, more than a window."""
DIRECTION_BINS = 12
BIN_DEG = 360 / DIRECTION_BINS
HALF = 0.5
MOST_LOG_ODDS = 20.0


class State(StrEnum):
    """How a person is held, or that they fall; in the order of the network's outputs."""

    UPRIGHT = "upright"
    BENT = "bent"
    LOW = "low"
    LYING = "lying"
    FALLING = "falling"
    DOWN = "down"


KINDS = (Kind.TRIP, Kind.SLIP, Kind.COLLAPSE, Kind.MISSTEP, Kind.EXTERNAL, Kind.TRANSFER, Kind.FROM_HEIGHT)
QUARTERS = (Direction.FORWARD, Direction.LEFT, Direction.BACKWARD, Direction.RIGHT)
HEADS = {"fall": 1, "states": len(State), "kinds": len(KINDS), "directions": DIRECTION_BINS + 1}
"""Outputs of each head; directions are bins of 30 degrees from the facing to the left, and straight down."""
FALL, DIRECTION = "", "way."
"""Two networks of the same make: one for what happens, one for the direction, which sees the body's own frame too."""
INPUTS = {FALL: FEATURES, DIRECTION: FEATURES + BODY_FRAME}
ANSWERS = {FALL: ("fall", "states", "kinds"), DIRECTION: ("directions",)}
CALIBRATION = ("fall", "states", "kinds", "directions")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the network makes of a track now.

    `evidence` has the calibrated probability that the trunk met the floor in a fall within the last 2 s. `kinds` sum to
    1; unknown has the probability that there was no fall.
    """

    evidence: Evidence
    states: dict[State, float]
    kinds: dict[Kind, float]


@dataclass(frozen=True, slots=True)
class DirectionPrediction:
    """Where a body went if it fell: probabilities that sum to 1, from its own facing."""

    directions: dict[Direction, float]

    def of_a_fall(self, probability: float) -> dict[Direction, float]:
        """Return the probabilities of the directions, unknown being the one that there was no fall."""
        shares = {direction: probability * share for direction, share in self.directions.items()}
        return shares | {Direction.UNKNOWN: 1 - probability}


class Classifier(Protocol):
    """What a network makes of one track at this moment; asked only where it matters, as it costs."""

    def predict(self) -> Prediction | None:
        """Return what happened; None before the standing height is known."""
        ...

    def direction(self) -> DirectionPrediction | None:
        """Return where the body went, as `predict` tells what it did: asked only about falls, as it costs as much."""
        ...


class NoClassifier:
    """Stands where there is no network to ask."""

    def predict(self) -> None:
        """Know nothing."""

    def direction(self) -> None:
        """Know nothing."""


NO_CLASSIFIER = NoClassifier()


class TrackClassifier:
    """The network on one track, whose window of features is made once."""

    def __init__(self, network: "FallNetwork", track: Track, size: tuple[int, int]) -> None:
        """Ask nothing yet."""
        self._network, self._track, self._size = network, track, size

    @cached_property
    def _features(self) -> Floats | None:
        return window(sequence_of(self._track, self._size)) if self._track.height_px > 0 else None

    def predict(self) -> Prediction | None:
        """Return what happened; None before the standing height is known."""
        return None if self._features is None else self._network.predict(self._features)

    def direction(self) -> DirectionPrediction | None:
        """Return where the body went; None before the standing height is known."""
        return None if self._features is None else self._network.direction(self._features)


class FallNetwork:
    """The trained network; holds no state, so that one serves all tracks of all cameras."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        """Read weights and calibration; raises ModelError when the file isn't what this version needs."""
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
        except (OSError, ValueError, BadZipFile) as error:
            raise ModelError(
                f"{path} can't be read as the network's weights ({error}): install falldetect again"
            ) from None
        self._weights: dict[str, Floats] = {name: value.astype(np.float32) for name, value in arrays.items()}
        self._check(path)
        self._scale = {name: self._weights[f"calibration.{name}"] for name in CALIBRATION}

    def of(self, track: Track, size: tuple[int, int]) -> TrackClassifier:
        """Return what can be asked of a track in a picture of that width and height, newest sample last."""
        return TrackClassifier(self, track, size)

    def predict(self, features: Floats) -> Prediction:
        """Return what happened in a window of features (STEPS, FEATURES)."""
        return self.prediction_of(self._answers(FALL, features))

    def direction(self, features: Floats) -> DirectionPrediction:
        """Return where the body of a window of features (STEPS, FEATURES) went."""
        return self.direction_of(self._answers(DIRECTION, with_body_frame(features)))

    def outputs(self, features: Floats) -> Floats:
        """Return the raw outputs (..., 27) for windows of features (..., STEPS, FEATURES)."""
        answers = self._answers(FALL, features), self._answers(DIRECTION, with_body_frame(features))
        return np.concatenate(answers, axis=-1)

    def _answers(self, network: str, features: Floats) -> Floats:
        def layer(name: str, values: Floats) -> Floats:
            product: Floats = values @ self._weights[f"{network}{name}.weight"] + self._weights[f"{network}{name}.bias"]
            return product

        flow = _positive(layer("embed", features))
        for number, dilation in enumerate(DILATIONS):
            taps = _positive(layer(f"block{number}.taps", past_and_present(flow, dilation)))
            flow = _positive(flow + layer(f"block{number}.mix", taps))
        pooled = np.concatenate([flow[..., -1, :], flow.max(axis=-2), flow.mean(axis=-2)], axis=-1)
        return layer("heads", _positive(layer("pool", pooled)))

    def probabilities(self, outputs: Floats) -> dict[str, Floats]:
        """Return the calibrated probabilities of each head for raw outputs (..., 27)."""
        return self._calibrated(split(outputs))

    def _calibrated(self, heads: dict[str, Floats]) -> dict[str, Floats]:
        found = {name: softmax(values / self._scale[name]) for name, values in heads.items() if name != "fall"}
        if "fall" in heads:
            scale, shift = self._scale["fall"]
            log_odds = np.clip(scale * heads["fall"][..., 0] + shift, -MOST_LOG_ODDS, MOST_LOG_ODDS)
            found["fall"] = 1 / (1 + np.exp(-log_odds))
        return found

    def prediction_of(self, outputs: Floats) -> Prediction:
        """Return what the network for what happens answers to one window, (14,)."""
        found = self._calibrated(split(outputs, ANSWERS[FALL]))
        fall = float(found["fall"])
        states = dict(zip(State, found["states"].tolist(), strict=True))
        kinds = {kind: fall * share for kind, share in zip(KINDS, found["kinds"].tolist(), strict=True)}
        likeliest = max(states, key=lambda state: states[state])
        reasons = (Reason.of(ReasonCode.NETWORK, n=fall, state=likeliest),) if fall >= HALF else ()
        return Prediction(
            evidence=Evidence("network", fall, reasons),
            states=states,
            kinds=kinds | {Kind.UNKNOWN: 1 - fall},
        )

    def direction_of(self, outputs: Floats) -> DirectionPrediction:
        """Sum the bins that the network for directions answers to one window, (13,), to quarters of 90 degrees."""
        bins = self._calibrated(split(outputs, ANSWERS[DIRECTION]))["directions"]
        around = np.roll(bins[:-1], 1).reshape(len(QUARTERS), -1).sum(axis=1)
        shares = dict(zip(QUARTERS, around.tolist(), strict=True))
        return DirectionPrediction(shares | {Direction.DOWN: float(bins[-1])})

    def _check(self, path: Path) -> None:
        """Refuse weights of another network."""
        missing = [name for name in CALIBRATION if f"calibration.{name}" not in self._weights]
        nothing = np.empty(0)
        fits = all(
            self._weights.get(f"{network}embed.weight", nothing).shape[:1] == (INPUTS[network],)
            and self._weights.get(f"{network}heads.bias", nothing).shape == (width_of(network),)
            for network in INPUTS
        )
        if missing or not fits:
            raise ModelError(f"{path} holds another network than this version's: run `python -m training.network`")


def width_of(network: str) -> int:
    """Count the outputs of one of the two networks."""
    return sum(HEADS[head] for head in ANSWERS[network])


def with_body_frame(features: Floats) -> Floats:
    """Put beside windows of features (..., STEPS, FEATURES) their movements in the body's own frame."""
    flat = features.reshape(-1, *features.shape[-2:])
    aside = np.stack([in_body_frame(one) for one in flat]).reshape(*features.shape[:-1], BODY_FRAME)
    return np.concatenate([features, aside], axis=-1)


def past_and_present(flow: Floats, dilation: int) -> Floats:
    """Put beside each step of (..., STEPS, C) those `dilation` and twice `dilation` before it: (..., STEPS, 3 C)."""
    steps = flow.shape[-2]
    before = np.zeros((*flow.shape[:-2], (TAPS - 1) * dilation, flow.shape[-1]), flow.dtype)
    padded = np.concatenate([before, flow], axis=-2)
    return np.concatenate([padded[..., k * dilation : k * dilation + steps, :] for k in range(TAPS)], axis=-1)


def split(outputs: Floats, heads: Iterable[str] = HEADS) -> dict[str, Floats]:
    """Part raw outputs (..., N) of those heads into those of each."""
    names = tuple(heads)
    ends = np.cumsum([HEADS[name] for name in names])
    return dict(zip(names, np.split(outputs, ends[:-1], axis=-1), strict=True))


def softmax(values: Floats) -> Floats:
    """Return probabilities over the last axis."""
    weights = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return shares


def _positive(values: Floats) -> Floats:
    return np.maximum(values, 0.0)
