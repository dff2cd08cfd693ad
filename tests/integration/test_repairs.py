"""Repairs: troubles that last are told, mended where that is possible, and vanish with the trouble."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.repairs import RepairsFlowManager
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.falldetect.const import DOMAIN
from custom_components.falldetect.troubles import PATIENCE_S

from .conftest import Broker
from .payloads import CAMERA, camera_state, info, lost_camera, room_state
from .test_commands import commands

STATE = "camera/living_room_window/state"


async def wait(hass: HomeAssistant) -> None:
    """Let the patience with a trouble end."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=PATIENCE_S + 1))
    await hass.async_block_till_done()


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the issues of this integration by their kind."""
    found = ir.async_get(hass).issues
    return {str(issue.translation_key): issue for (domain, _), issue in found.items() if domain == DOMAIN}


async def begin_to_mend(hass: HomeAssistant, key: str) -> tuple[RepairsFlowManager, dict[str, Any]]:
    """Open the repair of an issue."""
    assert await async_setup_component(hass, REPAIRS, {})
    manager: RepairsFlowManager = hass.data[REPAIRS]["flow_manager"]
    return manager, dict(await manager.async_init(DOMAIN, data={"issue_id": issues(hass)[key].issue_id}))


TROUBLES = {
    "camera_lost": lost_camera(),
    "camera_covered": camera_state(view="covered"),
    "camera_moved": camera_state(view="moved"),
    "camera_sight": camera_state(sight="hidden"),
    "too_slow": camera_state(fps=2.0),
}


@pytest.mark.parametrize("problem", ["settings", "storage", "newer", "site"])
async def test_what_an_app_says_of_itself_is_trouble_until_it_is_mended(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, problem: str
) -> None:
    full = {"problem": problem, "message": "The disk is full."}
    app.publish("app/state", {"schema": 1, "problems": [full, {"problem": "of a newer app"}]})
    await wait(hass)
    (issue,) = issues(hass).values()
    assert issue.translation_key == problem
    assert issue.translation_placeholders
    assert issue.translation_placeholders["message"] == "The disk is full."
    app.publish("app/state", {"schema": 1})
    assert issues(hass), "what is not understood changes nothing"
    app.publish("app/state", {"schema": 1, "problems": []})
    assert not issues(hass)
    app.publish("app/state", {"schema": 1, "problems": [full]})
    app.publish("app/state", "")
    await wait(hass)
    assert not issues(hass)


@pytest.mark.parametrize(("view", "key"), [("dark", "camera_covered"), ("frozen", "camera_lost")])
async def test_a_picture_that_shows_nothing_is_trouble(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, view: str, key: str
) -> None:
    app.publish(STATE, camera_state(view=view))
    await wait(hass)
    assert set(issues(hass)) == {key}


@pytest.mark.parametrize("key", TROUBLES)
async def test_a_camera_in_trouble_is_told_when_it_lasts_and_until_it_is_over(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, key: str
) -> None:
    app.publish(STATE, TROUBLES[key])
    assert issues(hass) == {}
    await wait(hass)
    placeholders = issues(hass)[key].translation_placeholders
    assert placeholders
    assert (placeholders["camera"], placeholders["room"]) == ("Window", "Living room")
    app.publish(STATE, camera_state())
    assert issues(hass) == {}


async def test_a_delay_is_trouble_too(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish(STATE, camera_state(latency_s=4.0))
    await wait(hass)
    assert set(issues(hass)) == {"too_slow"}


async def test_trouble_that_passes_is_not_told(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish(STATE, lost_camera())
    app.publish(STATE, camera_state())
    await wait(hass)
    assert issues(hass) == {}


async def test_what_is_told_follows_the_trouble(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish(STATE, lost_camera())
    await wait(hass)
    app.publish(STATE, {**lost_camera(), "message": "No route to the camera."})
    placeholders = issues(hass)["camera_lost"].translation_placeholders
    assert placeholders
    assert placeholders["message"] == "No route to the camera."


async def test_a_room_that_is_not_watched_has_no_trouble(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish(STATE, lost_camera())
    await wait(hass)
    app.publish("room/living_room/state", room_state(monitoring=False))
    assert issues(hass) == {}


async def test_a_camera_is_mended_when_its_user_has_seen_to_it(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish(STATE, lost_camera())
    await wait(hass)
    manager, shown = await begin_to_mend(hass, "camera_lost")
    assert shown["type"] is FlowResultType.MENU
    shown = dict(await manager.async_configure(shown["flow_id"], {"next_step_id": "check"}))
    assert shown["description_placeholders"]["camera"] == "Window"
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["errors"] == {"base": "lasts"}
    app.publish(STATE, camera_state())
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["type"] is FlowResultType.CREATE_ENTRY
    assert issues(hass) == {}


async def test_a_room_can_be_left_unwatched_instead(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish(STATE, lost_camera())
    await wait(hass)
    manager, shown = await begin_to_mend(hass, "camera_lost")
    shown = dict(await manager.async_configure(shown["flow_id"], {"next_step_id": "stop_watching"}))
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["type"] is FlowResultType.CREATE_ENTRY
    assert commands(app) == [{"command": "set", "monitoring": False}]


async def test_a_camera_beside_another_cannot_take_its_room_along(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish("info", info(cameras=[CAMERA, {**CAMERA, "id": "living_room_door", "name": "Door"}]))
    app.publish(STATE, lost_camera())
    await wait(hass)
    manager, shown = await begin_to_mend(hass, "camera_lost")
    assert (shown["type"], shown["step_id"]) == (FlowResultType.FORM, "check")
    app.publish(STATE, camera_state())
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["type"] is FlowResultType.CREATE_ENTRY
    assert commands(app) == []


async def test_a_camera_that_got_company_cannot_take_its_room_along(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish(STATE, lost_camera())
    await wait(hass)
    manager, shown = await begin_to_mend(hass, "camera_lost")
    shown = dict(await manager.async_configure(shown["flow_id"], {"next_step_id": "stop_watching"}))
    app.publish("info", info(cameras=[CAMERA, {**CAMERA, "id": "living_room_door", "name": "Door"}]))
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["step_id"] == "check"
    assert commands(app) == []


@pytest.mark.parametrize("since", [None, "2026-11-22T03:00:00Z"])
async def test_monitoring_that_was_left_off_is_told_after_a_day_until_it_is_on(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, freezer: FrozenDateTimeFactory, since: str | None
) -> None:
    freezer.move_to("2026-11-22T03:00:00+00:00")
    off = room_state(monitoring=False, monitoring_off_since=since)
    app.publish("room/living_room/state", off)
    freezer.move_to("2026-11-23T02:59:00+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    app.publish("room/living_room/state", off)
    assert "monitoring_off" not in issues(hass)
    freezer.move_to("2026-11-23T03:00:02+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    placeholders = issues(hass)["monitoring_off"].translation_placeholders
    assert placeholders
    assert placeholders["room"] == "Living room"
    assert (placeholders["since"] == "?") is (since is None)
    manager, shown = await begin_to_mend(hass, "monitoring_off")
    assert shown["step_id"] == "watch"
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["type"] is FlowResultType.CREATE_ENTRY
    assert commands(app) == [{"command": "set", "monitoring": True}]
    app.publish("room/living_room/state", room_state())
    assert "monitoring_off" not in issues(hass)


async def test_monitoring_that_was_off_for_long_before_a_restart_is_told_at_once(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    since = (dt_util.utcnow() - timedelta(days=3)).isoformat()
    app.publish("room/living_room/state", room_state(monitoring=False, monitoring_off_since=since))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=1))
    await hass.async_block_till_done()
    assert "monitoring_off" in issues(hass)


async def test_an_app_that_is_gone_is_told_until_it_is_back(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish(STATE, lost_camera())
    app.publish("status", "offline")
    await wait(hass)
    assert set(issues(hass)) == {"app_gone"}
    manager, shown = await begin_to_mend(hass, "app_gone")
    assert (shown["step_id"], shown["description_placeholders"]["site"]) == ("check", "home")
    app.publish("status", "online")
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["type"] is FlowResultType.CREATE_ENTRY
    assert issues(hass) == {}


async def test_a_broker_that_is_gone_is_connected_anew(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.connect(connected=False)
    await wait(hass)
    assert set(issues(hass)) == {"broker_gone"}
    reloaded: list[str] = []
    monkeypatch.setattr(hass.config_entries, "async_schedule_reload", reloaded.append)
    manager, shown = await begin_to_mend(hass, "broker_gone")
    shown = dict(await manager.async_configure(shown["flow_id"], {}))
    assert shown["type"] is FlowResultType.CREATE_ENTRY
    assert reloaded == [entry.entry_id for entry in hass.config_entries.async_entries("mqtt")]


async def test_an_app_that_is_too_old_is_told_at_once(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish("info", info(app_version="0.0.9"))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=1))
    await hass.async_block_till_done()
    issue = issues(hass)["app_too_old"]
    assert issue.translation_placeholders
    assert issue.translation_placeholders["version"] == "0.0.9"
    app.publish("info", info(app_version="nightly"))
    assert issues(hass) == {}


async def test_an_app_that_is_too_new_is_told_while_it_runs(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish("info", info(schema=2))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=1))
    await hass.async_block_till_done()
    assert set(issues(hass)) == {"app_too_new"}
    app.publish("info", info())
    assert issues(hass) == {}


async def test_an_app_that_is_too_new_is_told_when_it_can_t_be_set_up(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    app.retain("info", info(schema=2))
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.reason == "The Fall detection app is newer than its integration"
    assert app.published("integration") == []
    assert set(issues(hass)) == {"app_too_new"}
    app.retain("info", info())
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert issues(hass) == {}


@pytest.mark.parametrize("payload", ["nonsense", "[]", '{"schema": "2"}'])
async def test_nonsense_is_no_later_version(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, payload: str
) -> None:
    app.publish("info", payload)
    await wait(hass)
    assert issues(hass) == {}


async def test_an_app_that_is_removed_leaves_no_issue_behind(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    app.retain("info", info(schema=2))
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert issues(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issues(hass) == {}


async def test_unloading_takes_the_issues_along(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish(STATE, lost_camera())
    await wait(hass)
    app.publish(STATE, camera_state(view="covered"))
    await hass.config_entries.async_unload(setup.entry_id)
    await wait(hass)
    assert issues(hass) == {}
