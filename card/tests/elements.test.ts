// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import "../src/index";
import type { FalldetectCard } from "../src/card";
import type { HomeAssistant } from "../src/home-assistant";
import { FALL, NOW, fallen, having, home, state } from "./home";

const text = (root: ParentNode | null | undefined): string => (root?.textContent ?? "").replace(/\s+/g, " ").trim();

async function show(hass: HomeAssistant, config: Record<string, unknown> = {}): Promise<FalldetectCard> {
  const card = document.createElement("falldetect-card") as FalldetectCard;
  card.setConfig({ type: "custom:falldetect-card", days: 0, ...config });
  card.hass = hass;
  document.body.append(card);
  await card.updateComplete;
  return card;
}

const panel = (card: FalldetectCard): ShadowRoot =>
  card.shadowRoot!.querySelector("falldetect-incident")!.shadowRoot!;
const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe("the card", () => {
  it("is offered with a suggestion for fall sensors alone", () => {
    const [card] = window.customCards!;
    expect(card).toMatchObject({ type: "falldetect-card", preview: true });
    expect(card!.getEntitySuggestion(home(), FALL)).toEqual({
      config: { type: "custom:falldetect-card", entities: [FALL] },
    });
    expect(card!.getEntitySuggestion(home(), "light.lamp")).toBeNull();
    expect(window.customBadges![0]!.type).toBe("falldetect-badge");
  });

  it("is offered in the language that the page has by then", () => {
    document.documentElement.lang = "de";
    const form = (customElements.get("falldetect-card") as typeof FalldetectCard).getConfigForm() as {
      computeLabel(field: { name: string }): string;
    };
    expect([window.customCards![0]!.name, form.computeLabel({ name: "title" })]).toEqual(["Sturzerkennung", "Titel"]);
    document.documentElement.lang = "";
  });

  it("refuses a configuration that it can't show", () => {
    const card = document.createElement("falldetect-card") as FalldetectCard;
    expect(() => card.setConfig({ type: "x", entities: FALL as unknown as string[] })).toThrow("list of fall sensors");
  });

  it("counts the seconds while somebody is down, and not before", async () => {
    const card = await show(home());
    const render = vi.spyOn(card as unknown as { render(): unknown }, "render");
    await vi.advanceTimersByTimeAsync(5000);
    expect(render).not.toHaveBeenCalled();
    card.hass = fallen(home());
    await settle();
    expect(text(panel(card).querySelector("[role=timer]"))).toBe("2:05");
    await vi.advanceTimersByTimeAsync(3000);
    expect(text(panel(card).querySelector("[role=timer]"))).toBe("2:08");
  });

  it("renders nothing anew when something else changes", async () => {
    const hass = home();
    const card = await show(hass);
    const render = vi.spyOn(card as unknown as { render(): unknown }, "render");
    card.hass = having(hass, state("light.lamp", "on"));
    await settle();
    expect(render).not.toHaveBeenCalled();
    card.hass = fallen(hass);
    await settle();
    expect(render).toHaveBeenCalledTimes(1);
  });

  it("forgets a question that was about another incident", async () => {
    const hass = home();
    const card = await show(fallen(hass));
    panel(card).querySelector<HTMLButtonElement>("#false-alarm")!.click();
    await settle();
    expect(panel(card).querySelector("form")).not.toBeNull();
    card.hass = fallen(hass, { incident: "the next one" });
    await settle();
    expect(panel(card).querySelector("form")).toBeNull();
  });

  it("says so when a chosen room is not there, and never that all is quiet in it", async () => {
    const some = await show(home(), { entities: [FALL, "binary_sensor.gone_fall"] });
    expect(text(some.shadowRoot)).toContain("Not found: binary_sensor.gone_fall.");
    expect(text(some.shadowRoot)).toContain("Living room");
    const none = await show(home(), { entities: ["binary_sensor.gone_fall"] });
    expect(text(none.shadowRoot)).toContain("Not found: binary_sensor.gone_fall.");
    expect(text(none.shadowRoot)).not.toMatch(/quiet|Nothing/);
  });

  it("keeps the picture to itself when told to", async () => {
    const picture = state("image.living_room_snapshot", "2026-11-22T14:03:02Z", { entity_picture: "/x?token=1" });
    const open = await show(having(fallen(home()), picture));
    const shy = await show(having(fallen(home()), picture), { show_picture: false });
    expect(panel(open).querySelector("img")!.getAttribute("src")).toBe("/x?token=1&state=2026-11-22T14%3A03%3A02Z");
    expect(panel(shy).querySelector("img")).toBeNull();
  });
});

describe("why it alarmed", () => {
  it("is told at a glance, the rest on demand", async () => {
    const reasons = ["one", "two", "three", "four", "five"];
    const hass = fallen(home());
    const event = hass.states["event.living_room_incident"]!;
    const card = await show(having(hass, { ...event, attributes: { ...event.attributes, reasons } }));
    const read = (selector: string) => [...panel(card).querySelectorAll(selector)].map(text);
    expect(read(".facts > ul > li")).toEqual(["one", "two", "three"]);
    expect(read("details li")).toEqual(["four", "five"]);
    expect(read("summary")).toEqual(["Show more (2)"]);
  });
});

describe("the buttons", () => {
  it("tell why they did not get through, and can be pressed again", async () => {
    const callService = vi.fn().mockRejectedValue(new Error("The app is offline"));
    const card = await show({ ...fallen(home()), callService });
    const going = panel(card).querySelector<HTMLButtonElement>(".act.first")!;
    going.click();
    await settle();
    expect(callService).toHaveBeenCalledWith("falldetect", "acknowledge", {}, { entity_id: FALL }, false);
    expect(text(panel(card).querySelector("[role=alert]"))).toBe("That did not get through: The app is offline");
    expect(going.disabled).toBe(false);
  });

  it("wait for an answer", async () => {
    const card = await show({ ...fallen(home()), callService: () => new Promise(() => undefined) });
    const going = panel(card).querySelector<HTMLButtonElement>(".act.first")!;
    going.click();
    await settle();
    expect(going.disabled).toBe(true);
  });

  it("dismiss without a reason, too", async () => {
    const callService = vi.fn().mockResolvedValue(undefined);
    const card = await show({ ...fallen(home()), callService });
    panel(card).querySelector<HTMLButtonElement>("#false-alarm")!.click();
    await settle();
    panel(card).querySelector("form")!.dispatchEvent(new Event("submit"));
    await settle();
    expect(callService).toHaveBeenCalledWith("falldetect", "dismiss", {}, { entity_id: FALL }, false);
  });
});

describe("the timeline's element", () => {
  const subscribed = (subscribeMessage: HomeAssistant["connection"]["subscribeMessage"]) => ({
    ...home(),
    connection: { subscribeMessage },
  });

  it("asks once for both rooms, and stops when it is no longer seen", async () => {
    const unsubscribe = vi.fn();
    const subscribe = vi.fn().mockResolvedValue(unsubscribe);
    const card = await show(subscribed(subscribe), { days: 3 });
    await settle();
    card.hass = having(card.hass!, state("sensor.kitchen_people", "1"));
    await settle();
    expect(subscribe).toHaveBeenCalledTimes(1);
    const [, command] = subscribe.mock.calls[0]!;
    expect(command.entity_ids).toEqual(["event.kitchen_incident", "event.living_room_incident"]);
    card.remove();
    await settle();
    expect(unsubscribe).toHaveBeenCalledTimes(1);
  });

  it("claims nothing before the recorder has answered", async () => {
    let answer: (message: unknown) => void = () => undefined;
    const subscribe = vi.fn(async (listener: (message: never) => void) => {
      answer = listener as typeof answer;
      return () => undefined;
    });
    const card = await show(subscribed(subscribe), { days: 3 });
    await settle();
    const timeline = card.shadowRoot!.querySelector("falldetect-timeline")!.shadowRoot;
    expect(text(timeline)).toBe("Timeline");
    answer({ states: {} });
    await settle();
    expect(text(timeline)).toBe("Timeline Nothing happened since Fri, Nov 20");
  });

  it("says when nothing is recorded", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const card = await show(subscribed(vi.fn().mockRejectedValue({ code: "unknown_command" })), { days: 3 });
    await settle();
    await settle();
    expect(text(card.shadowRoot!.querySelector("falldetect-timeline")!.shadowRoot)).toContain("No history");
  });
});

describe("the badge", () => {
  it("says how the home is, and does what its settings say", async () => {
    const badge = document.createElement("falldetect-badge") as FalldetectCard;
    badge.setConfig({ type: "custom:falldetect-badge" });
    badge.hass = fallen(home());
    document.body.append(badge);
    await badge.updateComplete;
    const button = badge.shadowRoot!.querySelector("button")!;
    expect(text(button)).toBe("Living room: On the floor · 2:00");
    const asked = vi.fn();
    badge.addEventListener("hass-action", (event) => asked((event as CustomEvent).detail));
    button.click();
    const config = { type: "custom:falldetect-badge", tap_action: { action: "more-info" }, entity: FALL };
    expect(asked).toHaveBeenCalledWith({ action: "tap", config });
  });
});
