/* Small comforts. Every page works without them. */
(() => {
  "use strict";

  // The error summary and the confirmation's heading take the focus.
  const focused = document.querySelector("[data-focus]");
  if (focused) focused.focus();

  // A button that copies is shown only where copying works.
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("span").textContent = button.dataset.copied;
    });
  });

  // Counters appear from 80 % of what a field takes.
  const digits = document.documentElement.lang === "fa" ? new Intl.NumberFormat("fa") : new Intl.NumberFormat("en");
  document.querySelectorAll("[data-counter]").forEach((counter) => {
    const field = document.getElementById(counter.dataset.counter);
    const limit = field && field.maxLength;
    if (!limit || limit < 0) return;
    const show = () => {
      const length = field.value.length;
      counter.hidden = length < limit * 0.8;
      counter.textContent = `${digits.format(length)} / ${digits.format(limit)}`;
    };
    field.addEventListener("input", show);
    show();
  });

  // What was found wrong with a field is no longer known once something else stands in it.
  document.querySelectorAll(".desk-field--error:not([data-upload])").forEach((field) => {
    field.addEventListener("change", ({ target }) => {
      if (!target.value.trim()) return;
      field.classList.remove("desk-field--error");
      field.querySelectorAll(".desk-field__error").forEach((error) => error.remove());
      target.removeAttribute("aria-invalid");
      const described = (target.getAttribute("aria-describedby") || "").split(" ").filter((id) => document.getElementById(id));
      if (described.length) target.setAttribute("aria-describedby", described.join(" "));
      else target.removeAttribute("aria-describedby");
      document.querySelectorAll(`.desk-summary a[href="#${target.id}"]`).forEach((link) => {
        const summary = link.closest(".desk-summary");
        link.closest("li").remove();
        if (!summary.querySelector("li")) summary.remove();
      });
    });
  });

  // One submission: the button says what is going on.
  document.querySelectorAll("form[data-busy]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      const button = event.submitter || form.querySelector("button:not([name])");
      button.setAttribute("aria-disabled", "true");
      const words = button.querySelector("span") || button;
      words.textContent = form.dataset.busy;
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // A menu closes with Escape.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.desk-menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
