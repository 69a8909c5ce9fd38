/* Rules of conditions: fields made a moment ago can be asked, and a choice's value is chosen, not typed. */
(() => {
  "use strict";

  const { rules: address, choose } = document.currentScript.dataset;
  let asks = null;
  let readAt = 0;

  const read = async () => {
    if (asks && Date.now() - readAt < 3000) return;
    readAt = Date.now();
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (response.ok) asks = await response.json();
  };

  const isAsk = (element) => element.matches && element.matches('.support-rule select[name$="-ask"]');
  const ruleOf = (element) => element.closest(".support-rule");

  // A select beside the text, which stays what is sent.
  const offerChoices = (ask) => {
    const rule = ruleOf(ask);
    const input = rule.querySelector('input[name$="-value"]');
    const operator = rule.querySelector('select[name$="-operator"]');
    const asked = asks && asks[ask.value];
    const needsNone = ["answered", "not_answered"].includes(operator.value) || (asked && asked.isTicked);
    const field = input.closest("[data-contentpath]") || input.parentElement;
    field.hidden = needsNone;
    // What makes no sense for the answer is not offered; what was chosen before stays to be seen.
    [...operator.options].forEach((option) => {
      option.hidden = Boolean(asked) && option.value !== operator.value && !asked.operators.includes(option.value);
    });
    let select = rule.querySelector("select[data-choices]");
    if (!asked || !asked.choices.length) {
      if (select) select.remove();
      input.hidden = false;
      return;
    }
    if (!select) {
      select = document.createElement("select");
      select.dataset.choices = "";
      select.setAttribute("aria-labelledby", input.getAttribute("aria-labelledby") || "");
      const label = rule.querySelector(`label[for="${CSS.escape(input.id)}"]`);
      if (label) select.setAttribute("aria-label", label.textContent.trim());
      select.addEventListener("change", () => {
        input.value = select.value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      input.after(select);
    }
    const known = asked.choices.find(([value, label]) => [value, label].includes(input.value));
    select.replaceChildren(new Option(choose, ""), ...asked.choices.map(([value, label]) => new Option(label, value)));
    if (input.value && !known) input.value = "";
    else if (known) [input.value] = known;
    select.value = input.value;
    input.hidden = true;
  };

  const offerFields = (ask) => {
    if (!asks) return;
    Object.entries(asks).forEach(([value, { label }]) => {
      const option = [...ask.options].find((each) => each.value === value);
      if (option) option.textContent = label;
      else ask.append(new Option(label, value));
    });
  };

  const prepare = async (root) => {
    const selects = [...root.querySelectorAll('.support-rule select[name$="-ask"]')].filter((ask) => !ask.dataset.prepared);
    if (!selects.length) return;
    await read();
    selects.forEach((ask) => {
      ask.dataset.prepared = "yes";
      offerFields(ask);
      offerChoices(ask);
    });
  };

  document.addEventListener("focusin", async ({ target }) => {
    if (!isAsk(target)) return;
    await read();
    offerFields(target);
  });
  document.addEventListener("change", ({ target }) => {
    if (isAsk(target)) offerChoices(target);
    else if (target.matches && target.matches('.support-rule select[name$="-operator"]')) {
      offerChoices(ruleOf(target).querySelector('select[name$="-ask"]'));
    }
  });
  new MutationObserver(() => prepare(document)).observe(document.body, { childList: true, subtree: true });
  prepare(document);
})();
