// Zones and the fence, drawn by finger, mouse or keys: corners and whole shapes can be moved.

import { button, h, s } from "./dom.js";
import { outline, polygon } from "./figure.js";
import { number, t } from "./words.js";

const KINDS = ["rest", "ignore", "fence"];
const KEY_STEP = 0.01;
const FIRST = {
  rest: [[0.35, 0.55], [0.65, 0.55], [0.65, 0.85], [0.35, 0.85]],
  ignore: [[0.7, 0.1], [0.9, 0.1], [0.9, 0.4], [0.7, 0.4]],
  fence: [[0.05, 0.92], [0.35, 0.92], [0.65, 0.92], [0.95, 0.92]],
};
const inside = (value) => Math.min(1, Math.max(0, value));

/** An editor over a picture; `zones` have a kind, `rest`, `ignore` or `fence`, and corners, shares of the picture, and are changed in place. */
export function editor(picture, size, zones) {
  const tall = Math.round((1000 * size[1]) / size[0]);
  const drawing = s("svg", { viewBox: `0 0 1000 ${tall}`, class: "stage edit", role: "group", "aria-label": t("zones.drawing") });
  const list = h("ul", { class: "list" });

  function paint(focus) {
    drawing.replaceChildren(...zones.map(area), ...zones.flatMap(({ corners }, index) => corners.map((_, corner) => handle(corners, index, corner))));
    list.replaceChildren(...zones.map(line));
    adds.fence.hidden = zones.some((zone) => zone.kind === "fence");
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
      areas[index].setAttribute("points", outline(zone, tall));
      for (const [x, y] of zone.corners) {
        handles[at].setAttribute("cx", x * 1000);
        handles[at++].setAttribute("cy", y * tall);
      }
    });
  }

  function line({ kind }, index) {
    const drop = async () => {
      zones.splice(index, 1);
      paint();
    };
    return h("li", { class: "head" }, h("span", h("span", { class: `key ${kind}` }), t(`zones.zone.${kind}`, { n: number(index + 1) })), button(t("zones.delete"), drop));
  }

  function area(zone) {
    const shape = polygon(zone, tall);
    const { corners } = zone;
    let from = [0, 0];
    let before = corners;
    drag(shape, (point) => { from = point; before = corners.map((corner) => [...corner]); }, (point) => {
      const [x, y] = [point[0] - from[0], point[1] - from[1]];
      before.forEach((corner, index) => { corners[index] = [inside(corner[0] + x), inside(corner[1] + y)]; });
    });
    return shape;
  }

  function handle(corners, index, corner) {
    const [x, y] = corners[corner];
    const name = t("zones.corner", { zone: number(index + 1), n: number(corner + 1), x: number(x * 100), y: number(y * 100) });
    const dot = s("circle", { cx: x * 1000, cy: y * tall, r: 16, tabindex: "0", role: "button", "aria-label": name, "data-handle": `${index}.${corner}` });
    drag(dot, () => {}, (point) => { corners[corner] = point; });
    dot.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      corners[corner] = [inside(corners[corner][0] + way[0] * KEY_STEP), inside(corners[corner][1] + way[1] * KEY_STEP)];
      paint(`${index}.${corner}`);
    });
    return dot;
  }

  const add = (kind) =>
    button(t(`zones.add.${kind}`), async () => {
      zones.push({ kind, corners: structuredClone(FIRST[kind]) });
      paint(`${zones.length - 1}.0`);
    });
  const adds = Object.fromEntries(KINDS.map((kind) => [kind, add(kind)]));
  paint();
  return h("div", h("div", { class: "frame" }, picture ? h("img", { src: picture, alt: "" }) : "", drawing), h("p", { class: "hint" }, t("zones.hint")), list, h("div", { class: "actions" }, Object.values(adds)));
}

/** Zones of a kind as they are written in the settings. */
const written = (zones, kind) => zones.filter((zone) => zone.kind === kind).map((zone) => zone.corners.map((corner) => corner.map((share) => Number(share.toFixed(4))).join(",")).join(" ")).join("; ");

/** All zones as a change of a camera's settings. */
export const settings = (zones) => ({ rest_zones: written(zones, "rest"), ignore_zones: written(zones, "ignore"), fence: written(zones, "fence") });
