// What happened: the list, and one incident with its replay, reasons, feedback and files.

import { button, complain, h, say } from "./dom.js";
import { get, put } from "./api.js";
import { draw, stage } from "./figure.js";
import { clock, dateTime, duration, language, number, percent, reason, t } from "./words.js";

const ALARMS = ["fall", "person_down", "long_lie"];
const OPEN = [...ALARMS, "suspected", "inactivity_started"];

export async function show(place, [incident]) {
  return incident ? one(place, incident) : list(place);
}

async function list(place) {
  const items = h("ul", { class: "list" });
  const more = h("div", { class: "actions" });
  place.append(h("h1", t("nav.incidents")), items, more);
  let before = "";
  const load = async () => {
    const page = await get(`incidents?before=${before}`);
    items.append(...page.incidents.map(line));
    before = page.before;
    more.replaceChildren(...(before === null ? [] : [button(t("incidents.more"), load, { place: more })]));
    if (!items.children.length) items.replaceWith(empty());
  };
  await load();
}

function empty() {
  return h("section", { class: "card empty" }, h("h2", t("incidents.none")), h("p", t("incidents.none_hint")));
}

function line(incident) {
  const parts = [incident.room_name];
  if (!incident.test && !incident.inactivity) parts.push(t(`kind.${incident.kind}`), percent(incident.confidence));
  if (incident.down_s !== null && !incident.test) parts.push(t("incident.down", { time: duration(incident.down_s) }));
  return h(
    "li",
    h(
      "a",
      { class: "card row", href: `#/incidents/${encodeURIComponent(incident.incident)}` },
      h("span", { class: "head" }, h("strong", title(incident)), h("span", { class: `chip ${kindOf(incident)}` }, outcome(incident))),
      h("span", { class: "quiet" }, dateTime(incident.onset)),
      h("span", parts.join(" · ")),
    ),
  );
}

function title(incident) {
  if (incident.inactivity) return t(`inactivity.${incident.inactivity}`);
  const alarm = [...incident.steps].reverse().find((step) => ALARMS.includes(step));
  const name = t(`event.${alarm ?? (incident.steps.includes("near_fall") ? "near_fall" : incident.steps[0])}`);
  return incident.test ? t("incident.test_title", { name }) : name;
}

function outcome(incident) {
  return incident.judgement ? t(`feedback.${incident.judgement}`) : state(incident);
}

const state = (incident) => t(OPEN.includes(incident.state) ? "incident.open" : `event.${incident.state}`);

function kindOf(incident) {
  if (incident.test || incident.judgement === "false") return "off";
  if (ALARMS.includes(incident.state)) return "bad";
  return incident.alarmed ? "fair" : "off";
}

async function one(place, name) {
  const path = `incidents/${encodeURIComponent(name)}`;
  const incident = await get(path);
  const known = [
    [t("report.room"), incident.room_name],
    [t("report.onset"), dateTime(incident.onset)],
    [t("report.outcome"), state(incident)],
  ];
  const seen = [
    [t("report.down"), incident.down_s === null ? t("report.unknown") : duration(incident.down_s)],
    [t("report.kind"), t(`kind.${incident.kind}`)],
    [t("report.direction"), t(`direction.${incident.direction}`)],
    [t("report.before"), t(`before.${incident.before}`)],
    [t("report.after"), t(`after.${incident.after}`)],
    [t("report.confidence"), percent(incident.confidence)],
  ];
  const fall = !incident.test && !incident.inactivity;
  const facts = fall ? [...known, ...seen] : known;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const file = (kind, query = "") => `api/${path}/${kind}${query}`;
  const player = h("div");
  place.append(
    h("a", { class: "back", href: "#/incidents" }, t("incidents.back")),
    h("div", { class: "head" }, h("h1", title(incident)), h("span", { class: `chip ${kindOf(incident)}` }, outcome(incident))),
    incident.test ? h("p", { class: "notice" }, t("incident.test")) : "",
    fall ? feedback(incident, path) : "",
    h("section", { class: "card" }, h("h2", t("incident.what")), h("dl", { class: "facts" }, facts.map(([term, value]) => [h("dt", term), h("dd", value)]))),
    incident.inactivity ? "" : h("section", { class: "card" }, h("h2", t("incident.replay")), player),
    incident.test ? "" : why(incident),
    timeline(incident),
    h(
      "section",
      { class: "card" },
      h("h2", t("incident.files")),
      h("p", t("incident.files_hint")),
      h(
        "div",
        { class: "actions" },
        h("a", { class: "button", href: file("report.pdf", `?lang=${language}&zone=${encodeURIComponent(zone)}`), download: true }, t("incident.pdf")),
        h("a", { class: "button", href: file("data.json"), download: true }, t("incident.data")),
      ),
    ),
  );
  if (incident.pictured) player.append(h("img", { class: "kept", src: file("picture"), alt: t("incident.picture") }));
  if (!incident.recorded.length) {
    player.append(h("p", incident.test ? t("incident.no_replay_test") : t("incident.no_replay")));
    return () => {};
  }
  try {
    return replay(player, await get(`${path}/replay/${encodeURIComponent(incident.recorded[0])}`), incident);
  } catch (error) {
    complain(player, error);
    return () => {};
  }
}

function feedback(incident, path) {
  const problem = h("div");
  const choices = ["true", "near", "false"];
  const group = h("div", { class: "choices", role: "group", "aria-labelledby": "judge" });
  const paint = (judgement) => {
    for (const [index, choice] of choices.entries()) group.children[index].setAttribute("aria-pressed", String(choice === judgement));
  };
  group.append(
    ...choices.map((choice) =>
      h("button", {
        type: "button",
        onclick: async () => {
          try {
            const known = await put(`${path}/feedback`, { verdict: incident.feedback === choice ? null : choice });
            Object.assign(incident, known);
            paint(known.judgement);
            say(known.judgement ? t(`feedback.${known.judgement}`) : t("feedback.none"));
          } catch (error) {
            complain(problem, error);
          }
        },
      }, t(`feedback.${choice}`)),
    ),
  );
  paint(incident.judgement);
  return h("section", { class: "card" }, h("h2", { id: "judge" }, t("feedback.question")), group, h("p", { class: "hint" }, t("feedback.hint")), problem);
}

function why(incident) {
  const kinds = Object.entries(incident.kinds).sort((a, b) => b[1] - a[1]);
  return h(
    "section",
    { class: "card" },
    h("h2", t("incident.why")),
    incident.reasons.length ? h("ul", incident.reasons.map((one) => h("li", reason(one)))) : h("p", t("incident.no_reasons")),
    kinds.length ? h("h3", t("incident.kinds")) : "",
    h("ul", { class: "bars" }, kinds.map(([kind, share]) => h("li", h("span", t(`kind.${kind}`)), h("meter", { min: 0, max: 1, value: share, "aria-label": t(`kind.${kind}`) }), h("span", percent(share))))),
  );
}

function timeline(incident) {
  const step = (event) =>
    h(
      "li",
      h("time", { datetime: event.time }, clock(event.time)),
      h("span", h("strong", t(`event.${event.event}`)), event.by ? ` — ${event.by}` : "", event.reason ? `: ${event.reason}` : ""),
    );
  return h("section", { class: "card" }, h("h2", t("incident.course")), h("ol", { class: "timeline" }, incident.events.map(step)));
}

function replay(place, recording, incident) {
  const moments = recording.moments;
  const drawing = stage(recording.size, t("incident.replay_of", { room: incident.room_name }));
  const first = Math.floor(moments[0][0] * 10) / 10; // sliders count their steps from here
  const last = moments[moments.length - 1][0];
  const shown = h("output");
  const slider = h("input", { type: "range", min: first, max: last, step: 0.1, "aria-label": t("incident.moment") });
  const speed = h("select", { "aria-label": t("incident.speed") }, [0.25, 0.5, 1].map((rate) => h("option", { value: String(rate), selected: rate === 0.5 }, `${number(rate, 2)}×`)));
  const play = h("button", { type: "button" });
  let at = Math.max(first, -3);
  let running = false;
  let frame = 0;
  let before = 0;
  const paint = () => {
    const newest = moments.findLast((moment) => moment[0] <= at + 0.05) ?? moments[0];
    draw(drawing, newest[1]);
    slider.value = at;
    slider.setAttribute("aria-valuetext", t("incident.seconds", { n: number(at, 1) }));
    shown.textContent = t("incident.seconds", { n: `${at >= 0 ? "+" : "−"}${number(Math.abs(at), 1)}` });
    play.textContent = running ? t("incident.pause") : t("incident.play");
  };
  const step = (now) => {
    at += ((now - before) / 1000) * Number(speed.value);
    before = now;
    if (at >= last) {
      at = last;
      running = false;
    }
    paint();
    if (running) frame = requestAnimationFrame(step);
  };
  play.addEventListener("click", () => {
    running = !running;
    if (running && at >= last) at = first;
    before = performance.now();
    if (running) frame = requestAnimationFrame(step);
    paint();
  });
  slider.addEventListener("input", () => {
    at = Number(slider.value);
    running = false;
    paint();
  });
  place.append(h("div", { class: "frame" }, drawing), h("div", { class: "player" }, play, slider, shown, speed), h("p", { class: "hint" }, t("incident.replay_hint")));
  paint();
  return () => cancelAnimationFrame(frame);
}
