"""The drawing of a clip: posture, evidence and incidents over time."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from falldetect_core.drawing import timeline
from falldetect_core.drawing.timeline import NOT_JUDGED, STATES, WIDTH_PX, Timeline
from falldetect_core.evidence import fence_evidence
from falldetect_core.kinds import Event
from falldetect_core.records import Frame, Image, Observation, Transition
from falldetect_core.rooms.room import Room
from falldetect_core.settings import LifeSettings, RoomSettings

from .helpers.sightings import fallen, measured, person, seen, upright

PICTURE = np.full((90, 160, 3), 90, np.uint8)


def drawn(*observations: Observation, settings: RoomSettings | None = None) -> tuple[Image, list[Transition]]:
    """Draw what a room makes of observations."""
    line, room, told = Timeline("a clip: 45°"), Room(settings or RoomSettings("hall")), []
    for observation in observations:
        steps = room.update(observation)
        told += steps
        line.add(Frame(observation.time_s, PICTURE), observation, steps)
    return line.draw(), told


def holds(image: Image, colour: tuple[int, int, int]) -> bool:
    return bool((image == np.array(colour, np.uint8)).all(axis=2).any())


def test_a_fall_shows_as_suspicion_and_alarm() -> None:
    walks = [seen(n / 10, upright(n / 10)) for n in range(30)]
    lies = [seen(3 + n / 10, fallen(3 + n / 10, onset_s=3.0)) for n in range(50)]
    image, told = drawn(*walks, *lies)
    assert [t.event for t in told] == [Event.SUSPECTED, Event.FALL]
    assert holds(image, STATES["suspected"])
    assert holds(image, STATES["alarm"])
    assert image.shape[1] == WIDTH_PX


def test_a_quiet_clip_shows_neither() -> None:
    image, _ = drawn(*(seen(n / 10, upright(n / 10)) for n in range(30)))
    assert not holds(image, STATES["suspected"])
    assert not holds(image, STATES["alarm"])


def test_an_alarm_goes_on_beside_stillness_and_other_incidents() -> None:
    settings = RoomSettings("hall", life=LifeSettings(inactivity_s=5.0))
    lies = [seen(n / 10, fallen(n / 10, onset_s=0.0, still_s=n / 10)) for n in range(80)]
    image, told = drawn(*lies, settings=settings)
    assert Event.INACTIVITY_STARTED in [t.event for t in told]
    end_of_band = image[:, WIDTH_PX - 40]
    assert (end_of_band == np.array(STATES["alarm"], np.uint8)).all(axis=1).any()


def test_what_the_fence_keeps_from_being_judged_is_marked() -> None:
    for below in (False, True):
        held_back = fence_evidence(measured(at_fence=below))
        evidence = (held_back,) if held_back else ()
        image, _ = drawn(*(seen(n / 10, person(n / 10, evidence=evidence)) for n in range(10)))
        assert holds(image, NOT_JUDGED) is below


@pytest.mark.parametrize("count", [0, 1, 2])
def test_clips_of_hardly_any_frame_are_drawn(count: int) -> None:
    image, _ = drawn(*(seen(n / 10, person(n / 10)) for n in range(count)))
    assert image.shape[1] == WIDTH_PX


def test_an_hour_needs_no_more_pictures_than_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_THUMBNAILS", 20)
    line = Timeline("long")
    for second in range(500):
        line.add(Frame(float(second), PICTURE), seen(float(second)), [])
    assert len(line._thumbnails) <= 20
    assert line._thumbnails[0][0] == 0.0
    line.draw()


def test_it_is_saved_as_a_png_into_folders_that_it_makes(tmp_path: Path) -> None:
    line = Timeline("clip")
    line.add(Frame(0.0, PICTURE), seen(0.0), [])
    line.save(tmp_path / "a" / "b" / "clip.png")
    assert cv2.imread(str(tmp_path / "a" / "b" / "clip.png")).shape[1] == WIDTH_PX


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "clip.png").mkdir()
    with pytest.raises(OSError, match=r"clip\.png"):
        Timeline("clip").save(tmp_path / "clip.png")
