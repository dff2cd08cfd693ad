"""A room as Home Assistant's own MQTT discovery describes it, for people without the integration."""

import json
from typing import Any

from falldetect_app.contract.commands import RoomSensitivity
from falldetect_app.contract.messages import CameraInfo, Info, RoomInfo
from falldetect_app.contract.topics import HOME_ASSISTANT, Topics
from falldetect_core.kinds import Event, Kind

SUPPORT_URL = "https://github.com/falldetect/falldetect"

type Component = dict[str, Any]


def config_topic(installation_id: str, room: str) -> str:
    """Name where a room's device is described."""
    return f"{HOME_ASSISTANT}/device/falldetect_{installation_id[:12]}_{room}/config"


def room_device(topics: Topics, info: Info, room: RoomInfo) -> str:
    """Describe a room with all its entities."""
    key = f"falldetect_{info.installation_id[:12]}_{room.id}"
    components = _sensors(topics, room) | _controls() | _cameras(topics, info, room)
    if "snapshot" in info.features:
        components["snapshot"] = {
            "platform": "image",
            "name": "Snapshot",
            "image_topic": topics.snapshot(room.id),
            "content_type": "image/jpeg",
        }
    for name, component in components.items():
        component["unique_id"] = f"{key}_{name}"
    return json.dumps(
        {
            "device": {
                "identifiers": [key],
                "name": room.name,
                "suggested_area": room.name,
                "manufacturer": "falldetect",
                "model": "Room",
                "sw_version": info.app_version,
            },
            "origin": {"name": "falldetect", "sw_version": info.app_version, "support_url": SUPPORT_URL},
            "components": components,
            "state_topic": topics.state(room.id),
            "command_topic": topics.command(room.id),
            "availability_topic": topics.status,
            "qos": 1,
        }
    )


def _sensors(topics: Topics, room: RoomInfo) -> dict[str, Component]:
    """Describe what is read from the state of the room, and its events."""
    return {
        "fall": _binary("Fall", "value_json.fall", "safety"),
        "occupied": _binary("Occupied", "value_json.occupied", "occupancy"),
        "inactive": _binary("Inactive", "value_json.inactive", "problem"),
        "people": {"platform": "sensor", "name": "People", "value_template": "{{ value_json.people }}"},
        "last_fall": {
            "platform": "sensor",
            "name": "Last fall",
            "device_class": "timestamp",
            "value_template": "{{ value_json.last_fall.onset if value_json.last_fall else None }}",
            "json_attributes_topic": topics.state(room.id),
            "json_attributes_template": "{{ (value_json.last_fall or {}) | tojson }}",
        },
        "kind": {
            "platform": "sensor",
            "name": "Kind of last fall",
            "device_class": "enum",
            "options": [kind.value for kind in Kind],
            "value_template": "{{ value_json.last_fall.kind if value_json.last_fall else None }}",
        },
        "incident": {
            "platform": "event",
            "name": "Incident",
            "state_topic": topics.event(room.id),
            "event_types": [event.value for event in Event],
            "value_template": "{{ dict(value_json, event_type=value_json.event) | tojson }}",
        },
    }


def _controls() -> dict[str, Component]:
    """Describe what can be asked of the room."""
    return {
        "acknowledge": _button("Acknowledge", "acknowledge"),
        "dismiss": _button("Dismiss as false alarm", "dismiss"),
        "test": _button("Test", "test") | {"entity_category": "diagnostic"},
        "monitoring": {
            "platform": "switch",
            "name": "Monitoring",
            "entity_category": "config",
            "value_template": _on_off("value_json.monitoring"),
            "state_on": "ON",
            "state_off": "OFF",
            "payload_on": json.dumps({"command": "set", "monitoring": True}),
            "payload_off": json.dumps({"command": "set", "monitoring": False}),
        },
        "sensitivity": {
            "platform": "select",
            "name": "Sensitivity",
            "entity_category": "config",
            "options": [choice.value for choice in RoomSensitivity],
            "value_template": "{{ value_json.sensitivity if value_json.sensitivity_own else 'home' }}",
            "command_template": '{"command": "set", "sensitivity": "{{ value }}"}',
        },
    }


def _cameras(topics: Topics, info: Info, room: RoomInfo) -> dict[str, Component]:
    cameras = [camera for camera in info.cameras if camera.room == room.id]
    return {f"camera_{camera.id}": _camera(topics, camera) for camera in cameras}


def _camera(topics: Topics, camera: CameraInfo) -> Component:
    return _binary(f"Camera {camera.name}", "value_json.connected", "connectivity") | {
        "state_topic": topics.camera(camera.id),
        "entity_category": "diagnostic",
    }


def _binary(name: str, field: str, device_class: str) -> Component:
    return {"platform": "binary_sensor", "name": name, "device_class": device_class, "value_template": _on_off(field)}


def _button(name: str, command: str) -> Component:
    return {"platform": "button", "name": name, "payload_press": json.dumps({"command": command})}


def _on_off(field: str) -> str:
    return f"{{{{ 'None' if {field} is none else 'ON' if {field} else 'OFF' }}}}"
