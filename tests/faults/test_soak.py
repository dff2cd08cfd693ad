"""The soak in short: that it lives through its hours, and that what must be bounded is."""

from .soak import simulate, slope


def test_some_hours_with_falls_and_a_broker_that_goes_leave_what_must_be_bounded_so() -> None:
    report = simulate(4, first=11, calm_s=10.0)
    rooms = [f"falldetect/home/room/{room}/state" for room in ("bedroom", "hall", "kitchen", "living_room")]
    topics = report["retained_topics"]
    assert set(rooms) <= set(topics)
    assert len([topic for topic in topics if "/camera/" in topic]) == 6
    assert len(topics) == len(set(topics)) <= 30
    assert [sample["hour"] for sample in report["samples"]] == [1, 2, 3, 4]
    assert report["log_lines_per_hour"] < 60
    assert max(sample["file_bytes"] for sample in report["samples"]) < 5_000_000


def test_a_slope_leaves_out_the_beginning() -> None:
    assert abs(slope([1, 2, 3, 4, 5, 6, 7, 8], [900, 50, 1, 2, 3, 4, 5, 6]) - 1.0) < 1e-9
