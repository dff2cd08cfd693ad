/** Make card and badge known to Home Assistant, with what it may suggest them for. */

import "./badge";
import "./card";
import { DOCUMENTATION } from "./card";
import type { HomeAssistant } from "./home-assistant";
import { isFallSensor } from "./rooms";
import { pageLanguage, textsOf, type Key } from "./texts";

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

/** Offer an element, in the language that the page has by the time somebody looks. */
function offer(list: Offer[], type: string, description: Key): void {
  if (list.some((each) => each.type === type)) return;
  list.push({
    type,
    get name() {
      return textsOf(pageLanguage())("c_name");
    },
    get description() {
      return textsOf(pageLanguage())(description);
    },
    preview: true,
    documentationURL: DOCUMENTATION,
    getEntitySuggestion: (hass, entityId) =>
      isFallSensor(hass, entityId) ? { config: { type: `custom:${type}`, entities: [entityId] } } : null,
  });
}

offer((window.customCards ??= []), "falldetect-card", "c_description");
offer((window.customBadges ??= []), "falldetect-badge", "b_description");
