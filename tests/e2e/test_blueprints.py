"""Every other blueprint in a real Home Assistant, from what the app says to the button on the phone."""

from datetime import UTC, datetime, timedelta

import pytest

from .helpers.annex import CAMERA, LAMP, MODEL, ROOM, Annex

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

PICTURE = b"\xff\xd8\xff\xe0 a skeleton on black"
CLEARED = "clear_notification"


def clock(seconds: float) -> str:
    """Return the time of the day in so many seconds, in Home Assistant's time zone, which is UTC here."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%H:%M:%S")


async def test_somebody_who_does_not_move_is_told_until_a_phone_says_all_right(annex: Annex) -> None:
    await annex.automate("inactivity_check", phones=[annex.hers], patience=0)
    annex.app.room(ROOM, occupied=True, people=1, inactive=True)
    told = await annex.anna.until_pushed(f"Nobody moves: {ROOM}")
    await annex.anna.press(annex.hass, told["data"]["actions"][0]["action"])
    await annex.anna.until_said(CLEARED)
    annex.app.room(ROOM)


async def test_a_lost_camera_is_told_until_it_is_back(annex: Annex) -> None:
    await annex.automate("camera_lost", phones=[annex.hers], patience={"seconds": 1})
    annex.app.camera(ROOM, CAMERA, connected=False, problem="stalled", message="No picture has come for 10 s.")
    lost = await annex.anna.until_pushed(f"{ROOM} {CAMERA} camera is lost")
    assert lost["message"].endswith("No picture has come for 10 s.")
    annex.app.camera(ROOM, CAMERA)
    back = await annex.anna.until_pushed(f"{ROOM} {CAMERA} camera is back")
    assert back["data"]["tag"] == lost["data"]["tag"]


async def test_somebody_not_seen_in_the_morning_is_asked_and_nobody_told_after_an_answer(annex: Annex) -> None:
    asked_before = len(annex.anna.pushed)
    inputs = {"own_phones": [annex.hers], "phones": [annex.his], "from": "00:00:00", "by": clock(2)}
    entity = await annex.automate("morning_check_in", **inputs)
    question = await annex.anna.until_pushed("Good morning", asked_before)
    await annex.anna.press(annex.hass, question["data"]["actions"][0]["action"])
    await annex.home.until(entity, lambda state: state["attributes"]["current"] == 0, "the check-in's end")
    assert annex.ben.pushed == []


async def test_a_model_looks_at_the_picture_after_the_alarm(annex: Annex) -> None:
    await annex.automate("second_opinion", phones=[annex.hers], model=MODEL)
    annex.app.fall(ROOM)
    annex.app.snapshot(ROOM, PICTURE)
    told = await annex.anna.until_pushed(f"Second opinion: {ROOM}")
    seen = f"{len(PICTURE)} bytes of a drawing."
    assert told["message"] == f"{seen} Somebody on the floor who needs help: 92 % likely."
    annex.app.end("recovered")
    annex.app.room(ROOM)


async def test_a_lamp_shows_the_way_at_night_and_goes_out(annex: Annex) -> None:
    night = {"from": clock(-3600), "to": clock(3600)}
    await annex.automate("night_light", lights=[LAMP], linger={"seconds": 1}, **night)
    annex.app.room(ROOM, occupied=True, people=1)
    lamp = await annex.home.until_state(LAMP, "on")
    assert lamp["attributes"]["brightness"] == round(0.15 * 255)
    annex.app.room(ROOM)
    await annex.home.until_state(LAMP, "off")
