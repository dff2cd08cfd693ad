/** Which rooms there are, and how each of them is. */

import { groupBy } from "./group";
import type { EntityState, HomeAssistant, RegisteredEntity } from "./home-assistant";
import { incidentOf, type Incident } from "./incident";

const PLATFORM = "falldetect";

/** The most urgent first. */
export const STATUSES = ["alarm", "kept", "inactive", "gone", "lost", "unknown", "paused", "fine"] as const;
export type Status = (typeof STATUSES)[number];

/** The entities of a room, by what they tell. */
export interface RoomEntities {
  id: string;
  name: string;
  fall: string;
  cameras: string[];
  app?: string;
  incident?: string;
  inactivity?: string;
  monitoring?: string;
  people?: string;
  snapshot?: string;
}

export interface Room extends RoomEntities {
  status: Status;
  incidentOpen: Incident | undefined;
  /** Whether the incident is only remembered, as the app has gone silent in the middle of it. */
  stale: boolean;
  occupied: boolean | undefined;
  inactiveSince: Date | undefined;
  /** Whether it is inactive as its usual activity stays away, and nobody there lies still. */
  missed: boolean;
  lostCameras: string[];
  /** Who has taken charge of the newest incident in the last hour. */
  seenToBy: { name: string | undefined } | undefined;
}

const SEEN_TO_MS = 3_600_000;
const SINGLE: Record<string, "incident" | "inactivity" | "monitoring" | "people" | "snapshot"> = {
  "event.incident": "incident",
  "binary_sensor.inactivity": "inactivity",
  "switch.monitoring": "monitoring",
  "sensor.people": "people",
  "image.snapshot": "snapshot",
};

const kindOf = (entity: RegisteredEntity): string => `${entity.entity_id.split(".")[0]}.${entity.translation_key ?? ""}`;

export function isFallSensor(hass: HomeAssistant, entityId: string): boolean {
  const entity = hass.entities[entityId];
  return entity?.platform === PLATFORM && kindOf(entity) === "binary_sensor.fall";
}

/** Find the rooms in the registries, all or those whose fall sensors are chosen, in the order chosen or by name. */
export function findRooms(hass: HomeAssistant, chosen: readonly string[] = []): RoomEntities[] {
  const ours = Object.values(hass.entities).filter((entity) => entity.platform === PLATFORM && entity.device_id);
  const byDevice = groupBy(ours, (entity) => entity.device_id);
  const rooms: RoomEntities[] = [];
  for (const fall of ours.filter((entity) => kindOf(entity) === "binary_sensor.fall")) {
    const device = hass.devices[fall.device_id!];
    const room: RoomEntities = {
      id: fall.device_id!,
      name: device?.name_by_user || device?.name || fall.entity_id,
      fall: fall.entity_id,
      cameras: [],
    };
    for (const entity of byDevice.get(fall.device_id) ?? []) {
      const kind = kindOf(entity);
      const single = SINGLE[kind];
      if (single) room[single] = entity.entity_id;
      else if (kind === "binary_sensor.camera_connection") room.cameras.push(entity.entity_id);
    }
    const app = (byDevice.get(device?.parent_device_id ?? undefined) ?? []).find(
      (entity) => kindOf(entity) === "binary_sensor.app_connection",
    );
    if (app) room.app = app.entity_id;
    rooms.push(room);
  }
  if (!chosen.length) return rooms.sort((a, b) => a.name.localeCompare(b.name));
  return chosen.flatMap((entityId) => rooms.filter((room) => room.fall === entityId));
}

/** Every entity that a room's view depends on. */
export function entitiesOf(room: RoomEntities): string[] {
  const { fall, incident, inactivity, monitoring, people, snapshot, app, cameras } = room;
  return [fall, incident, inactivity, monitoring, people, snapshot, app, ...cameras].filter((id) => id !== undefined);
}

/** Read how a room is. */
export function readRoom(hass: HomeAssistant, entities: RoomEntities, now: Date): Room {
  const state = (id: string | undefined): EntityState | undefined => (id ? hass.states[id] : undefined);
  const inactivity = state(entities.inactivity);
  const people = Number(state(entities.people)?.state);
  return {
    ...entities,
    status: statusOf(hass, entities),
    stale: false,
    incidentOpen: incidentOf(state(entities.fall), state(entities.incident), state(entities.snapshot)),
    occupied: Number.isNaN(people) ? undefined : people > 0,
    inactiveSince: inactivity?.state === "on" ? quietSince(inactivity, state(entities.incident)) : undefined,
    missed: inactivity?.state === "on" && inactivity.attributes.inactivity === "missed",
    lostCameras: entities.cameras.filter((camera) => state(camera)?.state === "off"),
    seenToBy: seenTo(state(entities.incident), now),
  };
}

function statusOf(hass: HomeAssistant, room: RoomEntities): Status {
  const is = (id: string | undefined, value: string): boolean => id !== undefined && hass.states[id]?.state === value;
  if (is(room.fall, "on")) return hass.states[room.fall]!.attributes.stage === "recovered" ? "kept" : "alarm";
  if (is(room.app, "off")) return "gone";
  if (is(room.inactivity, "on")) return "inactive";
  if (is(room.monitoring, "off")) return "paused";
  if (is(room.fall, "off")) return "fine";
  if (room.cameras.length && room.cameras.every((camera) => is(camera, "off"))) return "lost";
  return "unknown";
}

/** Return since when nobody has moved: as the event told, else since the sensor says so. */
function quietSince(inactivity: EntityState, event: EntityState | undefined): Date {
  const { event_type, onset } = event?.attributes ?? {};
  return new Date(event_type === "inactivity_started" && onset ? String(onset) : inactivity.last_changed);
}

function seenTo(event: EntityState | undefined, now: Date): Room["seenToBy"] {
  const { event_type, time, by } = event?.attributes ?? {};
  if (event_type !== "acknowledged" || typeof time !== "string") return undefined;
  if (now.getTime() - Date.parse(time) > SEEN_TO_MS) return undefined;
  return { name: typeof by === "string" ? by : undefined };
}

/** The most urgent status of all rooms. */
export function worst(rooms: readonly Room[]): Status {
  return STATUSES.find((status) => rooms.some((room) => room.status === status)) ?? "fine";
}
