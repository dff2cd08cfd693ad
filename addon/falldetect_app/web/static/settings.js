// Settings that explain themselves, the home's own threshold, and forgetting.

import { ask, button, complain, field, h, s, say } from "./dom.js";
import { get, post, put, remove } from "./api.js";
import { number, percent, t } from "./words.js";

const SENSITIVITIES = ["low", "standard", "high"];
const TIMES = [
  ["confirmation_s", 0.5, 30, 0.5],
  ["long_lie_s", 10, 3600, 5],
  ["person_down_s", 5, 3600, 5],
  ["reminder_min", 0, 1440, 5],
  ["inactivity_min", 1, 1440, 1],
];
const PICTURES = [
  ["live", ["skeleton", "blurred", "full"]],
  ["snapshot", ["off", "skeleton", "blurred", "full"]],
  ["record", ["off", "skeleton", "blurred", "full"]],
];
const LOWEST = -0.1;
const HIGHEST = 0.15;
const MOST_NEEDED = 0.8;

export async function show(place) {
  const [known, now] = await Promise.all([get("settings"), get("live")]);
  place.append(h("h1", t("nav.settings")));
  paint(place, known, now.rooms);
}

function paint(place, known, rooms) {
  place.querySelectorAll(":scope > section").forEach((section) => section.remove());
  place.append(detection(place, known), rooms.length ? single(rooms) : "", privacy(place, known), learned(place, known), data(place, known));
}

async function repaint(place, known) {
  paint(place, known, (await get("live")).rooms);
}

async function save(place, changes) {
  await repaint(place, await put("settings", changes));
  say(t("settings.saved"));
}

function choices(name, values, chosen, text, explain) {
  const legend = h("legend", text);
  return h(
    "fieldset",
    legend,
    values.map((value) => {
      const id = `${name}-${value}`;
      return h(
        "div",
        { class: "choice" },
        h("input", { type: "radio", name, id, value, checked: value === chosen, "aria-describedby": `${id}-hint` }),
        h("label", { for: id }, t(`${explain}.${value}`)),
        h("p", { class: "hint", id: `${id}-hint` }, t(`${explain}.${value}_hint`)),
      );
    }),
  );
}

const picked = (form, name) => form.querySelector(`input[name="${name}"]:checked`).value;

function detection(place, { values }) {
  const problem = h("div");
  const times = TIMES.map(([name, min, max, step]) => [name, h("input", { type: "number", min, max, step, value: String(values[name]), required: true })]);
  const form = h("div", choices("sensitivity", SENSITIVITIES, values.sensitivity, t("settings.sensitivity"), "sensitivity"), h("div", { class: "fields" }, times.map(([name, input]) => field(t(`settings.${name}`), input, t(`settings.${name}_hint`)))));
  const keep = () => {
    const changes = { sensitivity: picked(form, "sensitivity") };
    for (const [name, input] of times) {
      if (!input.reportValidity()) throw new Error(t("settings.out_of_range"));
      changes[name] = Number(input.value);
    }
    return save(place, changes);
  };
  return h("section", { class: "card" }, h("h2", t("settings.detection")), form, problem, h("div", { class: "actions" }, button(t("settings.save"), keep, { kind: "primary", place: problem, busy: t("settings.saving") })));
}

function single(rooms) {
  const problem = h("div", { "aria-live": "polite" });
  const choice = ({ name, state }) => {
    const chosen = state.sensitivity_own ? state.sensitivity : "home";
    const select = h("select", ["home", ...SENSITIVITIES].map((value) => h("option", { value, selected: value === chosen }, t(`sensitivity.${value}`))));
    select.addEventListener("change", async () => {
      try {
        await post(`rooms/${encodeURIComponent(state.room)}/command`, { command: "set", sensitivity: select.value });
        problem.replaceChildren(h("p", { class: "notice good" }, t("settings.saved")));
      } catch (error) {
        complain(problem, error);
      }
    });
    return field(name, select);
  };
  return h("section", { class: "card" }, h("h2", t("settings.rooms")), h("p", t("settings.rooms_hint")), h("div", { class: "fields" }, rooms.map(choice)), problem);
}

function privacy(place, { values }) {
  const problem = h("div");
  const days = h("input", { type: "number", min: 1, max: 3650, step: 1, value: String(values.privacy.keep_days), required: true });
  const retain = h("input", { type: "checkbox", id: "retain", checked: values.privacy.retain, "aria-describedby": "retain-hint" });
  const form = h(
    "div",
    PICTURES.map(([name, options]) => choices(name, options, values.privacy[name], t(`settings.${name}`), name)),
    h("div", { class: "choice" }, retain, h("label", { for: "retain" }, t("settings.retain")), h("p", { class: "hint", id: "retain-hint" }, t("settings.retain_hint"))),
    h("div", { class: "fields" }, field(t("settings.keep_days"), days, t("settings.keep_days_hint"))),
  );
  const keep = () => {
    if (!days.reportValidity()) throw new Error(t("settings.out_of_range"));
    const chosen = Object.fromEntries(PICTURES.map(([name]) => [name, picked(form, name)]));
    return save(place, { privacy: { ...chosen, retain: retain.checked, keep_days: Number(days.value) } });
  };
  return h("section", { class: "card" }, h("h2", t("settings.privacy")), h("p", t("settings.privacy_hint")), form, problem, h("div", { class: "actions" }, button(t("settings.save"), keep, { kind: "primary", place: problem, busy: t("settings.saving") })));
}

function learned(place, { values, learned: { shift, needed, counts } }) {
  const problem = h("div");
  const learn = h("input", { type: "checkbox", id: "learn", checked: values.learn });
  learn.addEventListener("change", () => save(place, { learn: learn.checked }).catch((error) => complain(problem, error)));
  const anew = (yes) => async () => repaint(place, await put("learning", { anew: yes }));
  const words = { base: percent(needed), now: percent(needed + shift), true: number(counts.true), false: number(counts.false) };
  return h(
    "section",
    { class: "card" },
    h("h2", t("settings.learned")),
    h("p", t("settings.learned_hint")),
    h("div", { class: "choice" }, learn, h("label", { for: "learn" }, t("settings.learn"))),
    scale(needed, shift),
    h("p", shift ? t(shift > 0 ? "settings.raised" : "settings.lowered", words) : t("settings.unmoved", words)),
    problem,
    h("div", { class: "actions" }, button(t("settings.anew"), anew(true), { place: problem }), button(t("settings.count_again"), anew(false), { place: problem })),
  );
}

function scale(needed, shift) {
  const highest = Math.min(HIGHEST, MOST_NEEDED - needed);
  const x = (value) => 20 + ((value - LOWEST) / (highest - LOWEST)) * 560;
  return s(
    "svg",
    { viewBox: "0 0 600 64", role: "img", class: "chart scale", "aria-label": t("settings.scale", { now: percent(needed + shift), low: percent(needed + LOWEST), high: percent(needed + highest) }) },
    s("line", { x1: 20, x2: 580, y1: 24, y2: 24, class: "axis" }),
    s("line", { x1: x(0), x2: x(0), y1: 14, y2: 34, class: "axis" }),
    s("circle", { cx: x(shift), cy: 24, r: 10, class: "mark" }),
    s("text", { x: 20, y: 58 }, percent(needed + LOWEST)),
    highest > 0 ? s("text", { x: x(0), y: 58, class: "middle" }, percent(needed)) : null,
    s("text", { x: 580, y: 58, class: "right" }, percent(needed + highest)),
  );
}

function data(place, { own }) {
  const problem = h("div");
  const forget = async () => {
    if (!(await ask(t("settings.forget_question"), t("settings.forget_hint"), t("settings.forget"), t("cancel")))) return;
    await remove("data");
    say(t("settings.forgotten"));
    problem.replaceChildren(h("p", { class: "notice good" }, t("settings.forgotten")));
  };
  const reset = async () => {
    if (!(await ask(t("settings.reset_question"), t("settings.reset_hint"), t("settings.reset"), t("cancel")))) return;
    await repaint(place, await remove("settings"));
  };
  return h(
    "section",
    { class: "card" },
    h("h2", t("settings.data")),
    h("p", t("settings.data_hint")),
    problem,
    h("div", { class: "actions" }, button(t("settings.forget"), forget, { kind: "danger", place: problem })),
    own.length ? [h("h3", t("settings.source")), h("p", t("settings.source_hint")), h("div", { class: "actions" }, button(t("settings.reset"), reset, { place: problem }))] : "",
  );
}
