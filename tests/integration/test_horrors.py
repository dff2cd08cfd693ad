"""Everything happens to a home: each fall is rung for or answered, none twice, and no alarm never ends.

Three homes in each run; `HORRORS=100 pytest tests/integration/test_horrors.py` tries a hundred, from `HORRORS_SEED` on.
"""

import os
from pathlib import Path

import freezegun
import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant

from .conftest import Broker
from .horrors import HouseOfHorrors

FIRST = int(os.environ.get("HORRORS_SEED", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("HORRORS", "3")))
STEPS = 200
LAST_STEPS = 150
"""So much of the story is told when it ends badly."""


@pytest.fixture(autouse=True)
def _real_time_for_the_app(socket_enabled: None) -> None:
    """Leave the app's threads the time that passes."""
    freezegun.configure(extend_ignore_list=["falldetect_app", "falldetect_core", "paho", "app.helpers"])


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_happens_nobody_is_left(
    hass: HomeAssistant, broker: Broker, freezer: FrozenDateTimeFactory, tmp_path: Path, seed: int
) -> None:
    horrors = HouseOfHorrors(hass, broker, freezer, tmp_path, seed)
    await horrors.start()
    try:
        for _ in range(STEPS):
            await horrors.step()
        await horrors.end()
    except AssertionError as error:
        raise AssertionError("\n".join([str(error), f"seed {seed}", *horrors.story[-LAST_STEPS:]])) from error
    finally:
        await horrors.close()
