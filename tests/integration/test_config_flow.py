"""The config flow: found over MQTT, named by hand, moved to another site."""

import json
from typing import Any

import pytest
from homeassistant.components import mqtt
from homeassistant.config_entries import SOURCE_HASSIO, SOURCE_MQTT, SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message

from custom_components.falldetect.const import CONF_SITE, DOMAIN

from .conftest import Broker, impatience
from .payloads import INSTALLATION_ID, discovery, info


async def discover(hass: HomeAssistant, payload: str | dict[str, Any]) -> ConfigFlowResult:
    """Let an app be discovered."""
    message = MqttServiceInfo(
        topic="falldetect/discovery/home",
        payload=payload if isinstance(payload, str) else json.dumps(payload),
        qos=1,
        retain=True,
        subscribed_topic="falldetect/discovery/#",
        timestamp=0.0,
    )
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_MQTT}, data=message)


async def name_site(hass: HomeAssistant, site: str) -> ConfigFlowResult:
    """Name a site by hand."""
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.FORM
    return await hass.config_entries.flow.async_configure(result["flow_id"], {CONF_SITE: site})


async def test_a_discovered_app_is_added_with_one_click(hass: HomeAssistant, app: Broker) -> None:
    result = await discover(hass, discovery())
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "discovery_confirm"
    assert result["description_placeholders"] == {"name": "Fall detection", "site": "home"}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Fall detection"
    assert result["data"] == {CONF_SITE: "home"}
    assert result["result"].unique_id == INSTALLATION_ID


async def test_home_assistant_discovers_the_app_by_its_retained_topic(hass: HomeAssistant, mqtt_mock: Any) -> None:
    async_fire_mqtt_message(hass, "falldetect/discovery/home", json.dumps(discovery()), 1, retain=True)
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["title_placeholders"] == {"name": "Fall detection", "site": "home"}


async def discover_through_supervisor(hass: HomeAssistant, config: dict[str, Any]) -> ConfigFlowResult:
    """Let Supervisor tell of an app."""
    info = HassioServiceInfo(config=config, name="Fall detection", slug="0a1b2c3d_falldetect", uuid="1234")
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_HASSIO}, data=info)


async def test_an_app_that_supervisor_tells_of_is_added_with_one_click(hass: HomeAssistant, app: Broker) -> None:
    result = await discover_through_supervisor(hass, discovery())
    assert result["step_id"] == "discovery_confirm"
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["configuration_url"] == "homeassistant://hassio/addon/0a1b2c3d_falldetect/info"
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == INSTALLATION_ID


async def test_an_app_found_on_both_ways_is_one(hass: HomeAssistant, app: Broker) -> None:
    await discover_through_supervisor(hass, discovery())
    result = await discover(hass, discovery())
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_in_progress")


async def test_an_app_that_is_set_up_is_not_found_again_through_supervisor(
    hass: HomeAssistant, setup: MockConfigEntry
) -> None:
    result = await discover_through_supervisor(hass, discovery())
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_an_app_of_another_version_is_not_found_through_supervisor(hass: HomeAssistant, app: Broker) -> None:
    result = await discover_through_supervisor(hass, discovery(schema=2))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "invalid_discovery_info")


async def test_an_app_found_through_supervisor_without_mqtt_says_what_is_missing(hass: HomeAssistant) -> None:
    result = await discover_through_supervisor(hass, discovery())
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "mqtt_missing")


async def test_an_app_is_discovered_once(hass: HomeAssistant, app: Broker) -> None:
    await discover(hass, discovery())
    result = await discover(hass, discovery(app_version="0.2.0"))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_in_progress"


@pytest.mark.parametrize(
    "payload",
    ["", "not JSON", "[]", discovery(schema=2), discovery(site="My Home"), {"schema": 1}],
    ids=["withdrawn", "no JSON", "no object", "a newer contract", "no slug", "incomplete"],
)
async def test_an_announcement_that_cannot_be_understood_is_no_discovery(
    hass: HomeAssistant, app: Broker, payload: str | dict[str, Any]
) -> None:
    result = await discover(hass, payload)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "invalid_discovery_info"


async def test_an_app_that_is_set_up_is_not_discovered_again(hass: HomeAssistant, setup: MockConfigEntry) -> None:
    result = await discover(hass, discovery())
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_an_app_that_announces_another_site_is_followed_there(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker
) -> None:
    app.retained["falldetect/cottage/info"] = json.dumps(info(site="cottage"))
    result = await discover(hass, discovery(site="cottage"))
    await hass.async_block_till_done()
    assert result["reason"] == "already_configured"
    assert setup.data == {CONF_SITE: "cottage"}
    assert setup.runtime_data.site == "cottage"
    assert app.published("integration") == [("claimed", True), ("", True)]


async def test_an_app_installed_anew_under_the_same_site_keeps_its_entities(
    hass: HomeAssistant, setup: MockConfigEntry
) -> None:
    result = await discover(hass, discovery(installation_id="another"))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_a_site_named_by_hand_is_added_when_its_app_answers(hass: HomeAssistant, app: Broker) -> None:
    result = await name_site(hass, "home")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Fall detection"
    assert result["data"] == {CONF_SITE: "home"}
    assert result["result"].unique_id == INSTALLATION_ID


async def test_an_app_found_but_not_confirmed_can_be_added_by_hand(hass: HomeAssistant, app: Broker) -> None:
    await discover(hass, discovery())
    assert (await name_site(hass, "home"))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_silent_site_is_an_error_that_can_be_mended(hass: HomeAssistant, broker: Broker) -> None:
    with impatience():
        result = await name_site(hass, "home")
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "cannot_connect"}
    broker.retain("info", info())
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {CONF_SITE: "home"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_site_that_tells_nonsense_is_as_good_as_silent(hass: HomeAssistant, broker: Broker) -> None:
    broker.retain("info", "nonsense")
    with impatience():
        assert (await name_site(hass, "home"))["errors"] == {"base": "cannot_connect"}


@pytest.mark.parametrize("site", ["", "My home", "home/#", "haus+"])
async def test_a_site_that_is_no_slug_is_refused_with_the_reason(hass: HomeAssistant, app: Broker, site: str) -> None:
    assert (await name_site(hass, site))["errors"] == {CONF_SITE: "invalid_site"}


async def test_an_app_that_is_set_up_is_not_added_by_hand_again(hass: HomeAssistant, setup: MockConfigEntry) -> None:
    result = await name_site(hass, "home")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_without_mqtt_the_user_is_told_to_set_it_up(hass: HomeAssistant) -> None:
    hass.config.components.add(mqtt.DOMAIN)
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "mqtt_missing"


async def test_reconfiguring_moves_to_another_site_and_lets_go_of_the_old_one(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker
) -> None:
    app.retained["falldetect/cottage/info"] = json.dumps(info(site="cottage"))
    result = await setup.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {CONF_SITE: "cottage"})
    await hass.async_block_till_done()
    assert result["reason"] == "reconfigure_successful"
    assert setup.runtime_data.site == "cottage"
    assert app.published("integration") == [("claimed", True), ("", True)]


async def test_reconfiguring_to_a_silent_site_changes_nothing(hass: HomeAssistant, setup: MockConfigEntry) -> None:
    result = await setup.start_reconfigure_flow(hass)
    with impatience():
        result = await hass.config_entries.flow.async_configure(result["flow_id"], {CONF_SITE: "cottage"})
    assert result["errors"] == {"base": "cannot_connect"}
    assert setup.data == {CONF_SITE: "home"}


async def test_reconfiguring_to_another_app_is_refused(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker
) -> None:
    app.retained["falldetect/cottage/info"] = json.dumps(info(site="cottage", installation_id="another"))
    result = await setup.start_reconfigure_flow(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {CONF_SITE: "cottage"})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "another_app"


async def test_reconfiguring_without_mqtt_is_refused(hass: HomeAssistant, setup: MockConfigEntry, app: Broker) -> None:
    await app.remove()
    result = await setup.start_reconfigure_flow(hass)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "mqtt_missing"
