"""Histories as rows of one array, oldest first: a tenth of the memory that as many records take."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.records import Kinematics

type Rows = NDArray[np.void]

POSTURES, SEEN_BY = tuple(Posture), tuple(SeenBy)
POSTURE, SEEN = Kinematics._fields.index("posture"), Kinematics._fields.index("seen_by")
KEPT_AS = {"time_s": "f8", "posture": "i1", "seen_by": "i1", "at_edge": "?", "at_fence": "?"}
MEASURED = np.dtype([(name, KEPT_AS.get(name, "f4")) for name in Kinematics._fields])


def extended(rows: Rows, row: Rows, span_s: float, most: int) -> Rows:
    """Return rows with a newer one, (1,), without those that are more than `span_s` older, at most `most`."""
    kept = row["time_s"] - rows["time_s"] <= span_s
    first = max(int(kept.argmax()) if kept.any() else len(rows), len(rows) + 1 - most)
    longer = np.empty(len(rows) - first + 1, rows.dtype)  # concatenate would look for a common type each time
    longer[:-1], longer[-1:] = rows[first:], row
    return longer


class KinematicsWindow(Sequence[Kinematics]):
    """What was measured of somebody in the last seconds; the newest as it is, those before it in single precision."""

    def __init__(self, span_s: float, most: int) -> None:
        """Hold nothing; later at most `most` of the last `span_s` seconds."""
        self._span_s, self._most = span_s, most
        self._rows: Rows = np.empty(0, MEASURED)
        self._newest: Kinematics | None = None

    def append(self, newest: Kinematics) -> None:
        """Take what was measured now, and forget what is too old."""
        values = list(newest)
        values[POSTURE], values[SEEN] = POSTURES.index(newest.posture), SEEN_BY.index(newest.seen_by)
        self._rows = extended(self._rows, np.array([tuple(values)], MEASURED), self._span_s, self._most)
        self._newest = newest

    def __len__(self) -> int:
        """Count the moments."""
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Kinematics: ...

    @overload
    def __getitem__(self, index: slice) -> list[Kinematics]: ...

    def __getitem__(self, index: int | slice) -> Kinematics | list[Kinematics]:
        """Return one moment or several."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        if self._newest is not None and number == len(self) - 1:
            return self._newest
        return _kinematics(self._rows[number])

    def __reversed__(self) -> Iterator[Kinematics]:
        """Go back from the newest moment."""
        if self._newest is not None:
            yield self._newest
        yield from map(_kinematics, self._rows[-2::-1])


def _kinematics(row: np.void) -> Kinematics:
    values = list(row.tolist())
    values[POSTURE], values[SEEN] = POSTURES[values[POSTURE]], SEEN_BY[values[SEEN]]
    return Kinematics._make(values)
