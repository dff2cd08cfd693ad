"""Whose turn it is, on a simulated clock: who is in need comes first, everybody is served, and routine stays cheap."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.camera.scheduler import MOST_SEATS, InferenceScheduler, Priority, Ticket, seats

from .helpers.examples import at_most

FRAME_S = 0.1
ANY = st.sampled_from(list(Priority))
HOUSE = st.lists(ANY, min_size=1, max_size=12)
LOOK_S = st.floats(0.01, 0.2)
"""From a fast computer to a small one."""
quick = at_most(12)


@dataclass
class House:
    """Cameras that want a look at every frame, and a network that takes a while for each."""

    urgencies: list[Priority]
    look_s: float
    seats: int = 1
    share: float = 0.4
    now_s: float = 0.0
    turns: InferenceScheduler = field(init=False)
    cameras: list[Ticket] = field(init=False)
    looks: list[list[float]] = field(init=False)

    def __post_init__(self) -> None:
        self.turns = InferenceScheduler(seats=self.seats, routine_share=self.share, clock=lambda: self.now_s)
        self.cameras = [self.turns.register(lambda: None) for _ in self.urgencies]
        self.looks = [[] for _ in self.urgencies]

    def run(self, until_s: float) -> "House":
        """Let time pass: looks end, frames come, one after the other."""
        count = len(self.cameras)
        frames = [(number * FRAME_S / count) for number in range(count)]
        ends: dict[int, float] = {}
        while self.now_s < until_s:
            self.now_s = min([*frames, *ends.values()])
            for number in [number for number, end_s in ends.items() if end_s <= self.now_s]:
                self.cameras[number].release()
                if frames[number] - FRAME_S > ends.pop(number) - self.look_s:  # one came meanwhile
                    self.cameras[number].request(self.urgencies[number])
            for number in range(count):
                if frames[number] <= self.now_s:
                    frames[number] += FRAME_S
                    self.cameras[number].request(self.urgencies[number])
            for number, camera in enumerate(self.cameras):
                if camera.granted and number not in ends:
                    self.looks[number].append(self.now_s)
                    ends[number] = self.now_s + self.look_s
            assert len(ends) <= self.seats
        return self

    def longest_wait_s(self, number: int) -> float:
        times = [0.0, *self.looks[number], self.now_s]
        return max(later - earlier for earlier, later in pairwise(times))


@quick
@given(HOUSE, LOOK_S, st.integers(1, 3))
def test_everybody_is_looked_at_again_and_again(urgencies: list[Priority], look_s: float, seats: int) -> None:
    house = House(urgencies, look_s, seats).run(20)
    for number, urgency in enumerate(urgencies):
        others_s = sum(look_s / 0.4 * (1 + urgency.value / other.value) for other in urgencies)
        assert house.longest_wait_s(number) <= urgency.value + others_s + FRAME_S


@quick
@given(st.integers(2, 12), ANY, LOOK_S)
def test_alike_cameras_are_served_alike(count: int, urgency: Priority, look_s: float) -> None:
    looks = [len(times) for times in House([urgency] * count, look_s).run(15).looks]
    assert max(looks) - min(looks) <= max(2, 0.1 * max(looks))


@quick
@given(st.lists(ANY, min_size=6, max_size=12), st.floats(0.1, 0.2))
def test_where_there_is_not_enough_who_is_in_greater_need_is_looked_at_no_less_often(
    urgencies: list[Priority], look_s: float
) -> None:
    looks = [len(times) for times in House(urgencies, look_s, share=1.0).run(30).looks]
    for one, mine in zip(urgencies, looks, strict=True):
        for other, theirs in zip(urgencies, looks, strict=True):
            if one.value < other.value:
                assert mine >= theirs - max(3, 0.2 * theirs)


@pytest.mark.parametrize("look_s", [0.02, 0.1])
def test_a_fall_in_a_house_full_of_walkers_is_looked_at_at_once(look_s: float) -> None:
    house = House([Priority.WALKING] * 12, look_s).run(10)
    house.urgencies[7] = Priority.DESCENT
    began_s = house.now_s
    house.run(began_s + 1.5)
    seen = [time_s for time_s in house.looks[7] if time_s > began_s]
    assert seen[0] - began_s <= 2 * FRAME_S + 2 * look_s
    assert len(seen) >= 5


def test_twelve_falls_at_once_share_all_there_is() -> None:
    house = House([Priority.DESCENT] * 12, 0.05).run(6)
    looks = [len(times) for times in house.looks]
    assert sum(looks) >= 0.95 * 6 / 0.05
    assert min(looks) >= 8


@quick
@given(st.lists(st.sampled_from([u for u in Priority if u.routine]), min_size=1, max_size=12), LOOK_S)
def test_routine_takes_no_more_than_its_share(urgencies: list[Priority], look_s: float) -> None:
    house = House(urgencies, look_s, share=0.3).run(20)
    assert sum(map(len, house.looks)) * look_s <= 0.3 * 20 + 2 * look_s


def test_one_camera_alone_never_waits_while_it_is_cheap() -> None:
    house = House([Priority.WALKING], 0.02).run(10)
    assert len(house.looks[0]) >= 99


def test_who_wants_no_look_any_more_gets_none() -> None:
    turns = InferenceScheduler(clock=lambda: 0.0)
    woken: list[str] = []
    one, other = (turns.register(lambda name=name: woken.append(name)) for name in ("one", "other"))
    one.request(Priority.DESCENT)
    other.request(Priority.DESCENT)
    other.release()
    one.release()
    assert woken == ["one"]
    assert not one.granted
    assert not other.granted


@pytest.mark.parametrize(("cores", "looks"), [(1, 1), (2, 1), (4, 3), (64, MOST_SEATS)])
def test_a_core_is_left_to_decoding(cores: int, looks: int) -> None:
    assert seats(cores) == looks
    assert seats() >= 1
