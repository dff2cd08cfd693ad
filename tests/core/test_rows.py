"""What is kept as rows gives back what was put in, and no more than is to be kept."""

import math
from copy import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.records import Kinematics
from falldetect_core.rows import KinematicsWindow

from .helpers.examples import at_most
from .helpers.sightings import measured

SPAN_S, MOST = 6.0, 40
moments = st.builds(
    measured,
    time_s=st.floats(0, 1e6),
    posture=st.sampled_from(Posture),
    seen_by=st.sampled_from(SeenBy),
    at_edge=st.booleans(),
    still_s=st.floats(0, 1e5, width=32),
    tilt_deg=st.floats(0, 180, width=32) | st.just(math.nan),
)


def kept(given: list[Kinematics]) -> KinematicsWindow:
    window = KinematicsWindow(SPAN_S, MOST)
    for moment in given:
        window.append(moment)
    return window


@given(moments, moments)
@at_most(50)
def test_a_moment_is_what_it_was(first: Kinematics, second: Kinematics) -> None:
    window = kept([first, replace(second, time_s=first.time_s + 1)])
    assert str(window[0]) == str(first)
    assert window[-1].time_s == first.time_s + 1
    assert [moment.time_s for moment in reversed(window)] == [first.time_s + 1, first.time_s]


@given(st.lists(st.floats(0, 3), max_size=60))
@at_most(50)
def test_only_the_last_seconds_are_kept(gaps_s: list[float]) -> None:
    times = np.cumsum(gaps_s).tolist()
    window = kept([measured(time_s) for time_s in times])
    assert [moment.time_s for moment in window] == [t for t in times if times[-1] - t <= SPAN_S][-MOST:]
