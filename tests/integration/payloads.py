"""Payloads of the contract, named after what they show."""

from typing import Any

INSTALLATION_ID = "0f8c1d7e5b6a4c0e9d2f3a4b5c6d7e8f"
ROOM = {"id": "living_room", "name": "Living room", "cameras": ["living_room_window"]}
CAMERA = {"id": "living_room_window", "name": "Window", "room": "living_room"}
KITCHEN = {"id": "kitchen", "name": "Kitchen", "cameras": ["kitchen_door"]}
KITCHEN_CAMERA = {"id": "kitchen_door", "name": "Door", "room": "kitchen"}
FEATURES = ["acknowledge", "dismiss", "test", "monitoring", "sensitivity", "snapshot", "history"]
JPEG = b"\xff\xd8\xff\xe0 a skeleton on black"


def discovery(**changes: Any) -> dict[str, Any]:
    """Return what the app announces."""
    return {
        "schema": 1,
        "site": "home",
        "installation_id": INSTALLATION_ID,
        "name": "Fall detection",
        "base": "falldetect/home",
        "app_version": "0.1.0",
        **changes,
    }


def info(**changes: Any) -> dict[str, Any]:
    """Return the info of an app with one room and one camera."""
    return {
        "schema": 1,
        "app_version": "0.1.0",
        "site": "home",
        "installation_id": INSTALLATION_ID,
        "name": "Fall detection",
        "rooms": [ROOM],
        "cameras": [CAMERA],
        "features": FEATURES,
        **changes,
    }


def info_with_kitchen() -> dict[str, Any]:
    """Return the info of an app with a second room."""
    return info(rooms=[ROOM, KITCHEN], cameras=[CAMERA, KITCHEN_CAMERA])


def incident(**changes: Any) -> dict[str, Any]:
    """Return an open fall."""
    return {
        "incident": "5f0c",
        "state": "fall",
        "kind": "trip",
        "direction": "forward",
        "confidence": 0.93,
        "reasons": ["torso 82° from the vertical"],
        "onset": "2026-11-22T03:00:08.900Z",
        "since": "2026-11-22T03:00:12.300Z",
        "camera": "living_room_window",
        "test": False,
        "before": "walking",
        "after": "still",
        **changes,
    }


def room_state(**changes: Any) -> dict[str, Any]:
    """Return the state of a room in which one person is up and about."""
    return {
        "schema": 1,
        "room": "living_room",
        "time": "2026-11-22T03:00:12.300Z",
        "occupied": True,
        "people": 1,
        "fall": False,
        "incidents": [],
        "last_fall": None,
        "inactive": False,
        "inactive_since": None,
        "inactivity": None,
        "monitoring": True,
        "sensitivity": "standard",
        "sensitivity_own": False,
        **changes,
    }


def fallen(**changes: Any) -> dict[str, Any]:
    """Return the state of a room in which a person has fallen."""
    fall = incident(**changes)
    return room_state(fall=True, incidents=[fall], last_fall=fall)


def recovered(**changes: Any) -> dict[str, Any]:
    """Return the state of a room in which a person has fallen and got up."""
    return room_state(last_fall=incident(state="recovered", **changes))


def unseen(**changes: Any) -> dict[str, Any]:
    """Return the state of a room that no camera delivers pictures of."""
    return room_state(occupied=None, people=None, **changes)


def event(**changes: Any) -> dict[str, Any]:
    """Return the event of a confirmed fall."""
    return {
        "schema": 1,
        "event_id": "5f0c.2",
        "incident": "5f0c",
        "event": "fall",
        "room": "living_room",
        "camera": "living_room_window",
        "time": "2026-11-22T03:00:12.300Z",
        "onset": "2026-11-22T03:00:08.900Z",
        "kind": "trip",
        "kinds": {"trip": 0.61, "collapse": 0.14, "unknown": 0.25},
        "direction": "forward",
        "confidence": 0.93,
        "reasons": ["torso 82° from the vertical", "still down after 2.0 s"],
        "by": None,
        "reason": None,
        "test": False,
        "before": "walking",
        "after": "still",
        "inactivity": None,
        **changes,
    }


def camera_state(**changes: Any) -> dict[str, Any]:
    """Return the state of a camera that works."""
    return {
        "schema": 1,
        "camera": "living_room_window",
        "room": "living_room",
        "connected": True,
        "problem": None,
        "message": None,
        "fps": 10.0,
        "latency_s": 0.12,
        "last_frame": "2026-11-22T03:00:12.200Z",
        **changes,
    }


def lost_camera() -> dict[str, Any]:
    """Return the state of a camera that refuses the password."""
    return camera_state(
        connected=False, problem="unauthorized", message="The camera refuses the password.", fps=None, latency_s=None
    )
