/** The badge: how the home is, in a word, at the top of a dashboard. */

import { LitElement, css, html, type PropertyValues, type TemplateResult } from "lit";
import { badgeForm } from "./editor";
import { define, tell, type BadgeConfig, type HomeAssistant } from "./home-assistant";
import { announcement, iconOf, ICONS, mostUrgent, summaryOf, tileText, toneOf } from "./summary";
import { textsOf } from "./texts";
import { Ticker } from "./ticker";
import { Watcher } from "./watcher";

class FalldetectBadge extends LitElement {
  static override properties = { hass: { attribute: false }, config: { state: true } };

  declare hass: HomeAssistant | undefined;
  declare private config: BadgeConfig | undefined;
  private readonly watcher = new Watcher();
  private readonly ticker = new Ticker(this);

  static getConfigForm(): unknown {
    return badgeForm();
  }

  static getStubConfig(): Partial<BadgeConfig> {
    return {};
  }

  setConfig(config: BadgeConfig): void {
    if (config.entities !== undefined && !Array.isArray(config.entities))
      throw new Error("entities has to be a list of fall sensors, such as binary_sensor.living_room_fall");
    this.config = config;
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    if (!this.hass || !this.config) return false;
    const news = this.watcher.changed(this.hass, this.config.entities);
    return news || !changed.has("hass") || changed.size > 1;
  }

  protected override render(): TemplateResult {
    const hass = this.hass!;
    const t = textsOf(hass.locale.language);
    const now = new Date();
    const rooms = this.watcher.rooms(now);
    const first = mostUrgent(rooms)[0];
    const open = first?.incidentOpen;
    this.ticker.every = open ? 1000 : 30_000;
    const summary = first ? summaryOf(hass, rooms, this.watcher.missing, t) : { status: "unknown" as const, title: t("nothing") };
    return html`
      <span class="sr" role="alert">${announcement(rooms, t)}</span>
      <button class=${open ? toneOf(first) : summary.status} @click=${() => this.tap(first?.fall)}>
        <ha-icon icon=${open ? iconOf(first) : ICONS[summary.status]} aria-hidden="true"></ha-icon>
        <span>${open ? `${first.name}: ${tileText(hass, first, t, now)}` : summary.title}</span>
      </button>
    `;
  }

  private tap(entity: string | undefined): void {
    const config = { tap_action: { action: "more-info" }, entity, ...this.config };
    tell(this, "hass-action", { config, action: "tap" });
  }

  static override styles = css`
    :host {
      display: inline-block;
    }
    button {
      --status: var(--warning-color);
      all: unset;
      box-sizing: border-box;
      cursor: pointer;
      min-height: 36px;
      padding: 4px 14px 4px 10px;
      display: inline-flex;
      gap: 8px;
      align-items: center;
      border-radius: 18px;
      background: var(--ha-card-background, var(--card-background-color));
      color: var(--primary-text-color);
      border: 1px solid var(--ha-card-border-color, var(--divider-color));
      font-size: 14px;
      font-weight: 500;
      font-variant-numeric: tabular-nums;
    }
    button.fine {
      --status: var(--success-color);
    }
    button.paused {
      --status: var(--secondary-text-color);
    }
    button:is(.alarm, .test) {
      --status: #fff;
      background: var(--falldetect-alarm-color, #b3261e);
      border-color: transparent;
      color: #fff;
    }
    button.test {
      background: #0b5484;
    }
    button:focus-visible {
      outline: 2px solid var(--primary-color);
      outline-offset: 2px;
    }
    ha-icon {
      --mdc-icon-size: 20px;
      color: var(--status);
    }
    .sr {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  `;
}

define("falldetect-badge", FalldetectBadge);
