// Elements without a framework: h("p", {class: "note"}, "text", h("b", "bold")).

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; properties that begin with "on" are listeners, booleans are attributes that are there or not. */
export function h(name, ...rest) {
  return build(document.createElement(name), rest);
}

/** Make an SVG element. */
export function s(name, ...rest) {
  return build(document.createElementNS(SVG, name), rest);
}

function build(element, rest) {
  const first = rest[0];
  const plain = first !== null && typeof first === "object" && !(first instanceof Node) && !Array.isArray(first);
  for (const [key, value] of Object.entries(plain ? rest.shift() : {})) set(element, key, value);
  element.append(...rest.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (key === "value") element.value = value;
  else element.setAttribute(key, value === true ? "" : value);
}

/** Put text into an element only if it is another, so that nothing is read out anew. */
export function tell(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Say something to people who listen to the page. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Call work now and again, while the page is looked at; returns what ends it. */
export function often(work, everyMs) {
  let ended = false;
  let timer = 0;
  const run = async () => {
    if (!document.hidden) await work();
    if (!ended) timer = setTimeout(run, everyMs);
  };
  run();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** Ask before something that can't be taken back; resolves to whether to do it. */
export function ask(question, detail, yes, no) {
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const dialog = h(
      "dialog",
      { "aria-labelledby": "question", oncancel: () => end(false) },
      h("h2", { id: "question" }, question),
      h("p", detail),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", onclick: () => end(false) }, no),
        h("button", { type: "button", class: "danger", onclick: () => end(true) }, yes),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Show what went wrong, and say it. */
export function complain(place, error) {
  place.replaceChildren(h("p", { class: "error", role: "alert" }, error.message));
}

/** A button that is busy while its work goes on, and shows what went wrong in `place`. */
export function button(text, work, { kind = "", place = null, busy = null } = {}) {
  const made = h("button", { type: "button", class: kind }, text);
  made.addEventListener("click", async () => {
    made.disabled = true;
    if (busy) made.textContent = busy;
    place?.replaceChildren();
    try {
      await work();
    } catch (error) {
      if (place) complain(place, error);
      else say(error.message);
    } finally {
      made.disabled = false;
      made.textContent = text;
    }
  });
  return made;
}

let lastId = 0;

/** A labelled field with its explanation. */
export function field(label, input, hint) {
  const id = `field${++lastId}`;
  input.id = id;
  const parts = [h("label", { for: id }, label), input];
  if (hint) {
    input.setAttribute("aria-describedby", `${id}hint`);
    parts.push(h("p", { class: "hint", id: `${id}hint` }, hint));
  }
  return h("div", { class: "field" }, parts);
}
