"""Dark pictures are brightened before a pose network looks at them; well-lit ones are left as they are."""

import numpy as np
import pytest

from falldetect_core.pose.exposure import BRIGHT_LEVEL, DARK_LEVEL, MOST_GAIN, NOISY_GAIN, brightened
from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.records import Image

from .helpers.puppet import STANDING, Camera, Puppet, empty_room

WIDE = Camera(width=640, height=360)


def lit(level: int) -> Image:
    """A picture whose brightest tenth is at a level, the rest at half of it."""
    picture = np.full((40, 40, 3), level // 2, np.uint8)
    picture[:4] = level
    return picture


@pytest.mark.parametrize("level", [DARK_LEVEL, BRIGHT_LEVEL, 255])
def test_a_well_lit_picture_is_left_as_it_is(level: int) -> None:
    picture = lit(level)
    assert brightened(picture) is picture


@pytest.mark.parametrize("level", [DARK_LEVEL - 1, 100, 70, 40, 20])
def test_the_bright_parts_of_a_dark_picture_become_bright(level: int) -> None:
    picture = lit(level)
    assert np.abs(brightened(picture)[0, 0].astype(int) - BRIGHT_LEVEL).max() <= 1
    assert np.array_equal(picture, lit(level))


def test_what_is_darker_than_any_picture_is_not_made_more_of() -> None:
    assert brightened(lit(2)).max() == 2 * MOST_GAIN
    assert brightened(np.zeros((40, 40, 3), np.uint8)).max() == 0


def test_noise_is_smoothed_where_much_gain_shows_it() -> None:
    noise = np.random.default_rng(0).integers(0, 40, (80, 80, 3), np.uint8)
    assert BRIGHT_LEVEL / 40 > NOISY_GAIN
    assert brightened(noise).std() < 0.6 * BRIGHT_LEVEL / 40 * noise.std()


def test_a_lamp_is_no_light() -> None:
    picture = lit(40)
    picture[:2, :2] = 255
    assert brightened(picture)[0, 20, 0] > DARK_LEVEL


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 1)])
def test_pictures_of_any_shape_are_taken(shape: tuple[int, int]) -> None:
    assert brightened(np.full((*shape, 3), 50, np.uint8)).shape == (*shape, 3)


def test_somebody_in_the_dark_is_found(network: MoveNetMultiPose) -> None:
    picture = empty_room(WIDE)
    Puppet(facing_deg=90).draw(picture, STANDING, WIDE)
    noise = np.random.default_rng(0).normal(0, 2, picture.shape)
    dark = np.clip(0.03 * picture + noise, 0, 255).astype(np.uint8)
    assert network.estimate(picture)[0].score > 0.25
    assert network.estimate(dark)[0].score > 0.25
