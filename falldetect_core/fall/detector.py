"""The fall detector of one person: what happened before, now and since, kept for longer than a pose is seen.

A fall is an evident descent that ends low, of somebody who was not lying before. Once seen it is remembered until the
person is seen up again: a pose that vanishes on the floor is no sign of recovery, and the silhouette or nothing at
all keeps it.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from falldetect_core.evidence import (
    Fusion,
    fall_evidence,
    fence_evidence,
    lying_evidence,
    physics_evidence,
    symbolic_evidence,
    vanished_evidence,
)
from falldetect_core.evidence.network import NO_CLASSIFIER, Classifier, Prediction
from falldetect_core.evidence.physics import STEEP_STILL_S
from falldetect_core.fall.account import FALL_WINDOW_S, NO_FALL, account_of, last_seen
from falldetect_core.fall.circumstances import Circumstances
from falldetect_core.fall.evident import Consistency, ends_low, has_left, lost_calmly
from falldetect_core.fall.hindsight import ACCOUNT_S, Hindsight
from falldetect_core.fall.lying import Lying
from falldetect_core.fall.uprightness import Uprightness
from falldetect_core.kinds import Posture
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Evidence, Kinematics, Verdict
from falldetect_core.rows import KinematicsWindow
from falldetect_core.settings import Method

MEMORY_S = 6.0
MAX_KINEMATICS = 90
ORDINARY = Circumstances()


class FallDetector:
    """The verdict on one person, kept up to date with every frame."""

    def __init__(self, fusion: Fusion) -> None:
        """Know nothing yet; `fusion` is what decides."""
        self._fusion = fusion
        self._window = KinematicsWindow(MEMORY_S, MAX_KINEMATICS)
        self._uprightness = Uprightness()
        self._lying = Lying()
        self._consistency = Consistency()
        self._hindsight = Hindsight()
        self._fall: Verdict | None = None
        self._fastest = -math.inf, math.nan
        self._beside_s = -math.inf

    def update(
        self,
        now: Kinematics,
        needed: float,
        around: Circumstances = ORDINARY,
        classifier: Classifier = NO_CLASSIFIER,
    ) -> Verdict:
        """Judge the newest moment; `needed` is the probability that makes a fall.

        `classifier` is what a network makes of the person; it isn't asked about who stands, as it costs.
        """
        self._remember(now, around)
        during = last_seen(self._window)
        prediction = classifier.predict() if self._is_open(now) else None
        evidence = self._weigh(now, during, prediction, crowded=around.crowded)
        fused = self._fusion.fuse(evidence)
        likely = fused.probability >= needed and ends_low(now, during, self._uprightness.up_s)
        consistent = self._consistency.update(now.time_s, evident=likely and not lost_calmly(now, evidence))
        verdict = self._decide(now, fused, prediction, classifier, evident=consistent and not around.resting)
        verdict = self._no_fall(now, resting=around.resting) if verdict is None else verdict
        fence = fence_evidence(now)
        upright = now.posture is Posture.UPRIGHT
        if upright and self._uprightness.is_up(now.time_s):
            self._fall = None
        return replace(
            verdict,
            time_s=now.time_s,
            upright=upright and not verdict.falling and self._fall is None and not self._lying.unseen,
            probability=fused.probability,
            evidence=(*evidence.values(), *((fence,) if fence else ())),
        )

    def _remember(self, now: Kinematics, around: Circumstances) -> None:
        self._window.append(now)
        if around.beside:
            self._beside_s = now.time_s
        too_old = now.time_s - self._fastest[0] > STEEP_STILL_S + FALL_WINDOW_S
        if too_old or now.silhouette_speed >= self._fastest[1] or math.isnan(self._fastest[1]):
            self._fastest = now.time_s, now.silhouette_speed
        self._uprightness.update(now, on_floor=self._fall is not None or self._lying.unseen)
        self._lying.update(self._window, up=self._uprightness.is_up(now.time_s))
        if around.resting:
            self._uprightness.rest(now.time_s)
            self._lying.rest()

    def _is_open(self, now: Kinematics) -> bool:
        """Say whether it is to be decided if somebody fell, or how."""
        undecided = self._fall is None or now.time_s - self._fall.time_s <= ACCOUNT_S
        return undecided and now.posture is not Posture.UPRIGHT and not has_left(now)

    def _weigh(
        self, now: Kinematics, during: Sequence[Kinematics], prediction: Prediction | None, *, crowded: bool
    ) -> dict[Method, Evidence]:
        """Return what each method that can say something thinks."""
        unseen = now.posture is Posture.UNKNOWN and not crowded
        found: dict[Method, Evidence | None] = {
            Method.RULES: vanished_evidence(during, now) if unseen else fall_evidence(during),
            Method.PHYSICS: physics_evidence(during, self._fastest[1]),
            Method.SYMBOLIC: symbolic_evidence(self._window),
            Method.NETWORK: prediction.evidence if prediction else None,
        }
        return {method: evidence for method, evidence in found.items() if evidence is not None}

    def _decide(
        self, now: Kinematics, fused: Evidence, prediction: Prediction | None, classifier: Classifier, *, evident: bool
    ) -> Verdict | None:
        """Begin, go on with, or take back a fall; None where there is none."""
        fall = self._fall
        if fall is None and not evident:
            return None
        if fall is None:
            self._hindsight.forget()
            self._fall = self._account(fused, prediction, classifier)
            return self._fall
        self._hindsight.update(fall.time_s, now, fused.probability)
        if self._hindsight.doubts(fall.time_s, now):
            return self._take_back(now.time_s)
        if now.time_s - fall.time_s <= ACCOUNT_S and fused.probability > fall.confidence:
            better = self._account(fused, prediction, classifier)
            fall = self._fall = replace(better, time_s=fall.time_s, onset_s=fall.onset_s)
        down = not self._uprightness.seems_up(now.time_s)
        return replace(fall, falling=False, down=down, likely=self._hindsight.likely)

    def _account(self, fused: Evidence, prediction: Prediction | None, classifier: Classifier) -> Verdict:
        return account_of(self._window, fused, prediction, classifier, beside_s=self._beside_s)

    def _take_back(self, time_s: float) -> Verdict:
        """Doubt a fall: who stays down is found down all the same, which confirms it some seconds later."""
        self._fall = None
        self._lying.doubt(time_s)
        self._consistency.forget()
        return replace(NO_FALL, onset_s=time_s)

    def _no_fall(self, now: Kinematics, *, resting: bool) -> Verdict:
        if resting or not self._lying.found(now.time_s):
            return replace(NO_FALL, onset_s=now.time_s)
        return replace(
            NO_FALL,
            found_down=True,
            onset_s=self._lying.since_s,
            confidence=lying_evidence(now).probability,
            reasons=(Reason.of(ReasonCode.FOUND, n=now.time_s - self._lying.since_s),),
        )
