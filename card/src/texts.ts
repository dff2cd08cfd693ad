/** The card's own words; those of entities come translated from Home Assistant. */

import de from "./translations/de.json";
import en from "./translations/en.json";
import es from "./translations/es.json";
import fr from "./translations/fr.json";
import it from "./translations/it.json";
import ja from "./translations/ja.json";
import ko from "./translations/ko.json";
import nl from "./translations/nl.json";
import pt from "./translations/pt.json";
import zhHans from "./translations/zh-Hans.json";

export type Key = keyof typeof en;
export type Texts = (key: Key, values?: Record<string, string>) => string;

export const LANGUAGES: Record<string, Record<Key, string>> = { de, en, es, fr, it, ja, ko, nl, pt, "zh-Hans": zhHans };

/** Return the words of a language such as pt-BR, or English where there are none. */
export function textsOf(language: string): Texts {
  const words = LANGUAGES[language] ?? LANGUAGES[language.split("-")[0]!] ?? en;
  return (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Return the user's language as Home Assistant writes it into the page, for what is asked before there is a `hass`. */
export function pageLanguage(): string {
  return document.documentElement.lang || navigator.language;
}
