// The page's frame: its language and colours, and which part of it is shown.

import { complain, h, say } from "./dom.js";
import { api } from "./api.js";
import { speak, t } from "./words.js";
import * as live from "./live.js";
import * as incidents from "./incidents.js";
import * as activity from "./activity.js";
import * as cameras from "./cameras.js";
import * as settings from "./settings.js";
import * as status from "./status.js";

const PAGES = { live, incidents, activity, cameras, settings, status };
let leave = () => {};
let shown = 0;

function colours() {
  let dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  try {
    dark = window.parent.document.querySelector("home-assistant")?.hass?.themes?.darkMode ?? dark;
  } catch {
    // not inside Home Assistant
  }
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

function navigation(current) {
  const link = (name) =>
    h("a", { href: `#/${name}`, "aria-current": name === current ? "page" : null }, t(`nav.${name}`));
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", t("nav"));
  nav.replaceChildren(...Object.keys(PAGES).map(link));
}

async function route(moved = true) {
  const [name, ...rest] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  const page = PAGES[name] ?? live;
  const current = PAGES[name] ? name : "live";
  const turn = ++shown;
  leave();
  leave = () => {};
  navigation(current);
  const main = document.getElementById("main");
  const place = h("div", { class: "page" });
  main.replaceChildren(place);
  document.title = `${t(`nav.${current}`)} · ${t("title")}`;
  if (moved) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    say(t(`nav.${current}`));
  }
  try {
    const end = (await page.show(place, rest)) ?? (() => {});
    if (turn === shown) leave = end;
    else end();
  } catch (error) {
    complain(place, error);
  }
}

colours();
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colours);
await speak();
api.away = t("error.away");
document.getElementById("title").textContent = t("title");
const skip = document.getElementById("skip");
skip.textContent = t("skip");
skip.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
window.addEventListener("hashchange", () => route());
route(false);
