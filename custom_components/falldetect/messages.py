"""Topics of the MQTT contract, and how their messages become records."""

from homeassistant.helpers.service_info.mqtt import ReceivePayloadType
from homeassistant.util.json import json_loads, json_loads_object
from probatio import REMOVE_EXTRA, DataclassSchema, Invalid

from .const import DOMAIN, LOGGER
from .models import AppState, CameraState, Discovery, History, Info, RoomEvent, RoomState

DISCOVERY = DataclassSchema(Discovery, extra=REMOVE_EXTRA)
INFO = DataclassSchema(Info, extra=REMOVE_EXTRA)
ROOM_STATE = DataclassSchema(RoomState, extra=REMOVE_EXTRA)
ROOM_EVENT = DataclassSchema(RoomEvent, extra=REMOVE_EXTRA)
HISTORY = DataclassSchema(History, extra=REMOVE_EXTRA)
CAMERA_STATE = DataclassSchema(CameraState, extra=REMOVE_EXTRA)
APP_STATE = DataclassSchema(AppState, extra=REMOVE_EXTRA)

CONTRACT_VERSION = 1
JPEG_START = b"\xff\xd8\xff"


def base_topic(site: str) -> str:
    """Return the topic below which the app of a site publishes."""
    return f"{DOMAIN}/{site}"


def parse[RecordT](schema: DataclassSchema[RecordT], payload: ReceivePayloadType) -> RecordT:
    """Return the record that a payload holds, or raise ValueError that says what is wrong."""
    try:
        return schema(json_loads(payload))
    except Invalid as err:
        raise ValueError(str(err)) from err


def is_later(payload: ReceivePayloadType) -> bool:
    """Return whether a payload is of a later version of the contract."""
    try:
        version = json_loads_object(payload).get("schema")
    except ValueError:
        return False
    return isinstance(version, int) and version > CONTRACT_VERSION


class MessageReader:
    """Read messages, and say once what is wrong with one that can't be read."""

    def __init__(self) -> None:
        """Start without complaints."""
        self.complaints: dict[str, str] = {}

    def read[RecordT](
        self, schema: DataclassSchema[RecordT], topic: str, payload: ReceivePayloadType
    ) -> RecordT | None:
        """Return the record that a message holds, or None."""
        try:
            record = parse(schema, payload)
        except ValueError as err:
            self.reject(topic, str(err))
            return None
        self.complaints.pop(topic, None)
        return record

    def reject(self, topic: str, problem: str) -> None:
        """Log a problem, unless it is what was wrong with the topic already."""
        if self.complaints.get(topic) != problem:
            self.complaints[topic] = problem
            LOGGER.warning("Ignoring what came on %s: %s", topic, problem)
