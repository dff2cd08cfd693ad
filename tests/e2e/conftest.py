"""One home for all tests here, as Home Assistant takes its time to start."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from .helpers.annex import Annex, annex
from .helpers.browser import signed_in
from .helpers.home import DOMAIN, Home, home

_HOMES: list[Home] = []


@pytest_asyncio.fixture(scope="session", loop_scope="session", name="home")
async def _home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """A home whose Home Assistant found the app over MQTT and was told to add it; its camera is off at first."""
    async with home(tmp_path_factory.mktemp("home")) as made:
        _HOMES.append(made)
        await made.hass.add_mqtt("127.0.0.1", made.broker_port)
        made.app.start()
        flows = await made.hass.until(lambda: made.hass.discovered(DOMAIN), timeout_s=60, what="the app's discovery")
        await made.hass.fill_in(flows[0]["flow_id"])
        yield made
    _HOMES.clear()


@pytest_asyncio.fixture(scope="session", loop_scope="session", name="annex")
async def _annex(home: Home) -> AsyncIterator[Annex]:
    """A second app in the same home, which says what a test wants it to say."""
    async with annex(home) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session", name="page")
async def _page(home: Home) -> AsyncIterator[Page]:
    """A browser that is signed in."""
    async with signed_in(home.hass) as page:
        page.set_default_timeout(20_000)
        yield page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Add what every process said to the report of a failed test."""
    report = yield
    if report.failed:
        for made in _HOMES:
            report.sections += [(f"last words of {name}", words) for name, words in made.logs().items()]
    return report
