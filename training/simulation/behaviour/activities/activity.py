"""A register of activities: what each is called, and how often it is drawn."""

from collections import defaultdict
from collections.abc import Callable

from training.simulation.behaviour.performer import Performer

type Activity = Callable[[Performer], None]


class Activities(dict[str, Activity]):
    """Activities by name; `lots` are drawn from, each list holding an activity as often as it has lots there.

    Both keep the order in which activities were added, which belongs to what a seed gives.
    """

    def __init__(self, *parts: "Activities") -> None:
        """Start with all that other registers hold."""
        super().__init__()
        self.lots: defaultdict[str, list[Activity]] = defaultdict(list)
        for part in parts:
            self.update(part)
            for often, lots in part.lots.items():
                self.lots[often] += lots

    def add(self, **lots: int) -> Callable[[Activity], Activity]:
        """Register a function under its name, with so many lots among what is done so often (common=2).

        Without any it is only done when asked for.
        """

        def register(activity: Activity) -> Activity:
            self[activity.__name__] = activity
            for often, count in lots.items():
                self.lots[often] += [activity] * count
            return activity

        return register


def perform(performer: Performer, activity: Activity) -> None:
    """Do one activity and note its name."""
    start_s = performer.now_s
    activity(performer)
    performer.note(activity.__name__, start_s)
