"""The fall detector of one person outlives a lost pose: who fell is down until seen up."""

import math
from copy import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from falldetect_core.evidence import Fusion
from falldetect_core.evidence.network import DirectionPrediction, Prediction
from falldetect_core.fall import Circumstances, FallDetector
from falldetect_core.fall.lying import LAY_DOWN_S
from falldetect_core.kinds import Direction, Kind, Posture, SeenBy
from falldetect_core.records import Evidence, Kinematics, Verdict
from falldetect_core.settings import NEEDED, Method, Sensitivity

from .helpers.puppet import CROUCHING, ON_THE_FACE, STANDING, Act, begin, measure
from .helpers.sightings import measured

FALL = measure(begin().walk(0.3, 5).fall(ON_THE_FACE).stand(3))
END_S = FALL[-1].time_s


def judge(
    moments: list[Kinematics], *, sensitivity: Sensitivity = Sensitivity.STANDARD, resting: bool = False
) -> list[Verdict]:
    detector, around = FallDetector(Fusion()), Circumstances(resting=resting)
    return [detector.update(moment, NEEDED[sensitivity], around) for moment in moments]


class Says:
    """A network that always says the same, and counts how often it is asked."""

    def __init__(self, probability: float) -> None:
        self.asked = self.asked_where = 0
        kinds = {Kind.TRIP: probability, Kind.UNKNOWN: 1 - probability}
        self._prediction = Prediction(Evidence("network", probability), {}, kinds)

    def predict(self) -> Prediction:
        self.asked += 1
        return self._prediction

    def direction(self) -> DirectionPrediction:
        self.asked_where += 1
        return DirectionPrediction({Direction.LEFT: 0.75, Direction.DOWN: 0.25})


def later(act: Act, start_s: float) -> list[Kinematics]:
    """An act's kinematics, beginning at a time."""
    return [replace(moment, time_s=moment.time_s + start_s) for moment in measure(act)]


def lost(start_s: float, seconds: float) -> list[Kinematics]:
    """Nothing is seen of the person any more."""
    return [measured(start_s + n / 10, Posture.UNKNOWN, seen_by=SeenBy.MEMORY) for n in range(1, round(seconds * 10))]


def test_a_fall_is_falling_once_and_then_down() -> None:
    verdicts = judge(FALL)
    assert sum(verdict.falling for verdict in verdicts) == 1
    first = next(n for n, verdict in enumerate(verdicts) if verdict.falling)
    assert all(verdict.down for verdict in verdicts[first:])
    assert not any(verdict.down for verdict in verdicts[:first])
    assert verdicts[-1].confidence >= 0.5
    assert verdicts[-1].reasons
    assert sum(verdicts[-1].kinds.values()) == pytest.approx(1)


def test_which_way_it_went_is_asked_only_of_what_fell() -> None:
    network = Says(0.9)
    detector, walking = FallDetector(Fusion()), measure(begin().walk(0.3, 5).stand(2))
    for moment in (*walking, *later(begin().walk(0.3, 5).fall(ON_THE_FACE).stand(3), walking[-1].time_s + 0.1)):
        verdict = detector.update(moment, 0.5, classifier=network)
        assert bool(network.asked_where) is verdict.down
    assert verdict.direction is Direction.LEFT
    assert verdict.directions[Direction.LEFT] == pytest.approx(0.675)
    assert sum(verdict.directions.values()) == pytest.approx(1.0)
    assert network.asked_where < 25


def test_the_onset_lies_before_the_fall_is_evident_and_stays() -> None:
    verdicts = [verdict for verdict in judge(FALL) if verdict.down]
    assert 1.3 <= verdicts[0].onset_s <= verdicts[0].time_s
    assert {verdict.onset_s for verdict in verdicts} == {verdicts[0].onset_s}


def test_a_fall_whose_person_is_lost_from_sight_is_never_forgotten() -> None:
    verdicts = judge(FALL + lost(END_S, 600))
    assert verdicts[-1].down
    assert not verdicts[-1].upright


def test_standing_up_ends_it() -> None:
    rises = later(begin().stand(3), END_S + 0.1)
    verdicts = judge(FALL + rises)
    assert not verdicts[-1].down
    assert verdicts[-1].upright


def test_a_stray_upright_pose_does_not() -> None:
    glimpse = later(begin().stand(0.5), END_S + 0.1)[:2]
    verdicts = judge(FALL + glimpse + lost(glimpse[-1].time_s, 5))
    assert verdicts[-1].down
    assert not any(verdict.upright for verdict in verdicts[-45:])


def test_crawling_and_crouching_is_not_standing_up() -> None:
    crouches = later(begin().move(CROUCHING, 0.1).stand(5), END_S + 0.1)[5:]
    verdicts = judge(FALL + crouches)
    assert not verdicts[-1].upright


def test_after_standing_up_the_next_fall_is_a_new_one() -> None:
    again = judge(FALL + later(begin().stand(2).walk(0.3, 5).fall(ON_THE_FACE).stand(2), END_S + 0.1))
    onsets = {verdict.onset_s for verdict in again if verdict.down}
    assert len(onsets) == 2
    assert sum(verdict.falling for verdict in again) == 2


def test_in_a_rest_zone_nothing_is_told() -> None:
    assert not any(v.falling or v.down or v.found_down for v in judge(FALL, resting=True))


def test_somebody_who_lies_from_the_start_is_found_down() -> None:
    lying = measure(Act(keys=((0.0, ON_THE_FACE, False),)).stand(30))
    verdicts = judge(lying)
    assert verdicts[-1].found_down
    assert verdicts[-1].onset_s == pytest.approx(lying[0].time_s, abs=0.5)
    assert not any(verdict.falling for verdict in verdicts)
    assert not any(verdict.found_down for verdict in judge(lying, resting=True))


def test_somebody_who_lay_down_slowly_is_found_down_later_than_who_was_not_seen_to_lie_down() -> None:
    slowly = measure(begin().walk(0, 5).move(CROUCHING, 2).move(ON_THE_FACE, 4).stand(60))
    verdicts = judge(slowly)
    assert not any(v.falling or v.down for v in verdicts)
    first = next(v for v in verdicts if v.found_down)
    assert first.time_s - first.onset_s == pytest.approx(LAY_DOWN_S, abs=0.15)
    assert not any(v.found_down for v in judge(slowly, resting=True))


postures = st.sampled_from(Posture)
numbers = st.floats(0, 2) | st.just(math.nan)
moments = st.builds(
    lambda waited, posture, tilt, height, speed, drop, seen_by: (
        waited,
        {
            "posture": posture,
            "tilt_deg": tilt,
            "height_ratio": height,
            "trunk_rise": height,
            "descent_speed": speed,
            "shoulder_drop": drop,
            "seen_by": seen_by,
        },
    ),
    st.floats(0, 3),
    postures,
    st.floats(0, 180) | st.just(math.nan),
    numbers,
    numbers,
    numbers,
    st.sampled_from(SeenBy),
)


@given(st.lists(moments, max_size=60), st.sampled_from(Sensitivity))
@hypothesis_settings(deadline=None)
def test_whatever_is_measured_the_verdict_makes_sense(
    steps: list[tuple[float, dict[str, object]]], sensitivity: Sensitivity
) -> None:
    detector, now_s, down_before = FallDetector(Fusion()), 0.0, False
    for waited_s, values in steps:
        now_s += waited_s
        verdict = detector.update(measured(now_s, **values), NEEDED[sensitivity])
        assert verdict.time_s == now_s
        assert verdict.onset_s <= now_s
        assert 0 <= verdict.probability <= 1 + 1e-9
        assert 0 <= verdict.confidence <= 1 + 1e-9
        assert verdict.down or not verdict.falling
        assert not (verdict.down and verdict.found_down)
        assert not (verdict.upright and verdict.falling)
        if down_before and not verdict.down:
            assert values["posture"] is Posture.UPRIGHT or values["seen_by"] is SeenBy.POSE
        down_before = verdict.down


def test_who_is_more_sensitive_sees_no_less() -> None:
    slow = measure(begin().walk(0.3, 5).fall(ON_THE_FACE, 1.6).stand(3))
    for act in (FALL, slow, measure(begin().walk(0.3, 5).move(ON_THE_FACE, 2.2).stand(3)), measure(begin().stand(3))):
        fell = [any(v.down for v in judge(act, sensitivity=s)) for s in (Sensitivity.LOW, *list(Sensitivity)[1:])]
        assert fell == sorted(fell)


def test_standing_is_upright_from_the_first_moment() -> None:
    assert judge(measure(Act(keys=((0.0, STANDING, False),)).stand(1)))[-1].upright


def test_who_is_lost_while_coming_down_has_fallen_unless_others_hide_them() -> None:
    standing = [measured(n / 10, Posture.UPRIGHT) for n in range(10)]
    marks = {"descent_speed": 1.0, "shoulder_drop": 0.6, "hip_drop": 0.3, "tilt_change_deg": 50.0}
    descends = [measured(1 + n / 10, Posture.LOW, **marks) for n in range(4)]
    moments = standing + descends + lost(1.3, 2.0)
    for crowded in (False, True):
        detector, around = FallDetector(Fusion()), Circumstances(crowded=crowded)
        down = [detector.update(moment, NEEDED[Sensitivity.STANDARD], around).down for moment in moments]
        assert any(down) is not crowded


def test_who_is_lost_while_bending_with_hips_that_stay_has_not_fallen() -> None:
    standing = [measured(n / 10, Posture.UPRIGHT) for n in range(10)]
    marks = {"descent_speed": 1.0, "shoulder_drop": 0.6, "tilt_change_deg": 70.0}
    for hip_drop, fell in ((0.02, False), (0.3, True)):
        bends = [measured(1 + n / 10, Posture.LOW, hip_drop=hip_drop, **marks) for n in range(4)]
        assert any(verdict.down for verdict in judge(standing + bends + lost(1.3, 2.0))) is fell


@pytest.mark.parametrize("border", [True, False])
def test_who_leaves_or_is_lost_while_walking_has_not_fallen_whatever_the_network_guesses(border: bool) -> None:  # noqa: FBT001
    network = Says(0.98)
    walks = [measured(n / 10, Posture.UPRIGHT, seen_by=SeenBy.POSE, at_edge=n > 15 and border) for n in range(20)]
    gone = [replace(moment, at_edge=border) for moment in lost(1.9, 3)]
    detector = FallDetector(Fusion())
    assert not any(detector.update(moment, 0.5, classifier=network).down for moment in walks + gone)
    assert bool(network.asked) is not border


def test_who_seems_up_is_not_called_down_until_seen_otherwise() -> None:
    rises = later(begin().stand(0.8), END_S + 0.1)
    verdicts = judge(FALL + rises + lost(rises[-1].time_s, 1))
    down = [verdict.down for verdict in verdicts[len(FALL) :]]
    assert down[0]
    assert not down[len(rises) - 1]
    assert down[-1]
    assert not any(verdict.upright for verdict in verdicts[len(FALL) :])


@pytest.mark.parametrize(("seen_by", "doubted"), [(SeenBy.POSE, True), (SeenBy.SILHOUETTE, False)])
def test_a_fall_is_doubted_when_the_poses_since_speak_against_it(seen_by: SeenBy, doubted: bool) -> None:  # noqa: FBT001
    detector = FallDetector(Fusion(Method.NETWORK))
    walks = [measured(n / 10, Posture.UPRIGHT, seen_by=SeenBy.POSE) for n in range(10)]
    lies = {"tilt_deg": 80.0, "trunk_rise": 0.1, "box_ratio": 0.5, "height_ratio": 0.3}
    down = [measured(1 + n / 10, Posture.LYING, seen_by=seen_by, **lies) for n in range(60)]
    verdicts = [detector.update(moment, 0.5, classifier=Says(0.9)) for moment in [*walks, *down[:3]]]
    assert verdicts[-1].down
    later = [detector.update(moment, 0.5, classifier=Says(0.01)) for moment in down[3:]]
    assert later[10].down
    assert later[20].down is not doubted
    assert later[-1].down or later[-1].found_down


def test_who_moves_on_the_floor_after_a_doubted_fall_is_not_up_before_they_are() -> None:
    detector = FallDetector(Fusion(Method.NETWORK))
    walks = [measured(n / 10, Posture.UPRIGHT) for n in range(10)]
    lies = {"tilt_deg": 80.0, "trunk_rise": 0.1, "box_ratio": 0.5, "height_ratio": 0.3, "hips_y": 2.0}
    sits = {"tilt_deg": 10.0, "trunk_rise": 0.9, "hips_y": 1.95}
    for moment in [*walks, *(measured(1 + n / 10, Posture.LYING, **lies) for n in range(3))]:
        detector.update(moment, 0.5, classifier=Says(0.9))
    on = [measured(1.3 + n / 10, Posture.LYING, **lies) for n in range(40)]
    on += [measured(5.3 + n / 10, Posture.LOW, **sits) for n in range(20)]
    on += [measured(7.3, Posture.UPRIGHT), measured(7.4, Posture.LYING, **lies)]
    verdicts = [detector.update(moment, 0.5, classifier=Says(0.01)) for moment in on]
    assert not any(verdict.upright for verdict in verdicts)
    assert verdicts[-1].found_down
    stands = [detector.update(measured(7.5 + n / 10, Posture.UPRIGHT), 0.5, classifier=Says(0.01)) for n in range(10)]
    assert stands[-1].upright


@pytest.mark.parametrize(
    ("seen_by", "since", "likely"),
    [(SeenBy.POSE, 0.3, False), (SeenBy.POSE, 0.8, True), (SeenBy.SILHOUETTE, 0.3, True)],
)
def test_a_fall_stays_likely_unless_the_poses_since_speak_against_it(
    seen_by: SeenBy,
    since: float,
    likely: bool,  # noqa: FBT001
) -> None:
    detector = FallDetector(Fusion(Method.NETWORK))
    walks = [measured(n / 10, Posture.UPRIGHT, seen_by=SeenBy.POSE) for n in range(10)]
    lies = {"tilt_deg": 80.0, "trunk_rise": 0.1, "box_ratio": 0.5, "height_ratio": 0.3}
    down = [measured(1 + n / 10, Posture.LYING, seen_by=seen_by, **lies) for n in range(20)]
    for moment in [*walks, *down[:3]]:
        detector.update(moment, 0.5, classifier=Says(0.9))
    verdict = [detector.update(moment, 0.5, classifier=Says(since)) for moment in down[3:]][-1]
    assert verdict.down
    assert verdict.likely is likely


@pytest.mark.parametrize("first", [0.0, math.nan])
def test_a_speed_that_was_not_known_hides_no_later_one(first: float) -> None:
    detector, fell = FallDetector(Fusion(Method.PHYSICS)), []
    for n in range(200):
        lying, speed = n >= 40, 1.5 if 34 <= n < 40 else 0.0
        posture = Posture.LYING if lying else Posture.UPRIGHT
        held = {"tilt_deg": 80.0, "trunk_rise": 0.1} if lying else {"tilt_deg": 5.0, "trunk_rise": 1.0}
        shape = {"height_ratio": 0.4, "box_ratio": 0.6} if lying else {"height_ratio": 1.0, "box_ratio": 2.5}
        outline = {
            "silhouette_height": shape["height_ratio"],
            "silhouette_ratio": shape["box_ratio"],
            "seen_share": 1.0,
        }
        known = held | shape | outline | {"silhouette_speed": first if n == 0 else speed, "pitch_deg": 60.0}
        moment = measured(n / 10, posture, still_s=max(0.0, n / 10 - 4.2), **known)
        fell.append(detector.update(moment, 0.5).falling)
    assert any(fell)


def test_a_silhouette_that_stands_where_somebody_fell_ends_nothing() -> None:
    ghost = [measured(END_S + n / 10, Posture.UPRIGHT, seen_by=SeenBy.SILHOUETTE) for n in range(1, 50)]
    verdict = judge(FALL + ghost)[-1]
    assert verdict.down
    assert not verdict.upright


def rolls_out_of_bed(*, speed: float, drop: float = 0.35, zone: bool = True) -> list[Verdict]:
    """Somebody lies for five seconds, in a rest zone or not, comes down beside the bed at a speed, and stays there."""
    detector, lies = (
        FallDetector(Fusion()),
        {"tilt_deg": 85.0, "trunk_rise": 0.1, "box_ratio": 0.4, "height_ratio": 0.3},
    )
    verdicts = []
    for n in range(150):
        sank = drop if 50 <= n < 65 and speed else 0.0
        moved = {"descent_speed": speed if 50 <= n < 54 else 0.0, "shoulder_drop": sank, "hip_drop": sank}
        moment = measured(n / 10, Posture.LYING, **lies, **moved)
        verdicts.append(detector.update(moment, 0.5, Circumstances(resting=zone and n < 50)))
    return verdicts


def test_falling_out_of_bed_is_seen() -> None:
    verdicts = rolls_out_of_bed(speed=1.0)
    assert not any(v.down or v.found_down for v in verdicts[:50])
    assert verdicts[-1].down


@pytest.mark.parametrize(("drop", "fell"), [(0.35, True), (0.1, False)])
def test_who_comes_down_from_a_bed_without_a_zone_did_not_lie_on_the_floor(drop: float, fell: bool) -> None:  # noqa: FBT001
    verdicts = rolls_out_of_bed(speed=1.0, drop=drop, zone=False)
    assert not any(v.down for v in verdicts[:50])
    assert verdicts[-1].down is fell


def test_who_slid_out_of_bed_unnoticed_is_found_down() -> None:
    verdicts = rolls_out_of_bed(speed=0.0)
    assert not any(v.down or v.found_down for v in verdicts[:50])
    assert verdicts[-1].found_down
    assert not verdicts[-1].down
