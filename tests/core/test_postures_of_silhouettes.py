"""What a silhouette alone tells: standing, lying flat, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinds import Posture
from falldetect_core.kinematics import silhouette_posture


@pytest.mark.parametrize(
    ("height", "ratio", "posture"),
    [
        pytest.param(1.0, 2.8, Posture.UPRIGHT, id="standing"),
        pytest.param(0.3, 0.35, Posture.LYING, id="lying across the view"),
        pytest.param(0.8, 1.0, Posture.UNKNOWN, id="lying towards the camera"),
        pytest.param(0.6, 1.3, Posture.UNKNOWN, id="sitting or crouching"),
        pytest.param(float("nan"), float("nan"), Posture.UNKNOWN, id="not seen"),
    ],
)
def test_a_silhouette_tells_what_is_beyond_doubt_only(height: float, ratio: float, posture: Posture) -> None:
    assert silhouette_posture(height, ratio) is posture


@given(height=st.floats(0.05, 1.3), width=st.floats(0.05, 1.3))
def test_a_silhouette_broader_than_tall_is_never_upright(height: float, width: float) -> None:
    if width >= height:
        assert silhouette_posture(height, height / width) is not Posture.UPRIGHT
