// Bodies as lines, on a picture or on nothing. Places are in thousandths of the picture's width and height.

import { s } from "./dom.js";

const LIMBS = [
  [5, 6], [11, 12], [5, 11], [6, 12], [5, 7], [7, 9], [6, 8], [8, 10], [11, 13], [13, 15], [12, 14], [14, 16],
];
const SEEN = 30;

/** An empty drawing for pictures of that size, [width, height]. */
export function stage(size, label) {
  const height = Math.round((1000 * size[1]) / size[0]);
  const drawing = s("svg", { viewBox: `0 0 1000 ${height}`, role: "img", "aria-label": label, class: "stage" });
  drawing.tall = height;
  return drawing;
}

/** Draw zones and people anew. */
export function draw(drawing, people, zones = []) {
  const y = (value) => (value * drawing.tall) / 1000;
  drawing.replaceChildren(...zones.map((zone) => polygon(zone, drawing.tall)), ...people.map((person) => body(person, y)));
}

/** A zone, whose corners are shares of the picture; of a fence all that is below it. */
export function polygon(zone, tall) {
  return s("polygon", { points: outline(zone, tall), class: `zone ${zone.kind}` });
}

/** A zone as an SVG polygon has it; a fence goes on level to the sides, and is closed outside the picture. */
export function outline({ kind, corners }, tall) {
  return (kind === "fence" ? below(corners) : corners).map(([x, y]) => `${x * 1000},${y * tall}`).join(" ");
}

function below(line) {
  const points = [...line].sort(([a], [b]) => a - b);
  return [[-0.1, 1.1], [-0.1, points[0][1]], ...points, [1.1, points.at(-1)[1]], [1.1, 1.1]];
}

function body(person, y) {
  const group = s("g", { class: person.down ? "person down" : "person" });
  const points = person.points;
  if (!points.length) {
    const [left, top, right, bottom] = person.box;
    group.append(s("rect", { x: left, y: y(top), width: right - left, height: y(bottom) - y(top), rx: 12 }));
    return group;
  }
  for (const [from, to] of LIMBS) {
    const [a, b] = [points[from], points[to]];
    if (Math.min(a[2], b[2]) >= SEEN) group.append(s("line", { x1: a[0], y1: y(a[1]), x2: b[0], y2: y(b[1]) }));
  }
  const head = points.slice(0, 5).filter((point) => point[2] >= SEEN);
  if (head.length) {
    const mean = (index) => head.reduce((sum, point) => sum + point[index], 0) / head.length;
    const trunk = Math.abs(y(points[5][1]) - y(points[11][1])) + Math.abs(points[5][0] - points[11][0]);
    group.append(s("circle", { cx: mean(0), cy: y(mean(1)), r: Math.min(30, Math.max(9, trunk / 5)) }));
  }
  return group;
}
