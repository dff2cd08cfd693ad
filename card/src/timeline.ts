/** The past days: events as the recorder keeps them, put together as incidents. */

import { groupBy } from "./group";
import type { RegisteredEntity } from "./home-assistant";
import type { Room } from "./rooms";

/** One recorded state, in the short form of the history stream: last update in seconds, attributes. */
export interface Recorded {
  s: string;
  lu: number;
  a?: Record<string, unknown>;
}

export interface HistoryMessage {
  states: Record<RegisteredEntity["entity_id"], Recorded[]>;
}

export type Sort = "fall" | "near_fall" | "inactivity";

/** What happened, from the first step to the last one known. */
export interface Happening {
  id: string;
  entityId: string;
  sort: Sort;
  /** The most telling step, as `fall`, `person_down`, `near_fall` or `inactivity_started`. */
  headline: string;
  outcome: string;
  began: Date;
  ended: Date | undefined;
  kind: string;
  direction: string;
  by: string | undefined;
  reason: string | undefined;
  test: boolean;
  /** Whether it is activity that stayed away, and nobody who lay still. */
  missed: boolean;
}

interface Step {
  id: string;
  incident: string;
  entityId: string;
  type: string;
  time: number;
  attributes: Record<string, unknown>;
}

const ENDS = ["recovered", "acknowledged", "dismissed", "near_fall", "inactivity_ended"];
const HEADLINES = ["fall", "person_down", "long_lie", "near_fall", "inactivity_started"];
const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

/** Everything that was told, each event once however often the recorder wrote it down. */
export class Timeline {
  private steps = new Map<string, Step>();

  /** Take what the recorder sent, and return whether there was anything new. */
  add(message: HistoryMessage): boolean {
    const before = this.steps.size;
    for (const [entityId, records] of Object.entries(message.states))
      for (const { a: attributes = {} } of records) {
        const id = text(attributes.event_id);
        const time = Date.parse(String(attributes.time));
        if (!id || Number.isNaN(time) || this.steps.has(id)) continue;
        const incident = String(attributes.incident);
        this.steps.set(id, { id, incident, entityId, type: String(attributes.event_type), time, attributes });
      }
    return this.steps.size > before;
  }

  /** Return what happened since a moment, the newest first. */
  since(moment: Date): Happening[] {
    const steps = [...this.steps.values()].sort((a, b) => a.time - b.time);
    return [...groupBy(steps, (step) => step.incident).values()]
      .map(happeningOf)
      .filter((happening) => happening !== undefined)
      .filter((happening) => happening.began >= moment)
      .sort((a, b) => b.began.getTime() - a.began.getTime());
  }
}

/** Put the steps of an incident together; a suspicion that nothing came of is nothing to tell. */
function happeningOf(steps: Step[]): Happening | undefined {
  const types = steps.map((step) => step.type);
  const last = steps[steps.length - 1]!;
  const headline = HEADLINES.find((type) => types.includes(type)) ?? (ENDS.includes(last.type) ? "fall" : undefined);
  if (headline === undefined) return undefined;
  const end = steps.find((step) => ENDS.includes(step.type));
  const known = { ...last.attributes, ...end?.attributes };
  return {
    id: last.incident,
    entityId: last.entityId,
    sort: headline === "near_fall" ? "near_fall" : headline.startsWith("inactivity") ? "inactivity" : "fall",
    headline: headline === "long_lie" ? "fall" : headline,
    outcome: end?.type ?? last.type,
    began: new Date(Math.min(steps[0]!.time, Date.parse(String(last.attributes.onset)) || Infinity)),
    ended: end && new Date(end.time),
    kind: String(known.kind ?? "unknown"),
    direction: String(known.direction ?? "unknown"),
    by: text(known.by),
    reason: text(known.reason),
    test: known.test === true,
    missed: known.inactivity === "missed",
  };
}

/** Return whether a happening without an end goes on: as the room says, or for all that is known of a silent one. */
export function isStillOpen(happening: Happening, room: Room): boolean {
  if (room.status === "gone" || room.status === "unknown") return true;
  return happening.sort === "inactivity" ? room.inactiveSince !== undefined : room.incidentOpen?.id === happening.id;
}
