"""What somebody did before they fell, and what they do on the floor."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.evidence import after_of, before_of, with_company, within_reach
from falldetect_core.kinds import After, Before, Kind, Posture, SeenBy
from falldetect_core.records import Box

from .helpers.puppet import SITTING, STANDING, Act, begin, measure
from .helpers.sightings import measured


def likeliest(act: Act, until_s: float) -> Before:
    shares = before_of([moment for moment in measure(act) if moment.time_s < until_s])
    return max(shares, key=lambda before: shares[before])


def test_it_says_what_was_done_for_the_most_of_the_last_seconds() -> None:
    assert likeliest(begin().walk(2.5, 5), 2.5) is Before.WALKING
    assert likeliest(begin().stand(4), 4) is Before.STANDING
    sits = begin().walk(0, 5).move(SITTING, 1.5).stand(3)
    assert likeliest(sits, sits.end_s) is Before.SITTING
    rises = sits.move(STANDING, 1.2)
    assert max(before_of(measure(rises)[-9:-3]).items(), key=lambda item: item[1])[0] is Before.RISING


def test_who_was_not_seen_did_nothing_known() -> None:
    assert before_of([measured(0.0, Posture.UNKNOWN)]) == {Before.UNKNOWN: 1.0}


@given(st.lists(st.tuples(st.sampled_from(Posture), st.floats(0, 2) | st.just(math.nan)), min_size=1))
def test_the_likelihoods_sum_to_one(moments: list[tuple[Posture, float]]) -> None:
    window = [measured(n / 10, posture, horizontal_speed=speed) for n, (posture, speed) in enumerate(moments)]
    assert sum(before_of(window).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("known", "after"),
    [
        ({"still_s": 10.0}, After.STILL),
        ({"still_s": 10.0, "seen_by": SeenBy.MEMORY}, After.STILL),
        ({"horizontal_speed": 0.3}, After.CRAWLING),
        ({"horizontal_speed": 0.02}, After.MOVING),
        ({"posture": Posture.UNKNOWN}, After.UNKNOWN),
        ({"seen_by": SeenBy.MEMORY}, After.UNKNOWN),
    ],
)
def test_after_a_fall_people_lie_still_move_or_crawl(known: dict[str, float], after: After) -> None:
    assert after_of(measured(**({"posture": Posture.LYING} | known))) is after


@given(shares=st.lists(st.floats(0.01, 1), min_size=len(Kind), max_size=len(Kind)), beside=st.booleans())
def test_company_makes_an_outer_cause_likelier_and_a_fall_no_less_so(shares: list[float], beside: bool) -> None:  # noqa: FBT001
    kinds = dict(zip(Kind, (share / sum(shares) for share in shares), strict=True))
    weighed = with_company(kinds, beside=beside)
    assert sum(weighed.values()) == pytest.approx(1)
    assert weighed[Kind.UNKNOWN] == kinds[Kind.UNKNOWN]
    assert (weighed[Kind.EXTERNAL] > kinds[Kind.EXTERNAL]) is beside


def test_what_is_surely_no_fall_has_no_kind_in_company_either() -> None:
    assert with_company({Kind.UNKNOWN: 1.0}, beside=True) == {Kind.UNKNOWN: 1.0}


def test_who_stands_an_arm_away_is_within_reach() -> None:
    body, height_px = Box(100, 50, 150, 250), 200.0
    assert within_reach(body, height_px, [Box(400, 50, 450, 250), Box(200, 50, 250, 250)])
    assert not within_reach(body, height_px, [Box(400, 50, 450, 250)])
    assert not within_reach(body, math.nan, [body])
