"""A real browser that signs in to Home Assistant as the user does, and takes a picture."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Page, async_playwright

from scripts.hass import PASSWORD, USER, HomeAssistant

from .program import find

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 120_000


@contextlib.asynccontextmanager
async def signed_in(hass: HomeAssistant) -> AsyncIterator[Page]:
    """Yield a page that is signed in."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find("chromium"), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 1500})
        page.set_default_timeout(PATIENCE_MS)
        await page.goto(hass.url, wait_until="domcontentloaded")
        await page.fill("input[name=username]", USER)
        await page.fill("input[name=password]", PASSWORD)
        await page.press("input[name=password]", "Enter")
        await page.wait_for_url("**/home/**")
        yield page
        await browser.close()


async def photograph(page: Page, url: str, words: list[str], file: Path) -> None:
    """Open a page, wait until it shows the words, and keep a picture of it."""
    await page.goto(url, wait_until="domcontentloaded")
    for word in words:
        await page.get_by_text(word, exact=True).first.wait_for()
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=file)
