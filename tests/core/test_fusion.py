"""What the methods think, put together: weighed, or as source 3 does it, or one of them alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.evidence import Fusion
from falldetect_core.evidence.fusion import SOURCES, SUPPORT
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Evidence
from falldetect_core.settings import Method

probabilities = st.floats(0, 1)
opinions = st.dictionaries(st.sampled_from(SOURCES), probabilities)


def put_together(method: Method, **probability: float) -> float:
    """What comes of the probabilities of sources named."""
    evidence = {Method(source): Evidence(source, value) for source, value in probability.items()}
    return Fusion(method).fuse(evidence).probability


def because(source: Method) -> Reason:
    return Reason.of(ReasonCode.OTHER, text=f"because {source}")


@given(st.sampled_from(Method), opinions)
def test_it_is_a_probability_with_the_reasons_of_all(method: Method, thought: dict[Method, float]) -> None:
    evidence = {source: Evidence(source, value, (because(source),)) for source, value in thought.items()}
    one = Fusion(method).fuse(evidence)
    assert 0 <= one.probability <= 1
    if method not in SOURCES:
        assert set(map(str, one.reasons)) == {f"because {source}" for source in thought}


@given(st.sampled_from(Method), opinions, st.sampled_from(SOURCES), probabilities)
def test_no_method_speaks_against_itself(
    method: Method, thought: dict[Method, float], source: Method, more: float
) -> None:
    """Who thinks a fall likelier doesn't make it less likely."""
    lower = {str(name): value for name, value in (thought | {source: min(more, thought.get(source, more))}).items()}
    higher = {str(name): value for name, value in (thought | {source: max(more, thought.get(source, more))}).items()}
    assert put_together(method, **lower) <= put_together(method, **higher) + 1e-9


@pytest.mark.parametrize("method", SOURCES)
def test_one_alone_decides_alone_and_nothing_where_it_can_say_nothing(method: Method) -> None:
    others = dict.fromkeys((str(source) for source in SOURCES if source is not method), 1.0)
    assert put_together(method, **{str(method): 0.3}, **others) == 0.3
    assert put_together(method, **others) == 0


def test_weighed_all_for_it_is_a_fall_and_all_against_it_none() -> None:
    assert put_together(Method.LOG_ODDS, **dict.fromkeys(map(str, SOURCES), 0.95)) > 0.9
    assert put_together(Method.LOG_ODDS, **dict.fromkeys(map(str, SOURCES), 0.05)) < 0.1


def test_a_sure_network_outweighs_doubtful_rules_and_the_other_way_round() -> None:
    assert put_together(Method.LOG_ODDS, rules=0.35, network=0.99) > 0.5
    assert put_together(Method.LOG_ODDS, rules=0.6, network=0.01) < 0.5


def test_a_network_that_the_rules_contradict_is_overruled() -> None:
    assert put_together(Method.SUPPORTED_OR, rules=SUPPORT / 2, network=0.99) == SUPPORT / 2
    assert put_together(Method.SUPPORTED_OR, rules=SUPPORT, network=0.99) == 0.99
    assert put_together(Method.SUPPORTED_OR, rules=0.9, network=0.01) == 0.9
    assert put_together(Method.SUPPORTED_OR, rules=0.0, physics=0.5, network=0.9) == 0.9
    assert put_together(Method.SUPPORTED_OR, symbolic=0.9) == 0.9


def test_weights_of_ones_own_decide_where_those_that_ship_do_not() -> None:
    only_rules = dict.fromkeys(map(str, SOURCES), 0.0) | {"bias": 0.0, "rules": 1.0}
    own = Fusion(weights={"with_network": only_rules, "without_network": only_rules})
    doubtful = {Method.RULES: Evidence("rules", 0.3), Method.NETWORK: Evidence("network", 0.9)}
    assert own.fuse(doubtful).probability == pytest.approx(0.3)
    assert Fusion().fuse(doubtful).probability > 0.5
