"""What the camera holds of one track: a memory that outlives a lost pose, and what happened before and after.

A fall is an evident descent that ends low, of somebody who was not lying before. Once seen it is remembered until the
person is seen up again: a pose that vanishes on the floor is no sign of recovery, and the silhouette or nothing at
all keeps it.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from falldetect_core.evidence import fall_evidence, kinds_of, lying_evidence
from falldetect_core.kinds import Direction, Kind, Posture
from falldetect_core.records import Evidence, Kinematics, Verdict
from falldetect_core.settings import Sensitivity

FALL_WINDOW_S = 2.0
"""A fall is over within this time."""
MEMORY_S = 6.0
MAX_KINEMATICS = 90
UP_AGAIN_S = 0.6
"""Seen up for so long, the person is up; a single stray pose is not enough."""
NEEDED = {Sensitivity.LOW: 0.6, Sensitivity.STANDARD: 0.5, Sensitivity.HIGH: 0.4}
LYING_NEEDED = 0.5
SITTING_TILT_DEG = 35.0
SITTING_HEIGHT = 0.42
"""Somebody who sits on the floor is half as tall as standing."""
SINKING = 0.1
"""Body heights a second: slower is swaying."""
FOUND_DOWN_S = 20.0
"""Somebody has to lie this long before being found down, so that passing oddities of the pose don't count."""


NO_FALL = Verdict(
    time_s=0.0,
    falling=False,
    down=False,
    found_down=False,
    upright=False,
    onset_s=0.0,
    confidence=0.0,
    kinds={Kind.UNKNOWN: 1.0},
    direction=Direction.UNKNOWN,
    reasons=(),
)


class FallMemory:
    """The verdict on one track, kept up to date with every frame."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._window: deque[Kinematics] = deque(maxlen=MAX_KINEMATICS)
        self._fall: Verdict | None = None
        self._up_since_s = math.nan
        self._lying_since_s = math.nan

    @property
    def newest(self) -> Kinematics | None:
        """What was measured last, if anything."""
        return self._window[-1] if self._window else None

    def update(self, now: Kinematics, sensitivity: Sensitivity, *, resting: bool) -> Verdict:
        """Judge the newest moment; `resting` says that lying is normal at this place."""
        self._remember(now)
        up = now.time_s - self._up_since_s >= UP_AGAIN_S
        during = [k for k in self._window if now.time_s - k.time_s <= FALL_WINDOW_S]
        evidence = fall_evidence(during)
        if self._fall is None and not resting and evidence.probability >= NEEDED[sensitivity] and is_fall(during):
            self._fall = self._describe(during, evidence)
            return self._fall
        verdict = self._no_fall(now, resting=resting) if self._fall is None else self._after(self._fall, up=up)
        if up and now.posture is Posture.UPRIGHT:
            self._fall = None
        return replace(
            verdict,
            time_s=now.time_s,
            upright=now.posture is Posture.UPRIGHT and (up or self._fall is None),
            probability=evidence.probability,
        )

    def _remember(self, now: Kinematics) -> None:
        self._window.append(now)
        while now.time_s - self._window[0].time_s > MEMORY_S:
            self._window.popleft()
        lying = lying_evidence(now).probability >= LYING_NEEDED and now.posture is not Posture.UPRIGHT
        self._up_since_s = _since(self._up_since_s, now.time_s, holds=looks_up(now))
        self._lying_since_s = _since(self._lying_since_s, now.time_s, holds=lying)

    def _describe(self, during: Sequence[Kinematics], evidence: Evidence) -> Verdict:
        """Put a fall that has just ended low into a verdict: when it began, why it is one, and its likely kind."""
        onset_s = onset_of(during)
        before = [k for k in self._window if k.time_s < onset_s]
        falling = [k for k in during if k.time_s >= onset_s]
        return replace(
            NO_FALL,
            time_s=during[-1].time_s,
            falling=True,
            down=True,
            onset_s=onset_s,
            confidence=evidence.probability,
            probability=evidence.probability,
            kinds=kinds_of(before, falling),
            reasons=evidence.reasons,
        )

    def _after(self, fall: Verdict, *, up: bool) -> Verdict:
        """Keep the fall in mind until the person is seen up."""
        return replace(fall, falling=False, down=not up)

    def _no_fall(self, now: Kinematics, *, resting: bool) -> Verdict:
        lying_s = now.time_s - self._lying_since_s
        if resting or not lying_s >= FOUND_DOWN_S:
            return replace(NO_FALL, onset_s=now.time_s)
        return replace(
            NO_FALL,
            found_down=True,
            onset_s=self._lying_since_s,
            confidence=lying_evidence(now).probability,
            reasons=(f"lying for {lying_s:.0f} s, fall not seen",),
        )


def is_fall(during: Sequence[Kinematics]) -> bool:
    """Say whether what is judged as a descent ends low, of somebody who didn't lie all the time."""
    ends_low = during[-1].posture is not Posture.UPRIGHT and lying_evidence(during[-1]).probability >= LYING_NEEDED
    return ends_low and any(k.posture in (Posture.UPRIGHT, Posture.LOW) for k in during)


def looks_up(now: Kinematics) -> bool:
    """Tell somebody who stands or sits up from what may still be lying; what isn't seen is no sign of recovery."""
    if now.posture is Posture.UPRIGHT:
        return True
    return now.posed and now.tilt_deg <= SITTING_TILT_DEG and now.height_ratio >= SITTING_HEIGHT


def onset_of(during: Sequence[Kinematics]) -> float:
    """Find the start of the last descent: back from the fastest moment for as long as the body went down."""
    speeds = [-math.inf if math.isnan(k.descent_speed) else k.descent_speed for k in during]
    fastest = speeds.index(max(speeds))
    descending = list(takewhile(lambda i: speeds[i] > SINKING, range(fastest, -1, -1)))
    return during[descending[-1] if descending else fastest].time_s


def _since(since_s: float, time_s: float, *, holds: bool) -> float:
    if not holds:
        return math.nan
    return time_s if math.isnan(since_s) else since_s
