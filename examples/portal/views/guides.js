/* Guides come from Wagtail's page API, for everybody. */

import * as api from "../api.js";
import { API } from "../config.js";
import { emptiness, icon, make, title } from "../page.js";
import { language } from "../reader.js";
import { richText } from "../rich_text.js";
import { inNumbers, say } from "../words.js";

export const homeView = async ({ search }) => {
  const words = search.get("q") || "";
  const found = await api.guides({ type: "knowledge_base.GuidePage", locale: language(), fields: "lead,category,reading_minutes", search: words });
  const input = make("input", { type: "search", name: "q", value: words, "aria-label": say("searchGuides"), placeholder: say("searchGuides"), dir: "auto" });
  const form = make("form", { class: "search", role: "search", onsubmit: (event) => {
    event.preventDefault();
    location.hash = `/?${new URLSearchParams({ q: input.value.trim() })}`;
  } }, icon("search"), input, make("button", { class: "button button--primary" }, say("search")));
  return {
    name: words || say("guides"),
    announcement: say("found", { count: inNumbers(found.items.length) }),
    element: make("div", { class: "stack stack--wide" },
      make("section", { class: "hero stack" }, title(say("question")), make("p", { class: "soft" }, say("questionWhy")), form,
        make("a", { class: "button", href: "#/new" }, icon("plus"), say("file"))),
      make("section", { class: "stack", "aria-labelledby": "guides" }, make("h2", { id: "guides" }, say("guides")),
        found.items.length ? make("ul", { class: "card card--list", role: "list" }, found.items.map(row)) : emptiness(say("noGuides")))),
  };
};

const row = (guide) => make("li", { class: "row" },
  make("div", { class: "row__body" }, make("a", { class: "row__title", href: `#/guides/${guide.id}` }, make("bdi", {}, guide.title)),
    guide.lead && make("p", { class: "soft" }, guide.lead),
    make("p", { class: "meta" }, guide.category && make("span", {}, guide.category.title), make("span", {}, say("minutes", { count: inNumbers(guide.reading_minutes) })))),
  icon("chevron", { mirrored: true }));

export const guideView = async ({ id }) => {
  const guide = await api.guide(id);
  const steps = { count: 0 };
  return {
    name: guide.title,
    element: make("article", { class: "narrow stack article" },
      make("p", {}, make("a", { href: "#/" }, say("guides"))),
      title(guide.title), guide.lead && make("p", { class: "lead" }, guide.lead), guide.body.map((block) => built(block, steps))),
  };
};

const BLOCKS = {
  paragraph: (html) => make("div", { class: "prose" }, richText(html)),
  heading: (text) => make("h2", {}, text),
  code: ({ code }) => make("pre", { dir: "ltr", tabindex: "0" }, make("code", {}, code)),
  note: ({ level, text }) => make("div", { class: `note note--${level}`, role: "note" }, icon(level === "warning" ? "warning" : level === "tip" ? "lamp" : "info"),
    make("div", { class: "prose" }, make("p", {}, make("b", {}, say(level === "warning" ? "warning" : "note"))), richText(text))),
  field_list: (fields) => make("dl", { class: "facts" }, fields.map(({ name, text, optional }) => make("div", {},
    make("dt", {}, name, optional && make("span", { class: "optional" }, ` (${say("optional")})`)), make("dd", { class: "prose" }, richText(text))))),
  figure: ({ image, alt, caption, decorative }) => image && make("figure", {},
    make("img", { src: new URL(image.full_url || image.url, API).href, alt: decorative ? "" : alt, width: image.width, height: image.height, loading: "lazy" }),
    caption && make("figcaption", {}, caption)),
  step: ({ title: name, body }, steps) => make("section", { class: "step" },
    make("p", { class: "step__number" }, say("step", { number: inNumbers((steps.count += 1)) })), name && make("h2", {}, name), body.map((block) => built(block, steps))),
  ticket_button: ({ label, department, ticket_type: type }) => make("p", {}, make("a", { class: "button button--primary",
    href: `#/new${[department, type].filter(Boolean).map((slug) => `/${encodeURIComponent(slug)}`).join("")}` }, icon("plus"), label || say("file"))),
};

const built = ({ type, value }, steps) => BLOCKS[type] && BLOCKS[type](value, steps);
