import { css } from "lit";

export const panelStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .panel {
    --on: #fff;
    --fill: var(--falldetect-alarm-color, #b3261e);
    --line: rgb(255 255 255 / 55%);
    background: var(--fill);
    color: var(--on);
    border-radius: inherit;
    padding: 16px;
    display: grid;
    gap: 14px;
  }
  .panel.test {
    --fill: #0b5484;
  }
  .panel.kept {
    --fill: #7a4100;
  }
  header {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 12px;
    align-items: center;
  }
  header ha-icon {
    --mdc-icon-size: 40px;
  }
  p,
  h2,
  h3,
  dl,
  dd,
  ul {
    margin: 0;
  }
  .room {
    font-size: 14px;
    font-weight: 500;
  }
  h2 {
    font-size: 22px;
    line-height: 1.2;
    font-weight: 600;
  }
  .time {
    text-align: end;
    display: grid;
  }
  .count {
    font-size: 34px;
    line-height: 1;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .since {
    font-size: 13px;
    margin-top: 4px;
  }
  .picture {
    all: unset;
    display: block;
    cursor: zoom-in;
    border-radius: 8px;
    overflow: hidden;
    background: #000;
  }
  img {
    display: block;
    width: 100%;
    aspect-ratio: 16 / 9;
    object-fit: contain;
  }
  .facts {
    display: grid;
    gap: 8px;
    align-content: start;
    min-width: 0;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
  }
  dt,
  h3 {
    font-size: 13px;
    font-weight: 400;
  }
  dd {
    font-size: 16px;
    font-weight: 600;
  }
  ul {
    padding-inline-start: 18px;
    font-size: 14px;
    line-height: 1.45;
  }
  summary {
    cursor: pointer;
    font-size: 14px;
    padding: 4px 0;
  }
  .actions,
  .reasons,
  .other {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .act {
    font: inherit;
    font-size: 16px;
    font-weight: 600;
    color: var(--on);
    background: transparent;
    border: 2px solid var(--line);
    border-radius: 12px;
    min-height: 48px;
    padding: 8px 18px;
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    flex: 1 1 auto;
  }
  .act.first {
    background: var(--on);
    border-color: var(--on);
    color: var(--fill);
  }
  .act.plain {
    border-color: transparent;
    flex: 0 1 auto;
  }
  .act:hover:not(:disabled) {
    box-shadow: 0 0 0 2px var(--line);
  }
  .act:disabled,
  fieldset:disabled .act {
    opacity: 0.65;
    cursor: default;
  }
  :is(.act, .picture, input, summary):focus-visible {
    outline: 3px solid var(--on);
    outline-offset: 3px;
  }
  fieldset {
    all: unset;
    display: grid;
    gap: 10px;
    min-width: 0;
  }
  legend {
    font-size: 16px;
    font-weight: 600;
    padding: 0 0 10px;
  }
  .reasons .act {
    font-size: 15px;
    flex: 1 1 40%;
  }
  input {
    font: inherit;
    font-size: 16px;
    flex: 1 1 180px;
    min-width: 0;
    min-height: 48px;
    box-sizing: border-box;
    border: 2px solid var(--line);
    border-radius: 12px;
    padding: 8px 14px;
    background: rgb(0 0 0 / 25%);
    color: var(--on);
  }
  input::placeholder {
    color: var(--on);
    opacity: 0.85;
  }
  .error:not(.told) {
    position: absolute;
  }
  .note {
    border: 1px solid var(--line);
  }
  .told {
    background: var(--on);
    color: var(--fill);
  }
  .note,
  .told {
    border-radius: 8px;
    padding: 8px 12px;
    font-weight: 500;
  }
  @container (min-width: 460px) {
    .pictured {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .pictured > :not(.picture, .facts) {
      grid-column: 1 / -1;
    }
    .pictured > .facts {
      grid-column: 2;
    }
    .pictured > .picture {
      align-self: start;
    }
    .pictured > :is(.picture, .facts) {
      order: 1;
    }
    .pictured > :is(.actions, form, .error) {
      order: 2;
    }
  }
  @container (max-width: 359px) {
    header {
      grid-template-columns: auto 1fr;
    }
    .time {
      grid-column: 1 / -1;
      display: flex;
      align-items: baseline;
      gap: 8px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel.alarm header ha-icon {
      animation: call 1.4s ease-in-out infinite;
    }
  }
  @keyframes call {
    50% {
      opacity: 0.35;
    }
  }
`;
