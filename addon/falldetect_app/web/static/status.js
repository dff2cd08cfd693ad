// Every part and its health.

import { h, often } from "./dom.js";
import { get } from "./api.js";
import { health } from "./live.js";
import { dateTime, number, t } from "./words.js";

export async function show(place) {
  const list = h("ul", { class: "list" });
  place.append(h("h1", t("nav.status")), list);
  let before = "";
  return often(async () => {
    let parts;
    try {
      parts = partsOf(await get("status"));
    } catch (error) {
      parts = [["bad", t("status.app"), error.message]];
    }
    if (JSON.stringify(parts) === before) return;
    before = JSON.stringify(parts);
    list.replaceChildren(...parts.map(part));
  }, 2000);
}

function partsOf(now) {
  const parts = [
    now.running ? ["good", t("status.app"), t("status.app_good", { version: now.version })] : ["bad", t("status.app"), now.trouble || t("live.starting")],
    now.broker ? ["good", t("status.broker"), t("status.broker_good")] : ["bad", t("status.broker"), now.trouble || t("status.broker_bad")],
    now.integration ? ["good", t("status.integration"), t("status.integration_good")] : ["fair", t("status.integration"), t("status.integration_bad")],
    disk(now),
    now.settings ? ["good", t("nav.settings"), t("status.settings_good")] : ["bad", t("nav.settings"), t("status.settings_bad")],
    ["good", t("status.model"), now.pose_model],
  ];
  if (now.waiting) parts.push(["fair", t("status.waiting"), t("status.waiting_hint", { n: number(now.waiting) })]);
  for (const { room, since } of now.off) parts.push(["fair", room, `${t("state.paused")} — ${dateTime(since)}`]);
  for (const camera of now.cameras) {
    const good = camera.connected && !camera.message;
    const figures = [health(camera), good ? "" : camera.message].filter(Boolean).join(" — ");
    parts.push([good ? "good" : "bad", `${camera.room_name}: ${camera.name}`, figures]);
  }
  return parts;
}

function disk({ disk, newer }) {
  if (!disk) return ["bad", t("status.disk"), t("status.disk_bad")];
  return newer ? ["fair", t("status.disk"), t("status.disk_newer")] : ["good", t("status.disk"), t("status.disk_good")];
}

function part([kind, name, text]) {
  return h("li", { class: "card row" }, h("span", { class: "head" }, h("strong", name), h("span", { class: `chip ${kind}` }, t(`level.${kind}`))), h("span", text));
}
