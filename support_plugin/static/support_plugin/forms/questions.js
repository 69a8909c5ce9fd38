/* Opens and closes questions, sections and notes while the form is filled. The server decides anew; without this
   script it asks in a second pass. */
(() => {
  "use strict";

  const rules = document.getElementById("support-form-rules");
  const { definition, facts } = rules ? JSON.parse(rules.textContent) : {};
  const form = rules && rules.closest("form");
  if (!form) return;

  const product = form.querySelector("[data-product-slugs]");
  const slugs = product ? JSON.parse(product.dataset.productSlugs) : {};
  const part = (kind, name) => form.querySelector(`[data-${kind}="${CSS.escape(name)}"]`);

  const typed = ({ name, kind }) => {
    const question = part("question", name);
    if (kind === "file") return [...question.querySelectorAll("[data-name]")].map((file) => file.dataset.name);
    return [...question.querySelectorAll(`[name="${CSS.escape(`field_${name}`)}"]`)]
      .filter((input) => !["checkbox", "radio"].includes(input.type) || input.checked)
      .map((input) => input.value);
  };

  const open = (element, isOpen) => {
    element.hidden = !isOpen;
    if ("disabled" in element) element.disabled = !isOpen;
  };

  const update = () => {
    const fields = definition.sections.flatMap(({ items }) => items.filter(({ type }) => type === "field"));
    const raw = Object.fromEntries(fields.map((field) => [field.name, typed(field)]));
    const chosen = product ? { product: slugs[product.value] || "" } : {};
    const shown = globalThis.SupportForm.evaluate(definition, { ...facts, ...chosen }, raw);
    const [required, names] = [new Set(shown.required), new Set(shown.fields)];
    definition.sections.forEach(({ id, items }) => {
      open(part("section", id), shown.sections.includes(id));
      items.forEach((item) => {
        if (item.type === "note") {
          open(part("note", item.id), shown.notes.includes(item.id));
          return;
        }
        const question = part("question", item.name);
        open(question, names.has(item.name));
        const optional = question.querySelector("[data-optional]");
        if (optional) optional.hidden = required.has(item.name);
      });
    });
  };

  form.addEventListener("input", update);
  form.addEventListener("change", update);
  // What the browser restored after "back" counts as well.
  globalThis.addEventListener("pageshow", update);
  update();
})();
