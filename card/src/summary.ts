/** What is said of rooms: in a line for the home, in a word for a tile, aloud for a screen reader. */

import type { HomeAssistant } from "./home-assistant";
import { titleOf } from "./incident";
import { STATUSES, worst, type Room, type Status } from "./rooms";
import type { Texts } from "./texts";
import { Clock, running } from "./time";

export const ICONS: Record<Status, string> = {
  alarm: "mdi:account-alert",
  kept: "mdi:human-handsup",
  inactive: "mdi:sleep",
  gone: "mdi:power-plug-off",
  lost: "mdi:video-off",
  unknown: "mdi:help-circle-outline",
  paused: "mdi:pause-circle-outline",
  fine: "mdi:shield-check",
};

/** Return how a room looks: as its status, as a test, or quiet where all is well and nobody there. */
export function toneOf(room: Room): string {
  if (room.incidentOpen?.test) return "test";
  return room.status === "fine" && room.occupied === false && !room.seenToBy ? "quiet" : room.status;
}

/** Return the icon of a room: where all is well, it says whether somebody is there. */
export function iconOf(room: Room): string {
  if (room.incidentOpen?.test) return TEST_ICON;
  if (room.status !== "fine") return ICONS[room.status];
  return room.seenToBy ? "mdi:account-check" : room.occupied ? "mdi:account" : ICONS.fine;
}

export const TEST_ICON = "mdi:bell-ring";

export interface Summary {
  status: Status;
  title: string;
  help: string | undefined;
}

/** Return the rooms, the most urgent first; a test comes after whatever is real and has somebody to see to. */
export function mostUrgent(rooms: readonly Room[]): Room[] {
  const rank = (room: Room): number =>
    room.incidentOpen?.test ? STATUSES.indexOf("kept") + 0.5 : STATUSES.indexOf(room.status);
  return [...rooms].sort((a, b) => rank(a) - rank(b));
}

/** Say how the home is as long as no incident is open; a room that is missing is not watched. */
export function summaryOf(hass: HomeAssistant, rooms: readonly Room[], missing: readonly string[], t: Texts): Summary {
  const status = worst(rooms);
  if (status === "fine" && missing.length) return { status: "paused", title: t("s_paused"), help: undefined };
  if (!rooms.length) return { status: "unknown", title: t("nothing"), help: undefined };
  const room = rooms.find((each) => each.status === status)!;
  const clock = new Clock(hass);
  const values = { room: room.name, time: room.inactiveSince ? clock.time(room.inactiveSince) : "" };
  switch (status) {
    case "fine":
    case "alarm":
    case "kept":
      return { status: "fine", title: t("all_quiet"), help: undefined };
    case "gone": {
      const since = hass.states[room.app!]?.last_changed;
      return { status, title: t("s_gone"), help: since && t("h_gone", { time: clock.time(new Date(since)) }) };
    }
    case "unknown":
      return { status, title: t("unknown"), help: undefined };
    case "inactive": {
      const sort = room.missed ? "missed" : "inactive";
      return { status, title: t(`s_${sort}`), help: t(`h_${sort}`, values) };
    }
    default:
      return { status, title: t(`s_${status}`), help: t(`h_${status}`, values) };
  }
}

/** Say how a room is. */
export function tileText(hass: HomeAssistant, room: Room, t: Texts, now: Date): string {
  switch (room.status) {
    case "alarm": {
      const { test, onset } = room.incidentOpen!;
      const words = [t(test ? "test" : "alarm"), onset && running(now.getTime() - onset.getTime())];
      return words.filter((word) => word !== undefined).join(" · ");
    }
    case "inactive":
      return t(room.missed ? "missed" : "inactive", { time: room.inactiveSince ? new Clock(hass).time(room.inactiveSince) : "" });
    case "fine":
      if (room.seenToBy) return room.seenToBy.name ? t("seen_to", { name: room.seenToBy.name }) : t("seen_to_somebody");
      return room.occupied === undefined ? t("fine") : t(room.occupied ? "fine_there" : "fine_empty");
    default:
      return t(room.status);
  }
}

/** Say aloud where an incident is open; the text stays the same while it is, so that it is said once. */
export function announcement(rooms: readonly Room[], t: Texts): string {
  return mostUrgent(rooms)
    .filter((room) => room.incidentOpen)
    .map((room) => `${room.name}: ${t(titleOf(room.incidentOpen!))}`)
    .join(". ");
}
