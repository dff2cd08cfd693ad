// The usual day of each room, and what changed over the weeks.

import { h, s } from "./dom.js";
import { get } from "./api.js";
import { day, duration, number, t } from "./words.js";

const PROFILE_DAYS = 14;
const WEEKS = 8;
const WEEK_MS = 7 * 86400e3;
const NIGHT = [23, 24, 0, 1, 2, 3, 4, 5];
const NIGHT_MOVING_S = 60;
const GUTTER = 66; // for the scale at the right

export async function show(place) {
  const known = await get("activity");
  const wide = window.matchMedia("(min-width: 44rem)");
  const repaint = () => paint(place, known, wide.matches);
  repaint();
  wide.addEventListener("change", repaint);
  return () => wide.removeEventListener("change", repaint);
}

function paint(place, known, wide) {
  place.replaceChildren(h("h1", t("nav.activity")));
  const rooms = Object.entries(known.rooms);
  if (!known.hours.length && !known.incidents.length) {
    place.append(h("section", { class: "card empty" }, h("h2", t("activity.none")), h("p", t("activity.none_hint"))));
    return;
  }
  place.append(trends(known));
  for (const [room, name] of rooms) place.append(profile(name, known.hours.filter((hour) => hour[0] === room), wide));
  place.append(
    h(
      "section",
      { class: "card" },
      h("h2", t("activity.inactivity")),
      h("ul", rooms.map(([room, name]) => h("li", usual(name, known.usual_s[room])))),
      h("p", t("activity.inactivity_hint", { min: number(known.inactivity_min) })),
      h("a", { class: "button", href: "#/settings" }, t("activity.change")),
    ),
  );
}

function usual(room, gapS) {
  return gapS ? t("activity.usual", { room, time: duration(gapS) }) : t("activity.usual_unknown", { room });
}

function profile(name, hours, wide) {
  const since = Date.now() - PROFILE_DAYS * 86400e3;
  const present = Array(24).fill(0);
  const moving = Array(24).fill(0);
  const days = new Set();
  for (const [, hour, presentS, movingS] of hours) {
    const time = new Date(hour);
    if (time < since) continue;
    days.add(time.toDateString());
    present[time.getHours()] += presentS / 60;
    moving[time.getHours()] += movingS / 60;
  }
  const mean = (values) => values.map((value) => Math.min(60, value / Math.max(1, days.size)));
  const heading = h("h2", name);
  if (!days.size) return h("section", { class: "card" }, heading, h("p", t("activity.unseen")));
  const [seen, moved] = [mean(present), mean(moving)];
  const label = t("activity.profile", { room: name, days: number(days.size) });
  return h(
    "section",
    { class: "card" },
    heading,
    h("p", { class: "quiet" }, label),
    bars(seen, moved, label, wide),
    h("p", { class: "legend" }, ["seen", "moved"].map((kind) => h("span", h("span", { class: `key ${kind}` }), t(`activity.${kind}`)))),
    h("details", h("summary", t("activity.table")), table([t("activity.hour"), t("activity.seen_min"), t("activity.moved_min")], seen.map((value, hour) => [`${hour}:00`, number(value), number(moved[hour])]))),
  );
}

function bars(seen, moved, label, wide) {
  const whole = wide ? 960 : 384;
  const width = (whole - GUTTER) / 24;
  const drawing = s("svg", { viewBox: `0 0 ${whole} 210`, role: "img", "aria-label": label, class: "chart" });
  for (const minutes of [20, 40, 60]) {
    const y = 180 - minutes * 2.8;
    drawing.append(s("line", { x1: 0, x2: whole, y1: y, y2: y, class: "grid" }), s("text", { x: whole - 2, y: y + 16, class: "right" }, t("unit.min", { n: minutes })));
  }
  seen.forEach((value, hour) => {
    const x = hour * width + width / 10;
    drawing.append(
      s("rect", { x, y: 180 - value * 2.8, width: width * 0.8, height: value * 2.8, rx: 3, class: "seen" }),
      s("rect", { x: x + width * 0.18, y: 180 - moved[hour] * 2.8, width: width * 0.44, height: moved[hour] * 2.8, rx: 3, class: "moved" }),
    );
    if (hour % 6 === 0) drawing.append(s("text", { x: hour * width + 2, y: 204 }, `${hour}:00`));
  });
  drawing.append(s("line", { x1: 0, x2: whole, y1: 180, y2: 180, class: "axis" }));
  return drawing;
}

function trends(known) {
  const now = Date.now();
  const weeks = Array.from({ length: WEEKS }, (_, index) => {
    const end = now - (WEEKS - 1 - index) * WEEK_MS;
    return { start: end - WEEK_MS, end, falls: 0, near: 0, down: 0, nights: new Map() };
  });
  const weekOf = (time) => weeks.find((week) => time > week.start && time <= week.end);
  for (const incident of known.incidents) {
    const week = weekOf(new Date(incident.onset).getTime());
    if (!week) continue;
    week[incident.near ? "near" : "falls"] += 1;
    week.down += incident.down_s ?? 0;
  }
  for (const [, hour, , movingS] of known.hours) {
    const time = new Date(hour);
    const week = weekOf(time.getTime());
    if (!week || !NIGHT.includes(time.getHours())) continue;
    const night = new Date(time.getTime() - 12 * 3600e3).toDateString();
    week.nights.set(night, (week.nights.get(night) ?? 0) + movingS);
  }
  const rows = weeks.map((week) => {
    const nights = [...week.nights.values()].filter((movingS) => movingS >= NIGHT_MOVING_S).length;
    return [`${day(week.start)} – ${day(week.end)}`, number(week.falls), number(week.near), week.down ? duration(week.down) : "–", number(nights)];
  });
  const heads = [t("activity.week"), t("activity.falls"), t("activity.near"), t("activity.floor"), t("activity.nights")];
  return h("section", { class: "card" }, h("h2", t("activity.trends")), h("p", { class: "quiet" }, t("activity.trends_hint")), table(heads, rows.reverse()));
}

function table(heads, rows) {
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": heads.join(", ") },
    h("table", h("thead", h("tr", heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", rows.map(([first, ...cells]) => h("tr", h("th", { scope: "row" }, first), cells.map((cell) => h("td", cell)))))),
  );
}
