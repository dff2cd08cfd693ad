// What the app sees now.

import { button, h, often, say, tell } from "./dom.js";
import { get, post } from "./api.js";
import { draw, stage } from "./figure.js";
import { clock, duration, number, percent, reason, short, t } from "./words.js";

const LOOK_MS = 300;
const PICTURE_MS = 1000;
const PAUSE_S = 3600;

export async function show(place) {
  let shape = "";
  let cards = [];
  const notice = h("div");
  const rooms = h("div", { class: "rooms" });
  place.append(h("h1", t("nav.live")), notice, rooms);
  return often(async () => {
    let now;
    try {
      now = await get("live");
    } catch (error) {
      note(notice, "bad", error.message);
      rooms.replaceChildren(); // what was seen last is not what is
      shape = "";
      return;
    }
    if (!now.running) note(notice, "bad", now.trouble || t("live.starting"));
    else if (!now.connected) note(notice, "bad", t("live.no_broker"));
    else notice.replaceChildren();
    const newest = JSON.stringify(now.rooms.map((room) => [room.name, room.cameras.map((camera) => [camera.camera, camera.size])]));
    if (newest !== shape) {
      shape = newest;
      cards = now.rooms.map((room) => new RoomCard(room, now.picture));
      rooms.replaceChildren(...cards.map((card) => card.element));
      if (now.running && !now.rooms.length) rooms.replaceChildren(empty());
    }
    now.rooms.forEach((room, index) => cards[index].update(room));
  }, LOOK_MS);
}

function note(place, kind, text) {
  if (place.textContent !== text) place.replaceChildren(h("p", { class: `notice ${kind}`, role: "status" }, text));
}

function empty() {
  return h(
    "section",
    { class: "card empty" },
    h("h2", t("live.empty")),
    h("p", t("live.empty_hint")),
    h("a", { class: "button primary", href: "#/cameras/new" }, t("cameras.add")),
  );
}

class RoomCard {
  constructor(room, picture) {
    this.room = room.state.room;
    this.name = room.name;
    this.alarmed = false;
    this.chip = h("span", { class: "chip" });
    this.detail = h("p", { class: "incident" });
    this.problem = h("div");
    this.openActions = h(
      "div",
      { class: "actions", hidden: true },
      button(t("live.acknowledge"), () => this.command({ command: "acknowledge" }), { kind: "primary", place: this.problem }),
      button(t("live.dismiss"), () => this.command({ command: "dismiss" }), { place: this.problem }),
    );
    this.pause = button(t("live.pause"), () => this.command({ command: "set", monitoring: false, for_s: PAUSE_S }), { place: this.problem });
    this.resume = button(t("live.resume"), () => this.command({ command: "set", monitoring: true }), { place: this.problem });
    this.cameras = room.cameras.map((camera) => new CameraView(camera, picture));
    this.element = h(
      "section",
      { class: "card room", "aria-label": room.name },
      h("div", { class: "head" }, h("h2", room.name), this.chip),
      this.detail,
      this.openActions,
      this.problem,
      h("div", { class: room.cameras.length > 1 ? "views" : "views single" }, this.cameras.map((camera) => camera.element)),
      h("div", { class: "actions quiet" }, this.pause, this.resume),
    );
  }

  async command(data) {
    await post(`rooms/${encodeURIComponent(this.room)}/command`, data);
  }

  update({ state, cameras }) {
    const open = state.incidents[0];
    const [kind, text] = summary(state);
    this.chip.className = `chip ${kind}`;
    tell(this.chip, text);
    if (state.fall && !this.alarmed) say(`${this.name}: ${text}`);
    this.alarmed = state.fall;
    this.element.classList.toggle("alarm", state.fall);
    this.openActions.hidden = !open;
    this.pause.hidden = !state.monitoring;
    this.resume.hidden = state.monitoring;
    tell(this.detail, open ? incidentLine(open) : state.inactivity === "missed" ? t("activity.missed", { time: duration((new Date(state.time) - new Date(state.inactive_since)) / 1000) }) : "");
    cameras.forEach((camera, index) => this.cameras[index].update(camera));
  }
}

function summary(state) {
  if (!state.monitoring) return ["off", t("state.paused")];
  const open = state.incidents[0];
  if (open) {
    const name = t(`event.${open.state}`);
    return [state.fall ? "bad" : "fair", open.test ? t("incident.test_title", { name }) : name];
  }
  if (state.inactive) return ["fair", t(`inactivity.${state.inactivity}`)];
  if (state.people === null) return ["off", t("state.unknown")];
  return ["good", state.people ? t("state.people", { n: number(state.people) }) : t("state.nobody")];
}

function incidentLine(open) {
  const words = { time: clock(open.onset), kind: t(`kind.${open.kind}`), sure: percent(open.confidence) };
  return t(open.test ? "live.test_incident" : "live.incident", words);
}

class CameraView {
  constructor(camera, picture) {
    this.id = camera.camera;
    this.image = h("img", { alt: "", hidden: true });
    this.pictured = picture === "skeleton" ? Infinity : 0;
    this.drawing = stage(camera.size ?? [16, 9], t("live.drawing", { camera: camera.name }));
    this.figures = h("p", { class: "figures" });
    this.veil = h("p", { class: "veil", "aria-hidden": "true", hidden: true });
    this.people = h("ul", { class: "people" });
    this.lines = "";
    this.element = h(
      "figure",
      { class: "view" },
      h("div", { class: "frame" }, this.image, this.drawing, this.veil),
      h("figcaption", h("div", { class: "head" }, h("h3", h("a", { href: `#/cameras/${encodeURIComponent(this.id)}` }, camera.name)), this.figures), this.people),
    );
  }

  update(camera) {
    draw(this.drawing, camera.people, camera.zones);
    tell(this.figures, health(camera));
    this.figures.className = `figures ${camera.connected && camera.view === "clear" ? "" : "bad"}`;
    this.veil.hidden = camera.connected;
    tell(this.veil, health(camera));
    const lines = JSON.stringify(camera.people.map((person) => [personLine(person), person.reasons]));
    if (lines !== this.lines) this.people.replaceChildren(...camera.people.map(personItem));
    this.lines = lines;
    this.look();
  }

  look() {
    if (Date.now() - this.pictured < PICTURE_MS || this.pictured === Infinity) return;
    this.pictured = Date.now();
    this.fetch();
  }

  async fetch() {
    const response = await fetch(`api/cameras/${encodeURIComponent(this.id)}/picture`).catch(() => null);
    this.image.hidden = response?.status !== 200;
    if (this.image.hidden) return;
    const address = URL.createObjectURL(await response.blob());
    URL.revokeObjectURL(this.image.src);
    this.image.src = address;
  }
}

/** How a camera is, in a line. */
export function health(camera) {
  if (!camera.connected) return camera.problem ? t(`problem.${camera.problem}`) : t("problem.waiting");
  if (camera.view !== "clear") return t(`view.${camera.view}`);
  return t("live.figures", { fps: number(camera.fps, 1), delay: short(camera.latency_s ?? 0) });
}

function personLine(person) {
  const posture = person.down ? t("posture.down") : t(`posture.${person.posture}`);
  const evidence = percent(person.down ? person.confidence : person.probability);
  const words = [t("live.person", { posture, evidence, support: t(`support.${person.support}`) })];
  if (person.measures.neck_height_m !== undefined) words.push(t("live.neck", { m: number(person.measures.neck_height_m, 1) }));
  return words.join(" · ");
}

function personItem(person) {
  return h("li", personLine(person), person.reasons.length ? h("ul", person.reasons.map((one) => h("li", reason(one)))) : "");
}
