// The words of the page, in the language of Home Assistant around it, else of the browser.

const KNOWN = ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pt", "zh-Hans"];
let words = {};
let locale = "en";
export let language = "en";

/** The languages that the reader has, the likeliest first. */
function preferred() {
  const languages = [...navigator.languages];
  try {
    if (window.parent !== window) languages.unshift(window.parent.document.documentElement.lang);
  } catch {
    // the page stands alone, or in somebody else's frame
  }
  return languages.filter(Boolean);
}

function wanted() {
  for (const name of preferred()) {
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
  locale = navigator.languages.find((name) => name.split("-")[0] === language.split("-")[0]) ?? language;
  document.documentElement.lang = language;
}

/** Return a text, with what stands in braces filled in. */
export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A number as the language writes it. */
export const number = (value, digits = 0) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);

/** A short time: below what matters it is only said to be. */
export const short = (seconds) => (seconds < 0.1 ? `< ${number(0.1, 1)}` : number(seconds, 1));

export const percent = (share) => new Intl.NumberFormat(locale, { style: "percent" }).format(share);

export const dateTime = (time) =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

export const clock = (time) => new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(new Date(time));

export const day = (time) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(new Date(time));

/** A reason in the reader's language, by its code and figures; in the app's English where the code isn't known. */
export function reason({ code, figures, text }) {
  const key = `reason.${code}`;
  return key in words ? t(key, { ...figures, state: t(`moved.${figures.state}`) }) : text;
}

/** Seconds as people say them. */
export function duration(seconds) {
  if (seconds < 90) return t("unit.s", { n: number(seconds) });
  if (seconds < 5400) return t("unit.min", { n: number(seconds / 60) });
  return t("unit.h", { n: number(seconds / 3600, 1) });
}
