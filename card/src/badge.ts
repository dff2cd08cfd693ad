/** The badge: how the home is, in a word, at the top of a dashboard. */

import { css, html, type TemplateResult } from "lit";
import { badgeForm } from "./editor";
import { define, tell, type BadgeConfig } from "./home-assistant";
import { HomeElement, SPOKEN } from "./home-element";
import { announcement, iconOf, ICONS, mostUrgent, summaryOf, tileText, toneOf } from "./summary";
import { textsOf } from "./texts";

const STYLES = css`
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
`;

class FalldetectBadge extends HomeElement<BadgeConfig> {
  static getConfigForm(): unknown {
    return badgeForm();
  }

  protected override render(): TemplateResult {
    const hass = this.hass!;
    const t = textsOf(hass.locale.language);
    const now = new Date();
    const { rooms, open } = this.readRooms(now);
    const [first] = open;
    const summary = summaryOf(hass, rooms, this.missing, t);
    const shown = first
      ? { tone: toneOf(first), icon: iconOf(first), text: `${first.name}: ${tileText(hass, first, t, now)}` }
      : { tone: summary.status, icon: ICONS[summary.status], text: summary.title };
    return html`
      <span class="sr" role="alert">${announcement(rooms, t)}</span>
      <button class=${shown.tone} @click=${() => this.tap(mostUrgent(rooms)[0]?.fall)}>
        <ha-icon icon=${shown.icon} aria-hidden="true"></ha-icon>
        <span>${shown.text}</span>
      </button>
    `;
  }

  private tap(entity: string | undefined): void {
    const config = { tap_action: { action: "more-info" }, entity, ...this.config };
    tell(this, "hass-action", { config, action: "tap" });
  }

  static override styles = [SPOKEN, STYLES];
}

define("falldetect-badge", FalldetectBadge);
