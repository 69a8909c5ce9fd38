/* Small pieces that every view is put together of. Nothing foreign becomes HTML: texts are texts. */

import { ago, inDigits, inFull, say } from "./words.js";

// `make("a", { href: "#/", class: "link", onclick: go }, "Home")`; false, null and undefined are left out.
export const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  Object.entries(properties).forEach(([name, value]) => {
    if (value === false || value === null || value === undefined) return;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  });
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
};

export const icon = (name, { mirrored = false } = {}) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", mirrored ? "icon icon--mirrored" : "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `icons.svg#${name}`);
  svg.append(use);
  return svg;
};

export const bdi = (text) => make("bdi", {}, text);

export const title = (...words) => make("h1", { tabindex: "-1" }, ...words);

export const time = (moment) => make("time", { datetime: moment, title: inFull(moment) }, ago(moment));

// Two groups of four with a gap that is not copied.
export const reference = (text) => make("bdi", { class: "reference", dir: "ltr" },
  text.match(/.{1,4}/g).map((group) => make("span", {}, inDigits(group))));

export const announce = (sentence) => {
  const place = document.getElementById("announcements");
  place.textContent = "";
  setTimeout(() => (place.textContent = sentence), 50);
};

export const banner = (tone, name, ...content) => make("div", { class: `banner banner--${tone}` },
  icon(name), make("div", { class: "banner__body" }, ...content));

export const emptiness = (sentence, ...ways) => make("div", { class: "empty" },
  make("span", { class: "star" }, icon("star")), make("p", {}, sentence), ways);

const TONES = {
  new: ["us", "tray"],
  open: ["us", "half-circle"],
  customer_replied: ["us", "headset"],
  on_hold: ["us", "clock"],
  answered: ["new", "bubble"],
  waiting_customer: ["you", "reply"],
  resolved: ["done", "check-circle"],
  closed: ["rest", "lock"],
  merged: ["rest", "merge"],
};

export const badge = (ticket) => {
  const [tone, name] = TONES[ticket.state] || ["rest", "info"];
  return make("span", { class: `badge badge--${tone}` }, icon(name, { mirrored: name === "reply" }), ticket.state_label);
};

// A button that says what it is doing and is not pressed twice meanwhile.
export const whileBusy = async (button, words, work) => {
  if (button.getAttribute("aria-disabled") === "true") return;
  const before = [...button.childNodes];
  button.setAttribute("aria-disabled", "true");
  button.replaceChildren(words);
  announce(words);
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
    button.replaceChildren(...before);
  }
};

// What went wrong, on top of a form: links lead to the fields that can be mended.
export const summary = () => {
  const element = make("div", { class: "summary", role: "alert", tabindex: "-1", hidden: true });
  const tell = (heading, lines, ...more) => {
    element.replaceChildren(
      make("h2", {}, heading),
      make("ul", {}, lines.map(({ sentence, field }) => make("li", {}, field
        ? make("button", { type: "button", class: "summary__link", onclick: () => field.focus() }, sentence)
        : sentence))),
      ...more.filter(Boolean),
    );
    element.hidden = false;
    element.focus();
    element.scrollIntoView({ block: "center" });
  };
  const clear = () => {
    element.hidden = true;
    element.replaceChildren();
  };
  return { element, tell, clear };
};

export const failure = (problem, retry) => (problem.status === 404 ? elsewhere() : make("div", { class: "narrow stack" },
  title(say("support")),
  banner("bad", "warning", make("p", { role: "alert" }, problem.sentence)),
  make("button", { type: "button", class: "button", onclick: retry }, say("again"))));

// Trying again does not help here; other addresses do.
const elsewhere = () => make("div", { class: "narrow stack" },
  title(say("nowhere")),
  make("p", { class: "chips" }, make("a", { class: "button", href: "#/" }, say("guides")), make("a", { class: "button", href: "#/tickets" }, say("tickets"))));
