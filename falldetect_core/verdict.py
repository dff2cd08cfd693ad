"""What the camera holds of one track: a memory that outlives a lost pose, and what happened before and after.

A fall is an evident descent that ends low, of somebody who was not lying before. Once seen it is remembered until the
person is seen up again: a pose that vanishes on the floor is no sign of recovery, and the silhouette or nothing at
all keeps it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from statistics import fmean

from falldetect_core.evidence import (
    before_of,
    direction_of,
    fall_evidence,
    fence_evidence,
    fused,
    kinds_of,
    lying_evidence,
    physics_evidence,
    symbolic_evidence,
    vanished_evidence,
    with_company,
)
from falldetect_core.evidence.network import Opinion, Way
from falldetect_core.evidence.physics import STEEP_DEG, STEEP_STILL_S
from falldetect_core.kinds import Direction, Kind, Posture, Support
from falldetect_core.missing import likeliest, most_seen
from falldetect_core.records import Evidence, Kinematics, Verdict
from falldetect_core.rows import Window
from falldetect_core.settings import Method
from falldetect_core.since import lasted, since

FALL_WINDOW_S = 1.0
"""A fall ends low this soon after its fastest moment; sitting down first and lying down then takes longer."""
UP_BEFORE_S = 3.0
"""Who has lain for longer has not fallen now."""
UNSEEN_S = 3.0
"""A body lost while it came down may be found again this much later."""
CONSISTENT_S = 0.5
CONSISTENT_SHARE = 0.5
"""A fall is evident in half of the moments of the last half second: a single stray pose is none."""
GAP_S = 0.2
"""What a gap in what is seen counts at most."""
MEMORY_S = 6.0
MAX_KINEMATICS = 90
UP_AGAIN_S = 0.6
"""Seen up for so long, the person is up; a single stray pose is not enough."""
SEEMS_UP_S = 0.25
SEEMS_UP_POSES = 3
"""Seen up for so long, in so many poses, nobody is called down until they are seen otherwise."""
MOST_CONFIDENT = 0.99
"""No camera is certain."""
LYING_NEEDED = 0.5
SITTING_TILT_DEG = 35.0
SITTING_TRUNK = 0.5
"""The trunk of somebody who sits or crouches rises at least half as far as in standing."""
SINKING = 0.1
"""Body heights a second: slower is swaying."""
BEARING_SAMPLES = 10
"""The facing is that of the last second before the fall."""
LIES_S = 2.0
"""Somebody who looks lying for so long lies; a passing oddity of the pose is shorter."""
ACCOUNT_S = 2.0
"""For so long after a fall became evident more is seen of it, and its account may get better."""
HINDSIGHT_S = 1.5
HINDSIGHT_POSES = 8
"""What seemed a fall is looked back at after so long, when so many poses were seen since..."""
DOUBTFUL = 0.25
"""...and is doubted if it seems this unlikely on the average; all of 129 simulated falls that were told seemed more."""
BLINK_S = 1.0
"""What happens between pictures that are further apart wasn't seen."""
UNLIKELY = 0.5
UNLIKELY_POSES = 4
"""What so many poses since make less likely than this on the average is not told before there was time to get up."""
BED = 0.2
"""Body heights: beds and sofas are 0.25 to 0.35 high."""
BESIDE_S = 0.5
"""Who was within reach so shortly before a fall may have caused it."""
RISEN = 0.12
"""Body heights: hips of who sits down on a chair again rise by 0.25 from the floor, of who sits up on it by none."""

type _Asked = tuple[Opinion | None, Callable[[], Way | None]]
"""What the network thinks happened, and how to ask which way it went."""

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


def nobody() -> None:
    """Give no opinion, where there is no network to ask."""


class FallMemory:
    """The verdict on one track, kept up to date with every frame."""

    def __init__(self, method: Method = Method.LOG_ODDS) -> None:
        """Know nothing yet; `method` is what decides."""
        self._method = method
        self._window = Window(MEMORY_S, MAX_KINEMATICS)
        self._evident: list[tuple[float, bool]] = []
        self._fall: Verdict | None = None
        self._up_since_s = math.nan
        self._up_poses = 0
        self._up_s = -math.inf
        self._lying_since_s = math.nan
        self._lay_down = False
        self._hindsight: list[float] = []
        self._fastest = -math.inf, math.nan
        self._lowest = math.nan
        self._beside_s = -math.inf

    @property
    def newest(self) -> Kinematics | None:
        """What was measured last, if anything."""
        return self._window[-1] if self._window else None

    def update(
        self,
        now: Kinematics,
        needed: float,
        *,
        resting: bool,
        crowded: bool = False,
        beside: bool = False,
        ask: Callable[[], Opinion | None] = nobody,
        ask_way: Callable[[], Way | None] = nobody,
    ) -> Verdict:
        """Judge the newest moment.

        `needed` is the probability that makes a fall. `resting` says that lying is normal at this place, `crowded`
        that people hide each other: who is lost from sight there is behind somebody. `beside` says that somebody is
        within reach. `ask` has the network judge the track; it isn't asked about who stands. `ask_way` has it tell
        which way a fall went.
        """
        if beside:
            self._beside_s = now.time_s
        self._remember(now)
        if resting:  # above the floor, and not found down before they leave
            self._up_s, self._lying_since_s = now.time_s, math.nan
        up = self._is_up(now.time_s)
        during = last_seen(self._window)
        opinion = ask() if self._is_open(now) else None
        evidence = self._weigh(now, during, opinion, crowded=crowded)
        probability = fused(self._method, evidence)
        fence = fence_evidence(now)
        fell = probability.probability >= needed and self._is_fall(now, during) and not lost_calmly(now, evidence)
        lately = [(moment_s, evident) for moment_s, evident in self._evident if now.time_s - moment_s < CONSISTENT_S]
        self._evident = [*lately, (now.time_s, fell)]
        if self._fall is not None:
            self._look_back(self._fall, now, probability.probability)
        if self._fall is None and not resting and self._consistent:
            verdict = self._fall = self._describe(during, now.time_s, probability, (opinion, ask_way))
            self._hindsight.clear()
        elif self._fall is not None and self._is_doubtful(self._fall, now):
            verdict = self._take_back(now.time_s)
        elif self._fall is not None:
            self._fall = self._better(self._fall, during, now.time_s, probability, (opinion, ask_way))
            verdict = replace(self._fall, falling=False, down=not self._seems_up(now.time_s), likely=self._stays_likely)
        else:
            verdict = self._no_fall(now, resting=resting)
        if up and now.posture is Posture.UPRIGHT:
            self._fall = None
        return replace(
            verdict,
            time_s=now.time_s,
            upright=not verdict.falling and now.posture is Posture.UPRIGHT and (up or self._fall is None),
            probability=probability.probability,
            evidence=(*evidence.values(), *((fence,) if fence else ())),
        )

    def _is_open(self, now: Kinematics) -> bool:
        """Say whether it is to be decided if somebody fell, or how."""
        undecided = self._fall is None or now.time_s - self._fall.time_s <= ACCOUNT_S
        return undecided and now.posture is not Posture.UPRIGHT and not has_left(now)

    def _weigh(
        self, now: Kinematics, during: Sequence[Kinematics], opinion: Opinion | None, *, crowded: bool
    ) -> dict[Method, Evidence]:
        """Return what each method that can say something thinks."""
        unseen = now.posture is Posture.UNKNOWN and not crowded
        found: dict[Method, Evidence | None] = {
            Method.RULES: vanished_evidence(during, now) if unseen else fall_evidence(during),
            Method.PHYSICS: physics_evidence(during, self._fastest[1]),
            Method.SYMBOLIC: symbolic_evidence(self._window),
            Method.NETWORK: opinion.evidence if opinion else None,
        }
        return {method: evidence for method, evidence in found.items() if evidence is not None}

    @property
    def _consistent(self) -> bool:
        """Say whether the fall is evident now and was in half of the last moments."""
        lately = [evident for _, evident in self._evident]
        enough = max(2, math.ceil(CONSISTENT_SHARE * len(lately)))
        return lately[-1] and sum(lately) >= enough

    def _look_back(self, fall: Verdict, now: Kinematics, probability: float) -> None:
        """Note what a pose says of a fall since it became evident."""
        if now.support is Support.POSE and now.time_s - fall.time_s <= ACCOUNT_S:
            self._hindsight.append(probability)

    def _is_doubtful(self, fall: Verdict, now: Kinematics) -> bool:
        """Say whether the poses seen since somebody seemed to fall speak against it."""
        in_time = HINDSIGHT_S <= now.time_s - fall.time_s <= ACCOUNT_S and now.support is Support.POSE
        return in_time and len(self._hindsight) >= HINDSIGHT_POSES and fmean(self._hindsight) < DOUBTFUL

    @property
    def _stays_likely(self) -> bool:
        """Say whether the poses seen since somebody seemed to fall, if there are some, make a fall likely."""
        return len(self._hindsight) < UNLIKELY_POSES or fmean(self._hindsight) >= UNLIKELY

    def _take_back(self, time_s: float) -> Verdict:
        """Doubt a fall: who stays down is found down all the same, which confirms it some seconds later."""
        self._fall, self._lay_down, self._lying_since_s = None, False, time_s
        self._evident.clear()
        return replace(NO_FALL, onset_s=time_s)

    def _is_fall(self, now: Kinematics, during: Sequence[Kinematics]) -> bool:
        """Say whether what is judged as a descent ends low, of somebody who was up shortly before."""
        if now.posture is Posture.UPRIGHT:
            return False
        ends_low = now.posture is Posture.UNKNOWN or lying_evidence(now).probability >= LYING_NEEDED
        up_before_s = UP_BEFORE_S + (STEEP_STILL_S if now.pitch_deg > STEEP_DEG else 0.0)
        return ends_low and (now.time_s - self._up_s <= up_before_s or lay_above(during))

    def _remember(self, now: Kinematics) -> None:
        self._window.append(now)
        if now.posture in (Posture.UPRIGHT, Posture.LOW):
            self._up_s = now.time_s
        too_old = now.time_s - self._fastest[0] > STEEP_STILL_S + FALL_WINDOW_S
        if too_old or now.silhouette_speed >= self._fastest[1] or math.isnan(self._fastest[1]):
            self._fastest = now.time_s, now.silhouette_speed
        self._lowest = math.nan if self._fall is None else most_seen((self._lowest, now.hips_y))
        seen_up = looks_up(now, self._lowest)
        self._up_since_s = since(self._up_since_s, now.time_s, holds=seen_up)
        self._up_poses = self._up_poses + 1 if seen_up else 0
        if self._is_up(now.time_s):
            self._lying_since_s = math.nan
        elif math.isnan(self._lying_since_s) and lying_evidence(now).probability >= LYING_NEEDED:
            self._lying_since_s = now.time_s
            self._lay_down = self._seen_up_before(now.time_s)

    def _is_up(self, time_s: float) -> bool:
        """Say whether somebody has been seen up for long enough to be believed."""
        return lasted(self._up_since_s, time_s) >= UP_AGAIN_S

    def _seems_up(self, time_s: float) -> bool:
        """Say whether somebody has been seen up for long enough not to be called down."""
        return lasted(self._up_since_s, time_s) >= SEEMS_UP_S and self._up_poses >= SEEMS_UP_POSES

    def _seen_up_before(self, time_s: float) -> bool:
        """Say whether the camera saw the person come down: without the marks of a fall, they lay down on purpose.

        It did if it saw them up and was watching since; what was hidden by a gap between pictures may have been a fall.
        """
        lately = [k for k in self._window if time_s - k.time_s <= UP_BEFORE_S]
        up = [number for number, k in enumerate(lately[:-1]) if k.posture in (Posture.UPRIGHT, Posture.LOW)]
        return bool(up) and all(b.time_s - a.time_s <= BLINK_S for a, b in pairwise(lately[up[-1] :]))

    def _describe(self, during: Sequence[Kinematics], time_s: float, evidence: Evidence, asked: _Asked) -> Verdict:
        """Put a fall that has just ended low into a verdict: when it began, why it is one, and its likely kind."""
        onset_s = onset_of(during)
        before = [k for k in self._window if k.time_s < onset_s]
        falling = [k for k in during if k.time_s >= onset_s]
        opinion, ask_way = asked
        way = ask_way() if opinion else None
        seen = {direction_of(before[-BEARING_SAMPLES:], during[-1]): 1.0}
        directions = way.of_a_fall(opinion.evidence.probability) if opinion and way else seen
        return replace(
            NO_FALL,
            time_s=time_s,
            falling=True,
            down=True,
            onset_s=onset_s,
            confidence=min(evidence.probability, MOST_CONFIDENT),
            kinds=with_company(
                opinion.kinds if opinion else kinds_of(before, falling), beside=self._beside_s >= onset_s - BESIDE_S
            ),
            direction=likeliest(directions, Direction.UNKNOWN),
            directions=directions,
            before=before_of(before or during[:1]),
            reasons=evidence.reasons,
        )

    def _better(
        self, fall: Verdict, during: Sequence[Kinematics], time_s: float, evidence: Evidence, asked: _Asked
    ) -> Verdict:
        """Return the better account of a fall: what was seen of it by now may say more."""
        if time_s - fall.time_s > ACCOUNT_S or evidence.probability <= fall.confidence:
            return fall
        return replace(self._describe(during, time_s, evidence, asked), time_s=fall.time_s, onset_s=fall.onset_s)

    def _no_fall(self, now: Kinematics, *, resting: bool) -> Verdict:
        lying_s = now.time_s - self._lying_since_s
        if resting or self._lay_down or not lying_s >= LIES_S:
            return replace(NO_FALL, onset_s=now.time_s)
        return replace(
            NO_FALL,
            found_down=True,
            onset_s=self._lying_since_s,
            confidence=lying_evidence(now).probability,
            reasons=(f"lying for {lying_s:.0f} s, fall not seen",),
        )


def last_seen(window: Sequence[Kinematics]) -> list[Kinematics]:
    """Return the moments in which the person was seen, back over the time a fall takes; gaps hardly count."""
    seen: list[Kinematics] = []
    spent_s = 0.0
    for moment in reversed(window):
        if moment.posture is Posture.UNKNOWN:
            continue
        spent_s += min(seen[-1].time_s - moment.time_s, GAP_S) if seen else 0.0
        if spent_s > FALL_WINDOW_S or window[-1].time_s - moment.time_s > UNSEEN_S:
            break
        seen.append(moment)
    return seen[::-1] or [window[-1]]


def looks_up(now: Kinematics, lowest: float = math.nan) -> bool:
    """Tell somebody who stands or sits up from what may still be lying; what isn't seen is no sign of recovery.

    `lowest` is where in the picture the hips were, `hips_y`, when they were lowest since the fall.

    A silhouette alone may be the ghost of who stood there before: it takes a pose to call somebody up again. Who sits
    on the floor is still down: the most of those who can't get up do.
    """
    if now.support is not Support.POSE:
        return False
    sits = now.tilt_deg <= SITTING_TILT_DEG and now.trunk_rise >= SITTING_TRUNK and not lowest - now.hips_y < RISEN
    return sits or now.posture is Posture.UPRIGHT


def lost_calmly(now: Kinematics, evidence: Mapping[Method, Evidence]) -> bool:
    """Say whether nothing is seen of somebody who wasn't coming down when last seen: the network can but guess."""
    return now.support is Support.MEMORY and evidence[Method.RULES].probability <= 0


def lay_above(during: Sequence[Kinematics]) -> bool:
    """Say whether a body came down so far, shoulders and hips alike, that it cannot have lain on the floor before."""
    return any(k.hip_drop >= BED and k.shoulder_drop >= BED for k in during)


def has_left(now: Kinematics) -> bool:
    """Say whether somebody was last seen at the border of the picture, and isn't any more: they went on outside it."""
    return now.support is Support.MEMORY and now.at_edge


def onset_of(during: Sequence[Kinematics]) -> float:
    """Find the start of the last descent: back from the fastest moment for as long as the body went down."""
    speeds = [-math.inf if math.isnan(k.descent_speed) else k.descent_speed for k in during]
    fastest = speeds.index(max(speeds))
    descending = list(takewhile(lambda i: speeds[i] > SINKING, range(fastest, -1, -1)))
    return during[descending[-1] if descending else fastest].time_s
