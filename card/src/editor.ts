/** The forms in which card and badge are set up, without YAML. */

import { pageLanguage, textsOf, type Key } from "./texts";

const FALL_SENSORS = {
  entity: { multiple: true, filter: { integration: "falldetect", domain: "binary_sensor", device_class: "safety" } },
};

interface Field {
  name: string;
}

function labels(): Record<string, unknown> {
  const t = textsOf(pageLanguage());
  const helped = ["entities", "days"];
  return {
    computeLabel: ({ name }: Field) => t(`e_${name}` as Key),
    computeHelper: ({ name }: Field) => (helped.includes(name) ? t(`e_${name}_help` as Key) : undefined),
  };
}

export function cardForm(): Record<string, unknown> {
  return {
    schema: [
      { name: "title", selector: { text: {} } },
      { name: "entities", selector: FALL_SENSORS },
      { name: "days", default: 7, selector: { number: { min: 0, max: 30, mode: "slider" } } },
      { name: "show_picture", default: true, selector: { boolean: {} } },
    ],
    ...labels(),
  };
}

export function badgeForm(): Record<string, unknown> {
  return {
    schema: [
      { name: "entities", selector: FALL_SENSORS },
      { name: "tap_action", selector: { ui_action: { default_action: "more-info" } } },
    ],
    ...labels(),
  };
}
