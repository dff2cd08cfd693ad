"""The topics of the contract, docs/mqtt.md."""

from dataclasses import dataclass

HOME_ASSISTANT = "homeassistant"
"""Prefix of Home Assistant's own MQTT discovery, and of its birth message."""
HOME_ASSISTANT_STATUS = f"{HOME_ASSISTANT}/status"


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one site."""

    site: str

    @property
    def base(self) -> str:
        """What all topics but discovery begin with."""
        return f"falldetect/{self.site}"

    @property
    def status(self) -> str:
        """`online` or `offline`."""
        return f"{self.base}/status"

    @property
    def info(self) -> str:
        """Who publishes, its rooms and cameras."""
        return f"{self.base}/info"

    @property
    def app(self) -> str:
        """How the app itself is."""
        return f"{self.base}/app/state"

    @property
    def discovery(self) -> str:
        """What an integration needs to set itself up."""
        return f"falldetect/discovery/{self.site}"

    @property
    def claim(self) -> str:
        """Where the integration says that it is there."""
        return f"{self.base}/integration"

    @property
    def hello(self) -> str:
        """Where an app says that it would have the site."""
        return f"{self.base}/hello"

    def belongs(self, topic: str) -> bool:
        """Tell whether a topic is one of the site's, whoever has it."""
        return topic == self.discovery or topic.startswith(f"{self.base}/")

    def state(self, room: str) -> str:
        """Name where all state of a room is."""
        return f"{self.base}/room/{room}/state"

    def event(self, room: str) -> str:
        """Name where the steps of a room's incidents are told."""
        return f"{self.base}/room/{room}/event"

    def history(self, room: str) -> str:
        """Name where a question for a room's past is answered."""
        return f"{self.base}/room/{room}/history"

    def snapshot(self, room: str) -> str:
        """Name where the picture of a room's newest incident is."""
        return f"{self.base}/room/{room}/snapshot"

    def command(self, room: str) -> str:
        """Name where the app is asked for something; `+` stands for every room."""
        return f"{self.base}/room/{room}/command"

    def camera(self, camera: str) -> str:
        """Name where the state of a camera is."""
        return f"{self.base}/camera/{camera}/state"

    def commanded_room(self, topic: str) -> str | None:
        """Tell the room of a command's topic, or None for another topic."""
        head, _, room = topic.removesuffix("/command").rpartition("/")
        return room if topic == self.command(room) and head else None
