"""The card on a real dashboard: what the family sees and does. The tests go on from each other, as days do."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest
import pytest_asyncio
import yaml

from .helpers.app import App, utc
from .helpers.clip import ROOT
from .helpers.dashboard import BADGE, CARD, DESKTOP, PICTURES, Dashboard, dashboard

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ROOMS = {"Living room": ["Window", "Door"], "Kitchen": ["Ceiling"], "Bedroom": ["Shelf"], "Hall": ["Corner"]}
FALL = "binary_sensor.fall_detection_living_room_fall"
DAY_S = 86_400.0


@pytest_asyncio.fixture(scope="module", loop_scope="session", name="home")
async def _home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Dashboard]:
    async with dashboard(tmp_path_factory.mktemp("card")) as made:
        yield made


async def test_nothing_is_set_up_yet(home: Dashboard) -> None:
    await home.save(CARD, badges=(BADGE,))
    await home.open()
    await home.shows("Nothing is watched yet", "How it is done")
    await home.photograph("nothing")
    assert await home.faults(home.card) == []


async def test_it_is_suggested_for_a_room_and_set_up_in_its_editor(home: Dashboard) -> None:
    home.app.announce(ROOMS)
    await home.hass.until(lambda: home.hass.state(FALL), timeout_s=60, what="the rooms")
    page = home.page
    await home.wear("light", DESKTOP)
    await home.save()
    await home.open("?edit=1")
    await page.locator("hui-grid-section button.add, hui-grid-section .add").first.click()
    await page.get_by_placeholder("Search entities").fill("Living room Fall")
    await page.locator("hui-suggestion-picker").get_by_text("Fall", exact=True).first.click()
    suggestion = page.locator("hui-suggestion-picker falldetect-card")
    await suggestion.get_by_text("Living room").first.wait_for()
    assert await suggestion.locator(".tile").count() == 1
    await page.screenshot(path=PICTURES / "suggested.png")
    await page.get_by_role("tab", name="By card").click()
    await page.get_by_placeholder("Search cards").fill("Fall detection")
    await page.locator("hui-card-picker .card").first.click()
    await page.locator("hui-form-editor ha-selector-text input").fill("At home")
    await page.locator("hui-dialog-edit-card").get_by_text("At home").wait_for()
    await page.screenshot(path=PICTURES / "editor.png")
    await page.locator("hui-form-editor ha-selector-boolean ha-switch").click()
    await page.get_by_role("button", name="Save").click()

    async def is_saved() -> bool:
        return "At home" in str(await home.hass.command("lovelace/config", url_path="fall-card"))

    await home.hass.until(is_saved, timeout_s=60, what="the card to be saved")
    assert await home.saved() == CARD | {"title": "At home", "show_picture": False}
    await page.locator("hui-dialog-edit-card").wait_for(state="hidden")
    await page.get_by_role("button", name="Done").click()
    await page.locator("hui-card-edit-mode").wait_for(state="detached")


async def test_the_past_days_are_told(home: Dashboard) -> None:
    await home.save(CARD, badges=(BADGE,))
    await home.open()
    recovered = ("recovered", {})
    for told in (
        Past("Living room", 2.13, "slip", "backward", "fall", lasted_s=130, end=recovered),
        Past("Hall", 0.88, "trip", "forward", "suspected", lasted_s=1, end=("near_fall", {})),
        Past("Bedroom", 0.1, "unknown", "unknown", "inactivity_started", lasted_s=4000, end=("inactivity_ended", {})),
        Past(
            "Hall",
            1.4,
            "unknown",
            "unknown",
            "inactivity_started",
            lasted_s=5000,
            end=("inactivity_ended", {"inactivity": "missed"}),
        ),
        Past(
            "Kitchen", 3.06, "unknown", "unknown", "fall", end=("dismissed", {"by": "Anna", "reason": "tied her shoes"})
        ),
        Past("Living room", 4.71, "transfer", "left", "person_down", end=("acknowledged", {"by": "Anna"})),
    ):
        told.tell(home.app)
    await home.card.get_by_role("button", name="Show more").click()
    await home.shows("Slip · Backward · Recovered · 2 min", "Bedroom: Long without movement", "67 min")
    await home.shows(
        "Hall: Less activity than usual", "Hall: Near fall", "Kitchen: False alarm", "“tied her shoes” · Anna"
    )
    await home.shows("While getting up or sitting down · To the left · Acknowledged · Anna")
    await home.photograph("timeline")
    assert await home.faults(home.card) == []


def fine(app: App) -> None:
    app.recover()
    app.announce(ROOMS)
    app.room("Living room", occupied=True, people=1)


def fallen(app: App) -> None:
    fine(app)
    app.fall("Living room", ago_s=134)
    app.snapshot("Living room", skeleton())


def on_the_floor(app: App) -> None:
    fine(app)
    app.fall("Kitchen", ago_s=750, state="person_down", kind="unknown", direction="unknown", reasons=[])


def lies_long(app: App) -> None:
    fine(app)
    app.fall("Living room", ago_s=4000, state="long_lie", kind="collapse")


def trial(app: App) -> None:
    fine(app)
    app.fall("Hall", ago_s=5, test=True, reasons=[])


def inactive(app: App) -> None:
    fine(app)
    app.event("Living room", "inactivity_started", incident="still", onset=utc(2700))
    app.room("Living room", occupied=True, people=1, inactive=True)


def paused(app: App) -> None:
    fine(app)
    app.room("Bedroom", occupied=None, people=None, monitoring=False)


def camera_lost(app: App) -> None:
    fine(app)
    for room, camera in (("Kitchen", "Ceiling"), ("Living room", "Door")):
        app.camera(room, camera, connected=False, problem="refused", message="The camera refuses the connection.")
    app.room("Kitchen", occupied=None, people=None)


def app_gone(app: App) -> None:
    fine(app)
    app.online(value=False)


STATES: dict[Callable[[App], None], tuple[str, ...]] = {
    fine: ("All quiet", "Somebody there", "Nobody there"),
    fallen: ("Somebody has fallen", "Trip", "Forward", "torso 82° from the vertical", "I'm going", "False alarm"),
    on_the_floor: ("Somebody is on the floor", "I'm going"),
    lies_long: ("Still on the floor", "1:06:"),
    trial: ("Test alarm",),
    inactive: ("Long without movement", "No movement since"),
    paused: ("Not everything is watched", "Bedroom: paused"),
    camera_lost: ("A room is not seen", "No picture", "One camera without picture"),
    app_gone: ("Falls are not noticed", "App offline"),
}


@pytest.mark.parametrize(("tell", "words"), STATES.items(), ids=[each.__name__ for each in STATES])
async def test_every_state_is_seen_and_can_be_used_by_everybody(
    home: Dashboard, tell: Callable[[App], None], words: tuple[str, ...]
) -> None:
    tell(home.app)
    await home.shows(*words)
    await home.photograph(tell.__name__)
    assert await home.faults(home.card) == []
    assert await home.faults(home.page.locator("falldetect-badge")) == []


async def test_the_clock_runs_and_is_told_once(home: Dashboard) -> None:
    fallen(home.app)
    await home.shows("Somebody has fallen")
    count = home.card.get_by_role("timer")
    before = await count.text_content()
    ticked = "([element, before]) => element.textContent !== before"
    await home.page.wait_for_function(ticked, arg=[await count.element_handle(), before])
    assert re.fullmatch(r"\d+:\d\d", await count.text_content() or "")
    assert await home.card.locator(".sr[role=alert]").text_content() == "Living room: Somebody has fallen"
    badge = home.page.locator("falldetect-badge button")
    assert re.fullmatch(r"\s*Living room: On the floor · \d+:\d\d\s*", await badge.text_content() or "")


async def test_a_tap_shows_more(home: Dashboard) -> None:
    tile = home.card.locator("button.tile").filter(has_text="Living room")
    for button in (home.page.locator("falldetect-badge button"), tile):
        await button.click()
        dialog = home.page.locator("ha-more-info-dialog")
        await dialog.get_by_text("Detected").first.wait_for()
        await home.page.keyboard.press("Escape")
        await dialog.get_by_text("Detected").first.wait_for(state="hidden")


async def test_nothing_moves_for_those_who_want_no_motion(home: Dashboard) -> None:
    icon = home.card.locator("header ha-icon")
    for motion, animation in (("reduce", "none"), ("no-preference", "call")):
        await home.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        assert await icon.evaluate("(icon) => getComputedStyle(icon).animationName") == animation


async def test_an_open_incident_stays_in_view_when_the_app_goes_silent(home: Dashboard) -> None:
    home.app.online(value=False)
    await home.shows("The app is offline: this is the last that is known", "Somebody has fallen")
    assert await home.card.get_by_role("button", name="I'm going").is_disabled()
    await home.photograph("silent")
    home.app.online()
    await home.card.get_by_text("The app is offline").wait_for(state="detached")


async def test_a_click_tells_the_app_who_is_going(home: Dashboard) -> None:
    await home.card.get_by_role("button", name="I'm going").click()
    assert await said(home, "living_room", "acknowledge") == home.app.answer("acknowledge", by="dev")
    home.app.end("acknowledged", by="Anna")
    await home.shows("Anna is seeing to it", "All quiet")
    await home.photograph("seen_to")


async def test_a_false_alarm_is_dismissed_with_its_reason(home: Dashboard) -> None:
    on_the_floor(home.app)
    await home.card.get_by_role("button", name="False alarm", exact=True).click()
    await home.photograph("dismissing")
    assert await home.faults(home.card) == []
    await home.card.get_by_role("button", name="Bent down or knelt").click()
    wanted = home.app.answer("dismiss", by="dev", reason="Bent down or knelt")
    assert await said(home, "kitchen", "dismiss") == wanted
    home.app.end("dismissed", by="Anna", reason="Bent down or knelt")
    await home.shows("All quiet", "Kitchen: False alarm", "“Bent down or knelt” · Anna")


async def test_keys_are_enough(home: Dashboard) -> None:
    fallen(home.app)
    await home.shows("Somebody has fallen")
    keys = home.page.keyboard
    await home.card.get_by_role("button", name="False alarm", exact=True).focus()
    await keys.press("Enter")
    await focused(home, "Sat or lay down")
    await keys.press("Escape")
    await focused(home, "False alarm")
    await keys.press("Enter")
    for _ in range(4):
        await keys.press("Tab")
    await keys.type("danced")
    await keys.press("Enter")
    wanted = home.app.answer("dismiss", by="dev", reason="danced")
    assert await said(home, "living_room", "dismiss") == wanted
    home.app.end("dismissed", by="dev", reason="danced")
    await home.shows("All quiet")


async def test_it_asks_nobody_outside(home: Dashboard) -> None:
    home.asked.clear()
    await home.open()
    await home.shows("All quiet")
    assert any("falldetect-card.js?v=" in url for url in home.asked)
    assert [url for url in home.asked if not url.startswith(("data:", "blob:", home.hass.url))] == []


async def test_the_page_is_in_the_language_of_the_user(home: Dashboard) -> None:
    await home.hass.command("frontend/set_user_data", key="language", value={"language": "de"})
    await home.open()
    await home.shows("Alles ruhig", "Jemand ist da", "Verlauf")
    assert await home.page.evaluate("window.customCards.map((card) => card.name)") == ["Sturzerkennung"]
    await home.hass.command("frontend/set_user_data", key="language", value={"language": "en"})


async def test_an_alarm_that_is_kept_stays_until_somebody_takes_charge(home: Dashboard) -> None:
    await home.keep_alarms()
    await home.open()
    fallen(home.app)
    await home.shows("Somebody has fallen")
    home.app.recover()
    await home.shows("Up again, nobody has taken charge")
    await home.photograph("kept")
    assert await home.faults(home.card) == []
    await home.card.get_by_role("button", name="I'm going").click()
    await home.shows("All quiet")


async def test_the_dashboard_without_it_has_what_it_names(home: Dashboard) -> None:
    pages = (ROOT / "docs" / "card.md").read_text(encoding="utf-8")
    (example,) = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(views:.*?)```", pages, re.DOTALL))
    await home.hass.command("lovelace/config/save", url_path="fall-card", config=example)
    fallen(home.app)
    await home.open()
    await home.page.get_by_text("Living room, on the floor").first.wait_for()
    named = set(re.findall(r"\b(?:binary_sensor|button|event|image|sensor|switch)\.\w+", str(example)))
    known = {state["entity_id"] for state in await home.hass.get("/api/states")}
    assert named - known == set()
    assert await home.page.locator("hui-error-card, hui-warning").count() == 0
    await home.page.wait_for_load_state("networkidle")
    await home.photograph("built_in")
    await home.page.locator("hui-button-card").filter(has_text="I'm going").click()
    assert await said(home, "living_room", "acknowledge") == home.app.answer("acknowledge", by="dev")


@dataclass(frozen=True)
class Past:
    """An incident of some days ago."""

    room: str
    days: float
    kind: str
    direction: str
    begin: str
    end: tuple[str, dict[str, str]]
    lasted_s: float = 60.0

    def tell(self, app: App) -> None:
        """Tell how it began and how it ended."""
        ago_s = self.days * DAY_S
        known = {"incident": str(self), "onset": utc(ago_s), "kind": self.kind, "direction": self.direction}
        app.event(self.room, self.begin, ago_s, **known)
        app.event(self.room, self.end[0], ago_s - self.lasted_s, **known, **self.end[1])


async def said(home: Dashboard, room: str, command: str) -> dict[str, Any]:
    """Return the command that reached the broker."""

    async def heard() -> dict[str, Any] | None:
        return home.app.heard(lambda where, what: (where, what["command"]) == (room, command))

    found: dict[str, Any] = await home.hass.until(heard, timeout_s=60, what=f"{command} at the broker")
    home.app.commands.clear()
    return found


async def focused(home: Dashboard, name: str) -> None:
    """Wait until a button has the focus."""
    button = home.card.get_by_role("button", name=name, exact=True)
    await home.page.wait_for_function("(button) => button.matches(':focus')", arg=await button.element_handle())


def skeleton() -> bytes:
    """Draw a skeleton that lies, as the app's snapshots show it."""
    picture = np.zeros((360, 640, 3), np.uint8)
    joints = np.array([[180, 262], [225, 250], [300, 256], [372, 262], [440, 240], [492, 268]], np.int32)
    arms = np.array([[225, 250], [252, 286], [292, 292]], np.int32)
    legs = np.array([[372, 262], [436, 276], [508, 284]], np.int32)
    for line in (joints, arms, legs):
        cv2.polylines(picture, [line], isClosed=False, color=(90, 90, 255), thickness=6, lineType=cv2.LINE_AA)
    cv2.circle(picture, (158, 262), 20, (90, 90, 255), 6, cv2.LINE_AA)
    return bytes(cv2.imencode(".jpg", picture)[1].tobytes())
