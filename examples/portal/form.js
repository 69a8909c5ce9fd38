/* Fields of a form: the portal's own, and those that editors of the desk put into the form of a ticket type. */

import { chooser } from "./files.js";
import { icon, make } from "./page.js";
import { asked, isMet } from "./rules.js";
import { inLatin, readDay, say } from "./words.js";

let count = 0;

// A question with its help and its error before the control. `pointer` is where a problem names it ("#/subject").
const question = ({ pointer, label, help, isGroup = false }, build) => {
  const id = `question-${(count += 1)}`;
  const optional = make("span", { class: "optional" }, `(${say("optional")})`);
  const error = make("p", { class: "error", id: `${id}-error`, hidden: true });
  const about = [help && `${id}-help`, `${id}-error`].filter(Boolean).join(" ");
  const name = make(isGroup ? "legend" : "label", { class: "label", for: !isGroup && id }, label, " ", optional);
  const { control, input = control, ...rest } = build({ id, describedby: about });
  const element = make(isGroup ? "fieldset" : "div", { class: "field" }, name,
    help && make("p", { class: "help", id: `${id}-help` }, help), error, control);
  const targets = () => (isGroup ? [...element.querySelectorAll("input")] : [input]);
  return {
    element,
    pointer,
    ...rest,
    focus: () => targets()[0].focus(),
    show: (isShown) => (element.hidden = !isShown),
    need: (isNeeded) => (optional.hidden = isNeeded),
    refuse: (sentence) => {
      error.hidden = !sentence;
      error.replaceChildren(...(sentence ? [icon("warning"), make("span", {}, sentence)] : []));
      element.classList.toggle("field--refused", Boolean(sentence));
      targets().forEach((target) => (sentence ? target.setAttribute("aria-invalid", "true") : target.removeAttribute("aria-invalid")));
    },
  };
};

const LATIN = { email: "email", url: "url", phone: "tel" };

const typed = (input) => input.value.trim() || undefined;

const text = (spec) => question(spec, ({ id, describedby }) => {
  const type = LATIN[spec.kind] || "text";
  const input = spec.kind === "long_text"
    ? make("textarea", { id, rows: spec.rows || 5, dir: "auto", "aria-describedby": describedby, placeholder: spec.placeholder || " " })
    : make("input", { id, type, dir: spec.kind in LATIN ? "ltr" : "auto", "aria-describedby": describedby, autocomplete: spec.autocomplete || "off", placeholder: spec.placeholder || " " });
  input.value = spec.default || "";
  return { control: input, read: () => typed(input) };
});

// What cannot be read goes to the desk as it was typed, which says what is wrong with it.
const number = (spec) => question(spec, ({ id, describedby }) => {
  const input = make("input", { id, inputmode: "decimal", dir: "ltr", autocomplete: "off", "aria-describedby": describedby, placeholder: spec.placeholder });
  input.value = spec.default || "";
  const read = () => {
    const plain = inLatin(input.value).replace(/[,٬\s]/g, "").replace("٫", ".");
    return plain && Number.isFinite(Number(plain)) ? Number(plain) : typed(input);
  };
  return { control: input, read };
});

const date = (spec) => question({ ...spec, help: [spec.help, say("dateHelp")].filter(Boolean).join(" ") }, ({ id, describedby }) => {
  const input = make("input", { id, dir: "ltr", autocomplete: "off", inputmode: "numeric", "aria-describedby": describedby, placeholder: spec.placeholder });
  input.value = spec.default || "";
  return { control: input, read: () => readDay(input.value) || typed(input) };
});

const FEW = 6;

const choice = (spec) => (spec.choices.length > FEW || spec.isList ? list(spec) : ticks("radio", spec));

const list = (spec) => question(spec, ({ id, describedby }) => {
  const select = make("select", { id, "aria-describedby": describedby }, make("option", { value: "" }, say("choose")),
    spec.choices.map(({ value, label }) => make("option", { value, selected: value === spec.default }, label)));
  return { control: select, read: () => select.value || undefined };
});

const ticks = (type, spec) => question({ ...spec, isGroup: true }, ({ id, describedby }) => {
  const chosen = [spec.default].flat();
  const control = make("div", { class: "options" }, spec.choices.map(({ value, label }) => make("label", { class: "option" },
    make("input", { type, name: id, value, checked: chosen.includes(value), "aria-describedby": describedby }), make("span", {}, label))));
  const read = () => {
    const values = [...control.querySelectorAll(":checked")].map((input) => input.value);
    if (type === "radio") return values[0];
    return values.length ? values : undefined;
  };
  return { control, read };
});

const checkbox = (spec) => question({ ...spec, isGroup: true }, ({ id, describedby }) => {
  const input = make("input", { type: "checkbox", id, checked: Boolean(spec.default), "aria-describedby": describedby });
  return { control: make("label", { class: "option" }, input, make("span", {}, say("yes"))), read: () => input.checked || undefined };
});

const file = (spec) => question(spec, ({ id, describedby }) => {
  const { element, input, ids, isBusy, clear } = chooser({ id, describedby, several: spec.several, told: spec.told, changed: spec.changed });
  return { control: element, input, read: () => (ids().length ? ids() : undefined), isBusy, clear };
});

const KINDS = { text, long_text: text, email: text, url: text, phone: text, number, date, choice, choices: (spec) => ticks("checkbox", spec), checkbox, file };

export const field = (spec) => (KINDS[spec.kind] || text)({ choices: [], ...spec });

const noted = (note) => make("div", { class: "note", role: "note" }, icon("info"),
  make("div", {}, make("p", {}, note.text), note.page && make("a", { href: note.page.url, target: "_blank", rel: "noopener" }, note.page.title)));

// The form of a ticket type. `update(body)` opens and closes what the body asks for and returns the answers that count.
export const typeForm = (form, { ticketType, changed }) => {
  const fields = new Map();
  const notes = [];
  const { properties } = form.schema.properties.answers;
  const sections = form.sections.map((section) => {
    const items = section.items.map((item) => {
      if (item.type === "note") {
        const element = noted(item);
        notes.push({ element, show: item.show, section });
        return element;
      }
      const told = { ticket_type: ticketType, field: item.name };
      const several = !(item.name in properties) || properties[item.name].maxItems !== 1;
      const made = field({ ...item, pointer: `#/answers/${item.name}`, told, several, changed });
      fields.set(item.name, { ...made, item, section });
      return made.element;
    });
    const element = make("section", { class: "questions" },
      section.heading && make("h2", {}, section.heading), section.help && make("p", { class: "help" }, section.help), items);
    return { element, section };
  });

  const typedAnswers = () => Object.fromEntries([...fields].map(([name, { read }]) => [name, read()]).filter(([, value]) => value !== undefined));

  const update = (body) => {
    const whole = { ...body, answers: typedAnswers() };
    const { hidden, required } = asked(form.schema, whole);
    const answers = {};
    fields.forEach((each, name) => {
      const sofar = { ...body, answers };
      // What nobody can be asked has no property, and what no schema can say asks the condition as editors wrote it.
      const depends = name in properties && properties[name]["x-depends"];
      const isAsked = name in properties && !hidden.has(name) && (!depends || (isMet(each.section.show, sofar) && isMet(each.item.show, sofar)));
      each.show(isAsked);
      each.need(required.has(name) || each.item.required || Boolean(each.item.require && isMet(each.item.require, sofar)));
      if (isAsked && name in whole.answers) answers[name] = whole.answers[name];
    });
    const known = { ...body, answers };
    notes.forEach(({ element, show, section }) => (element.hidden = !isMet(section.show, known) || !isMet(show, known)));
    sections.forEach(({ element }) => {
      const isAnythingShown = [...element.children].some((child) => child.matches(".field, .note") && !child.hidden);
      element.hidden = !isAnythingShown;
    });
    return answers;
  };

  return {
    elements: sections.map(({ element }) => element),
    fields: [...fields.values()],
    update,
    isBusy: () => [...fields.values()].some((each) => each.isBusy && each.isBusy()),
  };
};

// What the desk says to programs about what was typed, in the words of whoever typed it.
const IN_THEIR_WORDS = { wrong_date: () => say("wrongDay"), wrong_type: () => say("wrongNumber") };

// Puts what a problem says beside its fields, and all of it on top, in the order of the fields.
export const tellProblem = (problem, fields, { tell }, heading, ...more) => {
  fields.forEach((each) => each.refuse(""));
  const lines = problem.errors.map(({ pointer = "", detail, code }) => {
    const sentence = code in IN_THEIR_WORDS ? IN_THEIR_WORDS[code]() : detail;
    const found = fields.find((each) => !each.element.closest("[hidden]") && (pointer === each.pointer || pointer.startsWith(`${each.pointer}/`)));
    if (found) found.refuse(sentence);
    return { sentence, field: found };
  });
  const place = ({ field: found }) => (found ? fields.indexOf(found) : fields.length);
  lines.sort((one, other) => place(one) - place(other));
  tell(heading, lines.length ? lines : [{ sentence: problem.sentence }], ...more);
};
