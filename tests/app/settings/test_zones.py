"""Zones and the fence as people write them."""

import math
from typing import Any

import pytest
from falldetect_app.settings.options import Camera
from falldetect_app.settings.zones import check_fence, check_zones, read_fence, read_zones
from pydantic import ValidationError

BED = ((0.1, 0.6), (0.5, 0.6), (0.5, 0.9))


def test_corners_make_a_zone_and_semicolons_part_zones() -> None:
    assert read_zones("0.1,0.6 0.5,0.6 0.5,0.9") == (BED,)
    assert read_zones(" 0.1,0.6 0.5,0.6 0.5,0.9 ; 0,0 1,0 1,1 0,1;") == (BED, ((0, 0), (1, 0), (1, 1), (0, 1)))
    assert read_zones("") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0.1,0.6 0.5,0.6", "needs 3"),
        ("0.1;0.6", "no corner"),
        ("0,0 1,0 1,2", "outside"),
        ("a,b c,d e,f", "no corner"),
    ],
)
def test_what_is_no_zone_is_told_with_its_mend(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_zones(read_zones(text))  # type: ignore[arg-type]


def test_points_make_a_fence() -> None:
    assert read_fence("0,0.9 0.5,0.8 1,0.9") == ((0, 0.9), (0.5, 0.8), (1, 0.9))
    assert read_fence(" ") == ()


@pytest.mark.parametrize(
    ("text", "says"), [("0.1,0.6", "needs 2"), ("0,0.9 1,x", "no corner"), ("0,0.9 1,1.2", "outside")]
)
def test_what_is_no_fence_is_told_with_its_mend(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"{says}.*from side to side"):
        check_fence(read_fence(text))  # type: ignore[arg-type]


def test_a_camera_takes_them() -> None:
    camera = Camera.model_validate(
        {
            "name": "Bed",
            "url": "rtsp://h/1",
            "room": "Bedroom",
            "rest_zones": "0.1,0.6 0.5,0.6 0.5,0.9",
            "fence": "0,1 1,1",
        }
    )
    assert (camera.rest_zones, camera.fence) == ((BED,), ((0, 1), (1, 1)))


@pytest.mark.parametrize(
    "places",
    [
        {"rest_zones": [[]]},
        {"rest_zones": [[[0.5, 0.5]]]},
        {"ignore_zones": [[]]},
        {"ignore_zones": [[[0.1, 0.1], [math.inf, 0.2], [0.3, 0.3]]]},
        {"ignore_zones": [[[0.1, 0.1], [math.nan, 0.2], [0.3, 0.3]]]},
        {"ignore_zones": [[[9, 9], [9e30, 9e30], [9, -9e30]]]},
        {"fence": [[0.5, 0.5]]},
        {"fence": [[0.5, 0.5], [-1, 0.5]]},
    ],
)
def test_lists_are_held_to_the_same(places: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"corners|line needs|outside"):
        Camera.model_validate({"name": "Bed", "url": "rtsp://h/1", "room": "Bedroom"} | places)
