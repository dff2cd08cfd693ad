/** Make card and badge known to Home Assistant, with what it may suggest them for. */

import "./badge";
import "./card";
import { DOCUMENTATION } from "./card";
import type { HomeAssistant } from "./home-assistant";
import { isFallSensor } from "./rooms";
import { textsOf } from "./texts";

interface Suggestion {
  config: { type: string; entities: string[] };
}

interface Offer {
  type: string;
  name: string;
  description: string;
  preview: boolean;
  documentationURL: string;
  getEntitySuggestion: (hass: HomeAssistant, entityId: string) => Suggestion | null;
}

declare global {
  interface Window {
    customCards?: Offer[];
    customBadges?: Offer[];
  }
}

function offer(list: Offer[], type: string, name: string, description: string): void {
  if (list.some((each) => each.type === type)) return;
  list.push({
    type,
    name,
    description,
    preview: true,
    documentationURL: DOCUMENTATION,
    getEntitySuggestion: (hass, entityId) =>
      isFallSensor(hass, entityId) ? { config: { type: `custom:${type}`, entities: [entityId] } } : null,
  });
}

const t = textsOf(document.documentElement.lang || navigator.language);
offer((window.customCards ??= []), "falldetect-card", t("c_name"), t("c_description"));
offer((window.customBadges ??= []), "falldetect-badge", t("c_name"), t("b_description"));
