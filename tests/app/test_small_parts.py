"""The small parts: slugs, the clock, the latest frame, rate and delay, masking, topics."""

import logging
import threading
import time
from datetime import UTC, datetime

import pytest
from falldetect_app.cameras.frame_stats import FrameStats
from falldetect_app.cameras.latest_frame import LatestFrame
from falldetect_app.clock import Clock, utc
from falldetect_app.contract.messages import iso
from falldetect_app.contract.topics import Topics
from falldetect_app.logs.masking import MaskingFormatter, secrets_of
from falldetect_app.mqtt.broker import Broker
from falldetect_app.settings.slug import slug
from falldetect_app.settings.validation import check_options
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import CAMERAS
from .helpers.people import frame


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_slug_fits_in_a_topic_and_is_its_own_slug(name: str) -> None:
    made = slug(name, "room")
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert slug(made, "room") == made


@pytest.mark.parametrize(
    ("name", "made"),
    [("Living room", "living_room"), ("Küche, 1. Stock", "kuche_1_stock"), ("Salle à manger", "salle_a_manger")],
)
def test_a_name_that_ascii_can_write_is_its_slug(name: str, made: str) -> None:
    assert slug(name, "room") == made


def test_names_that_differ_in_what_ascii_cannot_write_have_slugs_of_their_own() -> None:
    names = ("客厅 1", "卧室 1", "Спальня 1", "1", "客厅", "卧室", "Größe 1", "Groe 1", "Я" + "a" * 63, "Ю" + "a" * 63)
    assert len({slug(name, "room") for name in names}) == len(names)
    assert slug("客厅 1", "room").startswith("1_")
    assert slug("客厅", "room").startswith("room_")
    assert max(len(slug(name, "room")) for name in names) <= 64


def test_the_clock_tells_unix_time_and_never_runs_backwards() -> None:
    clock = Clock()
    times = [clock() for _ in range(100)]
    assert times == sorted(times)
    assert abs(times[0] - time.time()) < 1


def test_times_are_written_in_utc_with_milliseconds() -> None:
    assert iso(utc(0)) == "1970-01-01T00:00:00.000Z"
    assert iso(datetime(2026, 11, 22, 3, 0, 12, 300000, UTC)) == "2026-11-22T03:00:12.300Z"


def test_the_newest_frame_wins() -> None:
    slot = LatestFrame()
    slot.put(frame(1.0))
    slot.put(frame(2.0))
    taken = slot.take()
    assert taken is not None
    assert taken.time_s == 2.0


def test_a_closed_slot_lets_nobody_wait() -> None:
    slot, waited = LatestFrame(), list[bool]()
    waiting = threading.Thread(target=lambda: waited.append(slot.wait()))
    waiting.start()
    slot.close()
    waiting.join(60)
    assert waited == [False]


def test_rate_and_delay_are_told() -> None:
    stats = FrameStats()
    assert stats.read(0.0) == (0.0, None)
    for step in range(100):
        stats.note(step * 0.1 - 0.2, step * 0.1)
    rate, delay = stats.read(9.9)
    assert rate == pytest.approx(10, abs=0.3)
    assert delay == pytest.approx(0.2)
    assert stats.read(60.0) == (0.0, None)
    assert stats.frame_s == pytest.approx(9.7)


def test_no_secret_is_written() -> None:
    options = check_options(
        {
            "cameras": [CAMERAS[0] | {"url": "rtsp://u:a%40b%2Fc@h/x?pwd=hush7&channel=12345"}, CAMERAS[2]],
            "mqtt": {"password": "br0ker"},
        }
    )
    broker = Broker("h", 1883, "u", "sup3rvisor")
    formatter = MaskingFormatter("%(message)s", secrets_of(options, broker))
    record = logging.makeLogRecord({"msg": "a@b/c a%40b%2Fc hush7 br0ker sup3rvisor Tok3n-77 12345", "args": ()})
    assert formatter.format(record) == "*** *** *** *** *** *** 12345"


def test_without_secrets_all_is_written() -> None:
    formatter = MaskingFormatter("%(message)s", ["", "a"])
    assert formatter.format(logging.makeLogRecord({"msg": "banana"})) == "banana"


@pytest.mark.parametrize(
    ("topic", "room"),
    [
        ("falldetect/home/room/hall/command", "hall"),
        ("falldetect/home/room/hall/state", None),
        ("falldetect/other/room/hall/command", None),
        ("falldetect/home/room/a/b/command", None),
        ("command", None),
        ("", None),
    ],
)
def test_the_room_of_a_command_is_in_its_topic(topic: str, room: str | None) -> None:
    assert Topics("home").commanded_room(topic) == room
