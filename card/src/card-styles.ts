import { css } from "lit";

export const cardStyles = css`
  ha-card {
    display: grid;
    gap: 16px;
    padding: 16px;
    container-type: inline-size;
    overflow: hidden;
  }
  h1,
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: 20px;
    line-height: 1.2;
    font-weight: 500;
  }
  falldetect-incident {
    margin: -4px;
    border-radius: calc(var(--ha-card-border-radius, 12px) - 2px);
    overflow: hidden;
  }
  .missing {
    font-size: 14px;
    overflow-wrap: anywhere;
    border: 1px solid var(--warning-color);
    border-radius: 12px;
    padding: 10px 12px;
  }
  .summary {
    --status: var(--warning-color);
    display: flex;
    gap: 12px;
    align-items: center;
  }
  .summary.fine {
    --status: var(--success-color);
  }
  .summary:not(.fine) {
    background: color-mix(in srgb, var(--status) 16%, transparent);
    border-radius: 12px;
    padding: 12px;
    margin: -4px;
  }
  .summary.paused {
    --status: var(--secondary-text-color);
  }
  .summary ha-icon {
    --mdc-icon-size: 32px;
    color: var(--status);
  }
  .summary h2 {
    font-size: 20px;
    line-height: 1.2;
    font-weight: 500;
  }
  .summary p {
    font-size: 14px;
    margin-top: 2px;
  }
  .tiles {
    list-style: none;
    display: grid;
    gap: 8px;
    grid-template-columns: repeat(auto-fit, minmax(160px, 1fr));
  }
  @container (max-width: 350px) {
    .tiles {
      grid-template-columns: repeat(auto-fit, minmax(118px, 1fr));
    }
  }
  .tile {
    --status: var(--disabled-color);
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
    width: 100%;
    height: 100%;
    min-height: 56px;
    padding: 8px 12px 8px 10px;
    display: flex;
    gap: 10px;
    align-items: center;
    border: 1px solid var(--divider-color);
    border-radius: 12px;
  }
  .tile.fine {
    --status: var(--success-color);
  }
  .tile:is(.quiet, .gone, .unknown) {
    --status: var(--secondary-text-color);
  }
  .tile:is(.inactive, .kept, .lost) {
    --status: var(--warning-color);
  }
  .tile.alarm {
    --status: var(--error-color);
  }
  .tile.test {
    --status: var(--info-color);
  }
  .tile:is(.alarm, .test, .inactive, .kept, .lost) {
    border-color: var(--status);
  }
  .tile:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .icon {
    flex: none;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    color: var(--status);
    background: color-mix(in srgb, var(--status) 18%, transparent);
  }
  .icon ha-icon {
    --mdc-icon-size: 22px;
  }
  .words {
    min-width: 0;
    display: grid;
  }
  .name {
    font-size: 14px;
    font-weight: 500;
    line-height: 20px;
  }
  .state {
    font-size: 12px;
    line-height: 16px;
    color: var(--secondary-text-color);
    font-variant-numeric: tabular-nums;
  }
  .warning {
    color: var(--primary-text-color);
  }
  .empty {
    display: grid;
    gap: 8px;
    justify-items: center;
    text-align: center;
    padding: 16px 8px;
  }
  .empty ha-icon {
    --mdc-icon-size: 40px;
    color: var(--secondary-text-color);
  }
  .empty h2 {
    font-size: 18px;
    font-weight: 500;
  }
  .empty p {
    color: var(--secondary-text-color);
    max-width: 36em;
  }
  a {
    color: var(--primary-text-color);
    text-underline-offset: 3px;
  }
`;
