"""Hard conditions are measured on clips that are drawn once and for all, with intervals that say how sure it is."""

from pathlib import Path

import pytest

from falldetect_core.evaluation.scoring import Clip, Outcome
from falldetect_core.records import Frame
from training.hardship import BEFORE_S, LONGEST_S, Row, drawn, excerpt, main, row_of, wilson

DEMO = Path(__file__).parents[2] / "docs/demo"


def clip(name="a.mp4", *falls):
    return Clip(Path(name), "home", falls)


def test_clips_are_drawn_at_random_but_always_the_same():
    clips = [clip(f"{n}.mp4", *([(1.0, 2.0)] if n % 2 else [])) for n in range(40)]
    chosen = drawn(clips, 5, 3)
    assert chosen == drawn(clips[::-1], 5, 3)
    assert [len(one.falls) for one in chosen] == [1] * 5 + [0] * 3
    assert len({one.file for one in chosen}) == 8
    assert len(drawn(clips, 99, 0)) == 20


@pytest.mark.parametrize(("falls", "first"), [(((20.0, 21.0),), 20.0 - BEFORE_S), (((1.0, 2.0),), 0.0), ((), 0.0)])
def test_a_clip_is_looked_at_around_its_fall(falls, first):
    frames = (Frame(number / 10, None) for number in range(400))
    times = [frame.time_s for frame in excerpt(frames, clip("a.mp4", *falls))]
    assert times[0] == pytest.approx(first)
    assert times[-1] == pytest.approx(first + LONGEST_S, abs=0.11)


@pytest.mark.parametrize(
    ("hits", "total", "interval"), [(94, 99, (0.887, 0.978)), (0, 10, (0.0, 0.278)), (0, 0, (0.0, 1.0))]
)
def test_the_interval_is_wilson_s(hits, total, interval):
    assert wilson(hits, total) == pytest.approx(interval, abs=5e-4)


def test_a_row_counts_falls_found_and_quiet_clips_alarmed():
    fall = clip("a.mp4", (1.0, 2.0))
    row = row_of([Outcome(fall, delays_s=(1.0,)), Outcome(fall, false_alarms=1), Outcome(clip(), false_alarms=2)])
    assert row == Row(falls=2, hits=1, quiet=1, alarmed=1)
    assert str(row) == "1 of 2 | 0.50 (0.09 to 0.91) | 1 of 1"
    assert "nan" in str(Row(0, 0, 1, 0))


def test_it_prints_a_row_a_condition(tmp_path, monkeypatch, capsys):
    manifest = tmp_path / "clips.csv"
    rows = f"{DEMO}/fall.mp4,demo,fall,5.5,7\n{DEMO}/daily_life.mp4,demo,adl,,\n"
    manifest.write_text(f"file,source,label,fall_start_s,fall_end_s\n{rows}")
    monkeypatch.setattr("sys.argv", ["hardship", str(manifest), "as filmed", "--jobs", "1"])
    main()
    assert capsys.readouterr().out.splitlines()[2:] == ["| as filmed | 1 of 1 | 1.00 (0.21 to 1.00) | 0 of 1 |"]


def test_a_clip_that_cannot_be_read_is_told_and_the_others_count(tmp_path, monkeypatch, capsys):
    (tmp_path / "broken.mp4").write_bytes(b"no video")
    manifest = tmp_path / "clips.csv"
    rows = f"{DEMO}/fall.mp4,demo,fall,5.5,7\n{tmp_path}/broken.mp4,demo,adl,,\n"
    manifest.write_text(f"file,source,label,fall_start_s,fall_end_s\n{rows}")
    monkeypatch.setattr("sys.argv", ["hardship", str(manifest), "as filmed", "--jobs", "1"])
    main()
    told = capsys.readouterr()
    assert told.out.splitlines()[2:] == ["| as filmed | 1 of 1 | 1.00 (0.21 to 1.00) | 0 of 0 |"]
    assert "broken.mp4" in told.err


def test_a_condition_that_is_unknown_is_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["hardship", "clips.csv", "fog"])
    with pytest.raises(SystemExit):
        main()
    assert "there is no condition fog" in capsys.readouterr().err
