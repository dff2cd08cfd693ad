import { describe, expect, it } from "vitest";
import { findRooms, isFallSensor, readRoom, worst, type Room } from "../src/rooms";
import { announcement, iconOf, mostUrgent, summaryOf, tileText } from "../src/summary";
import { textsOf } from "../src/texts";
import { Watcher } from "../src/watcher";
import { FALL, NOW, fallen, having, home, state } from "./home";

const read = (hass: ReturnType<typeof home>): Room[] => findRooms(hass).map((room) => readRoom(hass, room, NOW));
const living = (hass: ReturnType<typeof home>): Room => read(hass).find((room) => room.id === "living_room")!;
const t = textsOf("en");

describe("finding rooms", () => {
  it("takes the devices with a fall sensor, by name, the user's name first", () => {
    expect(findRooms(home()).map((room) => room.name)).toEqual(["Big kitchen", "Living room"]);
  });

  it("takes those that are chosen, in that order, and none that is gone", () => {
    const chosen = [FALL, "binary_sensor.gone_fall", "binary_sensor.kitchen_fall"];
    expect(findRooms(home(), chosen).map((room) => room.id)).toEqual(["living_room", "kitchen"]);
  });

  it("finds entities by what they are, not by their ids", () => {
    const hass = home();
    hass.entities["sensor.renamed"] = { ...hass.entities["sensor.living_room_people"]!, entity_id: "sensor.renamed" };
    delete hass.entities["sensor.living_room_people"];
    const room = findRooms(hass, [FALL])[0]!;
    expect(room).toMatchObject({ people: "sensor.renamed", app: "binary_sensor.app_app_connection" });
    expect(room.cameras).toEqual(["binary_sensor.living_room_camera_connection"]);
  });

  it("knows which entities it is for", () => {
    const ours = Object.keys(home().entities).filter((id) => isFallSensor(home(), id));
    expect(ours).toEqual([FALL, "binary_sensor.kitchen_fall"]);
  });

  it("finds nothing where nothing is set up", () => {
    expect(findRooms({ ...home(), entities: {} })).toEqual([]);
    expect(worst([])).toBe("fine");
  });
});

describe("the status of a room", () => {
  const off = state("binary_sensor.living_room_camera_connection", "off");
  const unseen = state(FALL, "unavailable");
  it.each([
    ["fine", home()],
    ["alarm", fallen(home())],
    ["alarm", fallen(home(), { stage: "a stage of a newer app" })],
    ["kept", fallen(home(), { stage: "recovered" })],
    ["inactive", having(home(), state("binary_sensor.living_room_inactivity", "on"))],
    ["paused", having(home(), unseen, state("switch.living_room_monitoring", "off"))],
    ["lost", having(home(), unseen, off)],
    ["gone", having(home(), unseen, state("binary_sensor.app_app_connection", "off"))],
    ["unknown", having(home(), unseen)],
    ["alarm", having(fallen(home()), off)],
    ["fine", having(home(), off)],
  ])("is %s", (status, hass) => {
    expect(living(hass).status).toBe(status);
    expect(read(hass).find((room) => room.id === "kitchen")!.status).toBe(status === "gone" ? "gone" : "fine");
    expect(iconOf(living(hass))).toMatch(/^mdi:/);
  });

  it("puts what is most urgent first", () => {
    expect(worst(read(having(fallen(home()), state("switch.kitchen_monitoring", "off"))))).toBe("alarm");
  });

  it("puts a real alarm before a test, and a test before what can wait", () => {
    const order = (...rooms: Partial<Room>[]) => mostUrgent(rooms as Room[]).map((room) => room.id);
    const test = { id: "test", status: "alarm", incidentOpen: { test: true } } as Room;
    const real = { id: "real", status: "kept", incidentOpen: { test: false } } as Room;
    expect(order({ id: "fine", status: "fine" }, { id: "inactive", status: "inactive" }, test, real)).toEqual([
      "real",
      "test",
      "inactive",
      "fine",
    ]);
  });

  it("counts the cameras that are lost", () => {
    expect(living(having(home(), off)).lostCameras).toEqual([off.entity_id]);
  });
});

describe("the open incident", () => {
  it("knows the event that belongs to it", () => {
    const incident = living(fallen(home())).incidentOpen!;
    expect(incident).toMatchObject({ stage: "fall", test: false, reasons: ["torso 82°"] });
    expect(incident.onset).toEqual(new Date("2026-11-22T14:03:00Z"));
  });

  it("takes nothing from the event of another incident", () => {
    expect(living(fallen(home(), { incident: "other" })).incidentOpen).toMatchObject({ event: undefined, reasons: [] });
  });

  it.each([
    ["2026-11-22T14:03:02Z", true],
    ["2026-11-22T13:00:00Z", false],
  ])("shows a picture of %s: %s", (moment, shown) => {
    const picture = state("image.living_room_snapshot", moment, { entity_picture: "/api/image_proxy/x?token=1" });
    expect(living(having(fallen(home()), picture)).incidentOpen!.picture !== undefined).toBe(shown);
  });

  it("lives without an onset", () => {
    const room = living(fallen(home(), { onset: null }));
    expect(room.incidentOpen!.onset).toBeUndefined();
    expect(tileText(home(), room, t, NOW)).toBe("On the floor");
  });
});

describe("what is said", () => {
  it("says how long somebody has been down", () => {
    expect(tileText(home(), living(fallen(home())), t, NOW)).toBe("On the floor · 2:00");
  });

  it("says who has taken charge, for an hour", () => {
    const event = (time: string, by: string | null) =>
      having(home(), state("event.living_room_incident", time, { event_type: "acknowledged", time, by }));
    const text = (time: string, by: string | null) => tileText(home(), living(event(time, by)), t, NOW);
    expect(text("2026-11-22T14:00:00Z", "Anna")).toBe("Anna is seeing to it");
    expect(text("2026-11-22T14:00:00Z", null)).toBe("Somebody is seeing to it");
    expect(text("2026-11-22T13:00:00Z", "Anna")).toBe("Nobody there");
  });

  it("says whether somebody is there, where that is known", () => {
    const people = (value: string) => living(having(home(), state("sensor.living_room_people", value)));
    expect(["0", "2", "unavailable"].map((value) => tileText(home(), people(value), t, NOW))).toEqual([
      "Nobody there",
      "Somebody there",
      "Watched",
    ]);
  });

  it("sums the home up", () => {
    const gone = having(home(), state(FALL, "unavailable"), state("binary_sensor.app_app_connection", "off"));
    expect(summaryOf(home(), read(home()), [], t)).toMatchObject({ status: "fine", title: "All quiet" });
    expect(summaryOf(gone, read(gone), [], t)).toMatchObject({
      title: "Falls are not noticed",
      help: "The Fall detection app has not been heard of since 14:00",
    });
    expect(summaryOf(home(), read(home()), ["binary_sensor.gone_fall"], t).title).toBe("Not everything is watched");
    const inactive = having(home(), state("binary_sensor.living_room_inactivity", "on"));
    expect(summaryOf(inactive, read(inactive), [], t).help).toBe("Living room: no movement since 14:00");
    const onset = { event_type: "inactivity_started", onset: "2026-11-22T13:15:00Z" };
    const told = having(inactive, state("event.living_room_incident", onset.onset, onset));
    expect(summaryOf(told, read(told), [], t).help).toBe("Living room: no movement since 13:15");
    const missed = having(home(), state("binary_sensor.living_room_inactivity", "on", { inactivity: "missed" }));
    expect(summaryOf(missed, read(missed), [], t)).toMatchObject({
      title: "Less activity than usual",
      help: "Living room: no activity since 14:00, which is unusual at this hour",
    });
    expect(tileText(missed, living(missed), t, NOW)).toBe("No activity since 14:00");
  });

  it("announces an incident once, and a test as what it is", () => {
    expect(announcement(read(home()), t)).toBe("");
    expect(announcement(read(fallen(home())), t)).toBe("Living room: Somebody has fallen");
    expect(announcement(read(fallen(home(), { test: true })), t)).toBe("Living room: Test alarm");
  });
});

describe("watching", () => {
  it("takes notice of its rooms' entities only", () => {
    const watcher = new Watcher();
    const hass = home();
    expect(watcher.changed(hass)).toBe(true);
    expect(watcher.changed(having(hass, state("light.lamp", "on")))).toBe(false);
    expect(watcher.changed(having(hass, state(FALL, "on")))).toBe(true);
  });

  it("keeps an open incident in view while the app is silent, and forgets it once the app says so", () => {
    const watcher = new Watcher();
    const see = (hass: ReturnType<typeof home>): Room => {
      watcher.changed(hass);
      return watcher.rooms(NOW).find((room) => room.id === "living_room")!;
    };
    const silent = having(home(), state(FALL, "unavailable"), state("binary_sensor.app_app_connection", "off"));
    expect(see(silent)).toMatchObject({ status: "gone", stale: false, incidentOpen: undefined });
    see(fallen(home()));
    expect(see(silent)).toMatchObject({ status: "alarm", stale: true, incidentOpen: { stage: "fall" } });
    expect(see(home())).toMatchObject({ status: "fine", stale: false, incidentOpen: undefined });
    expect(see(silent)).toMatchObject({ status: "gone", stale: false });
  });

  it("finds a room that comes later", () => {
    const watcher = new Watcher();
    watcher.changed({ ...home(), entities: {} });
    expect(watcher.rooms(NOW)).toEqual([]);
    expect(watcher.changed(home())).toBe(true);
    expect(watcher.rooms(NOW)).toHaveLength(2);
  });
});
