"""Event-level measurement: what counts as found, missed and false, and manifests that are wrong."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.errors import ManifestError
from falldetect_core.evaluation.scoring import AFTER_S, BEFORE_S, Clip, Trace, judge, read_manifest, summary
from falldetect_core.kinds import SeenBy
from falldetect_core.records import Frame

from .helpers.sightings import seen, upright

HEAD = "file,source,label,fall_start_s,fall_end_s"


def manifest(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "clips.csv"
    path.write_text("\n".join((head, *lines)) + "\n")
    return path


def clip(*falls: tuple[float, float]) -> Clip:
    return Clip(Path("a.mp4"), "lab", falls)


def analysed(*alarms: float, duration_s: float = 60.0) -> dict[str, object]:
    events = [{"time_s": time_s, "event": "fall"} for time_s in alarms]
    return {"file": "a.mp4", "duration_s": duration_s, "events": [{"time_s": 1.0, "event": "suspected"}, *events]}


class TestManifest:
    def test_clips_are_read_with_their_falls(self, tmp_path: Path) -> None:
        read = read_manifest(
            manifest(tmp_path, "a.mp4,lab,fall,2.5,3.5", "b/b.mp4,home,adl,,", "c.mp4,lab,fall,1; 9,2;10")
        )
        assert [c.falls for c in read] == [((2.5, 3.5),), (), ((1, 2), (9, 10))]
        assert read[1].file == tmp_path / "b/b.mp4"
        assert [c.source for c in read] == ["lab", "home", "lab"]

    def test_a_fall_without_times_may_be_anywhere(self, tmp_path: Path) -> None:
        assert read_manifest(manifest(tmp_path, "a.mp4,lab,fall,,"))[0].falls == ((0.0, math.inf),)

    def test_a_spreadsheets_mark_and_further_columns_do_no_harm(self, tmp_path: Path) -> None:
        path = tmp_path / "clips.csv"
        path.write_bytes(("\ufeff" + HEAD + ",notes\r\na.mp4,lab,adl,,,ünique\r\n").encode())
        assert read_manifest(path)[0].file.name == "a.mp4"

    def test_short_lines_end_in_empty_cells(self, tmp_path: Path) -> None:
        assert read_manifest(manifest(tmp_path, "a.mp4,lab,adl"))[0].falls == ()

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("a.mp4,lab,fall,1,", "line 2: a fall needs a start and an end"),
            ("a.mp4,lab,fall,one,two", "line 2: a fall needs a start and an end"),
            ("a.mp4,lab,fall,5,2", "ends before it starts"),
            ("a.mp4,lab,fall,nan,nan", "ends before it starts"),
            ("a.mp4,lab,fell,1,2", "'fell' is no label: use one of fall, adl"),
            (",lab,fall,1,2", "name the clip's file"),
        ],
    )
    def test_a_wrong_line_is_named_with_its_mend(self, tmp_path: Path, line: str, words: str) -> None:
        with pytest.raises(ManifestError, match=words):
            read_manifest(manifest(tmp_path, line))

    def test_missing_columns_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(ManifestError, match="lacks the columns source, label, fall_end_s"):
            read_manifest(manifest(tmp_path, "a.mp4,1", head="file,fall_start_s"))

    def test_an_empty_file_lacks_them_all(self, tmp_path: Path) -> None:
        empty = tmp_path / "clips.csv"
        empty.write_text("")
        with pytest.raises(ManifestError, match="lacks the columns file, source"):
            read_manifest(empty)

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00\x81", HEAD.encode() + b'\n"' + b"a" * 200_000])
    def test_a_file_of_something_else_is_named(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "clips.csv"
        path.write_bytes(content)
        with pytest.raises(ManifestError, match="no CSV file"):
            read_manifest(path)

    def test_a_missing_manifest_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ManifestError, match=r"none\.csv cannot be read: No such file"):
            read_manifest(tmp_path / "none.csv")


class TestJudging:
    @pytest.mark.parametrize("alarm_s", [9.5, 10.0, 12.0, 22.0])
    def test_an_alarm_around_the_fall_is_a_hit(self, alarm_s: float) -> None:
        outcome = judge(clip((10.0, 12.0)), analysed(alarm_s))
        assert (outcome.hits, outcome.false_alarms) == (1, 0)
        assert outcome.delays_s == (pytest.approx(alarm_s - 12.0),)

    @pytest.mark.parametrize("alarm_s", [0.0, 9.4, 22.1])
    def test_an_alarm_elsewhere_is_false(self, alarm_s: float) -> None:
        outcome = judge(clip((10.0, 12.0)), analysed(alarm_s))
        assert (outcome.hits, outcome.false_alarms) == (0, 1)

    def test_a_second_alarm_for_one_fall_is_false(self) -> None:
        outcome = judge(clip((10.0, 12.0)), analysed(13.0, 15.0))
        assert (outcome.hits, outcome.false_alarms) == (1, 1)

    def test_one_alarm_is_no_hit_for_two_falls(self) -> None:
        assert judge(clip((10.0, 11.0), (12.0, 13.0)), analysed(14.0)).hits == 1
        assert judge(clip((10.0, 11.0), (12.0, 13.0)), analysed(14.0, 14.5)).hits == 2

    def test_while_the_last_frame_is_held_nothing_is_false(self) -> None:
        outcome = judge(clip((2.0, 3.0)), analysed(4.0, 30.0, duration_s=5.0))
        assert (outcome.hits, outcome.false_alarms) == (1, 0)

    def test_a_fall_that_is_anywhere_is_late_by_the_clips_end(self) -> None:
        assert judge(clip((0.0, math.inf)), analysed(50.0)).delays_s == (-10.0,)

    def test_what_could_not_be_read_counts_as_nothing_found(self) -> None:
        outcome = judge(clip((1.0, 2.0)), {"file": "a.mp4", "error": "broken"})
        assert (outcome.hits, outcome.false_alarms, outcome.error) == (0, 0, "broken")

    @given(
        falls=st.lists(st.tuples(st.floats(0, 50), st.floats(0, 5)), max_size=4),
        alarms=st.lists(st.floats(0, 60), max_size=6),
    )
    def test_every_alarm_is_a_hit_or_false_and_never_both(
        self, falls: list[tuple[float, float]], alarms: list[float]
    ) -> None:
        spans = [(start_s, start_s + length_s) for start_s, length_s in falls]
        outcome = judge(clip(*spans), analysed(*alarms))
        assert outcome.hits + outcome.false_alarms == len(alarms)
        assert outcome.hits <= len(falls)
        near = [a for a in alarms if any(s - BEFORE_S <= a <= e + AFTER_S for s, e in spans)]
        assert outcome.hits <= len(near)


class TestSummary:
    def test_figures_add_up(self) -> None:
        outcomes = [
            judge(clip((10.0, 11.0)), analysed(13.0, 50.0)),
            judge(clip((10.0, 11.0)), analysed()),
            judge(clip(), analysed(5.0)),
            judge(clip(), analysed()),
        ]
        figures = summary(outcomes)
        assert figures["sensitivity"] == 0.5
        assert figures["precision"] == pytest.approx(1 / 3)
        assert figures["f1"] == pytest.approx(0.4)
        assert figures["false_alarms"] == 2
        assert figures["hours"] == pytest.approx(240 / 3600)
        assert figures["false_alarms_per_hour"] == pytest.approx(30)
        assert (figures["quiet_clips"], figures["quiet_clips_alarmed"]) == (2, 1)
        assert figures["delay_median_s"] == figures["delay_p95_s"] == 2.0

    def test_nothing_gives_no_figures_rather_than_wrong_ones(self) -> None:
        figures = summary([])
        empty = ("sensitivity", "precision", "f1", "false_alarms_per_hour", "delay_median_s", "delay_p95_s")
        assert [figures[name] for name in empty] == [None] * 6


def test_somebody_is_followed_as_long_as_one_number_stays() -> None:
    trace, frame = Trace(), Frame(0.0, np.zeros((2, 2, 3), np.uint8))
    for tenth in range(100):
        seen_by = SeenBy.POSE if tenth < 30 else SeenBy.SILHOUETTE if tenth < 70 else SeenBy.MEMORY
        body = replace(upright(tenth / 10, 1 if tenth < 50 else 2), seen_by=seen_by)
        trace.add(frame, seen(tenth / 10, body), [])
    fall = ((2.0, 3.9),)
    assert trace.followed(fall, (SeenBy.POSE,)) == (10, 50)
    assert trace.followed(fall, (SeenBy.POSE, SeenBy.SILHOUETTE)) == (30, 50)
    assert trace.followed((), (SeenBy.POSE,)) == (0, 0)
    outcome = judge(clip(*fall), analysed(3.0), trace)
    assert summary([outcome])["tracked"] == pytest.approx(0.6)
    assert summary([outcome])["posed"] == pytest.approx(0.2)
    assert summary([judge(clip(), analysed())])["tracked"] is None
