"""What is said in the terminal."""

from collections.abc import Sequence

from rich.text import Text

from falldetect_core.kinds import Posture

from .broker import Heard
from .story import Step, Story

INDENT = " " * 9
MOST_REASONS = 4

COLOURS = {"upright": "green", "low": "yellow", "lying": "red", "unknown": "dim"}
WEIGHTS = {"suspected": "yellow", "fall": "bold red", "person_down": "bold red", "long_lie": "bold red"}
KINDS = {
    "from_height": "from a height",
    "transfer": "while getting up or sitting down",
    "slip": "a slip",
    "trip": "a trip",
    "misstep": "a misstep",
    "collapse": "a collapse",
    "external": "pushed or lost support",
    "unknown": "",
}
DIRECTIONS = {"left": "to the left", "right": "to the right", "down": "straight down", "unknown": ""}
TITLES = {
    "suspected": "Fall suspected",
    "near_fall": "Near fall",
    "fall": "Fall",
    "person_down": "Person down",
    "long_lie": "On the floor for long",
    "recovered": "Recovered",
    "acknowledged": "Acknowledged",
    "dismissed": "Dismissed",
    "inactivity_started": "Inactivity",
    "inactivity_ended": "Moving again",
}


def second(at_s: float, story: Story, postures: Sequence[Posture]) -> Text:
    """Put this moment into one line: when, who, and the incident if there is one."""
    people = story.room.get("people") or 0
    line = Text(f"{at_s:5.0f} s  {people_word(people):<10}")
    for posture in sorted(postures)[:people]:
        line.append(f"{posture} ", style=COLOURS[posture])
    for incident in story.room.get("incidents", [])[:1]:
        line.append(f"  {TITLES[incident['state']].lower()}", style=WEIGHTS.get(incident["state"], ""))
    return line


def waiting(story: Story) -> Text:
    """Say why there is no picture now."""
    return Text(f"{INDENT}{story.camera.get('message') or 'starting the app'}", style="dim")


def people_word(people: int) -> str:
    """Count people in words."""
    return {0: "nobody", 1: "1 person"}.get(people, f"{people} people")


def step(told: Step) -> list[Text]:
    """Put a step of an incident into two lines: what, and why."""
    head = Text(f"{told.at_s:5.1f} s  ").append(
        f"{TITLES[told.event]}  ".upper(), style=WEIGHTS.get(told.event, "bold")
    )
    why = "; ".join(told.reasons[:MOST_REASONS])
    lines = [head.append(account(told)), Text(f"{INDENT}{why}", style="dim")]
    return lines if why else lines[:1]


def message(heard: Heard) -> Text:
    """Name a message and its size."""
    return Text(f"{INDENT}{heard.topic}, {len(heard.payload):,} bytes", style="dim")


def account(told: Step) -> str:
    """Say what is known of a fall, such as: 93 % sure, likely a trip, forward, 2.9 s after it began."""
    if told.event.startswith("inactivity"):
        return ""
    return f"{what(told)}, {told.after_s:.1f} s after it began"


def what(told: Step) -> str:
    """Say what kind of fall it is, such as: 93 % sure, likely a trip, forward."""
    fields = told.message
    direction = DIRECTIONS.get(fields["direction"], fields["direction"])
    kind = KINDS[fields["kind"]] and f"likely {KINDS[fields['kind']]}"
    return ", ".join(part for part in (f"{fields['confidence']:.0%} sure", kind, direction) if part)


def headline(story: Story) -> str:
    """Say in one sentence how it went."""
    if story.began is None:
        return "No picture came"
    if story.alarm is None:
        return "No fall was seen"
    who = "A fall" if story.alarm.event == "fall" else "A person on the floor"
    return f"{who} was told {story.alarm.after_s:.1f} s after it began"
