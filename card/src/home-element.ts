/** What card and badge have in common: they show rooms, and render anew when one of these changes or time goes on. */

import { css, LitElement, type PropertyValues } from "lit";
import type { HomeAssistant } from "./home-assistant";
import { mostUrgent } from "./summary";
import { Ticker } from "./ticker";
import type { Room } from "./rooms";
import { Watcher } from "./watcher";

/** What is there for screen readers alone. */
export const SPOKEN = css`
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
const COUNTING_MS = 1000;
const CALM_MS = 30_000;

export class HomeElement<Config extends { entities?: string[] }> extends LitElement {
  static override properties = { hass: { attribute: false }, config: { state: true } };

  declare hass: HomeAssistant | undefined;
  declare protected config: Config | undefined;
  private readonly watcher = new Watcher();
  private readonly ticker = new Ticker(this);

  static getStubConfig(): Record<string, unknown> {
    return {};
  }

  setConfig(config: Config): void {
    if (config.entities !== undefined && !Array.isArray(config.entities))
      throw new Error("entities has to be a list of fall sensors, such as binary_sensor.living_room_fall");
    this.config = config;
  }

  /** Which of the chosen rooms are not there. */
  protected get missing(): string[] {
    return this.watcher.missing;
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    if (!this.hass || !this.config) return false;
    const news = this.watcher.changed(this.hass, this.config.entities);
    return news || !changed.has("hass") || changed.size > 1;
  }

  /** Read the rooms; while an incident is open, do so every second. */
  protected readRooms(now: Date): { rooms: Room[]; open: Room[] } {
    const rooms = this.watcher.rooms(now);
    const open = mostUrgent(rooms).filter((room) => room.incidentOpen);
    this.ticker.every = open.length ? COUNTING_MS : CALM_MS;
    return { rooms, open };
  }
}
