/* Department, type, form: three steps with an address each, so that "back" leads back. */

import * as api from "../api.js";
import { field, tellProblem, typeForm } from "../form.js";
import { announce, emptiness, icon, make, summary, title, whileBusy } from "../page.js";
import { inNumbers, say } from "../words.js";

const STEPS = ["department", "ticketType", "details"];

const frame = (step, ways, name, ...content) => ({
  name: `${name} – ${say("file")}`,
  element: make("div", { class: "narrow stack" },
    make("div", { class: "progress" }, make("p", {}, say("file"), " · ", make("b", {}, say("stepOf", { step: inNumbers(step) }))),
      make("ol", { role: "list" }, STEPS.map((each, index) => make("li", { class: index < step && "is-done", "aria-current": index === step - 1 && "step" },
        index < step - 1 ? make("a", { href: ways[index] }, icon("check"), say(each)) : say(each))))),
    title(name), content),
});

const cards = (rows, way) => (rows.length
  ? make("ul", { class: "choices", role: "list" }, rows.map((row) => make("li", {}, make("a", { class: "choice", href: way(row) },
    make("span", { class: "choice__body" }, make("span", { class: "choice__name" }, row.name), row.description && make("span", { class: "soft" }, row.description),
      row.answer_time && make("span", { class: "faint" }, row.answer_time.sentence)),
    icon("chevron", { mirrored: true })))))
  : emptiness(say("nothingHere")));

export const departmentView = async () => frame(1, [], say("chooseDepartment"),
  cards(await api.all("departments/"), ({ slug }) => `#/new/${encodeURIComponent(slug)}`));

export const typeView = async ({ department }) => frame(2, ["#/new"], say("chooseType"),
  cards(await api.all("ticket-types/", { department }), ({ slug }) => `#/new/${encodeURIComponent(department)}/${encodeURIComponent(slug)}`));

export const formView = async ({ department, type: slug, go }) => {
  const [types, products] = await Promise.all([api.all("ticket-types/", { department }), api.all("products/", { department })]);
  const type = types.find((each) => each.slug === slug);
  if (!type) throw new api.Problem(404, { detail: say("nowhere") });
  const { form } = type;
  const problems = summary();
  const keys = api.keyring();

  const product = field({ kind: "choice", isList: true, label: say("product"), help: say("productHelp"), pointer: "#/product",
    choices: products.map(({ slug: value, name: label }) => ({ value, label })) });
  const subject = field({ kind: "text", label: say("subject"), help: say("subjectHelp"), pointer: "#/subject" });
  const description = field({ kind: "long_text", rows: 6, label: say("description"), help: `${say("descriptionHelp")} ${say("secret")}`, pointer: "#/description" });
  const attachments = field({ kind: "file", label: say("attachments"), help: say("attachmentsHelp"), pointer: "#/attachments" });
  product.need(form.schema.required.includes("product"));
  [subject, description].forEach((each) => each.need(true));
  const answers = typeForm(form, { ticketType: slug, changed: () => body() });
  const fields = [...(products.length ? [product] : []), subject, description, ...answers.fields, attachments];

  // What is sent: what was left empty or is not asked does not exist.
  const body = () => {
    const filled = { department, ticket_type: slug, product: products.length ? product.read() : undefined, subject: subject.read() || "", description: description.read() || "" };
    const asked = answers.update(filled);
    return { ...filled, answers: asked, form_version: form.version || undefined, attachments: attachments.read() };
  };

  const submit = (more = {}) => whileBusy(button, say("submitting"), async () => {
    problems.clear();
    fields.forEach((each) => each.refuse(""));
    const sent = { ...body(), ...more };
    try {
      const ticket = await api.post("tickets/", sent, keys(sent));
      go(`/tickets/${ticket.reference}`, { isNew: true });
    } catch (problem) {
      if (problem.status) keys.answered();
      tellProblem(problem, fields, problems, say("refused"), problem.code === "similar_ticket_open" && similar(problem.more.ticket));
    }
  });

  const similar = (reference) => make("p", { class: "apart" }, make("a", { class: "button button--primary", href: `#/tickets/${reference}` }, say("goTo")),
    make("button", { type: "button", class: "button", onclick: () => submit({ despite_similar: true }) }, say("despite")));

  const button = make("button", { class: "button button--primary button--large" }, say("submit"));
  const element = make("form", { class: "form", novalidate: true, oninput: body, onchange: body, onsubmit: (event) => {
    event.preventDefault();
    if (attachments.isBusy() || answers.isBusy()) announce(say("stillUploading"));
    else submit();
  } }, problems.element, products.length > 0 && product.element, subject.element, description.element, answers.elements, attachments.element, button);
  body();
  return frame(3, ["#/new", `#/new/${encodeURIComponent(department)}`], say("complete"), make("p", { class: "soft" }, type.name), element);
};
