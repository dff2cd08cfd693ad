// Rest zones, drawn by finger, mouse or keys: corners and whole zones can be moved.

import { button, h, s } from "./dom.js";
import { polygon } from "./figure.js";
import { number, t } from "./words.js";

const KEY_STEP = 0.01;
const FIRST = [[0.35, 0.55], [0.65, 0.55], [0.65, 0.85], [0.35, 0.85]];
const inside = (value) => Math.min(1, Math.max(0, value));

/** An editor over a picture; `zones` are lists of corners, which are shares of the picture, and are changed in place. */
export function editor(picture, size, zones) {
  const tall = Math.round((1000 * size[1]) / size[0]);
  const drawing = s("svg", { viewBox: `0 0 1000 ${tall}`, class: "stage edit", role: "group", "aria-label": t("zones.drawing") });
  const list = h("ul", { class: "list" });

  function paint(focus) {
    drawing.replaceChildren(...zones.map((zone, index) => area(zone, index)), ...zones.flatMap((zone, index) => zone.map((_, corner) => handle(zone, index, corner))));
    list.replaceChildren(...zones.map((zone, index) => h("li", { class: "row card" }, h("span", { class: "head" }, h("span", t("zones.zone", { n: number(index + 1) })), button(t("zones.delete"), async () => { zones.splice(index, 1); paint(); })))));
    if (focus) drawing.querySelector(`[data-handle="${focus}"]`)?.focus();
  }

  function place(event) {
    const box = drawing.getBoundingClientRect();
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  }

  function drag(element, start, move) {
    element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      drawing.setPointerCapture(event.pointerId);
      start(place(event));
      const moved = (next) => { move(place(next)); refresh(); };
      const ended = () => {
        drawing.removeEventListener("pointermove", moved);
        drawing.removeEventListener("pointerup", ended);
        drawing.removeEventListener("pointercancel", ended);
        paint();
      };
      drawing.addEventListener("pointermove", moved);
      drawing.addEventListener("pointerup", ended);
      drawing.addEventListener("pointercancel", ended);
    });
  }

  function refresh() {
    const areas = drawing.querySelectorAll("polygon");
    const handles = drawing.querySelectorAll("circle");
    let at = 0;
    zones.forEach((zone, index) => {
      areas[index].setAttribute("points", zone.map(([x, y]) => `${x * 1000},${y * tall}`).join(" "));
      for (const [x, y] of zone) {
        handles[at].setAttribute("cx", x * 1000);
        handles[at++].setAttribute("cy", y * tall);
      }
    });
  }

  function area(zone) {
    const shape = polygon(zone, tall);
    let from = [0, 0];
    let before = zone;
    drag(shape, (point) => { from = point; before = zone.map((corner) => [...corner]); }, (point) => {
      const [x, y] = [point[0] - from[0], point[1] - from[1]];
      before.forEach((corner, index) => { zone[index] = [inside(corner[0] + x), inside(corner[1] + y)]; });
    });
    return shape;
  }

  function handle(zone, index, corner) {
    const [x, y] = zone[corner];
    const name = t("zones.corner", { zone: number(index + 1), n: number(corner + 1), x: number(x * 100), y: number(y * 100) });
    const dot = s("circle", { cx: x * 1000, cy: y * tall, r: 16, tabindex: "0", role: "button", "aria-label": name, "data-handle": `${index}.${corner}` });
    drag(dot, () => {}, (point) => { zone[corner] = point; });
    dot.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      zone[corner] = [inside(zone[corner][0] + way[0] * KEY_STEP), inside(zone[corner][1] + way[1] * KEY_STEP)];
      paint(`${index}.${corner}`);
    });
    return dot;
  }

  paint();
  const add = button(t("zones.add"), async () => {
    zones.push(FIRST.map((corner) => [...corner]));
    paint(`${zones.length - 1}.0`);
  });
  return h("div", h("div", { class: "frame" }, picture ? h("img", { src: picture, alt: "" }) : "", drawing), h("p", { class: "hint" }, t("zones.hint")), list, h("div", { class: "actions" }, add));
}

/** Zones as they are written in the settings. */
export const written = (zones) => zones.map((zone) => zone.map((corner) => corner.map((share) => Number(share.toFixed(4))).join(",")).join(" ")).join("; ");
