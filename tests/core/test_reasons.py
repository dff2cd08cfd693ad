"""Reasons: every code has its sentence, and its figures are written as every language shows them."""

import re

import pytest

from falldetect_core.reasons import ENGLISH, FORMATS, Reason, ReasonCode

WORDS = {"state", "text"}
"""Figures that are words, written as they are."""


def figures_of(code: ReasonCode) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", ENGLISH[code]))


def test_every_code_has_a_sentence() -> None:
    assert set(ENGLISH) == set(ReasonCode)


@pytest.mark.parametrize("code", ReasonCode)
def test_every_figure_of_a_sentence_has_a_format(code: ReasonCode) -> None:
    assert set(FORMATS.get(code, {})) == figures_of(code) - WORDS


@pytest.mark.parametrize("code", ReasonCode)
def test_every_code_can_be_said(code: ReasonCode) -> None:
    said = str(Reason.of(code, **{name: "lying" if name in WORDS else 0.46 for name in figures_of(code)}))
    assert said
    assert not set("{}") & set(said)


@pytest.mark.parametrize(
    ("reason", "figures", "said"),
    [
        (Reason.of(ReasonCode.NECK_LOW, n=0.123), {"n": "0.12"}, "neck 0.12 m above the floor"),
        (Reason.of(ReasonCode.LOW, n=0.41), {"n": "41%"}, "41% of the standing height"),
        (
            Reason.of(ReasonCode.NETWORK, n=0.931, state="lying"),
            {"n": "93%", "state": "lying"},
            "moved as in a fall (93%), now lying",
        ),
        (Reason(ReasonCode.VANISHED), {}, "lost from sight while coming down"),
        (Reason.of(ReasonCode.OTHER, text="the cat did it"), {"text": "the cat did it"}, "the cat did it"),
    ],
)
def test_figures_are_written_once_for_all_languages(reason: Reason, figures: dict[str, str], said: str) -> None:
    assert reason.figures == figures
    assert str(reason) == said
