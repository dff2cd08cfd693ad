/** The open incident of a room, put together from its fall sensor, its newest event and its picture. */

import type { EntityState } from "./home-assistant";

export type Stage = "fall" | "person_down" | "long_lie" | "recovered";
const STAGES: readonly string[] = ["fall", "person_down", "long_lie", "recovered"];

export interface Incident {
  id: string;
  stage: Stage;
  onset: Date | undefined;
  test: boolean;
  reasons: string[];
  camera: string | undefined;
  /** The event that tells kind and direction, if the newest event is of this incident. */
  event: EntityState | undefined;
  /** The picture, if there is one of this incident and not of an earlier one. */
  picture: EntityState | undefined;
}

/** Return the incident that the fall sensor is on for. */
export function incidentOf(
  fall: EntityState | undefined,
  event: EntityState | undefined,
  snapshot: EntityState | undefined,
): Incident | undefined {
  if (fall?.state !== "on") return undefined;
  const { incident, stage, onset, test } = fall.attributes;
  const own = event?.attributes.incident === incident ? event : undefined;
  const began = typeof onset === "string" ? new Date(onset) : undefined;
  const reasons = own?.attributes.reasons;
  return {
    id: String(incident),
    stage: STAGES.includes(String(stage)) ? (stage as Stage) : "fall",
    onset: began,
    test: test === true,
    reasons: Array.isArray(reasons) ? reasons.map(String) : [],
    camera: typeof own?.attributes.camera === "string" ? own.attributes.camera : undefined,
    event: own,
    picture: isOf(snapshot, began) ? snapshot : undefined,
  };
}

function isOf(snapshot: EntityState | undefined, onset: Date | undefined): boolean {
  if (!snapshot?.attributes.entity_picture) return false;
  return onset === undefined || Date.parse(snapshot.state) >= onset.getTime();
}

/** Return the address of a picture, which changes with the picture. */
export function pictureUrl(picture: EntityState): string {
  return `${picture.attributes.entity_picture}&state=${encodeURIComponent(picture.state)}`;
}

/** Return the name of what to say of an incident: its stage, or that it is only a test. */
export function titleOf(incident: Incident): Stage | "test" {
  return incident.test ? "test" : incident.stage;
}
