/** A home as the frontend knows it: two rooms, two cameras, one app. */

import type { EntityState, HomeAssistant } from "../src/home-assistant";

export const NOW = new Date("2026-11-22T14:05:00Z");
export const FALL = "binary_sensor.living_room_fall";

const ROOM_ENTITIES: [string, string][] = [
  ["binary_sensor", "fall"],
  ["binary_sensor", "inactivity"],
  ["event", "incident"],
  ["image", "snapshot"],
  ["sensor", "people"],
  ["switch", "monitoring"],
  ["binary_sensor", "camera_connection"],
];
const QUIET: Record<string, string> = { monitoring: "on", people: "0", incident: "unknown", snapshot: "unknown" };

export function state(entity_id: string, value: string, attributes: Record<string, unknown> = {}): EntityState {
  const changed = "2026-11-22T14:00:00Z";
  return { entity_id, state: value, attributes, last_changed: changed, last_updated: changed };
}

export function home(language = "en"): HomeAssistant {
  const hass: HomeAssistant = {
    states: {},
    entities: {},
    devices: {
      app: { id: "app", name: "Fall detection" },
      living_room: { id: "living_room", name: "Living room", parent_device_id: "app" },
      kitchen: { id: "kitchen", name: "Kitchen", name_by_user: "Big kitchen", parent_device_id: "app" },
    },
    locale: { language, time_format: "24", time_zone: "server" },
    config: { time_zone: "UTC" },
    connection: { subscribeMessage: async () => () => undefined },
    callService: async () => undefined,
    formatEntityAttributeValue: (entity, name, value) => `${name}=${value ?? entity.attributes[name]}`,
    hassUrl: (path) => path,
  };
  const add = (domain: string, key: string, room: string, value: string): void => {
    const entity_id = `${domain}.${room}_${key}`;
    hass.entities[entity_id] = { entity_id, platform: "falldetect", translation_key: key, device_id: room };
    hass.states[entity_id] = state(entity_id, value);
  };
  add("binary_sensor", "app_connection", "app", "on");
  for (const room of ["living_room", "kitchen"])
    for (const [domain, key] of ROOM_ENTITIES)
      add(domain, key, room, QUIET[key] ?? (key === "camera_connection" ? "on" : "off"));
  hass.entities["light.lamp"] = { entity_id: "light.lamp", platform: "hue", device_id: "living_room" };
  return hass;
}

/** Change some states, as the frontend does: with a new object. */
export function having(hass: HomeAssistant, ...states: EntityState[]): HomeAssistant {
  return { ...hass, states: { ...hass.states, ...Object.fromEntries(states.map((each) => [each.entity_id, each])) } };
}

export function fallen(hass: HomeAssistant, attributes: Record<string, unknown> = {}): HomeAssistant {
  const onset = "2026-11-22T14:03:00Z";
  const known = { incident: "5f0c", onset, test: false };
  const told = { ...known, event_type: "fall", kind: "trip", direction: "unknown", reasons: ["torso 82°"] };
  return having(
    hass,
    state(FALL, "on", { ...known, stage: "fall", ...attributes }),
    state("event.living_room_incident", onset, told),
  );
}
