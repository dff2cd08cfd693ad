"""What the app has told over MQTT so far."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .broker import Heard


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an incident: the message, and when it came in seconds after the first picture."""

    at_s: float
    topic: str
    message: dict[str, Any]
    reasons: tuple[str, ...]
    """Why, unless the step before said the same."""

    @property
    def event(self) -> str:
        """What happened."""
        return str(self.message["event"])

    @property
    def after_s(self) -> float:
        """Seconds from the onset of the fall to this step."""
        return (_time(self.message["time"]) - _time(self.message["onset"])).total_seconds()


@dataclass(slots=True)
class Story:
    """All that matters of the messages."""

    source: str
    version: str = ""
    room: dict[str, Any] = field(default_factory=dict)
    camera: dict[str, Any] = field(default_factory=dict)
    began: datetime | None = None
    steps: list[Step] = field(default_factory=list)
    snapshot: bytes | None = None

    def hear(self, heard: Heard) -> Step | None:
        """Take a message, and return the step that it tells of, if it does."""
        kind = heard.topic.rpartition("/")[2]
        if kind == "snapshot":
            self.snapshot = heard.payload or self.snapshot
            return None
        if kind == "status" or not heard.payload:
            return None
        message: dict[str, Any] = json.loads(heard.payload)
        if kind == "event":
            return self._add(heard.topic, message)
        self._note(heard.topic, kind, message)
        return None

    def _add(self, topic: str, message: dict[str, Any]) -> Step:
        said = [step.message["reasons"] for step in self.steps[-1:]]
        reasons = () if message["reasons"] in said else tuple(message["reasons"])
        self.steps.append(Step(self.seconds(message["time"]), topic, message, reasons))
        return self.steps[-1]

    def _note(self, topic: str, kind: str, message: dict[str, Any]) -> None:
        if kind == "info":
            self.version = message["app_version"]
        elif "/room/" in topic:
            self.room = message
        elif "/camera/" in topic:
            self.camera = message
            if self.began is None and message["last_frame"]:
                self.began = _time(message["last_frame"])

    def seconds(self, time: str) -> float:
        """Return a time of the contract in seconds after the first picture."""
        return (_time(time) - self.began).total_seconds() if self.began else 0.0

    @property
    def problem(self) -> str | None:
        """The word for what is wrong with the camera."""
        return self.camera.get("problem")

    @property
    def alarm(self) -> Step | None:
        """The first step that raised the alarm."""
        return next((step for step in self.steps if step.event in ("fall", "person_down")), None)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
