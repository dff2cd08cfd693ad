/** The card: open incidents, a tile a room, and the past days. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { cardStyles } from "./card-styles";
import { cardForm } from "./editor";
import { define, showMore, type CardConfig } from "./home-assistant";
import { HomeElement, SPOKEN } from "./home-element";
import "./incident-panel";
import type { Room, Status } from "./rooms";
import { announcement, iconOf, ICONS, summaryOf, tileText, toneOf } from "./summary";
import { textsOf, type Texts } from "./texts";
import "./timeline-list";

const DEFAULT_DAYS = 7;
export const DOCUMENTATION = "https://github.com/falldetect/falldetect/blob/main/docs/card.md";

export class FalldetectCard extends HomeElement<CardConfig> {
  static override styles = [SPOKEN, cardStyles];

  static getConfigForm(): unknown {
    return cardForm();
  }

  getCardSize(): number {
    return 5;
  }

  getGridOptions(): Record<string, unknown> {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  protected override render(): TemplateResult {
    const hass = this.hass!;
    const t = textsOf(hass.locale.language);
    const now = new Date();
    const { rooms, open } = this.readRooms(now);
    return html`
      <ha-card>
        <div class="sr" role="alert">${announcement(rooms, t)}</div>
        ${this.config!.title ? html`<h1>${this.config!.title}</h1>` : nothing}
        ${repeat(
          open,
          (room) => `${room.fall} ${room.incidentOpen!.id}`,
          (room) => html`<falldetect-incident
            .hass=${hass}
            .room=${room}
            .showPicture=${this.config!.show_picture ?? true}
          ></falldetect-incident>`,
        )}
        ${this.missing.map((entity) => html`<p class="missing">${t("missing", { entity })}</p>`)}
        ${rooms.length ? this.renderHome(rooms, open.length > 0, t, now) : nothing}
        ${rooms.length || this.missing.length ? nothing : this.renderNothing(t)}
      </ha-card>
    `;
  }

  private renderHome(rooms: Room[], alarmed: boolean, t: Texts, now: Date): TemplateResult {
    const days = this.config!.days ?? DEFAULT_DAYS;
    const summary = summaryOf(this.hass!, rooms, this.missing, t);
    return html`
      ${alarmed
        ? nothing
        : html`<div class="summary ${summary.status}">
            <ha-icon icon=${ICONS[summary.status]} aria-hidden="true"></ha-icon>
            <div>
              <h2>${summary.title}</h2>
              ${summary.help ? html`<p>${summary.help}</p>` : nothing}
            </div>
          </div>`}
      <ul class="tiles" aria-label=${t("rooms")}>
        ${rooms.map((room) => html`<li>${this.renderTile(room, t, now)}</li>`)}
      </ul>
      ${days
        ? html`<falldetect-timeline .hass=${this.hass} .rooms=${rooms} .days=${days}></falldetect-timeline>`
        : nothing}
    `;
  }

  private renderTile(room: Room, t: Texts, now: Date): TemplateResult {
    return html`<button class="tile ${toneOf(room)}" @click=${() => showMore(this, moreOf(room))}>
      <span class="icon"><ha-icon icon=${iconOf(room)} aria-hidden="true"></ha-icon></span>
      <span class="words">
        <span class="name">${room.name}</span>
        <span class="state">${tileText(this.hass!, room, t, now)}</span>
        ${room.lostCameras.length && room.status !== "lost"
          ? html`<span class="state warning">${t("camera_lost")}</span>`
          : nothing}
      </span>
    </button>`;
  }

  private renderNothing(t: Texts): TemplateResult {
    return html`<div class="empty">
      <ha-icon icon="mdi:cctv" aria-hidden="true"></ha-icon>
      <h2>${t("nothing")}</h2>
      <p>${t("nothing_help")}</p>
      <a href=${DOCUMENTATION} target="_blank" rel="noreferrer">${t("how")}</a>
    </div>`;
  }
}

/** Return the entity that explains how a room is. */
function moreOf(room: Room): string {
  const explains: Partial<Record<Status, string | undefined>> = {
    gone: room.app,
    inactive: room.inactivity,
    lost: room.lostCameras[0],
    paused: room.monitoring,
  };
  return explains[room.status] ?? room.fall;
}

define("falldetect-card", FalldetectCard);
