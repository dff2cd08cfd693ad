"""A room's past, for whoever asks: each step of each incident, with who ended it and why."""

from datetime import UTC, datetime

from falldetect_app.contract.commands import History
from falldetect_app.contract.messages import HistoryAnswer, iso, read_event
from falldetect_app.storage.store import Store

MOST_EVENTS = 500
"""Some 400 kB: what a broker takes in one message without being told to."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
END = datetime(9999, 12, 31, tzinfo=UTC)


def answer_history(store: Store, room: str, question: History) -> str:
    """Answer a question for a room's past, as it is published."""
    since, until = iso(question.since or BEGINNING), iso(question.until or END)
    found = store.history(room, since, until, MOST_EVENTS + 1)
    events = tuple(event for payload in found[-MOST_EVENTS:] if (event := read_event(payload)) is not None)
    return HistoryAnswer(
        room=room, request=question.request, events=events, truncated=len(found) > MOST_EVENTS
    ).payload()
