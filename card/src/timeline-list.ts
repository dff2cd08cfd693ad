/** The timeline of the past days, followed live from the recorder. */

import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { groupBy } from "./group";
import { define, showMore, type HomeAssistant, type Unsubscribe } from "./home-assistant";
import type { Room } from "./rooms";
import { textsOf } from "./texts";
import { Ticker } from "./ticker";
import { Clock, took } from "./time";
import { Timeline, type Happening, type HistoryMessage } from "./timeline";

const DAY_MS = 86_400_000;
const SHORT = 4;
const ICONS = { fall: "mdi:account-alert", near_fall: "mdi:shoe-sneaker", inactivity: "mdi:sleep" };

class TimelineList extends LitElement {
  static override properties = {
    hass: { attribute: false },
    rooms: { attribute: false },
    days: { type: Number },
    version: { state: true },
    whole: { state: true },
    missing: { state: true },
  };

  declare hass: HomeAssistant;
  declare rooms: Room[];
  declare days: number;
  declare private version: number;
  declare private whole: boolean;
  declare private missing: boolean;
  private timeline = new Timeline();
  private followed = "";
  private unsubscribe: Promise<Unsubscribe | undefined> | undefined;

  constructor() {
    super();
    this.days = 7;
    this.version = 0;
    this.whole = false;
    this.missing = false;
    new Ticker(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override updated(_changed: PropertyValues): void {
    const entities = this.rooms.map((room) => room.incident).filter((id) => id !== undefined);
    const wanted = `${this.days} ${entities.join(" ")}`;
    if (!this.isConnected || wanted === this.followed) return;
    this.stop();
    this.followed = wanted;
    this.timeline = new Timeline();
    if (entities.length) this.unsubscribe = this.follow(entities);
  }

  private stop(): void {
    void this.unsubscribe?.then((unsubscribe) => unsubscribe?.());
    this.unsubscribe = undefined;
    this.followed = "";
  }

  private async follow(entities: string[]): Promise<Unsubscribe | undefined> {
    const timeline = this.timeline;
    const listen = (message: HistoryMessage): void => {
      this.missing = false;
      if (timeline.add(message)) this.version++;
    };
    try {
      return await this.hass.connection.subscribeMessage<HistoryMessage>(listen, {
        type: "history/stream",
        entity_ids: entities,
        start_time: this.from().toISOString(),
        minimal_response: false,
        significant_changes_only: false,
        no_attributes: false,
      });
    } catch (error) {
      console.warn("falldetect-card: no history", error);
      this.missing = true;
      return undefined;
    }
  }

  private from(): Date {
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    return new Date(midnight.getTime() - (this.days - 1) * DAY_MS);
  }

  protected override render(): TemplateResult {
    const t = textsOf(this.hass.locale.language);
    const clock = new Clock(this.hass);
    const now = new Date();
    const all = this.timeline.since(this.from());
    const shown = this.whole ? all : all.slice(0, SHORT);
    return html`
      <h3 id="title">${t("timeline")}</h3>
      ${all.length
        ? nothing
        : html`<p>${this.missing ? t("no_history") : t("quiet")}</p>`}
      ${[...groupBy(shown, ({ began }) => clock.day(began, now))].map(
        ([day, happenings]) => html`
          <h4>${day}</h4>
          <ul>
            ${happenings.map((happening) => this.renderRow(happening, clock))}
          </ul>
        `,
      )}
      ${all.length > SHORT
        ? html`<button class="more" aria-expanded=${this.whole} @click=${() => (this.whole = !this.whole)}>
            ${this.whole ? t("less") : `${t("more")} (${all.length - SHORT})`}
          </button>`
        : nothing}
    `;
  }

  private renderRow(happening: Happening, clock: Clock): TemplateResult {
    const t = textsOf(this.hass.locale.language);
    const room = this.rooms.find((each) => each.incident === happening.entityId);
    const state = this.hass.states[happening.entityId];
    const word = (name: string, value: string): string =>
      state ? this.hass.formatEntityAttributeValue(state, name, value) : value;
    const open = happening.ended === undefined;
    const details = [
      ...(["kind", "direction"] as const)
        .filter((name) => happening.sort !== "inactivity" && happening[name] !== "unknown")
        .map((name) => word(name, happening[name])),
    ];
    const end = open
      ? t("open")
      : happening.sort === "near_fall"
        ? undefined
        : [
            word("event_type", happening.outcome),
            ...(happening.outcome === "recovered" || happening.outcome === "inactivity_ended"
              ? [took(happening.ended!.getTime() - happening.began.getTime(), this.hass.locale.language)]
              : []),
            ...(happening.by ? [happening.by] : []),
          ].join(" · ");
    return html`<li>
      <button class="row ${happening.sort} ${open ? "open" : ""}" @click=${() => showMore(this, happening.entityId)}>
        <ha-icon icon=${ICONS[happening.sort]} aria-hidden="true"></ha-icon>
        <span class="what">
          <b>${room?.name ?? ""}: ${word("event_type", happening.headline)}</b>
          ${happening.test ? html`<i class="tag">${t("test")}</i>` : nothing}
          <span class="details">${[...details, end, happening.reason && `“${happening.reason}”`].filter(Boolean).join(" · ")}</span>
        </span>
        <time datetime=${happening.began.toISOString()}>${clock.time(happening.began)}</time>
      </button>
    </li>`;
  }

  static override styles = css`
    :host {
      display: block;
    }
    h3,
    h4,
    p,
    ul {
      margin: 0;
      padding: 0;
    }
    h3 {
      font-size: 16px;
      font-weight: 500;
    }
    h4,
    p {
      font-size: 13px;
      font-weight: 400;
      color: var(--secondary-text-color);
      margin-top: 8px;
    }
    h4::first-letter {
      text-transform: uppercase;
    }
    ul {
      list-style: none;
    }
    .row,
    .more {
      all: unset;
      box-sizing: border-box;
      cursor: pointer;
      border-radius: 8px;
    }
    .row {
      width: 100%;
      min-height: 48px;
      padding: 6px 0;
      display: grid;
      grid-template-columns: auto 1fr auto;
      gap: 12px;
      align-items: center;
    }
    :is(.row, .more):focus-visible {
      outline: 2px solid var(--primary-color);
      outline-offset: 2px;
    }
    .row:hover {
      background: rgb(127 127 127 / 8%);
    }
    .row ha-icon {
      --mdc-icon-size: 20px;
      color: var(--secondary-text-color);
    }
    .fall ha-icon {
      color: var(--error-color);
    }
    .what {
      display: block;
      min-width: 0;
      font-size: 14px;
    }
    b {
      font-weight: 500;
    }
    .details {
      display: block;
      font-size: 13px;
      color: var(--secondary-text-color);
    }
    .tag {
      font-style: normal;
      font-size: 12px;
      color: var(--secondary-text-color);
      border: 1px solid var(--divider-color);
      border-radius: 99px;
      padding: 0 8px;
      margin-inline-start: 4px;
    }
    time {
      font-size: 13px;
      color: var(--secondary-text-color);
      font-variant-numeric: tabular-nums;
    }
    .more {
      min-height: 44px;
      display: inline-flex;
      align-items: center;
      font-size: 14px;
      font-weight: 500;
      color: var(--primary-text-color);
      text-decoration: underline;
      text-underline-offset: 3px;
    }
  `;
}

define("falldetect-timeline", TimelineList);
