"""The fall response in a real Home Assistant, with a phone and a restart in the middle of an incident."""

from pathlib import Path

import pytest

from scripts.hass import HomeAssistant, free_port, started

from .helpers.home import ARTIFACTS, DOMAIN, app_program
from .helpers.phone import phone
from .helpers.program import Program, find

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation" / "falldetect"
FALL = "binary_sensor.fall_detection_living_room_fall"
TEST = "button.fall_detection_living_room_test_alarm"
RANG = "Test: Fall in Living room"


async def until_state(hass: HomeAssistant, entity: str, *wanted: str) -> None:
    async def met() -> bool:
        state = await hass.state(entity)
        return state is not None and state["state"] in wanted

    await hass.until(met, timeout_s=90, what=f"{entity} to be {wanted}")


async def add_automation(hass: HomeAssistant, blueprint: str, **inputs: object) -> None:
    """Make an automation as the editor does."""
    use = {"path": f"falldetect/{blueprint}.yaml", "input": inputs}
    await hass.post(f"/api/config/automation/config/{blueprint}", {"alias": blueprint, "use_blueprint": use})
    await until_state(hass, f"automation.{blueprint}", "on")


async def test_phones_ring_over_a_restart_until_somebody_takes_charge(tmp_path: Path) -> None:
    port, hass_port = free_port(), free_port()
    broker = Program("mosquitto", [find("mosquitto"), "-p", str(port)], ARTIFACTS / "response-mosquitto.log")
    app = app_program(tmp_path, "rtsp://127.0.0.1:9/none", port)
    broker.start()
    app.start()
    try:
        async with phone("Anna") as anna:
            async with started(tmp_path / "hass", port=hass_port) as hass:
                await hass.add_mqtt("127.0.0.1", port)
                flows = await hass.until(lambda: hass.discovered(DOMAIN), timeout_s=60, what="the app's discovery")
                await hass.fill_in(flows[0]["flow_id"])
                await until_state(hass, TEST, "unknown")
                phones = [await anna.register(hass)]
                devices = await hass.command("config/device_registry/list")
                rooms = [next(device["id"] for device in devices if device["name"] == "Living room")]
                await add_automation(
                    hass, "fall_response", rooms=rooms, first_phones=phones, countdown=2, repeat_every=15
                )
                await hass.call("button.press", entity_id=TEST)
                await until_state(hass, FALL, "on")
                rang = await anna.until_pushed(RANG)
                assert [action["title"] for action in rang["data"]["actions"]] == ["I'm going", "False alarm"]
            before = len(anna.pushed)
            async with started(tmp_path / "hass", port=hass_port) as hass:
                await until_state(hass, FALL, "on")
                rang = await anna.until_pushed(RANG, before)
                await anna.press(hass, rang["data"]["actions"][0]["action"])
                await until_state(hass, FALL, "off", "unavailable")
                over = await anna.until_pushed("It is over: Living room", before)
                assert over["message"].endswith("has taken charge.")
    finally:
        app.stop()
        broker.stop()
