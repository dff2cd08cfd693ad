/** An open incident: what is known of it, and what can be done about it. The card renders it anew each second. */

import { LitElement, html, nothing, type TemplateResult } from "lit";
import { define, showMore, type HomeAssistant } from "./home-assistant";
import { pictureUrl, titleOf, type Incident } from "./incident";
import type { Room } from "./rooms";
import { panelStyles } from "./panel-styles";
import { iconOf } from "./summary";
import { textsOf, type Key } from "./texts";
import { Clock, running } from "./time";

/** How many reasons are read at a glance. */
const SHORT = 3;
const REASONS: Key[] = ["sat", "bent", "exercise", "pet"];

const list = (items: string[]): TemplateResult => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

class IncidentPanel extends LitElement {
  static override properties = {
    hass: { attribute: false },
    room: { attribute: false },
    showPicture: { type: Boolean },
    asks: { state: true },
    sending: { state: true },
    error: { state: true },
  };
  static override styles = panelStyles;

  declare hass: HomeAssistant;
  declare room: Room;
  declare showPicture: boolean;
  declare private asks: boolean;
  declare private sending: boolean;
  declare private error: string | undefined;

  constructor() {
    super();
    this.showPicture = true;
    this.asks = false;
    this.sending = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const incident = this.room.incidentOpen;
    if (!incident) return nothing;
    const t = textsOf(this.hass.locale.language);
    const tone = incident.test ? "test" : incident.stage === "recovered" ? "kept" : "alarm";
    const picture = this.showPicture ? incident.picture : undefined;
    return html`
      <section class="panel ${tone} ${picture ? "pictured" : ""}" aria-labelledby="title">
        <header>
          <ha-icon icon=${iconOf(this.room)} aria-hidden="true"></ha-icon>
          <div class="what">
            <p class="room">${this.room.name}</p>
            <h2 id="title">${t(titleOf(incident))}</h2>
          </div>
          ${this.renderTime(incident)}
        </header>
        ${this.room.stale ? html`<p class="note">${t("stale")}</p>` : nothing}
        ${picture
          ? html`<button class="picture" @click=${() => showMore(this, picture.entity_id)}>
              <img src=${this.hass.hassUrl(pictureUrl(picture))} alt=${t("picture", { room: this.room.name })} />
            </button>`
          : nothing}
        ${this.asks ? this.renderQuestion() : this.renderButtons()} ${this.renderFacts(incident)}
        <p class="error ${this.error ? "told" : ""}" role="alert">${this.error ? t("failed", { error: this.error }) : nothing}</p>
      </section>
    `;
  }

  private renderTime({ onset, stage }: Incident): TemplateResult | typeof nothing {
    if (!onset) return nothing;
    const t = textsOf(this.hass.locale.language);
    const since = t("since", { time: new Clock(this.hass).time(onset) });
    return html`<div class="time">
      ${stage === "recovered"
        ? nothing
        : html`<span class="count" role="timer" aria-label=${t("on_floor")}>${running(Date.now() - onset.getTime())}</span>`}
      <span class="since">${since}</span>
    </div>`;
  }

  private renderFacts({ event, reasons }: Incident): TemplateResult | typeof nothing {
    if (!event) return nothing;
    const t = textsOf(this.hass.locale.language);
    const known = (["kind", "direction"] as const).filter((name) => {
      const value = event.attributes[name];
      return value && value !== "unknown";
    });
    if (!known.length && !reasons.length) return nothing;
    return html`<div class="facts">
      ${known.length
        ? html`<dl>
            ${known.map((name) => html`<div>
              <dt>${t(name)}</dt>
              <dd>${this.hass.formatEntityAttributeValue(event, name)}</dd>
            </div>`)}
          </dl>`
        : nothing}
      ${reasons.length
        ? html`<h3>${t("why")}</h3>
            ${list(reasons.slice(0, SHORT))}
            ${reasons.length > SHORT
              ? html`<details>
                  <summary>${t("more")} (${reasons.length - SHORT})</summary>
                  ${list(reasons.slice(SHORT))}
                </details>`
              : nothing}`
        : nothing}
    </div>`;
  }

  private renderButtons(): TemplateResult {
    const t = textsOf(this.hass.locale.language);
    return html`<div class="actions">
      <button class="act first" ?disabled=${this.sending || this.room.stale} @click=${() => this.send("acknowledge", {})}>
        <ha-icon icon="mdi:account-check" aria-hidden="true"></ha-icon>${t("going")}
      </button>
      <button class="act" id="false-alarm" ?disabled=${this.sending || this.room.stale} @click=${() => this.ask(true)}>
        <ha-icon icon="mdi:bell-cancel" aria-hidden="true"></ha-icon>${t("false_alarm")}
      </button>
    </div>`;
  }

  private renderQuestion(): TemplateResult {
    const t = textsOf(this.hass.locale.language);
    return html`<form @submit=${this.onSubmit} @keydown=${this.onKey}>
      <fieldset ?disabled=${this.sending || this.room.stale}>
        <legend>${t("what_was_it")}</legend>
        <div class="reasons">
          ${REASONS.map(
            (key) => html`<button type="button" class="act" @click=${() => this.send("dismiss", { reason: t(key) })}>
              ${t(key)}
            </button>`,
          )}
        </div>
        <div class="other">
          <input id="other" maxlength="500" autocomplete="off" placeholder=${t("other")} aria-label=${t("other")} />
          <button class="act first">${t("dismiss")}</button>
          <button type="button" class="act plain" @click=${() => this.ask(false)}>${t("back")}</button>
        </div>
      </fieldset>
    </form>`;
  }

  /** Ask what it was, or go back; the focus goes along. */
  private async ask(asks: boolean): Promise<void> {
    this.asks = asks;
    this.error = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(asks ? ".reasons button" : "#false-alarm")?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    void this.ask(false);
  }

  private onSubmit(event: Event): void {
    event.preventDefault();
    const reason = this.renderRoot.querySelector<HTMLInputElement>("#other")!.value.trim();
    void this.send("dismiss", reason ? { reason } : {});
  }

  private async send(action: "acknowledge" | "dismiss", data: Record<string, string>): Promise<void> {
    this.sending = true;
    this.error = undefined;
    try {
      await this.hass.callService("falldetect", action, data, { entity_id: this.room.fall }, false);
      this.asks = false;
    } catch (error) {
      this.error = (error as Partial<Error> | undefined)?.message ?? String(error);
    } finally {
      this.sending = false;
    }
  }
}

define("falldetect-incident", IncidentPanel);
