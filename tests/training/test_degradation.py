"""What makes a picture hard leaves it a picture: same shape, other content, and the same for ever."""

import numpy as np
import pytest

from training.degradation import CONDITIONS, Dusk, Infrared, PacketLoss, far, fisheye, low_bit_rate, occluded


def picture(seed: int = 0):
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 16, 3), np.uint8)
    return np.kron(coarse, np.ones((20, 20, 1), np.uint8))


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_gives_pictures_of_the_same_shape_and_the_same_ones_each_time(condition):
    first, again, changed = CONDITIONS[condition](), CONDITIONS[condition](), []
    for number in range(25):
        before = picture(number % 3)
        image = before.copy()
        seen = first(image)
        assert seen.shape == image.shape
        assert seen.dtype == np.uint8
        assert np.array_equal(seen, again(image))
        assert np.array_equal(image, before)
        changed.append(not np.array_equal(seen, image))
    if "loss" in condition:
        assert any(changed)
        assert not any(changed[:: PacketLoss.KEY_FRAME])
    else:
        assert set(changed) == {condition != "as filmed"}


def test_infrared_has_no_colour_and_dark_corners():
    seen = Infrared()(np.full((90, 160, 3), 150, np.uint8)).astype(float)
    assert np.array_equal(seen[..., 0], seen[..., 2])
    assert seen[:9, :16].mean() < 0.5 * seen[40:50, 70:90].mean()


def test_dusk_leaves_a_share_of_the_light():
    assert Dusk()(np.full((90, 160, 3), 200, np.uint8)).mean() == pytest.approx(30, abs=1)


def test_what_a_lost_packet_held_is_as_before_until_the_next_key_frame():
    loss, other = PacketLoss(1.0), picture(1)
    first = loss(picture())
    assert all(np.array_equal(loss(other), first) for _ in range(PacketLoss.KEY_FRAME - 1))
    assert np.array_equal(loss(other), other)


def test_far_away_all_is_small_amid_a_plain_ground():
    seen = far(picture())
    assert np.ptp(seen[:20]) == 0
    assert np.ptp(seen[80:100, 140:180]) > 0


def test_furniture_hides_the_lowest_part_alone():
    image, seen = picture(), occluded(picture())
    assert np.array_equal(seen[:129], image[:129])
    assert np.ptp(seen[130:], axis=(0, 1)).max() == 0


def test_a_wide_lens_keeps_the_middle_and_squeezes_the_border():
    image = picture()
    seen = fisheye(image).astype(int)
    assert np.abs(seen[85:95, 155:165] - image[85:95, 155:165]).mean() < np.abs(seen - image).mean() / 2


def test_a_low_bit_rate_loses_detail():
    noise = np.random.default_rng(0).integers(0, 256, (90, 160, 3), np.uint8)
    assert low_bit_rate(noise).std() < noise.std()
