import { describe, expect, it } from "vitest";
import { readRoom, findRooms } from "../src/rooms";
import { isStillOpen, Timeline, type Recorded } from "../src/timeline";
import { fallen, having, home, NOW, state } from "./home";

const ENTITY = "event.living_room_incident";
let number = 0;
const step = (event_type: string, time: string, more: Record<string, unknown> = {}): Recorded => ({
  s: time,
  lu: Date.parse(time) / 1000,
  a: { event_id: `${++number}`, incident: "a", event_type, time, onset: "2026-11-20T10:00:00Z", ...more },
});
const told = (...records: Recorded[]) => {
  const timeline = new Timeline();
  timeline.add({ states: { [ENTITY]: records } });
  return timeline.since(new Date("2026-11-20T00:00:00Z"));
};

describe("the timeline", () => {
  it("puts the steps of an incident together", () => {
    const [happening, ...others] = told(
      step("suspected", "2026-11-20T10:00:01Z"),
      step("fall", "2026-11-20T10:00:03Z", { kind: "slip", direction: "backward" }),
      step("long_lie", "2026-11-20T10:01:01Z"),
      step("recovered", "2026-11-20T10:02:00Z", { kind: "slip", direction: "backward" }),
    );
    expect(others).toEqual([]);
    expect(happening).toMatchObject({ sort: "fall", headline: "fall", outcome: "recovered", kind: "slip" });
    expect(happening!.began).toEqual(new Date("2026-11-20T10:00:00Z"));
    expect(happening!.ended).toEqual(new Date("2026-11-20T10:02:00Z"));
  });

  it("keeps who ended it and why", () => {
    const end = step("dismissed", "2026-11-20T10:01:00Z", { by: "Anna", reason: "tied her shoes" });
    expect(told(step("person_down", "2026-11-20T10:00:00Z"), end)[0]).toMatchObject({
      headline: "person_down",
      outcome: "dismissed",
      by: "Anna",
      reason: "tied her shoes",
    });
  });

  it("tells near falls and long quiet spells as what they are", () => {
    const near = told(step("suspected", "2026-11-20T10:00:00Z"), step("near_fall", "2026-11-20T10:00:01Z"))[0];
    const quiet = told(step("inactivity_started", "2026-11-20T10:00:00Z"))[0];
    expect([near!.sort, quiet!.sort, quiet!.ended]).toEqual(["near_fall", "inactivity", undefined]);
    const missed = told(step("inactivity_started", "2026-11-20T10:00:00Z", { inactivity: "missed" }))[0];
    expect([quiet!.missed, missed!.missed]).toEqual([false, true]);
  });

  it("does not tell of a suspicion that nothing came of, of states without an event, or of what is too old", () => {
    const restarted: Recorded = { s: "unavailable", lu: 0 };
    const old = step("fall", "2026-11-19T10:00:00Z", { incident: "old", onset: null });
    expect(told(step("suspected", "2026-11-20T10:00:00Z"), restarted, old)).toEqual([]);
  });

  it("tells an end alone, as of an incident whose beginning is no longer recorded", () => {
    expect(told(step("recovered", "2026-11-20T10:01:00Z"))[0]).toMatchObject({ headline: "fall", outcome: "recovered" });
  });

  it("counts an event once, however often it was recorded", () => {
    const timeline = new Timeline();
    const message = { states: { [ENTITY]: [step("fall", "2026-11-20T10:00:00Z")] } };
    expect([timeline.add(message), timeline.add(message)]).toEqual([true, false]);
  });

  it("puts the newest first", () => {
    const later = step("fall", "2026-11-21T10:00:00Z", { incident: "b", onset: "2026-11-21T10:00:00Z" });
    expect(told(step("fall", "2026-11-20T10:00:00Z"), later).map(({ id }) => id)).toEqual(["b", "a"]);
  });
});

describe("what has no end", () => {
  const open = told(step("fall", "2026-11-22T14:03:00Z", { incident: "5f0c" }))[0]!;
  const room = (hass: ReturnType<typeof home>) => readRoom(hass, findRooms(hass, ["binary_sensor.living_room_fall"])[0]!, NOW);

  it("is open while the room says so, or can't be asked", () => {
    const gone = having(home(), state("binary_sensor.app_app_connection", "off"));
    expect([fallen(home()), gone, home()].map((hass) => isStillOpen(open, room(hass)))).toEqual([true, true, false]);
  });
});
