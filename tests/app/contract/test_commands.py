"""Commands: what is understood, and how what isn't is told."""

import contextlib

import pytest
from falldetect_app.contract.commands import (
    COMMAND,
    Acknowledge,
    CommandError,
    Dismiss,
    RoomSensitivity,
    Set,
    Test,
    read_command,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from falldetect_core.settings import Sensitivity

setattr(Test, "__test__", False)  # noqa: B010 - its name is not that of a test class


def test_what_can_be_asked() -> None:
    assert read_command(b'{"command": "acknowledge"}') == Acknowledge(command="acknowledge")
    assert read_command(b'{"command": "dismiss", "incident": "i", "by": "Anna", "reason": "shoes"}') == Dismiss(
        command="dismiss", incident="i", by="Anna", reason="shoes"
    )
    assert read_command(b'{"command": "test", "more": 1}') == Test(command="test")
    assert read_command(b'{"command": "set", "sensitivity": "high"}') == Set(
        command="set", sensitivity=RoomSensitivity.HIGH
    )


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (b"", "Invalid JSON"),
        (b"\xff", "Invalid JSON"),
        (b"[]", "Input should be an object"),
        (b"{}", "Unable to extract tag using discriminator 'command'"),
        (b'{"command": "explode"}', "does not match any of the expected tags"),
        (b'{"command": "acknowledge", "incident": 3}', "incident: Input should be a valid string"),
        (b'{"command": "dismiss", "reason": "' + b"x" * 501 + b'"}', "reason: String should have at most 500"),
        (b'{"command": "set"}', "set needs monitoring or sensitivity"),
        (b'{"command": "set", "monitoring": "off"}', "monitoring: Input should be a valid boolean"),
        (b'{"command": "set", "monitoring": true, "for_s": 3}', "for_s goes with monitoring: false only"),
        (b'{"command": "set", "monitoring": false, "for_s": 0}', "for_s: Input should be greater than 0"),
        (b'{"command": "set", "monitoring": false, "for_s": NaN}', "for_s: Input should be"),
        (
            b'{"command": "set", "sensitivity": "huge"}',
            "sensitivity: Input should be 'home', 'low', 'standard' or 'high'",
        ),
        (b'{"command": "test", "x": "' + b"x" * 5000 + b'"}', "is longer than 4096"),
    ],
)
def test_what_is_not_understood_is_told(payload: bytes, told: str) -> None:
    with pytest.raises(CommandError) as caught:
        read_command(payload)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 400


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_command_or_not_understood(payload: bytes) -> None:
    with contextlib.suppress(CommandError):
        read_command(payload)


def test_a_room_has_every_sensitivity_of_the_core_or_the_home_s() -> None:
    assert {choice.own for choice in RoomSensitivity} == {None, *Sensitivity}


def test_every_command_has_a_schema() -> None:
    assert set(COMMAND.json_schema()["discriminator"]["mapping"]) == {
        "acknowledge",
        "dismiss",
        "test",
        "set",
        "history",
    }
