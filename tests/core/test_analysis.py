"""Recorded video through the whole pipeline."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from falldetect_core.errors import SourceError
from falldetect_core.evaluation.analysis import Analysis, observe, with_hold
from falldetect_core.kinds import Event
from falldetect_core.records import Frame
from falldetect_core.settings import LifeSettings, RoomSettings

from .helpers.clips import ClipNetwork, write_clip
from .helpers.puppet import ON_THE_FACE, begin
from .helpers.videos import gaps, write_video

FALL = begin().walk(0.3, 5).fall(ON_THE_FACE).stand(3)
ROOM = RoomSettings("file")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clips") / "fall.mp4", FALL)


def analyse(file: Path, *, hold_s: float = 0.0, fps: float = 10.0, room: RoomSettings = ROOM) -> Analysis:
    for moment in observe(str(file), ClipNetwork(FALL), room, fps=fps, hold_s=hold_s):
        analysis = moment[-1]
    return analysis


def test_a_fall_on_video_is_told_step_by_step(clip: Path) -> None:
    result = analyse(clip).as_json()
    assert [event["event"] for event in result["events"]] == ["suspected", "fall"]
    assert result["file"] == str(clip)
    assert result["frames"] == round(FALL.end_s * 10)
    assert result["duration_s"] == pytest.approx(FALL.end_s, abs=0.15)
    assert result["cpu_s"] > 0
    fall = result["events"][-1]
    context = {"kind", "direction", "before", "after"}
    assert set(fall) == {"time_s", "event", "confidence", "onset_s", "track", "reasons"} | context
    assert 1.0 <= fall["onset_s"] <= 2.6
    assert fall["time_s"] - fall["onset_s"] < 4.5
    assert fall["reasons"]


def test_the_same_clip_gives_the_same_events_again(clip: Path) -> None:
    assert analyse(clip).as_json()["events"] == analyse(clip).as_json()["events"]


def test_holding_the_last_frame_confirms_a_fall_that_the_clip_cuts_off(tmp_path: Path) -> None:
    short = replace(FALL, keys=(*FALL.keys[:-1], (FALL.end_s - 2.4, FALL.last, False)))
    cut = write_clip(tmp_path / "cut.mp4", short)
    assert "fall" not in [event["event"] for event in analyse(cut).as_json()["events"]]
    held = analyse(cut, hold_s=5.0)
    assert [event["event"] for event in held.as_json()["events"]] == ["suspected", "fall"]
    assert held.duration_s == pytest.approx(short.end_s, abs=0.15)
    assert held.frames == pytest.approx(10 * (short.end_s + 5), abs=1)


def test_a_length_that_the_header_does_not_state_is_that_of_the_pictures(tmp_path: Path) -> None:
    raw = write_video(tmp_path / "clip.h264", frames=26, rate=25, container_format="h264")
    assert analyse(raw, hold_s=3.0).duration_s == pytest.approx(1.0, abs=0.1)


def test_stillness_is_no_event_of_a_clip(clip: Path) -> None:
    settings = replace(ROOM, life=LifeSettings(inactivity_s=0.5))
    told = [t.event for _, _, steps, _ in observe(str(clip), ClipNetwork(FALL), settings, hold_s=10) for t in steps]
    assert Event.INACTIVITY_STARTED in told
    assert "inactivity_started" not in [e["event"] for e in analyse(clip, room=settings, hold_s=10).as_json()["events"]]


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        analyse(tmp_path / "none.mp4")


@pytest.mark.parametrize(("hold_s", "fps", "more"), [(0.0, 10.0, 0), (1.0, 10.0, 10), (0.5, 7.0, 4)])
def test_the_hold_goes_on_at_the_rate(hold_s: float, fps: float, more: int) -> None:
    def frames() -> Iterator[Frame]:
        for number in range(3):
            yield Frame(number / fps, np.full((2, 2, 3), number, np.uint8))

    shown = list(with_hold(frames(), hold_s, fps))
    assert [held for _, held in shown] == [False] * 3 + [True] * more
    assert gaps(frame.time_s for frame, _ in shown) == pytest.approx([1 / fps] * (2 + more))
    assert shown[-1][0].image[0, 0, 0] == 2


def test_nothing_is_held_where_nothing_came() -> None:
    assert list(with_hold(iter(()), 5.0, 10.0)) == []
