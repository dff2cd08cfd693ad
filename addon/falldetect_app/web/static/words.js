// The words of the page, in the language of Home Assistant around it, else of the browser.

const KNOWN = ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pt", "zh-Hans"];
let words = {};
export let language = "en";

function wanted() {
  const languages = [...navigator.languages];
  try {
    languages.unshift(window.parent.document.documentElement.lang);
  } catch {
    // the page stands alone, or in somebody else's frame
  }
  for (const name of languages.filter(Boolean)) {
    if (/^zh\b/i.test(name)) return "zh-Hans";
    const found = KNOWN.find((known) => known === name.split("-")[0].toLowerCase());
    if (found) return found;
  }
  return "en";
}

/** Load the words. */
export async function speak() {
  const load = async (name) => (await fetch(`words/${name}.json`)).json();
  language = wanted();
  words = await load("en");
  if (language !== "en") words = { ...words, ...(await load(language)) };
  document.documentElement.lang = language;
}

/** Return a text, with what stands in braces filled in. */
export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A number as the language writes it. */
export const number = (value, digits = 0) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

export const percent = (share) => new Intl.NumberFormat(language, { style: "percent" }).format(share);

export const dateTime = (time) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

export const clock = (time) => new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(new Date(time));

export const day = (time) => new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }).format(new Date(time));

/** Seconds as people say them. */
export function duration(seconds) {
  if (seconds < 90) return t("unit.s", { n: number(seconds) });
  if (seconds < 5400) return t("unit.min", { n: number(seconds / 60) });
  return t("unit.h", { n: number(seconds / 3600, 1) });
}
