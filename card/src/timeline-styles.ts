import { css } from "lit";

export const timelineStyles = css`
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
