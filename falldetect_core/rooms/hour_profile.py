"""What is usual in a room at each hour: how long it stays without activity.

For every hour of the last weeks the longest gap without activity is kept. A gap is unusual when it is well above those
of nearly all days at this hour: the night's gap is long on all days, so nights are quiet; a kitchen that is always
used by nine is missed at half past ten. Before a week is known nothing is expected.
"""

import json
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

import numpy as np

from falldetect_core.reasons import Reason, ReasonCode

HOURS = 24
MOST_DAYS = 28
LEAST_DAYS = 7
USUAL_SHARE = 0.9
"""A gap that was reached on more than one day in ten is usual."""
ALLOWANCE = 1.5
LEAST_GAP_S = 3600.0
"""Nobody is asked for after less, however busy the room."""
WAKING_HOURS = range(6, 23)
"""Outside them nobody is asked for: who is up every night may sleep through one."""


@dataclass(frozen=True, slots=True)
class MissedActivity:
    """No activity for `gap_s` seconds, where up to `usual_s` is usual."""

    gap_s: float
    usual_s: float

    @property
    def reason(self) -> Reason:
        """What there is to say, in hours."""
        return Reason.of(ReasonCode.MISSED, n=self.gap_s / 3600, usual=self.usual_s / 3600)


@dataclass(slots=True)
class Day:
    """One day of a room: the longest gap without activity, in seconds, that each hour saw; NaN where nobody watched."""

    day: date
    gaps_s: list[float] = field(default_factory=lambda: [math.nan] * HOURS)


class HourProfile:
    """The usual gaps of a room by the hour of the wall clock, learned from its last four weeks."""

    def __init__(self, days: Iterable[Day] = ()) -> None:
        """Start with the days known so far, oldest first."""
        self._days = deque(days, maxlen=MOST_DAYS)
        self._active_at: datetime | None = None

    @property
    def days(self) -> tuple[Day, ...]:
        """What is known, oldest day first."""
        return tuple(self._days)

    def note(self, now: datetime, *, active: bool, watching: bool = True) -> None:
        """Take what is seen now, in local time: somebody active, or not; nothing counts while nobody watches."""
        if not watching:
            self._active_at = None
            return
        if active or self._active_at is None or now < self._active_at:
            self._active_at = now
        gaps_s = self._today(now.date()).gaps_s
        gaps_s[now.hour] = max(self.gap_s(now), 0.0 if math.isnan(gaps_s[now.hour]) else gaps_s[now.hour])

    def gap_s(self, now: datetime) -> float:
        """Return for how long there has been no activity, 0 if that isn't known."""
        return 0.0 if self._active_at is None else max(0.0, (now - self._active_at).total_seconds())

    def usual_gap_s(self, now: datetime) -> float:
        """Return the gap that is still usual at this hour or the one before; infinite before enough is known."""
        hours = (now.hour, (now.hour - 1) % HOURS)
        days = [[day.gaps_s[hour] for hour in hours] for day in self._days if day.day != now.date()]
        known = [max(gaps_s) for gaps_s in days if not math.isnan(sum(gaps_s))]
        if len(known) < LEAST_DAYS:
            return math.inf
        return max(LEAST_GAP_S, ALLOWANCE * float(np.quantile(known, USUAL_SHARE, method="higher")))

    def missed(self, now: datetime) -> MissedActivity | None:
        """Return what activity is missed, or None while all is as usual, and at night."""
        gap_s = self.gap_s(now)
        if gap_s <= LEAST_GAP_S or now.hour not in WAKING_HOURS:
            return None
        found = MissedActivity(gap_s, self.usual_gap_s(now))
        return found if gap_s > found.usual_s else None

    def to_json(self) -> str:
        """Return the days as JSON."""
        rounded = {day.day.isoformat(): [_whole(gap_s) for gap_s in day.gaps_s] for day in self._days}
        return json.dumps(rounded)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read them back; raises ValueError for anything else."""
        values: Any = json.loads(text)
        try:
            days = [
                Day(date.fromisoformat(day), [math.nan if gap is None else float(gap) for gap in gaps])
                for day, gaps in values.items()
            ]
        except (AttributeError, TypeError) as error:
            raise ValueError(f"this is no profile of hours: {error}") from None
        if any(len(day.gaps_s) != HOURS for day in days):
            raise ValueError(f"this is no profile of hours: a day has {HOURS}")
        return cls(days)

    def _today(self, today: date) -> Day:
        for day in self._days:
            if day.day == today:
                return day
        self._days.append(Day(today))
        return self._days[-1]


def _whole(gap_s: float) -> int | None:
    return None if math.isnan(gap_s) else round(gap_s)
