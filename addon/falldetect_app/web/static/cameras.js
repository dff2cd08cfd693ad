// First steps: find a camera, try it, name it; then look at its view, zones, place, and the alarm.

import { ask, button, complain, field, h, often, say } from "./dom.js";
import { get, post, put, remove } from "./api.js";
import { draw, stage } from "./figure.js";
import { health } from "./live.js";
import * as zoning from "./zones.js";
import { number, short, t } from "./words.js";

const LOOK_MS = 500;
const CHECK_MS = 2000;

export async function show(place, [camera]) {
  if (camera === "new") return added(place);
  return camera ? one(place, camera) : list(place);
}

async function list(place) {
  const { cameras } = await get("cameras");
  const line = (camera) =>
    h("li", h("a", { class: "card row", href: `#/cameras/${encodeURIComponent(camera.id)}` }, h("strong", camera.name), h("span", camera.room), h("span", { class: "quiet address" }, camera.address)));
  place.append(
    h("h1", t("nav.cameras")),
    cameras.length ? h("ul", { class: "list" }, cameras.map(line)) : h("section", { class: "card empty" }, h("h2", t("live.empty")), h("p", t("live.empty_hint"))),
    h("div", { class: "actions" }, h("a", { class: "button primary", href: "#/cameras/new" }, t("cameras.add"))),
    h("p", { class: "hint" }, t("cameras.place_hint")),
  );
}

/* ---------- a new camera ---------- */

async function added(place) {
  const { cameras } = await get("cameras");
  const tried = h("div");
  place.append(h("a", { class: "back", href: "#/cameras" }, t("cameras.back")), h("h1", t("cameras.add")));
  const attempt = async (source) => {
    tried.replaceChildren(h("section", { class: "card" }, h("p", { role: "status" }, t("cameras.trying"))));
    tried.scrollIntoView({ block: "nearest" });
    try {
      const seen = await post("cameras/try", source);
      tried.replaceChildren(naming(seen, cameras));
      tried.querySelector("input").focus();
      say(t("cameras.works"));
    } catch (error) {
      complain(tried, error);
    }
  };
  place.append(byAddress(attempt), byNetwork(attempt), byRecorder(attempt), tried);
}

function byAddress(attempt) {
  const url = h("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false", placeholder: "rtsp://user:password@192.168.1.20/stream2", required: true });
  const form = h("form", { onsubmit: (event) => { event.preventDefault(); attempt({ url: url.value }); } }, field(t("cameras.address"), url, t("cameras.address_hint")), h("div", { class: "actions" }, h("button", { class: "primary" }, t("cameras.try"))));
  return h("section", { class: "card" }, h("h2", t("cameras.by_address")), form);
}

function byNetwork(attempt) {
  const own = /^(192\.168|10\.\d+|172\.(?:1[6-9]|2\d|3[01]))\.(\d+)\.?(\d+)?$/.exec(location.hostname);
  const guess = own ? `${location.hostname.split(".").slice(0, 3).join(".")}.0/24` : "";
  const network = h("input", { type: "text", value: guess, placeholder: "192.168.1.0/24", autocomplete: "off" });
  const found = h("div");
  const search = async () => {
    const { cameras } = await post("find/cameras", { network: network.value });
    found.replaceChildren(
      cameras.length ? h("ul", { class: "list" }, cameras.map((camera) => onvif(camera, attempt))) : h("p", { class: "notice", role: "status" }, t("cameras.none_found")),
    );
  };
  return h("details", { class: "card" }, h("summary", h("h2", t("cameras.by_network"))), h("p", t("cameras.by_network_hint")), field(t("cameras.network"), network, t("cameras.network_hint")), h("div", { class: "actions" }, button(t("cameras.search"), search, { place: found, busy: t("cameras.searching") })), found);
}

function onvif(camera, attempt) {
  const username = h("input", { type: "text", autocomplete: "off" });
  const password = h("input", { type: "password", autocomplete: "off" });
  const problem = h("div");
  const use = async () => attempt({ found: (await post("find/stream", { service: camera.service, username: username.value, password: password.value })).found });
  return h("li", { class: "card" }, h("h3", camera.name), h("div", { class: "fields" }, field(t("cameras.username"), username), field(t("cameras.password"), password)), problem, h("div", { class: "actions" }, button(t("cameras.use"), use, { place: problem })));
}

function byRecorder(attempt) {
  const url = h("input", { type: "text", inputmode: "url", placeholder: "http://192.168.1.5:1984", autocomplete: "off" });
  const found = h("div");
  const search = async () => {
    const { streams } = await post("find/streams", { url: url.value });
    const line = (stream) => h("li", { class: "card row" }, h("strong", stream.name), h("span", { class: "quiet address" }, stream.shown), h("div", { class: "actions" }, button(t("cameras.use"), () => attempt({ found: stream.found }))));
    found.replaceChildren(streams.length ? h("ul", { class: "list" }, streams.map(line)) : h("p", { class: "notice", role: "status" }, t("cameras.none_found")));
  };
  return h("details", { class: "card" }, h("summary", h("h2", t("cameras.by_recorder"))), field(t("cameras.recorder"), url, t("cameras.recorder_hint")), h("div", { class: "actions" }, button(t("cameras.search"), search, { place: found, busy: t("cameras.searching") })), found);
}

function preview(seen) {
  return [
    h("div", { class: "frame" }, h("img", { class: "still", src: seen.picture, alt: t("cameras.still") })),
    h("p", { class: "quiet" }, t("cameras.stream", { width: number(seen.width), height: number(seen.height), fps: number(seen.fps, 1) })),
  ];
}

function naming(seen, cameras) {
  const name = h("input", { type: "text", maxlength: 64, required: true });
  const rooms = [...new Set(cameras.map((camera) => camera.room))];
  const room = h("input", { type: "text", maxlength: 64, required: true, list: "rooms" });
  const problem = h("div");
  const save = h("button", { class: "primary" }, t("cameras.save"));
  const keep = async (event) => {
    event.preventDefault();
    save.disabled = true;
    try {
      const { id } = await post("cameras", { found: seen.found, name: name.value, room: room.value });
      location.hash = `#/cameras/${encodeURIComponent(id)}`;
    } catch (error) {
      complain(problem, error);
      save.disabled = false;
    }
  };
  return h(
    "section",
    { class: "card" },
    h("h2", t("cameras.works")),
    preview(seen),
    h("form", { onsubmit: keep }, h("div", { class: "fields" }, field(t("cameras.name"), name, t("cameras.name_hint")), field(t("cameras.room"), room, t("cameras.room_hint"))), h("datalist", { id: "rooms" }, rooms.map((known) => h("option", { value: known }))), problem, h("div", { class: "actions" }, save)),
  );
}

/* ---------- one camera ---------- */

async function one(place, id) {
  const { cameras } = await get("cameras");
  const camera = cameras.find((known) => known.id === id);
  if (!camera) throw new Error(t("cameras.gone"));
  const view = h("div");
  const check = h("ul", { class: "list findings" });
  const progress = h("div");
  place.append(
    h("a", { class: "back", href: "#/cameras" }, t("cameras.back")),
    h("h1", `${camera.room}: ${camera.name}`),
    h("section", { class: "card" }, h("h2", t("cameras.view")), view),
    h("section", { class: "card" }, h("h2", t("cameras.check")), check),
    zones(camera),
    calibration(camera, progress),
    test(camera),
    change(camera, cameras),
  );
  const ends = [look(view, camera), checkUp(check, progress, camera)];
  return () => ends.forEach((end) => end());
}

function look(place, camera) {
  let drawing = null;
  const state = h("p", { role: "status" });
  return often(async () => {
    const now = await get("live").catch(() => null);
    const seen = now?.rooms.flatMap((room) => room.cameras).find((known) => known.camera === camera.id);
    if (!seen) return;
    if (!drawing && seen.size) {
      drawing = stage(seen.size, t("live.drawing", { camera: camera.name }));
      place.replaceChildren(h("div", { class: "frame" }, drawing), state);
    } else if (!drawing) place.replaceChildren(state);
    if (drawing) draw(drawing, seen.people, seen.zones);
    const text = seen.connected ? t("state.people", { n: number(seen.people.length) }) : health(seen);
    if (state.textContent !== text) state.textContent = text;
  }, LOOK_MS);
}

function checkUp(list, progress, camera) {
  let before = "";
  return often(async () => {
    const found = await get(`cameras/${encodeURIComponent(camera.id)}/check`).catch(() => null);
    if (!found || JSON.stringify(found) === before) return;
    before = JSON.stringify(found);
    const words = (figures) => Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, name === "s" ? short(value) : number(value, 1)]));
    list.replaceChildren(...found.findings.map((finding) => h("li", { class: "row" }, h("span", { class: "head" }, h("strong", t(`check.${finding.name}`)), h("span", { class: `chip ${finding.level}` }, t(`level.${finding.level}`))), h("span", t(`advice.${finding.advice}`, words(finding.figures))))));
    progress.replaceChildren(...told(found.calibration));
  }, CHECK_MS);
}

function told(known) {
  if (known.by_points) return [h("p", t("calibration.by_points"))];
  const parts = [];
  if (!known.known) parts.push(h("p", t("calibration.walk")), h("div", { class: "progress" }, h("progress", { max: known.needed_steps, value: String(Math.min(known.steps, known.needed_steps)), "aria-label": t("calibration.progress") }), h("span", t("calibration.steps", { n: number(known.steps), of: number(known.needed_steps) }))));
  if (known.known) parts.push(h("p", t("calibration.known", { m: number(known.height_m, 1), sd: number(known.height_sd_m, 1), deg: number(known.pitch_deg), width: number(known.width_deg) })));
  else if (known.height_m !== null) parts.push(h("p", t("calibration.guess", { m: number(known.height_m, 1), sd: number(known.height_sd_m, 1) })));
  return parts;
}

function zones(camera) {
  const room = h("div");
  const problem = h("div");
  const drawn = structuredClone(camera.zones);
  const save = async () => {
    await put(`cameras/${encodeURIComponent(camera.id)}`, zoning.settings(drawn));
    problem.replaceChildren(h("p", { class: "notice good" }, t("settings.saved")));
    say(t("settings.saved"));
  };
  const start = async () => {
    const seen = await post("cameras/try", { camera: camera.id });
    room.replaceChildren(zoning.editor(seen.picture, [seen.width, seen.height], drawn), h("div", { class: "actions" }, button(t("settings.save"), save, { kind: "primary", place: problem, busy: t("settings.saving") })));
  };
  room.append(h("p", camera.zones.length ? t("zones.count", { n: number(camera.zones.length) }) : t("zones.none")), h("div", { class: "actions" }, button(t("zones.edit"), start, { place: problem, busy: t("cameras.trying") })));
  return h("section", { class: "card" }, h("h2", t("zones.title")), h("p", t("zones.why")), h("p", t("zones.why_fence")), room, problem);
}

function calibration(camera, progress) {
  const path = `cameras/${encodeURIComponent(camera.id)}/place`;
  const problem = h("div");
  const table = h("textarea", { rows: 6, spellcheck: "false", placeholder: "u,v,depth,x,y,z" });
  const fit = async () => {
    const found = await put(path, { table: table.value });
    problem.replaceChildren(h("p", { class: "notice good" }, t("calibration.fitted", { cm: number(found.rms_m * 100), n: number(found.rejected) })));
  };
  return h(
    "section",
    { class: "card" },
    h("h2", t("calibration.title")),
    h("p", t("calibration.why")),
    progress,
    problem,
    h("div", { class: "actions" }, button(t("calibration.forget"), () => remove(path), { place: problem, busy: t("settings.saving") })),
    h("details", h("summary", t("calibration.points")), field(t("calibration.table"), table, t("calibration.table_hint")), h("div", { class: "actions" }, button(t("calibration.fit"), fit, { place: problem, busy: t("settings.saving") }))),
  );
}

function test(camera) {
  const steps = h("ol", { class: "steps" });
  const problem = h("div");
  const path = `rooms/${encodeURIComponent(camera.room_id)}/command`;
  const end = h("div", { class: "actions" });
  const begin = async () => {
    const { incidents } = await post(path, { command: "test" });
    const tests = incidents.filter((incident) => incident.test);
    steps.replaceChildren(h("li", { class: "done" }, t("test.sent")));
    end.replaceChildren(button(t("test.end"), async () => { for (const { incident } of tests) await post(path, { command: "acknowledge", incident }); end.replaceChildren(); steps.append(h("li", { class: "done" }, t("test.ended"))); }, { place: problem }));
    const status = await arrived();
    steps.append(h("li", { class: status.broker && !status.waiting ? "done" : "bad" }, status.broker && !status.waiting ? t("test.broker") : t("test.no_broker")));
    steps.append(h("li", { class: status.integration ? "done" : "bad" }, status.integration ? t("test.integration") : t("test.no_integration")));
    say(steps.lastChild.textContent);
  };
  return h("section", { class: "card" }, h("h2", t("test.title")), h("p", t("test.why")), problem, h("div", { class: "actions" }, button(t("test.begin"), begin, { kind: "primary", place: problem })), steps, end);
}

/** Wait until the broker has what was told, for some seconds. */
async function arrived() {
  let status = await get("status");
  for (let tries = 0; tries < 10 && (status.waiting || !status.broker); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    status = await get("status");
  }
  return status;
}

function change(camera, cameras) {
  const path = `cameras/${encodeURIComponent(camera.id)}`;
  const name = h("input", { type: "text", maxlength: 64, required: true, value: camera.name });
  const room = h("input", { type: "text", maxlength: 64, required: true, value: camera.room });
  const renames = h("input", { type: "checkbox", id: "renames", checked: true, "aria-describedby": "renames-hint" });
  const renaming = h("div", { class: "choice", hidden: true }, renames, h("label", { for: "renames" }, t("cameras.renames")), h("p", { class: "hint", id: "renames-hint" }, t("cameras.renames_hint")));
  const known = new Set(cameras.map((other) => other.room.trim().toLowerCase()));
  room.addEventListener("input", () => { renaming.hidden = known.has(room.value.trim().toLowerCase()); });
  const url = h("input", { type: "text", autocomplete: "off", spellcheck: "false", placeholder: camera.address });
  const problem = h("div");
  const keep = async () => {
    await put(path, { name: name.value, room: room.value, url: url.value, renames_room: renaming.hidden ? null : renames.checked });
    problem.replaceChildren(h("p", { class: "notice good" }, t("settings.saved")));
    say(t("settings.saved"));
  };
  const drop = async () => {
    if (!(await ask(t("cameras.remove_question", { camera: camera.name }), t("cameras.remove_hint"), t("cameras.remove"), t("cancel")))) return;
    await remove(path);
    location.hash = "#/cameras";
  };
  return h(
    "section",
    { class: "card" },
    h("h2", t("cameras.change")),
    h("div", { class: "fields" }, field(t("cameras.name"), name), field(t("cameras.room"), room)),
    renaming,
    field(t("cameras.address"), url, t("cameras.address_kept")),
    problem,
    h("div", { class: "actions" }, button(t("settings.save"), keep, { kind: "primary", place: problem, busy: t("settings.saving") }), button(t("cameras.remove"), drop, { kind: "danger", place: problem })),
  );
}
