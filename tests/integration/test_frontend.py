"""The card reaches every dashboard without a resource to add."""

from collections.abc import Generator
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.falldetect.card import CARD

from .conftest import Broker


@pytest.fixture
def _frontend_files(tmp_path: Path) -> Generator[None]:
    """Let the frontend integration start without the files of the frontend, which the test harness doesn't bring."""
    (tmp_path / "static" / "icons").mkdir(parents=True)
    with patch("homeassistant.components.frontend._frontend_root", return_value=tmp_path):
        yield


def modules(hass: HomeAssistant) -> list[str]:
    return [url for url in hass.data[DATA_EXTRA_MODULE_URL].urls if "falldetect" in url]


@pytest.mark.usefixtures("_frontend_files")
async def test_the_frontend_loads_the_card(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (url,) = modules(hass)
    client = await hass_client_no_auth()
    response = await client.get(url)
    assert response.content_type == "text/javascript"
    assert "max-age" in response.headers["Cache-Control"]
    assert await response.read() == CARD.read_bytes()


@pytest.mark.usefixtures("_frontend_files")
async def test_another_card_has_another_address(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry, tmp_path: Path
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    changed = tmp_path / CARD.name
    changed.write_text("changed")
    with patch("custom_components.falldetect.card.CARD", changed):
        assert await hass.config_entries.async_setup(entry.entry_id)
    (url,) = modules(hass)
    path, version = url.split("?v=")
    assert path == "/falldetect/falldetect-card.js"
    assert version == sha256(b"changed").hexdigest()[:8]


async def test_a_home_without_frontend_needs_no_card(hass: HomeAssistant, setup: MockConfigEntry) -> None:
    assert "frontend" not in hass.config.components
    assert DATA_EXTRA_MODULE_URL not in hass.data
