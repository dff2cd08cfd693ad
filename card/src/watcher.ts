/** The rooms of a card or badge: found once a registry changes, read when one of their entities does. */

import type { HomeAssistant } from "./home-assistant";
import { entitiesOf, findRooms, readRoom, type Room, type RoomEntities } from "./rooms";

const ALL: readonly string[] = [];

export class Watcher {
  private readonly open = new Map<string, Room>();
  private found: RoomEntities[] = [];
  private watched: string[] = [];
  private seen: HomeAssistant | undefined;
  private chosen: readonly string[] | undefined;

  /** Take the news, and return whether any of them is about these rooms. */
  changed(hass: HomeAssistant, chosen: readonly string[] = ALL): boolean {
    const before = this.seen;
    this.seen = hass;
    if (
      !before ||
      before.entities !== hass.entities ||
      before.devices !== hass.devices ||
      before.locale !== hass.locale ||
      this.chosen !== chosen
    ) {
      this.chosen = chosen;
      this.found = findRooms(hass, chosen);
      this.watched = this.found.flatMap(entitiesOf);
      return true;
    }
    return this.watched.some((id) => before.states[id] !== hass.states[id]);
  }

  /** Which of the chosen rooms are not there: renamed, or gone. */
  get missing(): string[] {
    return (this.chosen ?? ALL).filter((entity) => !this.found.some((room) => room.fall === entity));
  }

  rooms(now: Date): Room[] {
    return this.seen ? this.found.map((room) => this.remembering(readRoom(this.seen!, room, now))) : [];
  }

  /** Keep an open incident in view while the app is silent: nobody has got up because it is. */
  private remembering(room: Room): Room {
    const known = this.open.get(room.fall);
    if (room.incidentOpen) this.open.set(room.fall, room);
    else if (known && (room.status === "gone" || room.status === "unknown")) return { ...known, stale: true };
    else this.open.delete(room.fall);
    return room;
  }
}
