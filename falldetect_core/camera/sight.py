"""Whether people before a camera are seen well enough to be judged: not in the dark, too far away, or half hidden."""

from collections import deque

from falldetect_core.evidence.physics import SEEN_SHARE
from falldetect_core.kinds import Posture, Sight
from falldetect_core.pose.exposure import brightness
from falldetect_core.records import Frame, Observation, Person

LOOK_S = 1.0
MOMENTS, LEAST_MOMENTS = 120, 40
"""Moments with somebody in the picture that count, and how many it takes to say anything."""
MOSTLY, SELDOM = 0.6, 0.4
"""What hinders in so many of them is told, until it does in no more than so many."""
DARK_LEVEL = 25.0
"""Where nothing is brighter than so many grey levels, brightening finds less than half of the people."""
SMALL_PX = 50
"""Somebody standing who is lower is not followed well."""


class SightWatch:
    """How well a camera sees people; call `note` with what was seen of each picture."""

    def __init__(self) -> None:
        """Start with nobody seen."""
        self.state = Sight.CLEAR
        self._moments: deque[Sight] = deque(maxlen=MOMENTS)
        self._noted_s = -LOOK_S

    @property
    def known(self) -> bool:
        """Whether enough of people was seen to say how well."""
        return len(self._moments) >= LEAST_MOMENTS

    def note(self, frame: Frame, seen: Observation) -> None:
        """Take a picture with what was seen in it; without people it says nothing."""
        people = [person for person in seen.people if person.pose]
        if not people or 0 <= frame.time_s - self._noted_s < LOOK_S:
            return
        self._noted_s = frame.time_s
        dark = brightness(frame.image) < DARK_LEVEL
        self._moments.append(Sight.DARK if dark else min(map(sight_of, people), key=list(Sight).index))
        if self.known:
            self.state = self._judge()

    def _judge(self) -> Sight:
        shares = {sight: self._moments.count(sight) / len(self._moments) for sight in Sight if sight is not Sight.CLEAR}
        worst = max(shares, key=shares.__getitem__)
        if shares[worst] >= MOSTLY:
            return worst
        lasts = self.state is not Sight.CLEAR and shares[self.state] > SELDOM
        return self.state if lasts else Sight.CLEAR


def sight_of(person: Person) -> Sight:
    """Say how well somebody is seen whose pose was found in enough light."""
    if person.kinematics.posture is Posture.UPRIGHT and person.box.height < SMALL_PX:
        return Sight.SMALL
    return Sight.HIDDEN if person.kinematics.seen_share < SEEN_SHARE else Sight.CLEAR
