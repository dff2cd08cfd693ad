"""Whether what is seen is a fall: low at its end, for long enough, and not contradicted by the poses since."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.evidence.physics import STEEP_DEG, STEEP_STILL_S
from falldetect_core.fall.evident import BED, CONSISTENT_S, Consistency, ends_low, has_left, lay_above, lost_calmly
from falldetect_core.fall.hindsight import (
    ACCOUNT_S,
    DOUBTFUL,
    HINDSIGHT_POSES,
    HINDSIGHT_S,
    UNLIKELY,
    UNLIKELY_POSES,
    Hindsight,
)
from falldetect_core.fall.uprightness import UP_BEFORE_S
from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.records import Evidence, Kinematics
from falldetect_core.settings import Method

from .helpers.sightings import measured

FLAT: dict[str, Any] = {"tilt_deg": 80.0, "trunk_rise": 0.1, "box_ratio": 0.5, "height_ratio": 0.3}


def posed(time_s: float, **more: Any) -> Kinematics:
    return measured(time_s, Posture.LYING, seen_by=SeenBy.POSE, **(FLAT | more))


class TestConsistency:
    def test_a_single_moment_is_none(self) -> None:
        assert not Consistency().update(0.0, evident=True)

    @given(st.lists(st.booleans(), min_size=1, max_size=40))
    def test_it_is_evident_now_and_was_in_half_of_the_last_moments(self, evident: list[bool]) -> None:
        consistency = Consistency()
        for number, now in enumerate(evident):
            holds = consistency.update(number / 16, evident=now)
            lately = evident[max(0, number + 1 - round(16 * CONSISTENT_S)) : number + 1]
            assert holds is (now and sum(lately) >= max(2, len(lately) / 2))

    def test_long_gaps_leave_a_moment_alone(self) -> None:
        consistency = Consistency()
        assert not any(consistency.update(number * 2 * CONSISTENT_S, evident=True) for number in range(5))

    def test_what_is_forgotten_asks_for_new_moments(self) -> None:
        consistency = Consistency()
        assert [consistency.update(number / 10, evident=True) for number in range(3)] == [False, True, True]
        consistency.forget()
        assert not consistency.update(0.3, evident=True)


def hindsight(*probabilities: float, until_s: float = HINDSIGHT_S, seen_by: SeenBy = SeenBy.POSE) -> Hindsight:
    """What poses of those probabilities, evenly since a fall at 0 s, make of it."""
    made = Hindsight()
    for number, probability in enumerate(probabilities, 1):
        made.update(0.0, posed(until_s * number / len(probabilities))._replace(seen_by=seen_by), probability)
    return made


class TestHindsight:
    @pytest.mark.parametrize(
        ("poses", "mean", "time_s", "doubted"),
        [
            (HINDSIGHT_POSES, DOUBTFUL - 0.01, HINDSIGHT_S, True),
            (HINDSIGHT_POSES, DOUBTFUL, HINDSIGHT_S, False),
            (HINDSIGHT_POSES - 1, 0.0, HINDSIGHT_S, False),
            (HINDSIGHT_POSES, 0.0, HINDSIGHT_S - 0.01, False),
            (HINDSIGHT_POSES, 0.0, ACCOUNT_S, True),
            (HINDSIGHT_POSES, 0.0, ACCOUNT_S + 0.01, False),
        ],
    )
    def test_a_fall_is_doubted_once_enough_poses_speak_against_it_and_not_later(
        self, poses: int, mean: float, time_s: float, *, doubted: bool
    ) -> None:
        assert hindsight(*[mean] * poses).doubts(0.0, posed(time_s)) is doubted

    def test_only_a_pose_makes_doubt(self) -> None:
        seen = hindsight(*[0.0] * HINDSIGHT_POSES)
        assert not seen.doubts(0.0, posed(HINDSIGHT_S)._replace(seen_by=SeenBy.SILHOUETTE))
        unseen = hindsight(*[0.0] * HINDSIGHT_POSES, seen_by=SeenBy.SILHOUETTE)
        assert not unseen.doubts(0.0, posed(HINDSIGHT_S))

    def test_poses_long_after_count_no_more(self) -> None:
        made = hindsight(*[0.9] * HINDSIGHT_POSES)
        for number in range(100):
            made.update(0.0, posed(ACCOUNT_S + 0.1 + number), 0.0)
        assert made.likely

    @pytest.mark.parametrize(
        ("poses", "mean", "likely"),
        [
            (0, 0.0, True),
            (UNLIKELY_POSES - 1, 0.0, True),
            (UNLIKELY_POSES, 0.0, False),
            (UNLIKELY_POSES, UNLIKELY, True),
        ],
    )
    def test_a_fall_is_likely_until_enough_poses_say_otherwise(self, poses: int, mean: float, *, likely: bool) -> None:
        assert hindsight(*[mean] * poses).likely is likely

    def test_another_fall_begins_anew(self) -> None:
        made = hindsight(*[0.0] * HINDSIGHT_POSES)
        made.forget()
        assert made.likely
        assert not made.doubts(0.0, posed(HINDSIGHT_S))


class TestEndsLow:
    @pytest.mark.parametrize("waited_s", [0.0, UP_BEFORE_S, UP_BEFORE_S + 0.1])
    def test_who_lies_now_and_was_up_shortly_before_may_have_fallen(self, waited_s: float) -> None:
        assert ends_low(posed(10.0), [posed(10.0)], 10.0 - waited_s) is (waited_s <= UP_BEFORE_S)

    def test_who_stands_or_sits_has_not(self) -> None:
        for posture in (Posture.UPRIGHT, Posture.LOW):
            now = measured(10.0, posture)
            assert not ends_low(now, [now], 10.0)

    def test_who_is_not_seen_any_more_may_have(self) -> None:
        now = measured(10.0, Posture.UNKNOWN)
        assert ends_low(now, [now], 9.0)

    def test_who_lay_in_a_bed_before_may_have_fallen_out_of_it(self) -> None:
        came_down = posed(9.9, hip_drop=BED, shoulder_drop=BED)
        assert lay_above([came_down])
        assert ends_low(posed(10.0), [came_down, posed(10.0)], 0.0)
        for slid in (posed(9.9, hip_drop=BED), posed(9.9, shoulder_drop=BED)):
            assert not ends_low(posed(10.0), [slid, posed(10.0)], 0.0)

    def test_a_camera_that_looks_down_steeply_takes_longer_to_tell(self) -> None:
        steep, up_s = posed(10.0, pitch_deg=STEEP_DEG + 1), 10.0 - UP_BEFORE_S - STEEP_STILL_S
        assert ends_low(steep, [steep], up_s)
        assert not ends_low(posed(10.0), [posed(10.0)], up_s)


@pytest.mark.parametrize(
    ("seen_by", "rules", "calmly"),
    [(SeenBy.MEMORY, 0.0, True), (SeenBy.MEMORY, 0.7, False), (SeenBy.POSE, 0.0, False)],
)
def test_who_was_lost_while_not_coming_down_was_lost_calmly(seen_by: SeenBy, rules: float, *, calmly: bool) -> None:
    now = measured(0.0, Posture.UNKNOWN, seen_by=seen_by)
    assert lost_calmly(now, {Method.RULES: Evidence("rules", rules)}) is calmly


@pytest.mark.parametrize(
    ("seen_by", "at_edge", "left"),
    [(SeenBy.MEMORY, True, True), (SeenBy.MEMORY, False, False), (SeenBy.POSE, True, False)],
)
def test_who_was_last_seen_at_the_border_and_is_not_any_more_has_left(
    seen_by: SeenBy, *, at_edge: bool, left: bool
) -> None:
    assert has_left(measured(0.0, seen_by=seen_by, at_edge=at_edge)) is left
