"""The demo's clips: their recorded looks through the later stages, and the clips themselves through everything."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from falldetect_core.camera.verdicts import shipped_network
from falldetect_core.evidence import Fusion
from falldetect_core.fall import Circumstances, FallDetector
from falldetect_core.kinds import Event
from falldetect_core.kinematics import kinematics
from falldetect_core.records import Observation, Person, Transition
from falldetect_core.rooms.incident_life import ALARMS
from falldetect_core.rooms.room import Room
from falldetect_core.settings import NEEDED, RoomSettings, Sensitivity
from falldetect_core.tracks import Detection, Tracker

from .helpers.program import PROGRAM
from .helpers.recorded import read

DEMO = Path(__file__).parents[2] / "docs" / "demo"
DATA = Path(__file__).parent / "data"


def truth(clip: str) -> list[dict[str, Any]]:
    """The falls of a clip as its simulation knows them."""
    events = json.loads((DEMO / f"{clip}.json").read_text())["events"]
    return [event for event in events if event["event"] == "fall"]


def judged(clip: str, sensitivity: Sensitivity = Sensitivity.STANDARD) -> list[Transition]:
    """Run a clip's records through tracks, kinematics, verdict and room."""
    tracker, room, told = Tracker(), Room(RoomSettings("room")), []
    detectors: dict[int, FallDetector] = {}
    for time_s, size, motion, poses in read(DATA / f"{clip}.jsonl.gz"):
        people = []
        for track in tracker.update(time_s, list(map(Detection, poses)), motion):
            detector = detectors.setdefault(track.id, FallDetector(Fusion()))
            now = kinematics(track, size)
            network = shipped_network().of(track, size)
            verdict = detector.update(now, NEEDED[sensitivity], Circumstances(), network)
            people.append(Person(track.id, track.box, track.newest.pose, now, verdict))
        told += room.update(Observation("camera", time_s, size, tuple(people), motion.changed))
    return told


@pytest.mark.parametrize("sensitivity", [Sensitivity.STANDARD, Sensitivity.HIGH])
def test_the_recorded_fall_is_told_once_and_in_time(sensitivity: Sensitivity) -> None:
    told = judged("fall", sensitivity)
    (fall,) = truth("fall")
    times = {transition.event: transition.time_s for transition in told}
    assert [transition.event for transition in told].count(Event.FALL) == 1
    assert fall["onset_s"] - 0.5 <= times[Event.SUSPECTED] <= fall["floor_contact_s"] + 1.0
    assert times[Event.FALL] <= fall["floor_contact_s"] + 3.0
    assert Event.RECOVERED not in times


@pytest.mark.parametrize("sensitivity", [Sensitivity.STANDARD, Sensitivity.LOW])
def test_the_recorded_day_of_sitting_tying_shoes_and_lying_down_alarms_nobody(sensitivity: Sensitivity) -> None:
    assert truth("daily_life") == []
    assert not ALARMS & {transition.event for transition in judged("daily_life", sensitivity)}


def analysed(clip: str) -> list[dict[str, Any]]:
    """What the real program says of a clip."""
    run = subprocess.run([*PROGRAM, "analyze", str(DEMO / f"{clip}.mp4")], capture_output=True, text=True, check=True)  # noqa: S603
    events: list[dict[str, Any]] = json.loads(run.stdout)["events"]
    return events


@pytest.mark.usefixtures("weights")
def test_the_program_finds_the_fall_on_the_clip() -> None:
    (fall,) = truth("fall")
    alarms = [event for event in analysed("fall") if event["event"] == "fall"]
    assert len(alarms) == 1
    assert fall["onset_s"] - 0.5 <= alarms[0]["onset_s"] <= fall["floor_contact_s"]
    assert alarms[0]["time_s"] <= fall["floor_contact_s"] + 3.0


@pytest.mark.usefixtures("weights")
def test_the_program_alarms_nobody_on_the_clip_of_daily_life() -> None:
    assert not ALARMS & {event["event"] for event in analysed("daily_life")}
