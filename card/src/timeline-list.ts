/** The timeline of the past days, followed live from the recorder. */

import { LitElement, html, nothing, type TemplateResult } from "lit";
import { groupBy } from "./group";
import { define, showMore, type HomeAssistant, type Unsubscribe } from "./home-assistant";
import type { Room } from "./rooms";
import { TEST_ICON } from "./summary";
import { textsOf, type Texts } from "./texts";
import { Ticker } from "./ticker";
import { Clock, took } from "./time";
import { timelineStyles } from "./timeline-styles";
import { isStillOpen, Timeline, type Happening, type HistoryMessage, type Sort } from "./timeline";

const DAY_MS = 86_400_000;
const SHORT = 4;
const ICONS: Record<Sort, string> = {
  fall: "mdi:account-alert",
  near_fall: "mdi:shoe-sneaker",
  inactivity: "mdi:sleep",
};

/** Return whether somebody was on the floor, as far as anybody knows. */
const isFall = ({ sort, outcome, test }: Happening): boolean => sort === "fall" && outcome !== "dismissed" && !test;

function iconOf({ sort, outcome, test }: Happening): string {
  if (test) return TEST_ICON;
  return outcome === "dismissed" ? "mdi:bell-cancel" : ICONS[sort];
}

class TimelineList extends LitElement {
  static override properties = {
    hass: { attribute: false },
    rooms: { attribute: false },
    days: { type: Number },
    version: { state: true },
    whole: { state: true },
    told: { state: true },
  };
  static override styles = timelineStyles;

  declare hass: HomeAssistant;
  declare rooms: Room[];
  declare days: number;
  declare private version: number;
  declare private whole: boolean;
  /** Whether the recorder has answered; undefined until it has. */
  declare private told: boolean | undefined;
  private timeline = new Timeline();
  private followed = "";
  private unsubscribe: Promise<Unsubscribe | undefined> | undefined;

  constructor() {
    super();
    this.days = 7;
    this.version = 0;
    this.whole = false;
    this.told = undefined;
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

  protected override updated(): void {
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
      this.told = true;
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
      this.told = false;
      return undefined;
    }
  }

  private from(): Date {
    return new Date(new Clock(this.hass).midnight(new Date()).getTime() - (this.days - 1) * DAY_MS);
  }

  protected override render(): TemplateResult {
    const t = textsOf(this.hass.locale.language);
    const clock = new Clock(this.hass);
    const now = new Date();
    const all = this.timeline.since(this.from());
    const shown = this.whole ? all : all.slice(0, SHORT);
    return html`
      <h3 id="title">${t("timeline")}</h3>
      ${all.length || this.told === undefined
        ? nothing
        : html`<p>${this.told ? t("quiet", { day: clock.day(this.from(), now) }) : t("no_history")}</p>`}
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
    return html`<li>
      <button class="row ${isFall(happening) ? "fall" : ""}" @click=${() => showMore(this, happening.entityId)}>
        <ha-icon icon=${iconOf(happening)} aria-hidden="true"></ha-icon>
        <span class="what">
          <b>${room?.name}: ${this.headline(happening, t)}</b>
          <span class="details">${this.details(happening, room, t).join(" · ")}</span>
        </span>
        <time datetime=${happening.began.toISOString()}>${clock.time(happening.began)}</time>
      </button>
    </li>`;
  }

  private headline(happening: Happening, t: Texts): string {
    if (happening.test) return t("test");
    if (happening.outcome === "dismissed") return t("false_alarm");
    if (happening.sort === "inactivity") return t(happening.missed ? "s_missed" : "s_inactive");
    return this.word(happening, "event_type", happening.headline);
  }

  private details(happening: Happening, room: Room | undefined, t: Texts): string[] {
    const { sort, outcome, began, ended, by, reason, test } = happening;
    const said: (string | undefined)[] = [];
    if (sort !== "inactivity" && outcome !== "dismissed" && !test)
      for (const name of ["kind", "direction"] as const)
        if (happening[name] !== "unknown") said.push(this.word(happening, name, happening[name]));
    if (ended === undefined) {
      if (room && isStillOpen(happening, room)) said.push(t("open"));
    } else if (outcome === "recovered" || outcome === "acknowledged") said.push(this.word(happening, "event_type", outcome));
    if (ended && (outcome === "recovered" || sort === "inactivity"))
      said.push(took(ended.getTime() - began.getTime(), this.hass.locale.language));
    said.push(reason && `“${reason}”`, by);
    return said.filter((word) => word !== undefined);
  }

  /** Return a value of the incident's event entity in the user's language. */
  private word({ entityId }: Happening, attribute: string, value: string): string {
    const state = this.hass.states[entityId];
    return state ? this.hass.formatEntityAttributeValue(state, attribute, value) : value;
  }
}

define("falldetect-timeline", TimelineList);
